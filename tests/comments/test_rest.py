"""Comments over REST: at moments, changed and deleted by their authors, gone with the pad."""

from __future__ import annotations

import asyncio
import sqlite3

import pytest

SECRET = "the-comment-nobody-else-reads"


@pytest.fixture
def over(host, jp_asyncio_loop):
    """An interview that has ended: `over.member`, `over.candidate`, `over.pad`."""
    return jp_asyncio_loop.run_until_complete(Over(host).begin())


class Over:
    def __init__(self, host):
        self.host = host

    async def begin(self):
        self.member = await self.host.member()
        self.pad = (await self.host.new_pad(self.member))["id"]
        self.candidate = await self.host.knock(self.pad)
        await self.host.decide(self.member, self.pad, "admit")
        await self.host.enter(self.candidate, self.pad)
        await self.member.ok("POST", f"pads/{self.pad}/end")
        return self

    @property
    def path(self):
        return f"pads/{self.pad}/comments"

    async def write(self, text="Nice.", moment=1000, **body):
        return await self.member.ok("POST", self.path, {"text": text, "moment": moment, **body})

    async def all(self):
        return (await self.member.ok("GET", self.path))["comments"]


async def test_comments_are_listed_in_the_order_of_their_moments(over):
    late = await over.write("Later", 90_000)
    early = await over.write("Earlier", 500, document="main.py")
    assert await over.all() == [early, late]
    assert early == {
        "id": early["id"],
        "author": over.host.app.owner_name,
        "actions": ["edit", "delete"],
        "moment": 500,
        "document": "main.py",
        "text": "Earlier",
        "written": early["written"],
        "edited": None,
    }
    assert late["document"] is None


async def test_a_comment_is_changed_and_deleted(over):
    comment = await over.write("Nice")
    path = f"{over.path}/{comment['id']}"
    changed = await over.member.ok("PATCH", path, {"text": "Nicer"})
    assert changed["text"] == "Nicer"
    assert changed["edited"] is not None
    assert await over.all() == [changed]
    await over.member.ok("DELETE", path)
    assert await over.all() == []
    for method, body in (("PATCH", {"text": "Nicest"}), ("DELETE", None)):
        assert (await over.member.api(method, path, body)).status == 404


async def test_what_cannot_be_a_comment_is_refused_in_words(over):
    for body in (
        {"text": " ", "moment": 1},
        {"text": "x", "moment": -1},
        {"text": "x", "moment": "soon"},
        {"text": "x", "moment": True},
        {"text": "x"},
        {"text": "x" * 10_001, "moment": 1},
        {"text": "x", "moment": 1, "author": "somebody else"},
    ):
        answer = await over.member.api("POST", over.path, body)
        assert answer.status == 400, body
        assert answer.body["message"]
    assert await over.all() == []


async def test_only_what_has_ended_is_commented_on(over):
    going_on = (await over.host.new_pad(over.member))["id"]
    answer = await over.member.api("POST", f"pads/{going_on}/comments", {"text": "Hm", "moment": 0})
    assert (answer.status, answer.body["reason"]) == (409, "not_ended")
    # What was written stays when the interview goes on.
    comment = await over.write()
    await over.member.ok("POST", f"pads/{over.pad}/reopen")
    assert await over.all() == [comment]


async def test_a_comment_of_another_pad_is_not_found(over):
    comment = await over.write()
    other = (await over.host.new_pad(over.member))["id"]
    for method, body in (("PATCH", {"text": "x"}), ("DELETE", None)):
        answer = await over.member.api(method, f"pads/{other}/comments/{comment['id']}", body)
        assert answer.status == 404
    assert await over.all() == [comment]


async def test_somebody_elses_comment_is_read_but_not_changed(over):
    comment = await over.write()
    database = over.host.directory / "interview" / "interview.db"

    def write(*statements):
        with sqlite3.connect(database) as connection:
            for statement in statements:
                connection.execute(statement)

    # In a thread, so that the server can finish what it writes meanwhile.
    await asyncio.to_thread(
        write,
        "INSERT INTO members (id, username, name, role, created)"
        " VALUES ('bob', 'bob', 'Bob', 'interviewer', '2026-01-01 00:00:00')",
        "UPDATE comments SET member_id = 'bob', author = 'Bob'",
    )
    path = f"{over.path}/{comment['id']}"
    (seen,) = await over.all()
    assert (seen["author"], seen["actions"]) == ("Bob", ["delete"])
    assert (await over.member.api("PATCH", path, {"text": "No"})).status == 403
    # Who wrote it is gone, what they wrote is not.
    await asyncio.to_thread(
        write, "PRAGMA foreign_keys = ON", "DELETE FROM members WHERE id = 'bob'"
    )
    assert (await over.all())[0]["author"] == "Bob"
    await over.member.ok("DELETE", path)
    assert await over.all() == []


async def test_those_who_look_are_told(over):
    socket = await over.member.socket("events")
    comment = await over.write()
    told = await socket.until(lambda said: said["type"] == "comments")
    assert told == {"type": "comments", "pad_id": over.pad}
    await over.member.ok("DELETE", f"{over.path}/{comment['id']}")
    await socket.until(lambda said: said["type"] == "comments")
    socket.close()


async def test_comments_reach_no_candidate_and_no_pad(over):
    comment = await over.write(SECRET)
    stranger = await over.host.stranger(over.pad)
    for browser in (over.candidate, stranger):
        for method, path, body in (
            ("GET", over.path, None),
            ("POST", over.path, {"text": "x", "moment": 0}),
            ("PATCH", f"{over.path}/{comment['id']}", {"text": "x"}),
            ("DELETE", f"{over.path}/{comment['id']}", None),
        ):
            answer = await browser.fetch(method, f"/interview/api/{path}", body)
            assert answer.code in (302, 403), (method, path)
            assert SECRET.encode() not in answer.body
        page = await browser.fetch("GET", f"/interview/pads/{over.pad}")
        assert SECRET.encode() not in page.body
    # Nor does a pad that goes on afterwards know of it.
    await over.member.ok("POST", f"pads/{over.pad}/reopen")
    await over.member.ok("POST", f"pads/{over.pad}/end")
    folder = over.host.app.pad_servers.pads_dir / over.pad
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if SECRET.encode() in path.read_bytes()]
    assert len(await over.all()) == 1


async def test_a_deleted_pad_takes_its_comments_along(over):
    await over.write(SECRET)
    other = Over(over.host)
    await other.begin()
    kept = await other.write("stays")
    await over.member.ok("DELETE", f"pads/{over.pad}")
    assert (await over.member.api("GET", over.path)).status == 404
    assert await other.all() == [kept]
    with sqlite3.connect(over.host.directory / "interview" / "interview.db") as connection:
        assert connection.execute("SELECT text FROM comments").fetchall() == [("stays",)]
