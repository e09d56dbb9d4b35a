"""The SQL kernel in a real sandbox: DuckDB and SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from interview_ext.provisioning.folders import kernel_directories
from interview_ext.provisioning.kernelspecs import SandboxedKernelSpecManager

from .running import PATIENCE, Kernel, Pad, Result, until

SOON = 20.0


@pytest.fixture
def kernel(make_pad: Callable[..., Pad], jp_asyncio_loop: Any) -> Iterator[Kernel]:
    """A SQL kernel in a pad that has no files."""
    opened = make_pad("sql").kernel(kernel_name="sql")
    yield jp_asyncio_loop.run_until_complete(opened.__aenter__())
    jp_asyncio_loop.run_until_complete(opened.__aexit__(None, None, None))


def files(kernel: Kernel) -> Path:
    """The pad's files."""
    return Path(kernel.provisioner.pad_dir)


def text(result: Result, at: int = -1) -> str:
    """A table in plain text."""
    assert result.status == "ok", result
    return result.outputs[at]["data"]["text/plain"]


def error(result: Result) -> str:
    assert result.status == "error", result
    return "\n".join(result.outputs[-1]["traceback"])


async def completions(kernel: Kernel, code: str) -> list[str]:
    reply = await kernel.client.complete(code, reply=True, timeout=PATIENCE)
    return reply["content"]["matches"]


def test_is_offered() -> None:
    offered = SandboxedKernelSpecManager(kernel_dirs=[kernel_directories()[0]]).offered()
    assert offered["sql"].name == "SQL"
    assert "Hello, world!" in offered["sql"].hello


async def test_begins_with_the_sample_database(kernel: Kernel) -> None:
    hello = SandboxedKernelSpecManager().offered()["sql"].hello
    assert "Hello, world!" in text(await kernel.run(hello))
    assert (files(kernel) / "shop.duckdb").is_file()
    assert [p.name for p in files(kernel).iterdir()] == ["shop.duckdb"]
    tables = await kernel.run(".tables")
    assert text(tables).split()[:3] == ["name", "kind", "rows"]
    for table in ("customers", "products", "orders", "order_items", "events"):
        assert table in text(tables)
    counted = await kernel.run("SELECT count(*) AS n FROM orders JOIN order_items USING (order_id)")
    assert int(text(counted).split()[2]) > 1000
    # What is changed is a copy: a restart gives it back.
    assert (await kernel.run("DELETE FROM orders")).status == "ok"
    await kernel.manager.restart_kernel(now=True)
    await kernel.ready()
    again = await kernel.run("SELECT count(*) > 900 AS there FROM orders")
    assert "true" in text(again)


async def test_statements_and_their_results(kernel: Kernel) -> None:
    several = await kernel.run(
        "CREATE TABLE t (a INTEGER, b VARCHAR);\n"
        "INSERT INTO t VALUES (1, '<b>x</b>'), (NULL, NULL);\n"
        "SELECT a FROM t ORDER BY a;\n"
        "-- the last\n"
        "SELECT a, b, 1.50 AS price, DATE '2024-02-29' AS day, [1, NULL] AS list FROM t ORDER BY a;"
    )
    assert several.text == "2 rows changed\n"
    first, last = several.outputs[-2:]
    assert first["data"]["text/plain"].endswith("2 rows")
    assert last["data"]["text/plain"] == (
        "   a  b         price  day         list\n"
        "----  --------  -----  ----------  ---------\n"
        "   1  <b>x</b>   1.50  2024-02-29  [1, NULL]\n"
        "NULL  NULL       1.50  2024-02-29  [1, NULL]\n"
        "2 rows"
    )
    html = last["data"]["text/html"]
    assert "<td><i>NULL</i></td>" in html  # among numbers, which stand on the right
    assert '<td style="text-align: left"><i>NULL</i></td>' in html
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<b>x</b>" not in html
    assert "<small>decimal(3,2)</small>" in html
    many = text(await kernel.run("SELECT * FROM range(1000)"))
    assert len(many.splitlines()) == 203
    assert many.endswith(
        "The first 200 rows; there are more. Add LIMIT or a condition to see others."
    )
    assert (await kernel.run("DROP TABLE t;")).text == "Done\n"
    assert (await kernel.run("-- nothing\n")).outputs == []


async def test_errors_show_the_place(kernel: Kernel) -> None:
    syntax = error(await kernel.run("SELECT 1;\n\nSELECT *\nFORM orders"))
    assert syntax.startswith('Parser Error: syntax error at or near "orders"')
    assert syntax.endswith("line 4: FORM orders\n" + " " * 13 + "^" * 6)
    binder = await kernel.run("SELECT 1 AS one;\n\n\nSELECT\n  nme FROM customers;")
    assert [o for o in binder.outputs if "data" in o]  # what came before was run
    assert error(binder).endswith("line 5:   nme FROM customers;\n" + " " * 10 + "^^^")
    assert '"name"' in error(binder)
    assert "There is no command .nonsense" in error(await kernel.run(".nonsense"))
    # What is no command, and what Python has no value for.
    assert "0.5" in text(await kernel.run("SELECT\n.5 AS half"))
    far = await kernel.run("SELECT 1; SELECT DATE '290000-01-01' AS far")
    assert far.status == "error" or "290000" in text(far)
    assert "nowhere.csv" in error(await kernel.run("SELECT * FROM 'nowhere.csv'"))
    began = time.monotonic()
    assert "cannot be installed here" in error(
        await kernel.run("SELECT * FROM 'https://x.org/y.csv'")
    )
    assert time.monotonic() - began < SOON


LONG = {
    "duckdb": "SELECT count(*) FROM range(1000000000) a, range(1000000) b WHERE a.range % 7 = 1",
    "sqlite": (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ),
}


@pytest.mark.parametrize("engine", LONG)
async def test_a_long_query_is_interrupted(kernel: Kernel, engine: str) -> None:
    await kernel.run(f"%{engine}\nCREATE TABLE mark (a INTEGER)")
    running = asyncio.create_task(kernel.run(f"INSERT INTO mark VALUES (1); {LONG[engine]}"))
    await asyncio.sleep(0)
    leader = kernel.provisioner.kernel_pid

    def works() -> bool:
        with open(f"/proc/{leader}/stat") as stat:
            return int(stat.read().rsplit(")", 1)[1].split()[11]) - before > 30

    with open(f"/proc/{leader}/stat") as stat:
        before = int(stat.read().rsplit(")", 1)[1].split()[11])
    await until(works)
    began = time.monotonic()
    await kernel.manager.interrupt_kernel()
    result = await asyncio.wait_for(running, PATIENCE)
    assert time.monotonic() - began < SOON
    assert result.error == "Interrupted"
    # The connection is as it was.
    assert text(await kernel.run("SELECT a FROM mark")).split()[2] == "1"


async def test_database_files(kernel: Kernel) -> None:
    with sqlite3.connect(files(kernel) / "company.db") as made:
        made.execute("CREATE TABLE staff (name TEXT, boss INTEGER)")
        made.execute("INSERT INTO staff VALUES ('Ada', NULL), ('Bob', 1)")
    (files(kernel) / "company.db").chmod(0o660)  # as the server makes files
    assert (await kernel.run(".open company.db")).text == "SQLite: company.db\n"
    assert "CREATE TABLE staff" in (await kernel.run(".schema STAFF")).text
    changed = await kernel.run("UPDATE staff SET boss = 2;\nSELECT name, boss FROM staff")
    assert changed.text == "2 rows changed\n"
    assert "name  boss" in text(changed)
    wrong = error(await kernel.run("SELECT\n  nmae\nFROM staff"))
    assert wrong.endswith("no such column: nmae\n\nline 2:   nmae\n" + " " * 10 + "^^^^")
    with sqlite3.connect(files(kernel) / "company.db") as made:
        assert made.execute("SELECT sum(boss) FROM staff").fetchone() == (4,)
    assert (await kernel.run(".open new.duckdb\nCREATE TABLE a (b INTEGER);")).status == "ok"
    assert (await kernel.run(".open")).text == "DuckDB: shop.duckdb\n"  # the file there is
    listed = (await kernel.run(".databases")).text
    for name in ("shop.duckdb (DuckDB)", "new.duckdb", "company.db", "samples/shop.sqlite"):
        assert name in listed
    assert "orders" in text(await kernel.run("%sqlite\n.tables ord%"))
    assert ".open FILE" in (await kernel.run(".help")).text
    damaged = files(kernel) / "damaged.duckdb"
    damaged.write_bytes(b"nothing of the kind" * 500)
    assert (await kernel.run(".open damaged.duckdb")).status == "error"
    assert "orders" in text(await kernel.run(".tables"))  # still the one before


async def test_two_documents_of_a_pad_use_the_same_file(make_pad: Callable[..., Pad]) -> None:
    pad = make_pad("two")
    async with (
        pad.kernel(kernel_name="sql") as one,
        pad.kernel(kernel_name="sql") as other,
    ):
        for kernel in (one, other):
            assert "true" in text(await kernel.run("SELECT count(*) > 0 AS there FROM customers"))


async def test_a_pad_with_a_database_of_its_own(make_pad: Callable[..., Pad]) -> None:
    pad = make_pad("own")
    with sqlite3.connect(pad.directory / "mine.sqlite") as made:
        made.execute("CREATE TABLE mine (a)")
    async with pad.kernel(kernel_name="sql") as kernel:
        assert "mine" in text(await kernel.run(".tables"))
        assert [p.name for p in pad.directory.iterdir()] == ["mine.sqlite"]


async def test_a_database_in_the_folder_of_a_questions_data(make_pad: Callable[..., Pad]) -> None:
    pad = make_pad("question")
    (pad.directory / "data").mkdir()
    with sqlite3.connect(pad.directory / "data" / "company.sqlite") as made:
        made.execute("CREATE TABLE staff (name)")
    async with pad.kernel(kernel_name="sql") as kernel:
        assert "staff" in text(await kernel.run(".tables"))
        assert [p.name for p in pad.directory.iterdir()] == ["data"]


async def test_the_tables_of_a_questions_data(make_pad: Callable[..., Pad]) -> None:
    pad = make_pad("tables")
    (pad.directory / "data").mkdir()
    (pad.directory / "data" / "guests.csv").write_text("name,age\nIda,70\nJo,9\n")
    (pad.directory / "data" / "notes.txt").write_text("not a table")
    async with pad.kernel(kernel_name="sql") as kernel:
        assert "Ida" in text(await kernel.run("SELECT name FROM guests WHERE age > 9"))
        assert "notes" not in text(await kernel.run(".tables"))
        assert [p.name for p in pad.directory.iterdir()] == ["data"]


async def test_completes(kernel: Kernel) -> None:
    assert await completions(kernel, "SELECT * FROM cust") == ["customers"]
    query = "SELECT o.coup"
    reply = await kernel.client.complete(
        query + " FROM orders o", len(query), reply=True, timeout=PATIENCE
    )
    assert reply["content"]["matches"] == ["coupon"]
    assert reply["content"]["cursor_start"] == len("SELECT o.")
    assert "SELECT" in await completions(kernel, "SELE")
    assert "strftime" in await completions(kernel, "SELECT strft")
    assert await completions(kernel, ".ta") == [".tables"]


def test_the_sample_is_the_same_every_time() -> None:
    import runpy

    made = [runpy.run_path(str(Path(kernel_directories()[0], "sql", "sample.py"))) for _ in "ab"]
    first, second = (module["rows"]() for module in made)
    assert first == second
    ids = {row[0] for row in first["customers"]}
    assert {order[1] for order in first["orders"]} < ids
    assert {item[0] for item in first["order_items"]} == {order[0] for order in first["orders"]}
