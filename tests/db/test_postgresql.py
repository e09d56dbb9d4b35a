"""The same on PostgreSQL, where this machine has it: migrations, and what two do at one moment."""

from __future__ import annotations

import asyncio
import glob
import os
import pwd
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from interview_ext.audit.store import AuditStore
from interview_ext.db.engine import Database
from interview_ext.db.tables import Table
from interview_ext.errors import Conflict, TooMany
from interview_ext.pads.listing import PadListing, PadQuery
from interview_ext.pads.pad import Pad, new_pad_id
from interview_ext.pads.store import Member, Store
from interview_ext.survey.store import SurveyStore
from interview_ext.survey.survey import FEWEST, Answer
from interview_ext.team.store import TeamStore
from interview_ext.waiting.admission import Admission

pytest.importorskip("asyncpg", reason="the driver of PostgreSQL is not installed")

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PROGRAMS = [*glob.glob("/usr/lib/postgresql/*/bin"), os.environ.get("PATH", "")]
INITDB = shutil.which("initdb", path=os.pathsep.join(PROGRAMS))


def nobody() -> str | None:
    """As whom the server runs where we are root, whom it refuses."""
    if os.geteuid() != 0:
        return None
    names = {one.pw_name for one in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A server of this module's own, reached by a socket in its folder; its address."""
    user = nobody()
    if INITDB is None or (os.geteuid() == 0 and user is None):
        pytest.skip("this machine has no PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="interview-pg-"))
    try:
        if user is not None:
            shutil.chown(folder, user)
        data = folder / "data"
        as_them = {"user": user, "cwd": folder, "check": True, "capture_output": True}
        control = [str(Path(INITDB).with_name("pg_ctl")), "-D", str(data), "-w"]
        options = f"-k {folder} -c listen_addresses= -c fsync=off"
        subprocess.run(
            [INITDB, "-D", str(data), "-A", "trust", "-U", "us", "-E", "UTF8", "--no-sync"],
            **as_them,
        )
        subprocess.run(
            [*control, "-o", options, "-l", str(folder / "log"), "start"],
            **as_them | {"capture_output": False, "stdout": subprocess.DEVNULL},
        )
        try:
            yield f"postgresql://us@/postgres?host={folder}"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **as_them)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(server, jp_asyncio_loop):
    run = jp_asyncio_loop.run_until_complete
    database = Database(server)
    run(database.open())
    yield database

    async def empty() -> None:
        async with database.writing() as connection:
            await connection.execute(text("DROP SCHEMA public CASCADE"))
            await connection.execute(text("CREATE SCHEMA public"))

    run(empty())
    run(database.close())


async def add_members(database: Database, *roles: str) -> list[Member]:
    """Members of these roles."""
    members = [Member(f"m{n}", f"m{n}", f"Member {n}", role) for n, role in enumerate(roles)]
    async with database.writing() as connection:
        for one in members:
            await connection.execute(
                text(
                    "INSERT INTO members (id, username, name, role, created)"
                    " VALUES (:id, :id, :name, :role, :now)"
                ),
                {"id": one.id, "name": one.name, "role": one.role, "now": NOW},
            )
    return members


def new_pad(by: Member, title: str = "Data", **fields: object) -> Pad:
    made = Pad(
        id=new_pad_id(), kind="live", state="not_started", title=title, candidate_name="Grace",
        start_with="notebook", language="python", instructions="", created_by=by.id, created=NOW,
        started=None, last_activity=NOW, **fields,
    )  # fmt: skip
    return made


async def test_migrations_and_tables_agree(database):
    async with database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True}), Table.metadata
            )
        )
    assert differences == []


@pytest.mark.parametrize(
    "deed", ["UPDATE audit SET action = ''", "DELETE FROM audit", "TRUNCATE audit"]
)
async def test_nobody_takes_a_line_of_the_audit_log_back(database, deed):
    (admin,) = await add_members(database, "admin")
    store = AuditStore(database)
    await store.add(NOW, "pad.created", admin.id, None, ["p"], {"kind": "live"})
    with pytest.raises(DBAPIError, match="can only be added to"):
        async with database.writing() as connection:
            await connection.execute(text(deed))
    async with database.reading() as connection:
        lines = (await connection.execute(text("SELECT action, member_name FROM audit"))).all()
    assert lines == [("pad.created", "Member 0")]


async def test_two_admins_who_demote_each_other_do_not_both_succeed(database):
    first, second = await add_members(database, "admin", "admin")
    store = TeamStore(database)
    outcomes = await asyncio.gather(
        store.change_member(first.id, role="reviewer", name=None),
        store.change_member(second.id, role="reviewer", name=None),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes].count(Conflict) == 1
    people = await store.people()
    assert sorted(one.role for one in people) == ["admin", "reviewer"]


async def test_the_last_place_of_a_quota_is_given_once(database):
    (admin,) = await add_members(database, "admin")
    store = Store(database)

    def check(used: int) -> None:
        if used >= 1:
            raise TooMany("No more.", 60)

    outcomes = await asyncio.gather(
        *(store.add_pads([(new_pad(admin), [admin.id])], check=check) for _ in range(4)),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes].count(TooMany) == 3
    assert await store.counted_pads(None) == 1


async def test_answers_that_come_at_one_moment_are_each_shown_with_as_many_others(database):
    (admin,) = await add_members(database, "admin")
    store, survey = Store(database), SurveyStore(database)
    pad = new_pad(admin)
    await store.add_pads([(pad, [])])
    came = [f"a{number}" for number in range(2 * FEWEST + 1)]
    for one in came:
        await store.add_admission(Admission(one, pad.id, one, "admitted", NOW), one)
    await asyncio.gather(*(survey.add(pad.id, one, Answer({"clear": 5}, one)) for one in came))
    sizes = Counter(one.batch for one in await survey.answers())
    assert sorted(sizes.values()) == [1, FEWEST, FEWEST]
    assert sizes[None] == 1


async def test_a_member_is_found_by_an_address_in_other_letters(database):
    store = Store(database)
    for number, address in enumerate(("Ada@Bücher.example", "ÁDA@example.org", "bob@example.org")):
        member = Member(f"m{number}", f"m{number}", "Ada", "interviewer", email=address)
        await store.keep_member(member, NOW)
    assert await store.members_at("ada@xn--bcher-kva.example") == ["m0"]
    assert await store.members_at("áda@EXAMPLE.org") == ["m1"]
    assert await store.members_at("Bob@example.org") == ["m2"]
    assert await store.members_at("ada@example.org") == []


async def test_pads_are_found_filtered_and_paged(database):
    admin, ada = await add_members(database, "admin", "interviewer")
    async with database.writing() as connection:
        await connection.execute(
            text("INSERT INTO teams (id, name, name_key, created) VALUES ('t', 'T', 't', :now)"),
            {"now": NOW},
        )
    store, listing = Store(database), PadListing(database)
    mine, theirs = new_pad(admin, "Backend for all"), new_pad(admin, "Backend", team_id="t")
    hers = new_pad(admin, "Assigned", team_id="t")
    await store.add_pads([(mine, []), (theirs, []), (hers, [ada.id])])

    async def titles(**query: object) -> list[str]:
        pads, _, total = await listing.find(PadQuery(**query))
        assert total == len(pads)
        return [pad.title for pad in pads]

    assert await titles(by=admin, sort="title", descending=False) == [
        "Assigned", "Backend", "Backend for all"
    ]  # fmt: skip
    assert await titles(by=ada, sort="title", descending=False) == ["Assigned", "Backend for all"]
    assert await titles(by=ada, text="back all") == ["Backend for all"]
    assert await titles(by=ada, mine=True) == ["Assigned"]
    assert await titles(by=admin, languages=["python"], teams=["none"]) == ["Backend for all"]
    pads, place, total = await listing.find(PadQuery(by=admin, sort="title", limit=2))
    assert (len(pads), total) == (2, 3)
    (last,), place, _ = await listing.find(PadQuery(by=admin, sort="title", limit=2, after=place))
    assert place is None
    assert last.id not in {pad.id for pad in pads}
    assert await listing.counts(PadQuery(by=ada)) == {"not_started": 2}
    options = await listing.options(ada)
    assert options["languages"] == [("python", "python")]
    assert options["teams"] == [("t", "T")]
