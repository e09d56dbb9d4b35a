"""Scorecards over REST: from a draft to a decision."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
import sqlite3
from types import SimpleNamespace

import pytest
from pycrdt import Doc, Map, Text

from interview_ext.feedback.visibility import is_subject
from interview_ext.pads.store import Member

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
    body = {"decision": "hire", "reason": "Good", "seen": 0}
    await over.refused(over.ada, 403, "POST", "feedback/decision", body)
    await submit(over.ada, over.pad, "yes")
    await submit(over.ben, over.pad, "yes")
    where = f"pads/{over.pad}/feedback/decision"
    for decision, reason in (("maybe", "Good"), ("hire", " ")):
        wrong = {"decision": decision, "reason": reason, "seen": 0}
        await over.refused(over.ada, 400, "POST", "feedback/decision", wrong)
    doubt = {"decision": "further", "reason": "A doubt", "seen": 0}
    await over.ada.ok("POST", where, doubt)
    made = (await over.ada.ok("POST", where, {**body, "seen": 1}))["decision"]
    assert (made["decision"], made["reason"], made["by"]["name"]) == ("hire", "Good", "Ada")
    assert made["number"] == 2
    assert (await over.feedback(over.ben))["decision"] == made
    assert (await over.feedback(over.owner))["decision"] is None


async def test_of_two_decisions_at_once_the_second_is_told_of_the_first(over):
    await submit(over.ada, over.pad, "yes")
    await submit(over.ben, over.pad, "no")
    where = f"pads/{over.pad}/feedback/decision"
    bodies = [
        {"decision": decision, "reason": f"Because of {decision}", "seen": 0}
        for decision in ("hire", "no_hire")
    ]
    answers = await asyncio.gather(
        *(
            who.api("POST", where, body)
            for who, body in zip((over.ada, over.ben), bodies, strict=True)
        )
    )
    assert sorted(answer.status for answer in answers) == [200, 409]
    (refused,) = (answer.body for answer in answers if answer.status == 409)
    assert refused["reason"] == "decided"
    kept = (await over.feedback(over.ada))["decision"]
    words = {"hire": "“Hire”", "no_hire": "“Do not hire”"}
    for said in (kept["by"]["name"], kept["reason"], words[kept["decision"]]):
        assert said in refused["message"]
    # Who has seen it may decide otherwise, and a number that never was is none.
    for seen in (0, 2, -1):
        body = {**bodies[0], "seen": seen}
        assert await over.refused(over.ben, 409, "POST", "feedback/decision", body)
    assert (await over.feedback(over.ada))["decision"] == kept
    made = (await over.ben.ok("POST", where, {**bodies[1], "seen": 1}))["decision"]
    assert (made["number"], made["by"]["name"]) == (2, "Ben")


async def test_what_is_begun_and_not_added_is_kept_and_no_part_of_the_scorecard(over):
    draft = Draft().write("yes", care=3)
    begun = draft.doc.get("begun", type=Map)
    begun[f"evidence:{CARE}"] = {"id": "1", "moment": 5, "document": ""}
    begun["decision"] = {"outcome": "hire", "seen": 0}
    for name in (f"begun:evidence:{CARE}", "begun:decision"):
        text = draft.doc.get(name, type=Text)
        text += "Begun and not added"
    await draft.save(over.ada, over.pad)
    answer = await over.ada.ok("POST", f"pads/{over.pad}/drafts/scorecard", {"vector": ""})
    kept = Doc()
    kept.apply_update(base64.b64decode(answer["update"]))
    assert str(kept.get("begun:decision", type=Text)) == "Begun and not added"
    model = await over.ada.ok("POST", f"pads/{over.pad}/feedback/submit", {})
    assert "Begun" not in json.dumps(model)
    assert (model["mine"]["changed"], model["mine"]["problems"]) == (False, [])
    assert "Begun" not in json.dumps(await submit(over.ben, over.pad, "no"))


async def test_who_may_judge_what(over):
    reviewer = await over.host.colleague("reviewer", "Rea")
    live = (await hold(over.host))["id"]
    await Draft().write("yes", care=3).save(reviewer, over.pad)
    model = await reviewer.ok("POST", f"pads/{over.pad}/feedback/submit", {})
    assert model["may"] == {"submit": True, "decide": False, "see_others": True}
    body = {"decision": "hire", "reason": "Good", "seen": 0}
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


async def test_the_rule_of_an_installation_that_kept_none_is_no_change(make_host):
    host = await make_host(**{"FeedbackManager.see_others": "always"})
    owner = await host.member()
    pad = await host.new_pad(owner)
    rule = (await owner.ok("GET", f"pads/{pad['id']}/feedback"))["rule"]
    assert rule == {"see_others": "always", "changes": []}
    assert (await owner.ok("GET", "audit?action=settings"))["lines"] == []


async def test_that_the_rule_was_changed_meanwhile_is_seen_by_whoever_writes(over):
    await Draft().write("yes", care=3).save(over.ben, over.pad)
    assert (await over.feedback(over.ben))["rule"] == {
        "see_others": "after_submitting", "changes": [],
    }  # fmt: skip
    for rule in ("always", "always", "never"):
        await over.owner.ok("PATCH", "settings", {"see_others": rule})
    later = (await hold(over.host))["id"]
    owner = over.host.app.owner_name

    async def told(browser, pad):
        rule = (await browser.ok("GET", f"pads/{pad}/feedback"))["rule"]
        changes = [(one["was"], one["now"], one["by"]) for one in rule["changes"]]
        return rule["see_others"], changes

    seen = [("always", "never", owner), ("after_submitting", "always", owner)]
    assert await told(over.ben, over.pad) == ("never", seen)
    # What began under the rule of now has nothing to be told.
    assert await told(over.ben, later) == ("never", [])
    lines = (await over.owner.ok("GET", "audit?action=settings"))["lines"]
    noted = [line["details"] for line in lines if line["details"]["key"] == "see_others"]
    assert [(one["was"], one["now"]) for one in noted] == [one[:2] for one in seen]
    # As after a restart with another configuration.
    over.host.app.feedback.see_others = "always"
    await over.host.app.feedback.start()
    await over.host.app.feedback.start()
    assert await told(over.ada, over.pad) == ("always", [("never", "always", None), *seen])
    (line, *_) = (await over.owner.ok("GET", "audit?action=settings"))["lines"]
    assert (line["member"], line["details"]["now"]) == (None, "always")


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
    body = {"decision": "hire", "reason": "Good", "seen": 0}
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


async def subjects_noted(over):
    """Who was said to be the candidate of the pad, or not any more, and by whom; newest first."""
    lines = (await over.owner.ok("GET", "audit?action=pad&limit=200"))["lines"]
    return [
        (line["action"], line["member"] and line["member"]["name"], line["details"]["member"])
        for line in lines
        if "candidate" in line["action"]
    ]


async def test_nobody_but_an_administrator_makes_a_member_the_candidate_or_undoes_it(over):
    """By a colleague's address one could shut them out, or in."""
    ben = await over.host.colleague("interviewer", "Ben B.", "ben.b@example.org")
    ben_id = (await ben.ok("GET", "me"))["id"]
    mine = (await over.host.new_pad(over.ada, candidate_email="grace@example.org"))["id"]
    address = {"candidate_email": "Ben.B@Example.org"}
    refused = await over.ada.api("PATCH", f"pads/{mine}", address)
    assert (refused.status, "administrator" in refused.body["message"]) == (403, True)
    made = {"title": "New", **address}
    assert (await over.ada.api("POST", "pads", made)).status == 403
    several = {"title": "New", "candidates": [{"name": "B", "email": "ben.b@example.org"}]}
    assert (await over.ada.api("POST", "pads/bulk", several)).status == 403
    assert (await over.ada.ok("GET", f"pads/{mine}"))["candidate_email"] == "grace@example.org"
    assert (await ben.ok("GET", f"pads/{mine}/feedback"))["subject"] is False
    assert await subjects_noted(over) == []

    owner = over.host.app.owner_name
    await over.owner.ok("PATCH", f"pads/{mine}", address)
    assert (await ben.ok("GET", f"pads/{mine}/feedback"))["subject"] is True
    # What else of it they change is theirs.
    await over.ada.ok("PATCH", f"pads/{mine}", {"title": "Later", **address})
    away = {"candidate_email": "grace@example.org"}
    assert (await over.ada.api("PATCH", f"pads/{mine}", away)).status == 403
    assert (await ben.ok("GET", f"pads/{mine}/feedback"))["subject"] is True
    await over.owner.ok("PATCH", f"pads/{mine}", away)
    assert (await ben.ok("GET", f"pads/{mine}/feedback"))["subject"] is False
    assert await subjects_noted(over) == [
        ("pad.candidate_is_no_member", owner, ben_id),
        ("pad.candidate_is_member", owner, ben_id),
    ]
    # With one's own address one shuts out nobody else.
    await ben.ok("POST", "pads", {"title": "Mine", **address})
    assert (await subjects_noted(over))[0] == ("pad.candidate_is_member", "Ben B.", ben_id)


@pytest.mark.parametrize(
    ("known", "candidate", "same"),
    [
        ("Ada@Bücher.example", "ada@xn--bcher-kva.example", True),
        ("ada@XN--BCHER-KVA.example", "Ada@bücher.example", True),
        (" ada@example.org ", "ADA@example.org", True),
        ("\uff21da@example.org", "ada@example.org", True),  # a wide A
        ("\u212aim@example.org", "kim@example.org", True),  # the sign of the kelvin
        ("Áda@Example.org", "áda@example.org", True),
        ("áda@example.org", "ada@example.org", False),
        ("ada", "ada", False),
        ("", "", False),
    ],
)
async def test_a_member_is_the_candidate_by_one_rule(host, known, candidate, same):
    store, now = host.app.store, host.clock.now()
    by_email = Member("1", "someone", "Ada", "interviewer", email=known)
    by_name = Member("2", known, "Ada", "interviewer")
    other = Member("3", "other", "Óscar", "interviewer", email="ó@example.org")
    for member in (by_email, by_name, other):
        await store.keep_member(member, now)
    about = SimpleNamespace(candidate_email=candidate)
    assert [is_subject(one, about) for one in (by_email, by_name, other)] == [same, same, False]
    assert await store.members_at(candidate) == (["1", "2"] if same else [])


async def test_everything_is_gone_with_the_pad(over):
    await submit(over.ada, over.pad, "yes", summary="The-word-that-goes")
    await submit(over.ben, over.pad, "yes")
    body = {"decision": "hire", "reason": "The-word-that-goes", "seen": 0}
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
    body = {"decision": "hire", "reason": "Good", "seen": 0}
    await over.ben.ok("POST", f"pads/{over.pad}/feedback/decision", body)
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
