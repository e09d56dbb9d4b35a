"""The tests of take-homes run by themselves on what was handed in."""

from __future__ import annotations

import asyncio
import json

import pytest

from ..pads.test_take_homes import begin
from .bank import ID, SLUG, SOLVED
from .test_rest import Interview
from .test_secrets import has_secret


class TakeHome(Interview):
    """A take-home that somebody works on; `task` is its only one."""

    async def begin(self):
        await super().begin()
        pad = await self.member.ok(
            "POST", "pads", {"title": "Words", "kind": "take_home", "questions": [ID]}
        )
        self.pad = pad["id"]
        self.candidate = await begin(self.host, self.member, pad)
        (self.task,) = (await self.ok("GET"))["tasks"]
        return self

    async def model(self):
        return await self.member.ok("GET", f"pads/{self.pad}")

    async def submit(self):
        await self.host.app.pads.submit(self.pad, "candidate")

    async def runs(self):
        return (await self.ok("GET", f"/{self.task['id']}/tests"))["runs"]

    async def graded(self, times=1):
        """The runs on what was handed in, once each kind of tests has run so often."""
        async with asyncio.timeout(60):
            while True:
                runs = [run for run in await self.runs() if run["graded"]]
                kinds = [run["tests"] for run in runs if run["state"] != "running"]
                if min(kinds.count("visible"), kinds.count("hidden")) >= times and len(
                    kinds
                ) == len(runs):
                    return runs
                await asyncio.sleep(0.05)

    async def tested(self):
        """The pad's model, once it says how the tests went."""
        async with asyncio.timeout(60):
            while (model := await self.model())["tests"] is None:
                await asyncio.sleep(0.05)
        return model


@pytest.fixture
def take_home(host, tmp_path, jp_asyncio_loop):
    return jp_asyncio_loop.run_until_complete(TakeHome(host, tmp_path).begin())


async def test_visible_and_hidden_tests_run_when_it_is_handed_in(take_home):
    await take_home.solve()
    socket = await take_home.member.socket("events")
    assert (await take_home.model())["tests"] is None
    await take_home.submit()
    model = await take_home.tested()
    assert model["tests"] == {"passed": 2, "total": 2}
    runs = await take_home.graded()
    assert sorted(run["tests"] for run in runs) == ["hidden", "visible"]
    assert {(run["state"], run["by"], run["message"]) for run in runs} == {("done", "", "")}
    assert has_secret(json.dumps(runs).encode())
    # Those who look on are told on the way, and that it is done.
    await socket.until(lambda said: said["type"] == "tasks")
    said = await socket.until(lambda said: said["type"] == "pad" and said["pad"]["tests"])
    assert said["pad"]["tests"] == {"passed": 2, "total": 2}
    socket.close()
    # The recording was sealed before, and knows of nothing hidden.
    folder = take_home.host.app.pad_servers.pads_dir / take_home.pad
    await take_home.host.app.pad_servers.close(take_home.pad)
    assert not [
        path for path in folder.rglob("*") if path.is_file() and has_secret(path.read_bytes())
    ]


async def test_what_is_wrong_is_counted(take_home):
    await take_home.submit()
    model = await take_home.tested()
    assert model["tests"] == {"passed": 1, "total": 2}, "an empty text has no words"
    assert model["state"] == "ready_for_review"


async def test_a_server_that_dies_tests_after_its_next_start(take_home):
    await take_home.solve()
    host = take_home.host
    # Nothing is tested between what is kept of handing in and the end of the server.
    await host.app.autograder.stop()
    await take_home.submit()
    assert [run for run in await take_home.runs() if run["graded"]] == []
    await host.stop()
    await host.start()
    take_home.member = await host.member()
    assert (await take_home.tested())["tests"] == {"passed": 2, "total": 2}
    # And once is enough.
    await host.stop()
    await host.start()
    take_home.member = await host.member()
    assert len(await take_home.graded()) == 2


async def test_a_server_that_is_stopped_while_it_tests_begins_anew(take_home):
    await take_home.solve("import time\ntime.sleep(5)\n" + SOLVED)
    host = take_home.host
    await take_home.submit()
    async with asyncio.timeout(60):
        while not any(run["state"] == "running" for run in await take_home.runs()):
            await asyncio.sleep(0.01)
    await host.stop()
    await host.start()
    take_home.member = await host.member()
    runs = await take_home.graded()
    assert {run["state"] for run in runs} == {"done"}
    assert len(runs) == 2


async def test_the_folder_that_is_gone_is_said_and_can_be_tested_again(take_home):
    files = take_home.host.app.pad_servers.pads_dir / take_home.pad / "files"
    await take_home.solve()
    await take_home.server.rooms.save_all()
    (files / SLUG).rename(files / "elsewhere")
    await take_home.submit()
    runs = await take_home.graded()
    assert {run["state"] for run in runs} == {"failed"}
    assert "not there" in runs[0]["message"]
    assert (await take_home.model())["tests"] is None
    # Nobody tries again by themselves.
    await take_home.host.app.pads.changed(take_home.pad)
    assert len(await take_home.graded()) == 2
    (files / "elsewhere").rename(files / SLUG)
    await take_home.ok("POST", f"/{take_home.task['id']}/tests")
    runs = await take_home.graded(times=2)
    assert [run["state"] for run in runs[:2]] == ["done", "done"]
    assert runs[0]["by"] == take_home.host.app.owner_name
    assert (await take_home.tested())["tests"] == {"passed": 2, "total": 2}


async def test_no_sandbox_is_said(take_home, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    await take_home.submit()
    runs = await take_home.graded()
    assert {run["state"] for run in runs} == {"failed"}
    assert runs[0]["message"]
    assert (await take_home.model())["tests"] is None


async def test_reopened_work_is_tested_again_when_it_is_handed_in_again(take_home):
    await take_home.submit()
    await take_home.tested()
    await take_home.member.ok("POST", f"pads/{take_home.pad}/reopen")
    assert (await take_home.model())["tests"] is None
    await take_home.solve()
    await take_home.submit()
    assert (await take_home.tested())["tests"] == {"passed": 2, "total": 2}


async def test_a_review_can_be_finished_meanwhile(take_home):
    await take_home.submit()
    model = await take_home.member.ok("POST", f"pads/{take_home.pad}/review")
    assert model["state"] == "reviewed"
    assert (await take_home.tested())["tests"] == {"passed": 1, "total": 2}


async def test_a_deleted_pad_is_tested_no_more(take_home):
    await take_home.solve("import time\ntime.sleep(20)\n" + SOLVED)
    await take_home.submit()
    async with asyncio.timeout(60):
        while not any(run["state"] == "running" for run in await take_home.runs()):
            await asyncio.sleep(0.01)
    await take_home.member.ok("DELETE", f"pads/{take_home.pad}")
    async with asyncio.timeout(10):
        while take_home.host.app.autograder._jobs:
            await asyncio.sleep(0.01)
    assert take_home.host.app.tasks._running == {}


async def test_a_live_interview_has_handed_in_nothing(take_home):
    pad = await take_home.host.new_pad(take_home.member)
    take_home.pad = pad["id"]
    task = await take_home.opened()
    await begin(take_home.host, take_home.member, pad)
    await take_home.member.ok("POST", f"pads/{pad['id']}/end")
    refusal = await take_home.refused(409, "POST", f"/{task['id']}/tests")
    assert refusal["reason"] == "ended"
    take_home.task = task
    assert await take_home.runs() == []
