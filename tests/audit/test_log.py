"""Lines of the audit log stay as they are, whoever tries."""

from __future__ import annotations

import logging
import sqlite3

import pytest
from sqlalchemy import true
from sqlalchemy.exc import IntegrityError

from interview_ext.audit.log import AuditLog
from interview_ext.audit.store import AuditQuery, AuditStore
from interview_ext.db.engine import Database
from interview_ext.pads.store import Member

ADA = Member("ada-id", "ada", "Ada", "admin")


@pytest.fixture
def database(tmp_path, jp_asyncio_loop):
    database = Database(f"sqlite:///{tmp_path}/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield database
    jp_asyncio_loop.run_until_complete(database.close())


@pytest.fixture
def audit(database):
    log = AuditLog(store=AuditStore(database))
    log.shown = lambda *_: true()
    return log


async def everything(audit, **query):
    return [line async for part in audit.parts(ADA, AuditQuery(**query)) for line in part]


async def actions(audit, **query):
    return [line.action for line in await everything(audit, **query)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET member_name = 'Somebody else'",
        "UPDATE audit SET details = '{}' WHERE id = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE id = 1",
        "INSERT OR REPLACE INTO audit (id, at, action, member_name, pad_id, details)"
        " VALUES (1, '2026-01-01', 'pad.ended', 'Somebody else', '', '{}')",
        "REPLACE INTO audit SELECT id, at, action, member_id, 'X', pad_id, details FROM audit",
    ],
)
async def test_no_line_is_changed_or_taken_out(audit, database, statement):
    await audit.note("pad.created", ADA, pad_id="pad", kind="live")
    with pytest.raises(IntegrityError, match="only be added to"):
        async with database.writing() as connection:
            await connection.exec_driver_sql(statement)
    # Nor by another program that opens the file.
    other = sqlite3.connect(database.url.database)
    with pytest.raises(sqlite3.IntegrityError, match="only be added to"), other:
        other.execute(statement)
    other.close()
    (line,) = await everything(audit)
    assert (line.action, line.member_id, line.member_name) == ("pad.created", "ada-id", "Ada")
    assert line.details == {"kind": "live"}


async def test_lines_are_found_by_what_they_are_of(audit):
    await audit.note("pad.created", ADA, pad_id="one")
    await audit.note("pad.ended", Member("bob-id", "bob", "Bob", "interviewer"), pad_id="one")
    await audit.note("padlock.opened", ADA, pad_id="two")
    await audit.note("recording.deleted", None, pad_id="two")
    assert await actions(audit) == [
        "recording.deleted", "padlock.opened", "pad.ended", "pad.created"
    ]  # fmt: skip
    assert await actions(audit, pad_id="one") == ["pad.ended", "pad.created"]
    assert await actions(audit, member_ids=["ada-id"]) == ["padlock.opened", "pad.created"]
    assert await actions(audit, actions=["pad"]) == ["pad.ended", "pad.created"]
    assert await actions(audit, actions=["pad.ended", "recording"]) == [
        "recording.deleted", "pad.ended"
    ]  # fmt: skip
    assert await actions(audit, actions=["p_d"]) == []
    lines = await everything(audit)
    assert await actions(audit, since=lines[1].at, until=lines[0].at) in (
        ["padlock.opened"],
        [],  # both within the same microsecond
    )
    assert (await audit.filters(ADA))[1] == [("ada-id", "Ada"), ("bob-id", "Bob")]


async def test_several_pads_get_a_line_each(audit):
    await audit.note_all("pad.created", ADA, ["one", "two", "three"])
    lines, following = await audit.page(ADA, AuditQuery(), 2)
    assert [line.pad_id for line in lines] == ["three", "two"]
    (last,), end = await audit.page(ADA, AuditQuery(before=following), 2)
    assert (last.pad_id, end) == ("one", None)


async def test_all_lines_are_read_in_pieces(audit, monkeypatch):
    monkeypatch.setattr("interview_ext.audit.log.CHUNK", 3)
    pads = [f"pad{number}" for number in range(10)]
    await audit.note_all("pad.created", ADA, pads)
    parts = [part async for part in audit.parts(ADA, AuditQuery())]
    assert [len(part) for part in parts] == [3, 3, 3, 1]
    assert [line.pad_id for part in parts for line in part] == pads[::-1]


async def test_what_the_database_cannot_keep_is_in_the_servers_log(audit, database, caplog):
    pages_query = "PRAGMA page_count"
    async with database.writing() as connection:
        pages = (await connection.exec_driver_sql(pages_query)).scalar()
        await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with caplog.at_level(logging.ERROR):
        for number in range(200):
            await audit.note("question.created", ADA, title=f"{number} " + "x" * 190)
            if "could not be written" in caplog.text:
                break
    assert "question.created by ada-id" in caplog.text


async def test_a_mistaken_caller_is_told(audit):
    with pytest.raises(ValueError, match="Pad ended"):
        await audit.note("Pad ended", ADA)
    with pytest.raises(TypeError):
        await audit.note("pad.ended", ADA, candidate={"name": "Grace"})
    assert await actions(audit) == []
