"""A take-home's address: rules, start, taking over, practice, and every way it can be closed."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from interview_ext.clock import Clock
from interview_ext.pads.model import iso
from interview_ext.questions.examples import example_id, find_examples

from ..hosts import Browser, Host
from .markup import Page
from .test_address import LIGHT, address, look, sound, submit


class SetClock(Clock):
    """A clock that is ahead of the machine's by as much as a test says."""

    ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


def ahead(host: Host, **span: float) -> None:
    """Let some time be over."""
    clock = host.app.pads.clock
    if not isinstance(clock, SetClock):
        clock = host.app.pads.clock = SetClock()
    clock.ahead += timedelta(**span)


async def new_take_home(host: Host, **fields: Any) -> dict[str, Any]:
    return await host.new_pad(
        **{"title": "Count the words", "kind": "take_home", "time_limit": 90} | fields
    )


async def start(browser: Browser, pad: dict[str, Any], name: str = "Ada Nguyen") -> Page:
    """From the link to the page that goes in."""
    rules = await look(browser, address(pad))
    answer = await submit(browser, rules, "begin", action="start", name=name)
    assert (answer.code, answer.headers["Location"]) == (303, address(pad))
    return await look(browser, address(pad))


async def enter(browser: Browser, page: Page) -> None:
    """Go in, as the page does by itself."""
    assert (await submit(browser, page, "enter")).code == 303


async def inside(browser: Browser, pad: dict[str, Any]) -> int:
    """What the pad itself answers to this browser."""
    return (await browser.fetch("GET", address(pad, "/api/interview/pad"))).code


async def state(host: Host, pad: dict[str, Any]) -> str:
    return str((await (await host.member()).ok("GET", f"pads/{pad['id']}"))["state"])


async def test_the_rules_come_before_the_clock(host: Host) -> None:
    due = datetime.now(UTC) + timedelta(days=3)
    pad = await new_take_home(host, due=iso(due))
    browser = Browser(host)
    page = await look(browser, address(pad))
    assert page.headline == "Count the words"
    assert "The clock starts when you press Start." in page.text
    facts = [each.text for each in page.all("dd")]
    assert facts[0] == "1 hour 30 minutes"
    assert page.one("time")["datetime"] == iso(due)
    assert "UTC" in page.one("time").text
    assert "What is recorded" in page.text
    assert "handed in by itself" in page.text
    assert page.one("button", id="start").text == "Start"
    assert page.one("button", id="practice").text == "Try a practice pad"
    assert page.all("p", id="short") == []
    # Looking is not starting, however often.
    await look(browser, address(pad))
    assert await state(host, pad) == "not_started"
    assert (await (await host.member()).ok("GET", f"pads/{pad['id']}/admissions")) == {
        "admissions": []
    }


async def test_the_rules_are_light_and_speak_german(host: Host) -> None:
    pad = await new_take_home(host, time_limit=60)
    browser = Browser(host)
    page = await look(browser, address(pad), **{"Accept-Language": "de-CH"})
    assert page.one("html")["lang"] == "de"
    assert "Die Zeit läuft ab dem Moment, in dem Sie auf Start drücken." in page.text
    assert page.all("dd")[0].text == "1 Stunde"
    weight = len(page.source)
    for each in page.all("link") + page.all("script"):
        url = each.get("href") or each.get("src")
        weight += len((await browser.fetch("GET", url)).body)
    assert weight < LIGHT


async def test_start_lets_in_at_once_and_starts_the_clock(host: Host) -> None:
    pad = await new_take_home(host)
    candidate = Browser(host)
    page = await start(candidate, pad)
    assert page.one("main")["data-role"] == "candidate"
    await enter(candidate, page)
    info = await candidate.fetch("GET", address(pad, "/api/interview/pad"))
    assert info.code == 200
    model = await (await host.member()).ok("GET", f"pads/{pad['id']}")
    assert model["state"] == "in_progress"
    begun, deadline = (datetime.fromisoformat(model[key]) for key in ("started", "deadline"))
    assert deadline - begun == timedelta(minutes=90)
    # Coming back is going in.
    again = await look(candidate, address(pad))
    assert again.one("main")["data-role"] == "candidate"
    admissions = (await (await host.member()).ok("GET", f"pads/{pad['id']}/admissions"))[
        "admissions"
    ]
    assert [(one["name"], one["state"]) for one in admissions] == [("Ada Nguyen", "admitted")]


async def test_pressing_start_twice_is_one_person(host: Host) -> None:
    pad = await new_take_home(host)
    candidate = Browser(host)
    rules = await look(candidate, address(pad))
    for _ in range(2):
        answer = await submit(candidate, rules, "begin", action="start", name="Ada")
        assert answer.code == 303
    assert (await look(candidate, address(pad))).one("main")["data-role"] == "candidate"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Please enter your name, so that the hiring team knows whose work it is."),
        ("x" * 81, "Your name is too long for us: please use at most 80 characters."),
        ("\u202eada", "Your name has characters that can’t be shown."),
    ],
)
async def test_a_name_that_cannot_be_used_starts_nothing(host: Host, name: str, words: str) -> None:
    pad = await new_take_home(host)
    candidate = Browser(host)
    rules = await look(candidate, address(pad))
    answer = await submit(candidate, rules, "begin", action="start", name=name)
    assert answer.code == 400
    page = sound(answer) if answer.code == 200 else Page(answer.body)
    assert page.one("p", id="name-error").text.startswith(words)
    assert page.one("input", id="name")["aria-invalid"] == "true"
    assert await state(host, pad) == "not_started"


async def test_another_browser_takes_over_after_being_asked(host: Host) -> None:
    pad = await new_take_home(host)
    first, second = Browser(host), Browser(host)
    await enter(first, await start(first, pad))
    events = await first.socket(address(pad, "/api/interview/events"))
    await events.until(lambda message: message["type"] == "pad")

    page = await look(second, address(pad))
    assert page.headline == "You’re in on another device"
    assert page.one("p", id="until").text.startswith("It is handed in by itself at:")
    assert await inside(first, pad) == 200, "nothing happens before they say so"

    answer = await submit(second, page, "take-over")
    assert (answer.code, answer.headers["Location"]) == (303, address(pad))
    closing = await events.until(lambda message: message["type"] == "closing")
    assert closing["reason"] == "elsewhere"
    assert await events.next() is None
    assert await inside(first, pad) == 403
    await enter(second, await look(second, address(pad)))
    assert await inside(second, pad) == 200
    # The same person as before, and the first browser is told and may go on again.
    participants = await host.app.store.people(pad["id"])
    assert [(role, name) for _, role, name, _ in participants] == [("candidate", "Ada Nguyen")]
    assert (await look(first, address(pad))).headline == "You’re in on another device"
    await submit(first, await look(first, address(pad)), "take-over")
    assert (await look(first, address(pad))).one("main")["data-role"] == "candidate"
    assert await inside(second, pad) == 403


async def test_whoever_was_sent_out_does_not_come_in_by_another_browser(host: Host) -> None:
    pad = await new_take_home(host)
    candidate, other = Browser(host), Browser(host)
    await enter(candidate, await start(candidate, pad))
    member = await host.member()
    assert (await host.decide(member, pad["id"], "remove", "Ada Nguyen")).status == 200
    assert await inside(candidate, pad) == 403
    assert (await look(candidate, address(pad))).headline == (
        "The interviewer has paused your access"
    )
    await submit(other, await look(other, address(pad)), "take-over")
    assert (await look(other, address(pad))).headline == "The interviewer has paused your access"
    assert await state(host, pad) == "in_progress"
    await host.decide(member, pad["id"], "admit", "Ada Nguyen")
    assert (await look(other, address(pad))).one("main")["data-role"] == "candidate"


async def test_after_it_was_due_it_cannot_be_started(host: Host) -> None:
    due = datetime.now(UTC) + timedelta(hours=5)
    pad = await new_take_home(host, due=iso(due))
    browser = Browser(host)
    ahead(host, hours=4)
    page = await look(browser, address(pad))
    assert page.headline == "Count the words"
    assert page.one("p", id="short").text.startswith("It is due in less than 1 hour 30 minutes")

    ahead(host, hours=2)
    late = await look(browser, address(pad))
    assert late.headline == "It can’t be started any more"
    assert late.one("time")["datetime"] == iso(due)
    assert "they can give you more time" in late.text
    # A form that was open before is of no use.
    answer = await submit(browser, page, "begin", action="start", name="Ada")
    assert answer.code == 303
    assert await state(host, pad) == "not_started"
    await (await host.member()).ok(
        "PATCH", f"pads/{pad['id']}", {"due": iso(due + timedelta(hours=9))}
    )
    await enter(browser, await start(browser, pad))


async def test_after_submitting_access_is_gone_and_the_page_says_thanks(host: Host) -> None:
    pad = await new_take_home(host)
    candidate = Browser(host)
    await enter(candidate, await start(candidate, pad))
    answer = await candidate.fetch("POST", address(pad, "/api/interview/submit"))
    assert answer.code == 204, answer.body
    assert await inside(candidate, pad) == 403
    page = await look(candidate, address(pad))
    assert page.headline == "Your take-home is handed in"
    assert page.one("time").text
    assert (await candidate.api("POST", f"pads/{pad['id']}/ticket")).status == 409
    assert (await look(Browser(host), address(pad))).headline == "Your take-home is handed in"
    assert await state(host, pad) == "ready_for_review"


async def test_at_the_deadline_the_page_says_that_it_was_handed_in(host: Host) -> None:
    pad = await new_take_home(host)
    candidate = Browser(host)
    await enter(candidate, await start(candidate, pad))
    ahead(host, minutes=90)
    page = await look(candidate, address(pad))
    assert page.headline == "Time’s up, and your take-home is handed in"


async def test_a_member_who_ends_it_is_not_called_the_deadline(host: Host) -> None:
    pad = await new_take_home(host)
    candidate = Browser(host)
    await enter(candidate, await start(candidate, pad))
    await (await host.member()).ok("POST", f"pads/{pad['id']}/end")
    page = await look(candidate, address(pad))
    assert page.headline == "This take-home has ended"


async def test_a_member_is_no_candidate(host: Host) -> None:
    pad = await new_take_home(host)
    member = await host.member()
    assert (await look(member, address(pad))).one("main")["data-role"] == "interviewer"
    answer = await member.fetch(
        "POST",
        address(pad),
        raw="action=start&name=Mia",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert answer.code == 303
    assert await state(host, pad) == "not_started"


async def test_doors_do_not_mix(host: Host) -> None:
    """Nobody knocks where the door is open, and nobody starts a live interview."""
    take_home, live = await new_take_home(host), await host.new_pad()
    stranger = await host.stranger(take_home["id"])
    knock = await stranger.api("POST", f"pads/{take_home['id']}/knock", {"name": "Ada"})
    assert (knock.status, knock.body["reason"]) == (409, "open_door")
    rules = await look(stranger, address(take_home))
    form = {each["name"]: each.get("value") for each in rules.all("input")}
    for action in ("start", "take_over", "practice"):
        answer = await stranger.fetch(
            "POST",
            address(live),
            raw=f"action={action}&name=Ada&_xsrf={form['_xsrf']}",
            headers={"Content-Type": "application/x-www-form-urlencoded"},
        )
        assert answer.code == 400
    assert await state(host, live) == "not_started"


# -- practice


async def practise(browser: Browser, pad: dict[str, Any]) -> str:
    """Press Try a practice pad; returns the practice pad's address."""
    rules = await look(browser, address(pad))
    answer = await submit(browser, rules, "begin", action="practice", name="")
    assert answer.code == 303, answer.code
    return str(answer.headers["Location"])


async def test_a_practice_pad_leaves_no_trace(host: Host) -> None:
    pad = await new_take_home(host, language="python")
    member = await host.member()
    before = (await member.ok("GET", "quota"))["used"]
    candidate = Browser(host)
    practice = await practise(candidate, pad)
    practice_id = practice.rpartition("/")[2]
    await enter(candidate, await look(candidate, practice))
    info = await candidate.fetch("GET", practice + "/api/interview/pad")
    assert info.code == 200
    folder = host.app.pads.servers.pads_dir / practice_id
    assert folder.is_dir()
    # Nothing of it is seen by members, and the take-home has not begun.
    listed = (await member.ok("GET", "pads"))["pads"]
    assert [one["id"] for one in listed] == [pad["id"]]
    assert (await member.ok("GET", "quota"))["used"] == before
    assert await state(host, pad) == "not_started"

    # When the real thing begins the other is gone, with all that belonged to it.
    await start(candidate, pad)
    assert not folder.exists()
    assert [one.id for one in await host.app.store.tombstones()] == []
    assert await host.app.store.people(practice_id) == []
    gone = await candidate.fetch("GET", practice)
    page = Page(gone.body)
    assert page.headline == "The practice pad is closed"
    assert page.one("a", id="back")["href"] == address(pad)
    # To anybody else there never was one.
    assert (await Browser(host).fetch("GET", practice)).code == 404


PRACTICE = example_id("warm-up")


async def bring_practice(host: Host) -> None:
    """Have the example in the bank that candidates practise with."""
    questions = host.app.questions
    await questions.examples_are_there()
    await questions.bring_examples({"warm-up": find_examples()["warm-up"]})


async def test_a_practice_pad_has_an_example_to_try(host: Host) -> None:
    await bring_practice(host)
    pad = await new_take_home(host, language="javascript", start_with="file")
    member = await host.member()
    candidate = Browser(host)
    practice = await practise(candidate, pad)
    practice_id = practice.rpartition("/")[2]
    await enter(candidate, await look(candidate, practice))
    (task,) = await host.app.tasks.store.tasks(practice_id)
    assert (task.question_id, task.language, task.revealed) == (PRACTICE, "javascript", 2)
    # The file of the task is the one to write in.
    info = await candidate.fetch("GET", f"{practice}/api/interview/pad")
    assert json.loads(info.body)["documents"] == []
    code = await candidate.fetch("GET", f"{practice}/api/contents/{task.folder}/main.js")
    assert "Your code goes here" in json.loads(code.body)["content"]
    address_of_tests = f"{practice}/api/interview/tasks/{task.id}/tests"
    assert (await candidate.fetch("POST", address_of_tests)).code == 202
    async with asyncio.timeout(60):
        while not (runs := await host.app.tasks.store.runs([task.id])):
            await asyncio.sleep(0.02)
    assert [test["outcome"] for test in runs[0].report["tests"]] == ["failed", "failed"]

    # Nothing of it stays, and no member hears of it.
    await start(candidate, pad)
    assert await host.app.tasks.store.tasks(practice_id) == []
    assert await host.app.tasks.store.runs([task.id]) == []
    assert (await member.ok("GET", f"questions/{PRACTICE}"))["uses"] == 0
    lines = (await member.ok("GET", "audit"))["lines"]
    assert practice_id not in json.dumps(lines)


async def test_a_practice_pad_opens_without_an_example_and_says_so(host: Host) -> None:
    questions = host.app.questions
    questions.examples = True
    pad = await new_take_home(host, language="bash", start_with="file")
    candidate = Browser(host)

    async def practice() -> tuple[dict[str, Any], list[str]]:
        address = await practise(candidate, pad)
        await enter(candidate, await look(candidate, address))
        info = await candidate.fetch("GET", f"{address}/api/interview/pad")
        tasks = await host.app.tasks.store.tasks(address.rpartition("/")[2])
        return json.loads(info.body), [task.language for task in tasks]

    # Not in the bank; in no language that is offered; not wanted; in another language.
    for bring, offered, wanted, said, languages in (
        (False, [], "warm-up", True, []),
        (True, ["bash"], "warm-up", True, []),
        (True, [], "", False, []),
        (True, [], "warm-up", False, ["python"]),
    ):
        if bring:
            await bring_practice(host)
        host.app.pads.servers.offered_languages = offered
        questions.practice = wanted
        info, given = await practice()
        assert ("no example task to try" in info["instructions"]) is said
        assert given == languages
        # What the take-home will be like is there in any case.
        assert [one["path"] for one in info["documents"]] == ["main.sh"]


async def test_pressing_practice_twice_leaves_one_pad(host: Host) -> None:
    await bring_practice(host)
    pad = await new_take_home(host)
    candidate = Browser(host)
    rules = await look(candidate, address(pad))
    await asyncio.gather(
        *(submit(candidate, rules, "begin", action="practice", name="") for _ in range(3))
    )
    await practise(candidate, pad)
    (left,) = await host.app.store.practice_pads(pad["id"])
    folder = host.app.pads.servers.pads_dir
    assert {one.name for one in folder.iterdir()} <= {pad["id"], left.id}


async def test_practice_pads_are_few(make_host: Any) -> None:
    host = await make_host(**{"Practice.per_address": 3, "Practice.most": 1})
    one, other = await new_take_home(host), await new_take_home(host)
    candidate = Browser(host)
    first = await practise(candidate, one)
    second = await practise(candidate, one)
    assert first != second
    assert Page((await candidate.fetch("GET", first)).body).headline == (
        "The practice pad is closed"
    )
    rules = await look(candidate, address(other))
    full = await submit(candidate, rules, "begin", action="practice", name="")
    assert full.code == 429
    await practise(candidate, one)
    rules = await look(candidate, address(one))
    fast = await submit(candidate, rules, "begin", action="practice", name="")
    assert fast.code == 429
    assert int(fast.headers["Retry-After"]) > 0


async def test_a_sandbox_can_be_given_to_a_candidate(host: Host) -> None:
    await bring_practice(host)
    pad = await host.new_pad(title="Look around", kind="sandbox", door="open")
    # Whoever comes is alone: the example is there with all its steps.
    (task,) = await host.app.tasks.store.tasks(pad["id"])
    assert (task.question_id, task.opened is not None, task.revealed) == (PRACTICE, True, 2)
    for fields in ({}, {"door": "open", "questions": []}):
        other = await host.new_pad(kind="sandbox", **fields)
        assert await host.app.tasks.store.tasks(other["id"]) == []
    candidate = Browser(host)
    page = await look(candidate, address(pad))
    assert page.headline == "Look around"
    assert page.all("button", id="practice") == []
    assert page.all("dd") == []
    await enter(candidate, await start(candidate, pad))
    assert await inside(candidate, pad) == 200
    await (await host.member()).ok("POST", f"pads/{pad['id']}/end")
    assert (await look(candidate, address(pad))).headline == "The practice pad is closed"
