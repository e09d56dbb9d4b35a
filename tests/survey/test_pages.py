"""The survey in candidates' browsers without scripts, and its summary for administrators."""

from __future__ import annotations

import re

import pytest

ASKED = {"Survey.ask_candidates": True}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def after_the_end(host, name="Grace", pad_id=""):
    """A candidate whose interview is over, and its id."""
    member = await host.member()
    pad_id = (await host.new_pad(member))["id"]
    candidate = await host.knock(pad_id, name)
    await host.decide(member, pad_id, "admit", name)
    await host.enter(candidate, pad_id)
    await member.ok("POST", f"pads/{pad_id}/end")
    return candidate, pad_id


async def page(browser, path, **headers):
    response = await browser.fetch("GET", path, headers={"Accept": "text/html", **headers})
    return response.code, response.body.decode()


async def answer(candidate, pad_id, **fields):
    path = f"/interview/survey/{pad_id}"
    xsrf = candidate.cookie("_xsrf", path)
    return await candidate.send(path, _xsrf=xsrf, **fields)


async def test_nobody_is_asked_by_default(host):
    candidate, pad_id = await after_the_end(host)
    _, text = await page(candidate, f"/interview/pads/{pad_id}")
    assert "ended" in text
    assert "/interview/survey/" not in text
    assert (await page(candidate, f"/interview/survey/{pad_id}"))[0] == 404
    assert (await answer(candidate, pad_id, clear="5")).code == 404
    told = await (await host.member()).ok("GET", "survey")
    assert (told["asked"], told["answers"]) == (False, 0)


async def test_an_administrator_has_candidates_asked(host):
    admin = await host.member()
    candidate, pad_id = await after_the_end(host)
    await admin.ok("PATCH", "settings", {"ask_candidates": True})
    assert (await page(candidate, f"/interview/survey/{pad_id}"))[0] == 200
    wrong = await admin.api("PATCH", "settings", {"ask_candidates": "yes"})
    assert (wrong.status, list(wrong.body["problems"])) == (400, ["ask_candidates"])
    await admin.ok("PATCH", "settings", {"ask_candidates": None})
    assert (await page(candidate, f"/interview/survey/{pad_id}"))[0] == 404


async def test_a_candidate_answers_once(make_host):
    host = await make_host(**ASKED)
    candidate, pad_id = await after_the_end(host)
    _, text = await page(candidate, f"/interview/pads/{pad_id}")
    assert f'href="/interview/survey/{pad_id}"' in text
    status, text = await page(candidate, f"/interview/survey/{pad_id}")
    assert status == 200
    assert len(re.findall(r'type="radio"', text)) == 20
    assert "<script" not in text

    empty = await answer(candidate, pad_id)
    assert empty.code == 400
    assert "Please answer at least one question" in empty.body.decode()
    wrong = await answer(candidate, pad_id, clear="9", words="Kept <b>words</b>")
    assert wrong.code == 400
    assert "Kept &lt;b&gt;words&lt;/b&gt;" in wrong.body.decode()

    assert (await answer(candidate, pad_id, clear="5", words="Nice.")).code == 303
    assert (await answer(candidate, pad_id, clear="1", words="Not nice.")).code == 303
    _, text = await page(candidate, f"/interview/survey/{pad_id}")
    assert "Thank you" in text
    assert "radio" not in text
    _, text = await page(candidate, f"/interview/pads/{pad_id}")
    assert "/interview/survey/" not in text
    (kept,) = await host.app.survey.store.answers()
    assert (dict(kept.ratings), kept.words) == ({"clear": 5}, "Nice.")


async def test_who_was_not_interviewed_is_not_asked(make_host):
    host = await make_host(**ASKED)
    member = await host.member()
    _, over = await after_the_end(host)
    begun = (await host.new_pad(member))["id"]
    waiting = await host.knock(begun, "Late")
    inside = await host.knock(begun)
    await host.decide(member, begun, "admit")
    await host.enter(inside, begun)
    for browser, pad_id in (
        (await host.stranger(over), over),
        (inside, begun),
        (member, over),
        (inside, "x" * 24),
    ):
        assert (await page(browser, f"/interview/survey/{pad_id}"))[0] == 404
        assert (await answer(browser, pad_id, clear="5")).code == 404
    await member.ok("POST", f"pads/{begun}/end")
    assert (await page(waiting, f"/interview/survey/{begun}"))[0] == 404
    assert (await page(inside, f"/interview/survey/{begun}"))[0] == 200


async def test_it_is_asked_in_german(make_host):
    host = await make_host(**ASKED)
    candidate, pad_id = await after_the_end(host)
    german = {"Accept-Language": "de"}
    _, text = await page(candidate, f"/interview/survey/{pad_id}", **german)
    assert "Wie war es für Sie?" in text
    _, text = await page(candidate, f"/interview/pads/{pad_id}", **german)
    assert "Sagen Sie uns, wie es war" in text


async def test_administrators_alone_see_answers_and_never_whose_they_are(make_host):
    host = await make_host(**ASKED)
    admin = await host.member()
    interviewer = await host.colleague("interviewer", "Bea")
    reviewer = await host.colleague("reviewer", "Rae")
    for number, name in enumerate(("Grace", "Alan", "Edsger"), 1):
        candidate, pad_id = await after_the_end(host, name)
        await answer(candidate, pad_id, clear=str(number), words=f"Words {number}")
        if number < 3:
            told = await admin.ok("GET", "survey")
            assert (told["answers"], told["questions"], told["words"]) == (number, None, None)
            assert "Words" not in (await page(admin, "/interview/survey"))[1]
    told = await admin.ok("GET", "survey")
    assert told["questions"][0]["counts"] == [1, 1, 1, 0, 0]
    assert sorted(told["words"]) == ["Words 1", "Words 2", "Words 3"]
    status, text = await page(admin, "/interview/survey")
    assert status == 200
    assert "Words 3" in text
    for secret in ("Grace", "Alan", "Edsger", pad_id):
        assert secret not in text
        assert secret not in str(told)
    candidate, pad_id = await after_the_end(host, "Barbara")
    await answer(candidate, pad_id, clear="5", words="Words 4")
    assert await admin.ok("GET", "survey") == {**told, "answers": 4}
    assert "Words 4" not in (await page(admin, "/interview/survey"))[1]
    for browser in (interviewer, reviewer, candidate):
        assert (await browser.api("GET", "survey")).status == 403
        status, text = await page(browser, "/interview/survey")
        assert status in (302, 403)
        assert "Words" not in text


async def test_answers_go_with_the_pad(make_host):
    host = await make_host(**ASKED)
    candidate, pad_id = await after_the_end(host)
    await answer(candidate, pad_id, clear="5", words="Personal.")
    await (await host.member()).ok("DELETE", f"pads/{pad_id}")
    assert await host.app.survey.store.answers() == []


async def test_what_an_erased_answer_said_is_not_to_be_told_from_the_others(make_host):
    host = await make_host(**ASKED, **{"InterviewApp.knocks_per_address": 0})
    admin = await host.member()

    async def comes(number):
        candidate, pad_id = await after_the_end(host, f"Candidate {number}")
        await answer(candidate, pad_id, clear="5", words=f"Words {number}")
        return pad_id

    async def words():
        told = await admin.ok("GET", "survey")
        assert told["shown"] == len(told["words"] or ())
        return told["answers"], told["words"]

    pads = [await comes(number) for number in range(1, 6)]
    first = ["Words 1", "Words 2", "Words 3"]
    assert await words() == (5, first)
    # One that nobody has seen yet goes: the next ones take its place.
    await admin.ok("DELETE", f"pads/{pads[4]}")
    pads += [await comes(6)]
    assert await words() == (5, first)
    pads += [await comes(7)]
    second = ["Words 4", "Words 6", "Words 7"]
    assert await words() == (6, [*first, *second])
    # One of those that came together goes: the others are not shown any more, whatever comes.
    await admin.ok("DELETE", f"pads/{pads[1]}")
    assert await words() == (5, second)
    for number in (8, 9):
        await comes(number)
        assert (await words())[1] == second
    await comes(10)
    assert await words() == (8, ["Words 10", *second, "Words 8", "Words 9"])
    # Also the one that came last: its place stays empty.
    await admin.ok("DELETE", f"pads/{pads[-1]}")
    await comes(11)
    assert (await words())[1] == ["Words 10", "Words 8", "Words 9"]


@pytest.mark.parametrize("headers", [{}, FORM])
async def test_an_answer_from_another_site_is_refused(make_host, headers):
    host = await make_host(**ASKED)
    candidate, pad_id = await after_the_end(host)
    candidate.cookies = {key: v for key, v in candidate.cookies.items() if key[0] != "_xsrf"}
    response = await candidate.fetch(
        "POST", f"/interview/survey/{pad_id}", raw="clear=5", headers=headers
    )
    assert response.code == 403
    assert await host.app.survey.store.answers() == []
