"""A pad that branches off from a moment of an interview that has ended."""

from __future__ import annotations

import asyncio
import json
import os
import re
from typing import Any

from pycrdt import Array

NOTEBOOK = "interview.ipynb"


async def until(condition: Any) -> Any:
    async with asyncio.timeout(60):
        while not (result := condition()):
            await asyncio.sleep(0.02)
        return result


class Interview:
    """A pad in progress, with a member and a candidate in it."""

    def __init__(self, host: Any) -> None:
        self.host = host

    async def begin(self) -> Interview:
        host = self.host
        self.member = await host.member()
        self.model = await host.new_pad(self.member, title="Backend", start_with="both")
        self.id = self.model["id"]
        self.candidate = await host.knock(self.id)
        await host.decide(self.member, self.id, "admit")
        for browser in (self.candidate, self.member):
            await host.enter(browser, self.id)
        self.room = await self.server.rooms.open_path(NOTEBOOK, "notebook")
        self.who = next(iter(self.server.entries.values()))
        return self

    @property
    def server(self) -> Any:
        return self.host.app.pad_servers.get(self.id)

    @property
    def folder(self) -> Any:
        return self.host.app.pad_servers.pads_dir / self.id

    def cell(self) -> dict[str, Any]:
        return self.room.doc.get("cells", type=Array).to_py()[0]

    async def run(self, source: str) -> None:
        with self.room.edit() as doc:
            cell = doc.get("cells", type=Array)[0]
            text, id = cell["source"], cell["id"]
            text.clear()
            text.insert(0, source)
        await self.server.runs.run(NOTEBOOK, id, self.who)
        await until(lambda: self.cell()["execution_state"] == "idle" and self.cell()["outputs"])

    async def moment(self) -> int:
        """Now, as milliseconds since the recording's start, all of whose frames are over."""
        from interview_ext.recording.reader import read_frames

        await self.server.recording.flush()
        start = next(read_frames(self.folder / "recording.sqlite")).time
        now = self.server.recording.now
        await until(lambda: self.server.recording.now > now + 2)
        return now + 1 - start

    async def post(self, browser: Any, body: Any) -> Any:
        response = await browser.fetch(
            "POST", f"/interview/pads/{self.id}/api/interview/branch", body
        )
        return response.code, json.loads(response.body)


async def test_an_earlier_moment_goes_on_in_a_pad_of_its_own(host):
    interview = await Interview(host).begin()
    files = interview.folder / "files"
    file = await interview.server.rooms.open_path("main.py", "file")
    with file.edit():
        file.document.source = "then = True\n"
    await interview.run("print(open('data.txt').read(), 'then')")
    moment = await interview.moment()
    assert (await interview.post(interview.member, {"time": moment}))[0] == 403
    await interview.run("raise SystemError('now')")
    with file.edit():
        file.document.source = "now = True\n"
    (files / "data.txt").write_text("data")
    (files / "deep").mkdir()
    (files / "deep" / "er.txt").write_text("deeper")
    os.symlink("/etc/passwd", files / "link.txt")
    os.mkfifo(files / "pipe")
    assert (await interview.post(interview.member, {"time": moment}))[0] == 403
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    before = sorted(path.name for path in interview.folder.iterdir())

    for body in ({}, {"time": -1}, {"time": True}, {"time": "x"}, {"time": 1, "more": 1}):
        assert (await interview.post(interview.member, body))[0] == 400
    assert (await interview.post(interview.candidate, {"time": moment}))[0] == 403

    code, answer = await interview.post(interview.member, {"time": moment, "rerun": True})
    assert code == 201, answer
    assert answer["url"].endswith("/interview/pads/" + answer["id"])
    pads = (await interview.member.ok("GET", "pads"))["pads"]
    model = next(pad for pad in pads if pad["id"] == answer["id"])
    assert (model["kind"], model["state"]) == ("sandbox", "in_progress")
    assert re.fullmatch("Backend, from 0:00:0[0-9]", model["title"])

    branch = host.app.pad_servers.pads_dir / answer["id"] / "files"
    assert (branch / "main.py").read_text() == "then = True\n"
    notebook = json.loads((branch / NOTEBOOK).read_text())
    assert notebook["cells"][0]["source"] == "print(open('data.txt').read(), 'then')"
    assert notebook["cells"][0]["outputs"][0]["ename"] == "FileNotFoundError"
    assert (branch / "data.txt").read_text() == "data"
    assert (branch / "deep" / "er.txt").read_text() == "deeper"
    assert sorted(path.name for path in branch.iterdir()) == [
        "data.txt", "deep", NOTEBOOK, "main.py",
    ]  # fmt: skip

    # Nothing runs until somebody comes; then, what had been run.
    new = Interview(host)
    new.id, new.member = answer["id"], interview.member
    assert (await host.enter(interview.member, new.id)).code == 303
    socket = await interview.member.socket(f"/interview/pads/{new.id}/api/interview/events")
    told = await socket.until(lambda message: message["type"] == "pad")
    assert "copy to try things in" in told["instructions"]
    new.room = await new.server.rooms.open_path(NOTEBOOK, "notebook")
    await until(lambda: new.cell()["outputs"] and "text" in new.cell()["outputs"][0])
    assert new.cell()["outputs"][0]["text"] == "data then\n"
    socket.close()
    assert sorted(path.name for path in interview.folder.iterdir() if path.name != "playback") == [
        name for name in before if name != "playback"
    ]


async def test_without_asking_nothing_is_run_again(host):
    interview = await Interview(host).begin()
    await interview.run("print('once')")
    moment = await interview.moment()
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    _, answer = await interview.post(interview.member, {"time": moment, "rerun": False})
    await host.enter(interview.member, answer["id"])
    new = host.app.pad_servers.get(answer["id"])
    assert not (new.folder / "reruns.json").exists()
    assert new._reruns == []


async def test_what_cannot_be_restored_leaves_nothing_behind(host):
    interview = await Interview(host).begin()
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    await interview.server.recording.close()
    pads_dir = host.app.pad_servers.pads_dir
    for name in ("recording.sqlite-wal", "recording.sqlite-shm", "recording.sqlite"):
        (interview.folder / name).unlink(missing_ok=True)
    before = sorted(pads_dir.iterdir())
    code, answer = await interview.post(interview.member, {"time": 0})
    assert code == 503, answer
    assert sorted(pads_dir.iterdir()) == before
    assert len((await interview.member.ok("GET", "pads"))["pads"]) == 1


async def test_a_server_that_is_killed_while_a_pad_branches_off_leaves_no_folder(make_host):
    interview = await Interview(await make_host()).begin()
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    servers = interview.host.app.pad_servers
    # As it is on disk when the files are there and the database does not know of them.
    await servers.branch(interview.id, 0, "a" * 22, False)
    (servers.pads_dir / ("b" * 22)).mkdir()
    code, answer = await interview.post(interview.member, {"time": 0})
    assert code == 201, answer
    # And when the database knows of them, and they have not come to their place.
    whole = servers.pads_dir / answer["id"]
    (whole / "files").rename(whole / ".files-restored")
    await interview.host.stop()

    host = await make_host()
    there = sorted(path.name for path in host.app.pad_servers.pads_dir.iterdir())
    assert there == sorted([interview.id, answer["id"]])
    assert (whole / "files" / NOTEBOOK).exists()
    assert not (whole / ".files-restored").exists()
