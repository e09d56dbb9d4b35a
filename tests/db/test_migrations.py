"""The migrations that ship with the package make the tables that the code uses."""

from __future__ import annotations

import sqlite3

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from interview_ext.db.engine import Database, async_url, migrate, migration_config
from interview_ext.db.tables import Table
from interview_ext.errors import Unavailable


@pytest.fixture
def database(tmp_path, jp_asyncio_loop):
    database = Database(f"sqlite:///{tmp_path}/new/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield database
    jp_asyncio_loop.run_until_complete(database.close())


def is_ours(thing, name, kind, reflected, compare_to):
    """SQLite's indices of words have tables of their own."""
    return not (kind == "table" and name.startswith(("question_search", "pad_search")))


async def test_migrations_and_tables_agree(database):
    async with database.reading() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(
                    sync, opts={"compare_type": True, "include_object": is_ours}
                ),
                Table.metadata,
            )
        )
    assert differences == []


async def test_migrating_twice_changes_nothing(database):
    async with database.writing() as connection:
        await connection.execute(
            text(
                "INSERT INTO members (id, username, name, role, created)"
                " VALUES ('1', 'ada', 'Ada', 'admin', '2026-01-01 00:00:00')"
            )
        )
    await database.open()
    async with database.reading() as connection:
        names = (await connection.execute(text("SELECT name FROM members"))).scalars().all()
        revision = (
            await connection.execute(text("SELECT version_num FROM alembic_version"))
        ).scalar()
    assert names == ["Ada"]
    assert revision == ScriptDirectory.from_config(migration_config()).get_current_head()


async def test_a_database_of_a_newer_version_is_said_in_words(database):
    async with database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = 'later'"))
    with pytest.raises(Unavailable, match="another version") as refused:
        await database.open()
    assert "Nothing was changed" in refused.value.message


async def test_sqlite_keeps_the_house_rules(database):
    async def pragma(name):
        async with database.reading() as connection:
            return (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()

    assert await pragma("journal_mode") == "wal"
    assert await pragma("foreign_keys") == 1
    assert await pragma("busy_timeout") == 5000
    assert await pragma("synchronous") == 2
    assert await pragma("secure_delete") == 1


async def test_a_locked_database_is_said_in_words(database, monkeypatch):
    monkeypatch.setattr("interview_ext.db.engine.BUSY_TIMEOUT", 10)
    await database.close()
    other = sqlite3.connect(database.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable, match="busy") as refusal:
            async with database.writing() as connection:
                await connection.execute(text("DELETE FROM members"))
        assert "Nothing was changed" in refusal.value.message
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_a_full_disk_is_said_in_words(database):
    async with database.reading() as connection:
        pages = (await connection.exec_driver_sql("PRAGMA page_count")).scalar()

    async def fill():
        async with database.writing() as connection:
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
            for number in range(200):
                await connection.execute(
                    text(
                        "INSERT INTO members (id, username, name, role, created)"
                        " VALUES (:id, :id, :name, 'admin', '2026-01-01 00:00:00')"
                    ),
                    {"id": str(number), "name": "x" * 4000},
                )

    with pytest.raises(Unavailable, match="disk is full"):
        await fill()
    async with database.reading() as connection:
        count = (await connection.execute(text("SELECT count(*) FROM members"))).scalar()
    assert count == 0


async def test_a_failed_transaction_is_undone(database):
    async def begin():
        async with database.writing() as connection:
            await connection.execute(
                text(
                    "INSERT INTO members (id, username, name, role, created)"
                    " VALUES ('1', 'ada', 'Ada', 'admin', '2026-01-01 00:00:00')"
                )
            )
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError, match="halfway"):
        await begin()
    async with database.reading() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM members"))).scalar() == 0


async def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    database = Database(f"sqlite:///{tmp_path}/file/interview.db")
    with pytest.raises(Unavailable):
        await database.open()


def test_other_databases_get_an_asyncio_driver():
    assert async_url("postgresql://db/interview").drivername == "postgresql+asyncpg"
    assert async_url("postgresql+psycopg://db/interview").drivername == "postgresql+psycopg"
    assert async_url("sqlite:////srv/interview.db").drivername == "sqlite+aiosqlite"


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_tables_can_be_made_on(dialect):
    from sqlalchemy import create_mock_engine

    statements = []
    engine = create_mock_engine(
        f"{dialect}://", lambda sql, *_: statements.append(str(sql.compile(dialect=engine.dialect)))
    )
    Table.metadata.create_all(engine, checkfirst=False)
    made = sum("CREATE TABLE" in statement for statement in statements)
    assert made == len(Table.metadata.tables)


def test_only_the_servers_user_may_read_the_database(tmp_path):
    path = tmp_path / "interview" / "interview.db"
    migrate(async_url(f"sqlite:///{path}"))
    assert path.stat().st_mode & 0o077 == 0
