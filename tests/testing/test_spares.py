"""Sandboxes that wait for the next run: used once, never by two, and gone when nobody comes."""

from __future__ import annotations

import asyncio
from pathlib import Path

from interview_ext.questions.question import parse
from interview_ext.testing.preparation import NOTEBOOK, PYTEST, Preparation, preparation

from .conftest import as_bytes, outcomes

BANK = Path(__file__).parents[2] / "question_bank"

PREPARED = Preparation("python", (PYTEST,), ("queue", "numpy", "no_such_module"))

CODE = """
    import os, sys
    import queue

    def marks():
        found = [os.path.exists("/tmp/mark"), os.path.exists("mark"), hasattr(sys, "mark")]
        open("/tmp/mark", "w").close()
        open("mark", "w").close()
        sys.mark = True
        return found

    def is_mine():
        return queue.MINE
"""

TESTS = """
    from main import is_mine, marks

    def test_nobody_was_here_before():
        assert marks() == [False, False, False]

    def test_a_file_may_be_called_as_one_likes():
        assert is_mine() is True
"""


async def folders(tester, count):
    """The folders of sandboxes, once there are so many."""
    async with asyncio.timeout(30):
        while not tester.folder.exists() or len(list(tester.folder.iterdir())) != count:
            await asyncio.sleep(0.01)
    return set(tester.folder.iterdir())


async def run(tester):
    return await tester.run(
        type="code",
        language="python",
        files=as_bytes({"main.py": CODE, "queue.py": "MINE = True\n"}),
        data={},
        tests=as_bytes({"test_main.py": TESTS}),
        preparation=PREPARED,
    )


async def test_a_run_takes_what_waits_and_finds_nothing_of_another(make_tester):
    tester = make_tester()
    for _ in range(2):
        await tester.prepare(PREPARED)
        waiting = await folders(tester, 2)
        await tester.prepare(PREPARED)
        report = await run(tester)
        assert set(outcomes(report).values()) == {"passed"}
        assert not any(folder.exists() for folder in waiting)
    # Without anything that waits it is the same.
    assert set(outcomes(await run(tester)).values()) == {"passed"}
    await folders(tester, 0)


async def test_a_run_of_something_else_leaves_what_waits(make_tester):
    tester = make_tester()
    await tester.prepare(Preparation("python", (PYTEST,), ("statistics",)))
    judge, subject = sorted(await folders(tester, 2))
    await run(tester)
    left = await folders(tester, 1)
    assert left < {judge, subject}, "what judges was of use, the other side was not"
    await tester.stop()
    await folders(tester, 0)


async def test_few_wait_and_none_for_ever(make_tester):
    tester = make_tester(spares=3, keep_spares=1.0)
    for module in ("statistics", "calendar", "csv", "difflib"):
        await tester.prepare(Preparation("python", (), (module,)))
    assert len(tester._spares._spares) == 3
    await folders(tester, 0)
    # One that died is not given to anybody.
    tester = make_tester(spares=2)
    await tester.prepare(PREPARED)
    await folders(tester, 2)
    for spare in tester._spares._spares.values():
        await spare.sandbox.ready()
        await spare.sandbox.provisioner.kill()
        await spare.sandbox.provisioner.ended()
    assert set(outcomes(await run(tester)).values()) == {"passed"}
    await folders(tester, 0)


async def test_none_wait_where_memory_is_short_or_they_are_not_wanted(make_tester):
    for traits in ({"spares": 0}, {"memory_left": 1 << 60}):
        tester = make_tester(**traits)
        await tester.prepare(PREPARED)
        assert not tester._spares._spares
        assert set(outcomes(await run(tester)).values()) == {"passed"}
        await folders(tester, 0)


def example(slug):
    folder = BANK / slug
    return parse(
        {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
    )


def test_what_is_imported_is_read_from_the_question():
    charts = preparation(example("waiting-charts"), "python")
    assert charts.judge == (PYTEST, "pandas")
    assert charts.subject == (NOTEBOOK, "matplotlib.pyplot", "pandas")
    # The candidate's code must not learn by it what the solution or hidden tests make use of.
    experiment = example("checkout-experiment")
    assert b"from scipy" in b"".join(experiment.solution("python").values())
    assert preparation(experiment, "python").subject == (NOTEBOOK, "pandas")
    assert preparation(example("timesheet-totals"), "python") == Preparation("python")
    assert preparation(example("reader-retention"), "sql") == Preparation("sql", (), ("duckdb",))
