"""Drafts: several tabs lose nothing, what cannot be kept changes nothing, each is its member's."""

from __future__ import annotations

import asyncio
import base64
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from pycrdt import Array, Doc, Text
from sqlalchemy import insert

from interview_ext.db.engine import Database
from interview_ext.db.tables import PadRow
from interview_ext.errors import NotFound
from interview_ext.feedback.drafts import DraftStore
from interview_ext.feedback.visibility import is_subject
from interview_ext.pads.store import Member, Store

SECRET = "the-draft-nobody-else-reads"
GRACE = "grace@example.org"


class Tab:
    """A tab with a draft, which speaks to the host as the front end does."""

    def __init__(self, browser, pad_id, kind="notes"):
        self.browser = browser
        self.path = f"pads/{pad_id}/drafts/{kind}"
        self.doc = Doc()
        self.text = self.doc.get("text", type=Text)
        self.known = None

    def body(self):
        return {
            "vector": base64.b64encode(self.doc.get_state()).decode(),
            "update": base64.b64encode(self.doc.get_update(self.known)).decode(),
        }

    async def sync(self):
        answer = await self.browser.ok("POST", self.path, self.body())
        self.doc.apply_update(base64.b64decode(answer["update"]))
        self.known = base64.b64decode(answer["vector"])
        return answer

    async def refused(self, **body):
        answer = await self.browser.api("POST", self.path, {**self.body(), **body})
        assert (answer.status, answer.body["reason"]) == (400, "invalid_input"), answer
        assert answer.body["message"]


@pytest.fixture
def stage(host, jp_asyncio_loop):
    """A pad, and the owner's browser."""

    async def begin():
        member = await host.member()
        pad = await host.new_pad(member, candidate_email=GRACE)
        return SimpleNamespace(host=host, member=member, pad=pad["id"])

    return jp_asyncio_loop.run_until_complete(begin())


async def kept(stage, kind="notes"):
    """What another tab of the owner finds."""
    tab = Tab(stage.member, stage.pad, kind)
    await tab.sync()
    return str(tab.text)


async def test_two_tabs_that_write_at_the_same_time_lose_nothing(stage):
    one, two = [Tab(stage.member, stage.pad) for _ in range(2)]
    one.text += "first "
    first = await one.sync()
    assert first["changed"]
    await two.sync()
    # Two goes on while it is offline, one meanwhile, and both come at the same moment.
    two.text += "from two "
    one.text += "from one "
    await asyncio.gather(one.sync(), two.sync())
    await one.sync()
    last = await two.sync()
    assert str(one.text) == str(two.text) == await kept(stage)
    assert sorted(str(one.text).split()) == ["first", "from", "from", "one", "two"]
    # Who has nothing new changes nothing.
    assert (await one.sync())["changed"] == last["changed"]
    assert await kept(stage, "scorecard") == ""


async def test_what_is_sent_twice_or_deleted_is_so_once(stage):
    tab = Tab(stage.member, stage.pad)
    tab.text += "abc"
    again = tab.body()
    await tab.sync()
    await stage.member.ok("POST", tab.path, again)
    del tab.text[1:2]
    await tab.sync()
    assert await kept(stage) == "ac"


async def test_broken_updates_change_nothing(stage):
    tab = Tab(stage.member, stage.pad)
    tab.text += "kept"
    await tab.sync()
    tab.text += " and more"
    whole = base64.b64decode(tab.body()["update"])
    for update in (whole[:-3], b"\xff" * 40, b"\x01", b"no update at all", whole[1:]):
        await tab.refused(update=base64.b64encode(update).decode())
    for vector in (b"\xff\xff", b"\x05\x01"):
        await tab.refused(vector=base64.b64encode(vector).decode())
    await tab.refused(update="not base64!")
    await tab.refused(vector="not base64!")
    await tab.refused(update=7)
    assert await kept(stage) == "kept"
    await tab.sync()
    assert await kept(stage) == "kept and more"


async def test_what_is_too_much_changes_nothing(stage):
    tab = Tab(stage.member, stage.pad)
    pieces = ["x" * 200_000 for _ in range(5)]
    for piece in pieces:
        tab.text += piece
        await tab.sync()
    before = await kept(stage)
    assert before == "".join(pieces)
    huge = Tab(stage.member, stage.pad)
    huge.text += "y" * 300_000
    await huge.refused()
    tab.text += "z" * 100_000  # the draft would be full
    await tab.refused()
    assert await kept(stage) == before
    # Who takes something out can go on.
    del tab.text[100_000:]
    await tab.sync()
    assert await kept(stage) == "x" * 100_000


async def test_other_tabs_of_the_same_member_are_told_and_nobody_else(stage):
    other = await stage.host.colleague()
    mine, theirs = await stage.member.socket("events"), await other.socket("events")
    tab = Tab(stage.member, stage.pad, "scorecard")
    tab.text += "Ah"
    answer = await tab.sync()
    said = await mine.until(lambda one: one["type"] == "draft")
    assert (said["pad_id"], said["kind"]) == (stage.pad, "scorecard")
    assert said["changed"] == answer["changed"]
    # Whatever happens afterwards is the next that the other one hears of.
    await stage.member.ok("PATCH", f"pads/{stage.pad}", {"title": "Afterwards"})
    heard = []
    await theirs.until(lambda one: heard.append(one["type"]) or one["type"] == "pad")
    assert "draft" not in heard
    for socket in (mine, theirs):
        socket.close()


async def test_everybody_has_a_draft_of_their_own(stage):
    tab = Tab(stage.member, stage.pad)
    tab.text += SECRET
    await tab.sync()
    for role in ("admin", "interviewer", "reviewer"):
        browser = await stage.host.colleague(role, role.title())
        theirs = Tab(browser, stage.pad)
        assert (await theirs.sync())["changed"] is None
        assert str(theirs.text) == ""
        theirs.text += role
        await theirs.sync()
        again = Tab(browser, stage.pad)
        await again.sync()
        assert str(again.text) == role
    assert await kept(stage) == SECRET
    # There is no way to name anybody else's.
    me = await stage.member.ok("GET", "me")
    for more in ({"member_id": me["id"]}, {"member": me["id"]}):
        answer = await browser.api("POST", theirs.path, {**theirs.body(), **more})
        assert answer.status == 400
    assert (await browser.api("POST", f"pads/{stage.pad}/drafts/x", theirs.body())).status == 404


async def test_no_candidate_and_no_pad_gets_at_a_draft(stage):
    tab = Tab(stage.member, stage.pad)
    tab.text += SECRET
    await tab.sync()
    candidate = await stage.host.knock(stage.pad)
    await stage.host.decide(stage.member, stage.pad, "admit")
    await stage.host.enter(candidate, stage.pad)
    answer = await candidate.fetch("POST", f"/interview/api/{tab.path}", tab.body())
    assert answer.code in (302, 403)
    assert SECRET.encode() not in answer.body
    await stage.member.ok("POST", f"pads/{stage.pad}/end")
    folder = stage.host.app.pad_servers.pads_dir / stage.pad
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]


@pytest.mark.parametrize("role", ["admin", "reviewer"])
async def test_who_is_the_candidate_has_no_draft_there(stage, role):
    grace = await stage.host.colleague(role, "Grace", GRACE.title())
    tab = Tab(grace, stage.pad)
    answer = await grace.api("POST", tab.path, tab.body())
    assert (answer.status, answer.body["reason"]) == (403, "refused")


@pytest.mark.parametrize(
    ("member", "candidate", "same"),
    [
        (Member("1", "grace", "Grace", "admin", email="Grace@Example.org"), GRACE, True),
        (Member("1", GRACE, "Grace", "admin"), GRACE.upper(), True),
        (Member("1", "grace", "Grace", "admin", email="ada@example.org"), GRACE, False),
        (Member("1", "", "Grace", "admin"), "", False),
    ],
)
def test_who_the_candidate_is(member, candidate, same):
    assert is_subject(member, SimpleNamespace(candidate_email=candidate)) is same


async def test_a_deleted_pad_takes_its_drafts_along(stage):
    tab = Tab(stage.member, stage.pad)
    tab.text += SECRET
    await tab.sync()
    other = Tab(stage.member, (await stage.host.new_pad(stage.member))["id"])
    other.text += "stays"
    await other.sync()
    await stage.member.ok("DELETE", f"pads/{stage.pad}")
    assert (await stage.member.api("POST", tab.path, tab.body())).status == 404
    # Nor does one that was on its way come back.
    me = (await stage.member.ok("GET", "me"))["id"]
    with pytest.raises(NotFound):
        await stage.host.app.drafts.store.sync(stage.pad, me, "notes", b"", tab.doc.get_update())
    with sqlite3.connect(stage.host.directory / "interview" / "interview.db") as connection:
        rows = connection.execute("SELECT pad_id FROM feedback_drafts").fetchall()
    assert [f"pads/{pad_id}/drafts/notes" for (pad_id,) in rows] == [other.path]


WRITER = """
import asyncio, sys
from pycrdt import Array, Doc
from interview_ext.db.engine import Database
from interview_ext.feedback.drafts import DraftStore

async def write():
    store = DraftStore(Database(sys.argv[1]))
    doc, vector = Doc(), None
    lines = doc.get("lines", type=Array)
    for number in range(1_000_000):
        lines.append(number)
        synced = await store.sync("pad", "ada", "notes", doc.get_state(), doc.get_update(vector))
        vector = synced.vector
        print(number, flush=True)

asyncio.run(write())
"""


async def test_a_server_that_is_killed_loses_nothing_that_it_acknowledged(tmp_path):
    url = f"sqlite:///{tmp_path / 'interview.db'}"
    database = Database(url)
    await database.open()
    await Store(database).keep_member(Member("ada", "ada", "Ada", "admin"), datetime.now(UTC))
    pad = dict.fromkeys(("title", "candidate_name", "start_with", "instructions"), "")
    async with database.writing() as connection:
        await connection.execute(
            insert(PadRow).values(
                id="pad", kind="live", state="in_progress", created=datetime.now(UTC), **pad
            )
        )

    def kill_one_that_writes(enough):
        process = subprocess.Popen(
            [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, text=True,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        said = []
        while len(said) < enough:
            line = process.stdout.readline()
            assert line, "it ended by itself"
            said.append(int(line))
        process.send_signal(signal.SIGKILL)
        # What it said between the last line read and its death counts as well.
        said += [int(line) for line in process.stdout.read().split()]
        process.wait()
        process.stdout.close()
        return said

    acknowledged = await asyncio.to_thread(kill_one_that_writes, 30)
    try:
        doc = Doc()
        doc.apply_update((await DraftStore(database).sync("pad", "ada", "notes", b"")).update)
        there = [int(one) for one in doc.get("lines", type=Array)]
        assert there[: len(acknowledged)] == acknowledged
        assert len(there) - len(acknowledged) in (0, 1)  # one may have been on its way
    finally:
        await database.close()


async def test_one_member_does_not_send_without_end(stage, monkeypatch):
    monkeypatch.setattr("interview_ext.feedback.draft_manager.AT_ONCE", 3)
    monkeypatch.setattr("interview_ext.feedback.draft_manager.A_SECOND", 0)
    other = await stage.host.colleague("admin", "Rosa")
    tab = Tab(stage.member, stage.pad)
    for word in ("one ", "two ", "three "):
        tab.text += word
        await tab.sync()
    tab.text += "four"
    answer = await stage.member.api("POST", tab.path, tab.body())
    assert (answer.status, answer.body["reason"]) == (429, "too_many")
    # Others are not kept from writing, and what was kept is there.
    await Tab(other, stage.pad).sync()
    stage.host.app.drafts._allowances.clear()
    again = Tab(stage.member, stage.pad)
    await again.sync()
    assert str(again.text) == "one two three "
