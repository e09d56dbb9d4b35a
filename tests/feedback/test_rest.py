"""Scorecards over REST: from a draft to a decision."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

import pytest

from .interviews import CARE, Draft, bring_question, hold, submit


@pytest.fixture
def over(host, tmp_path, jp_asyncio_loop):
    """An interview that has ended, judged by `ada` and `ben`; the owner is an admin."""
    return jp_asyncio_loop.run_until_complete(Over(host).begin(tmp_path))


class Over:
    def __init__(self, host):
        self.host = host

    async def begin(self, folder):
        await bring_question(self.host, folder)
        self.owner = await self.host.member()
        self.ada = await self.host.colleague("interviewer", "Ada")
        self.ben = await self.host.colleague("interviewer", "Ben")
        self.pad = (await hold(self.host))["id"]
        await self.owner.ok("POST", f"pads/{self.pad}/end")
        return self

    async def feedback(self, browser):
        return await browser.ok("GET", f"pads/{self.pad}/feedback")

    async def refused(self, browser, status, method, path, body=None):
        answer = await browser.api(method, f"pads/{self.pad}/{path}", body)
        assert answer.status == status, answer.body
        return answer.body


async def test_the_form_is_the_rubric_of_the_tasks(over):
    model = await over.feedback(over.ada)
    assert model["form"]["competencies"] == [
        {
            "key": CARE,
            "competency": "Care",
            "levels": {"1": "none", "2": "some", "3": "much", "4": "all of it"},
            "from": "Count words",
            "question_id": model["form"]["competencies"][0]["question_id"],
            "required": True,
        }
    ]
    assert model["form"]["fields"] == []
    assert model["form"]["required"] == ["recommendation", f"rating:{CARE}"]
    assert model["mine"] == {
        "state": "none",
        "version": None,
        "submitted": None,
        "content": None,
        "changed": False,
        "problems": [
            {"key": "recommendation", "words": "Choose an overall recommendation."},
            {"key": f"rating:{CARE}", "words": "Rate “Care”."},
        ],
    }
    assert model["may"] == {"submit": True, "decide": False, "see_others": False}


async def test_a_scorecard_is_submitted_once_it_is_whole_and_revised_later(over):
    draft = Draft().write("yes", summary="Calm.\n")
    await draft.save(over.ada, over.pad)
    assert (await over.feedback(over.ada))["mine"]["state"] == "draft"
    refusal = await over.refused(over.ada, 400, "POST", "feedback/submit", {})
    assert refusal["reason"] == "incomplete"
    assert refusal["problems"] == [{"key": f"rating:{CARE}", "words": "Rate “Care”."}]

    piece = {"id": "1", "quote": "x = 1", "moment": 5, "document": "main.py", "competency": CARE}
    draft.write(care=3, text="Checked twice.", evidence=[piece, {"quote": ""}])
    await draft.save(over.ada, over.pad)
    mine = (await over.ada.ok("POST", f"pads/{over.pad}/feedback/submit", {}))["mine"]
    assert (mine["state"], mine["version"], mine["changed"]) == ("submitted", 1, False)
    assert mine["content"] == {
        "recommendation": "yes",
        "summary": "Calm.",
        "ratings": {CARE: 3},
        "texts": {CARE: "Checked twice."},
        "fields": {},
        "evidence": [piece],
    }
    again = (await over.ada.ok("POST", f"pads/{over.pad}/feedback/submit", {}))["mine"]
    assert again["version"] == 1

    await draft.write("strong_yes").save(over.ada, over.pad)
    mine = (await over.feedback(over.ada))["mine"]
    assert (mine["version"], mine["changed"]) == (1, True)
    await over.ada.ok("POST", f"pads/{over.pad}/feedback/submit", {})
    versions = (await over.ada.ok("GET", f"pads/{over.pad}/feedback/versions"))["versions"]
    said = [(one["version"], one["content"]["recommendation"]) for one in versions]
    assert said == [(2, "strong_yes"), (1, "yes")]


async def test_others_are_seen_side_by_side_once_both_are_submitted(over):
    await submit(over.ada, over.pad, "yes", care=4, summary="Very good")
    seen = await submit(over.ben, over.pad, "no", care=1)
    (hers,) = seen["others"]
    assert hers["member"]["name"] == "Ada"
    assert hers["content"]["summary"] == "Very good"
    assert seen["disagreements"] == ["recommendation", f"rating:{CARE}"]
    assert seen["may"] == {"submit": True, "decide": True, "see_others": True}
    assert (await over.feedback(over.owner))["others"] is None
    (his,) = (await over.feedback(over.ada))["others"]
    assert his["content"]["ratings"] == {CARE: 1}


async def test_the_first_sight_is_in_the_audit_log(over):
    await submit(over.ada, over.pad, "yes")
    await submit(over.ben, over.pad, "yes")
    await over.feedback(over.ben)
    await submit(over.owner, over.pad, "yes")
    lines = (await over.owner.ok("GET", "audit?action=feedback"))["lines"]
    said = [(line["member"]["name"], line["action"]) for line in lines]
    owner = over.host.app.owner_name
    assert said == [
        (owner, "feedback.revealed"), (owner, "feedback.submitted"),
        ("Ben", "feedback.revealed"), ("Ben", "feedback.submitted"), ("Ada", "feedback.submitted"),
    ]  # fmt: skip


async def test_a_decision_says_what_by_whom_and_why(over):
    await over.refused(
        over.ada, 403, "POST", "feedback/decision", {"decision": "hire", "reason": "Good"}
    )
    await submit(over.ada, over.pad, "yes")
    await submit(over.ben, over.pad, "yes")
    where = f"pads/{over.pad}/feedback/decision"
    for decision, reason in (("maybe", "Good"), ("hire", " ")):
        await over.refused(
            over.ada, 400, "POST", "feedback/decision", {"decision": decision, "reason": reason}
        )
    await over.ada.ok("POST", where, {"decision": "further", "reason": "A doubt"})
    made = (await over.ada.ok("POST", where, {"decision": "hire", "reason": "Good"}))["decision"]
    assert (made["decision"], made["reason"], made["by"]["name"]) == ("hire", "Good", "Ada")
    assert (await over.feedback(over.ben))["decision"] == made
    assert (await over.feedback(over.owner))["decision"] is None


async def test_who_may_judge_what(over):
    reviewer = await over.host.colleague("reviewer", "Rea")
    live = (await hold(over.host))["id"]
    await Draft().write("yes", care=3).save(reviewer, over.pad)
    model = await reviewer.ok("POST", f"pads/{over.pad}/feedback/submit", {})
    assert model["may"] == {"submit": True, "decide": False, "see_others": True}
    body = {"decision": "hire", "reason": "Good"}
    await over.refused(reviewer, 403, "POST", "feedback/decision", body)
    assert (await reviewer.ok("GET", f"pads/{live}/feedback"))["may"]["submit"] is False
    assert (await reviewer.api("POST", f"pads/{live}/feedback/submit", {})).status == 403
    assert (await submit(over.ada, live, "no"))["mine"]["version"] == 1
    new = (await over.host.new_pad(over.ada))["id"]
    refusal = await over.ada.api("POST", f"pads/{new}/feedback/submit", {})
    assert (refusal.status, refusal.body["reason"]) == (409, "not_started")


@pytest.mark.parametrize(
    ("rule", "before", "after"),
    [("never", False, False), ("after_submitting", False, True), ("always", True, True)],
)
async def test_the_organization_says_when_others_are_seen(over, rule, before, after):
    await over.owner.ok("PATCH", "settings", {"see_others": rule})
    await submit(over.ada, over.pad, "yes")
    model = await over.feedback(over.ben)
    assert (model["others"] is not None, model["may"]["see_others"]) == (before, before)
    model = await submit(over.ben, over.pad, "yes")
    assert (model["others"] is not None, model["may"]["see_others"]) == (after, after)
    assert model["may"]["decide"] is True


async def test_a_pad_says_how_far_ones_own_scorecard_is(over):
    async def states(browser):
        listed = (await browser.ok("GET", "pads"))["pads"]
        (pad,) = [one for one in listed if one["id"] == over.pad]
        assert (await browser.ok("GET", f"pads/{over.pad}"))["feedback"] == pad["feedback"]
        return pad["feedback"]

    await Draft().write("no").save(over.ben, over.pad)
    await submit(over.ada, over.pad, "yes")
    assert [await states(one) for one in (over.ada, over.ben, over.owner)] == [
        "submitted", "draft", "none",
    ]  # fmt: skip


async def test_whoever_may_see_is_told_of_changes_and_nobody_else(over):
    sockets = [await one.socket("events") for one in (over.ada, over.ben, over.owner)]
    await submit(over.ada, over.pad, "yes")
    await submit(over.ben, over.pad, "yes")
    body = {"decision": "hire", "reason": "Good"}
    await over.ben.ok("POST", f"pads/{over.pad}/feedback/decision", body)
    last = await over.host.new_pad(over.owner)
    told = []
    for socket in sockets:
        heard = []
        while (message := await socket.next()) != {"type": "pads"}:
            heard.append(message)
        told.append([one for one in heard if one["type"] == "feedback"])
        socket.close()
    event = {"type": "feedback", "pad_id": over.pad}
    # Ada submits and hears of Ben, Ben submits and decides; the owner has submitted nothing.
    assert told == [[event] * 3, [event] * 2, []]
    assert last["feedback"] == "none"


async def test_the_candidate_who_became_a_member_sees_nothing(over):
    await over.owner.ok("PATCH", f"pads/{over.pad}", {"candidate_email": "grace@example.org"})
    grace = await over.host.colleague("admin", "Grace", "Grace@Example.org")
    await submit(over.ada, over.pad, "yes", summary="About Grace")
    await over.ada.ok("POST", f"pads/{over.pad}/comments", {"moment": 1, "text": "About Grace"})
    await over.owner.ok("PATCH", "settings", {"see_others": "always"})
    model = await over.feedback(grace)
    assert model["form"] == {"competencies": [], "fields": [], "required": ["recommendation"]}
    assert (model["others"], model["decision"]) == (None, None)
    assert model["may"] == {"submit": False, "decide": False, "see_others": False}
    assert (await grace.ok("GET", f"pads/{over.pad}/comments"))["comments"] == []
    await over.refused(grace, 403, "POST", "comments", {"moment": 1, "text": "Hello"})
    await over.refused(grace, 403, "POST", "feedback/submit", {})
    lines = (await grace.ok("GET", "audit?limit=200"))["lines"]
    assert not [one for one in lines if one["action"].split(".")[0] in ("feedback", "comment")]
    # Nor do they see it by calling the candidate somebody else.
    answer = await grace.api("PATCH", f"pads/{over.pad}", {"candidate_email": "other@example.org"})
    assert answer.status == 403


async def test_everything_is_gone_with_the_pad(over):
    await submit(over.ada, over.pad, "yes", summary="The-word-that-goes")
    await submit(over.ben, over.pad, "yes")
    body = {"decision": "hire", "reason": "The-word-that-goes"}
    await over.ben.ok("POST", f"pads/{over.pad}/feedback/decision", body)
    await over.owner.ok("DELETE", f"pads/{over.pad}")
    database = over.host.directory / "interview" / "interview.db"
    # Closing the last connection writes into the database itself what is beside it yet.
    await over.host.app.database.close()
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"The-word-that-goes" not in database.read_bytes()


# -- taken along


HOSTILE = '</style><script>alert(1)</script><img src=x onerror="alert(2)"> **bold** =1+1'


async def take(browser, pad_id, format):
    response = await browser.fetch(
        "GET", f"/interview/api/pads/{pad_id}/feedback/export?format={format}"
    )
    assert response.code == 200
    return response


async def test_it_is_taken_along_as_json_and_as_a_table(over):
    piece = {"id": "1", "quote": "=cmd()", "moment": 61_000, "document": "a.py", "competency": CARE}
    await submit(over.ada, over.pad, "yes", care=4, summary="=1+1", evidence=[piece])
    await submit(over.ben, over.pad, "no", care=2)
    await over.ben.ok(
        "POST", f"pads/{over.pad}/feedback/decision", {"decision": "hire", "reason": "Good"}
    )
    response = await take(over.ben, over.pad, "json")
    assert "attachment" in response.headers["Content-Disposition"]
    model = json.loads(response.body)
    assert model["pad"]["id"] == over.pad
    assert {one["member"]["name"] for one in model["scorecards"]} == {"Ada", "Ben"}
    assert [one["decision"] for one in model["decisions"]] == ["hire"]

    text = (await take(over.ben, over.pad, "csv")).body.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    said = [(one["interviewer"], one["part"], one["value"], one["level"]) for one in rows]
    assert said == [
        ("Ada", "recommendation", "yes", ""),
        ("Ada", "competency", "4", "all of it"),
        ("Ada", "evidence", "", ""),
        ("Ben", "recommendation", "no", ""),
        ("Ben", "competency", "2", "some"),
        ("Ben", "decision", "hire", ""),
    ]
    assert rows[0]["text"] == "'=1+1"
    assert (rows[2]["text"], rows[2]["moment"]) == ("'=cmd()", "0:01:01")


async def test_the_page_to_print_shows_words_as_words(over):
    piece = {"id": "1", "quote": HOSTILE, "moment": 5, "document": "", "competency": ""}
    await submit(over.ada, over.pad, "yes", care=4, summary=HOSTILE, text=HOSTILE, evidence=[piece])
    await submit(over.ben, over.pad, "no", care=1)
    response = await take(over.ben, over.pad, "html")
    policy = response.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; sandbox;")
    assert "script" not in policy
    page = response.body.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 3
    assert page.count("**bold**") == 3
    assert page.count("(far apart)") == 2
    assert "Strong no" not in page
    german = await over.ben.fetch(
        "GET",
        f"/interview/api/pads/{over.pad}/feedback/export?format=html",
        headers={"Accept-Language": "de"},
    )
    assert '<html lang="de"' in german.body.decode()
    assert "Empfehlung" in german.body.decode()
    await over.refused(over.ben, 400, "GET", "feedback/export?format=pdf")


async def test_there_are_not_endless_versions(over, monkeypatch):
    monkeypatch.setattr("interview_ext.feedback.manager.MOST_VERSIONS", 2)
    for summary in ("one", "two"):
        await submit(over.ada, over.pad, "yes", summary=summary)
    await Draft().write("yes", summary="three").save(over.ada, over.pad)
    refused = await over.refused(over.ada, 409, "POST", "feedback/submit", {})
    assert refused["reason"] == "too_many"
    assert (await over.feedback(over.ada))["mine"]["version"] == 2
