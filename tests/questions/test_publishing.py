"""A question publishes when its own solution passes its own tests, and not otherwise."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from interview_ext.questions.exporting import write_archive
from interview_ext.questions.publishing import WAITING

from ..hosts import Browser
from ..testing.conftest import sandboxes  # noqa: F401
from .test_rest import bring, send, whole_question
from .texts import FRONT, MARKDOWN, question_files

pytestmark = [pytest.mark.usefixtures("sandboxes"), pytest.mark.timeout(120)]


async def check_of(member: Browser, question_id: str) -> dict[str, Any]:
    """The check of a question when it is over."""
    while True:
        check: dict[str, Any] = await member.ok("GET", f"questions/{question_id}/check")
        if check["state"] != "running":
            return check
        await asyncio.sleep(0.05)


async def test_a_question_publishes_only_when_its_solution_passes(host):
    member = await host.member()
    right = question_files()["solution/main.py"]
    wrong = b"def count(text):\n    return {}\n"
    id = (await whole_question(member, question_files({"solution/main.py": wrong})))["id"]
    begun = await member.api("POST", f"questions/{id}/publish")
    assert begun.status == 202
    assert begun.body["state"] == "running"
    check = await check_of(member, id)
    assert check["state"] == "failed"
    assert "(expected {'a': 2, 'b': 1}, got {})" in check["message"]
    assert {report["which"] for report in check["reports"]} == {"visible", "hidden"}
    model = await member.ok("GET", f"questions/{id}")
    assert model["state"] == "draft"
    assert model["check"] == check

    await send(member, id, "solution/main.py", right)
    assert (await member.ok("GET", f"questions/{id}/check"))["state"] == "none"
    await member.ok("POST", f"questions/{id}/publish")
    check = await check_of(member, id)
    assert check["state"] == "passed", check
    model = await member.ok("GET", f"questions/{id}")
    assert (model["state"], model["revision"], model["edited"]) == ("published", 1, False)
    again = await member.api("POST", f"questions/{id}/publish")
    assert again.status == 409


async def test_a_change_while_it_is_checked_is_not_published(host):
    member = await host.member()
    id = (await whole_question(member))["id"]
    await member.ok("POST", f"questions/{id}/publish")
    changed = question_files()["solution/main.py"] + b"# not what was checked\n"
    await send(member, id, "solution/main.py", changed)
    check = await check_of(member, id)
    assert check["state"] == "failed"
    assert "changed while it was checked" in check["message"]
    assert (await member.ok("GET", f"questions/{id}"))["state"] == "draft"


async def test_a_check_can_be_stopped_and_others_wait_for_it(host):
    member = await host.member()
    slow = question_files({"solution/main.py": b"import time\ntime.sleep(60)\n"})
    archive = write_archive({"slow": slow, "quick": question_files()})
    imported = (await bring(member, archive)).body["imported"]
    ids = {one["slug"]: one["id"] for one in imported}
    await member.ok("POST", f"questions/{ids['slow']}/publish")
    await member.ok("POST", f"questions/{ids['quick']}/publish")
    waiting = await member.ok("GET", f"questions/{ids['quick']}/check")
    assert (waiting["state"], waiting["message"]) == ("running", WAITING)
    assert (await member.api("DELETE", f"questions/{ids['slow']}/check")).status == 204
    assert (await member.ok("GET", f"questions/{ids['slow']}/check"))["state"] == "none"
    assert (await check_of(member, ids["quick"]))["state"] == "passed"
    assert (await member.ok("GET", f"questions/{ids['slow']}"))["state"] == "draft"


async def test_what_is_missing_is_said_at_once(host):
    member = await host.member()
    files = question_files()
    del files["solution/main.py"]
    text = FRONT[: FRONT.index("rubric:")] + "---\n" + MARKDOWN
    files["question.md"] = text.encode()
    id = (await whole_question(member, files))["id"]
    answer = await member.api("POST", f"questions/{id}/publish")
    assert answer.status == 400
    messages = [problem["message"] for problem in answer.body["problems"]]
    assert messages == ["The rubric is missing.", "The solution is missing."]


async def test_stopping_the_server_stops_a_check(host):
    member = await host.member()
    slow = question_files({"solution/main.py": b"import time\ntime.sleep(60)\n"})
    id = (await whole_question(member, slow))["id"]
    await member.ok("POST", f"questions/{id}/publish")
    await asyncio.wait_for(host.stop(), 15)
    await host.start()
    member = await host.member()
    assert (await member.ok("GET", f"questions/{id}/check"))["state"] == "none"
