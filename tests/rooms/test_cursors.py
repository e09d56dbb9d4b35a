"""Where people's cursors are is recorded, seldom enough and never more than they may say."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from interview_ext.rooms.cursors import Cursors, read_place

INTERVAL = 0.05


def at(anchor, head=None, cell="a"):
    return {"cell": cell, "anchor": anchor, "head": anchor if head is None else head}


@pytest.fixture
def recorded():
    return []


@pytest.fixture
def cursors(recorded):
    return Cursors(
        lambda who, place: recorded.append((asyncio.get_running_loop().time(), who, place)),
        INTERVAL,
    )


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.005)


def places(recorded, who="ada"):
    return [place for _, whose, place in recorded if whose == who]


async def test_the_first_and_the_last_place_are_recorded_and_few_between(cursors, recorded):
    for anchor in range(200):
        cursors.heard(1, "ada", {"place": at(anchor)})
        cursors.heard(2, "bob", {"place": at(5)})
        await asyncio.sleep(0.001)
    await until(lambda: places(recorded)[-1] == at(199))
    assert places(recorded)[0] == at(0)
    assert places(recorded, "bob") == [at(5)]
    times = [when for when, who, _ in recorded if who == "ada"]
    assert all(after - before >= INTERVAL * 0.9 for before, after in pairwise(times))


async def test_who_leaves_is_recorded_at_once(cursors, recorded):
    cursors.heard(1, "ada", {"place": at(1)})
    cursors.heard(1, "ada", {"place": at(2)})
    cursors.left([1])
    assert places(recorded) == [at(1), {}]
    cursors.left([1])
    cursors.left([99])
    await asyncio.sleep(2 * INTERVAL)
    assert places(recorded) == [at(1), {}]


async def test_who_takes_their_cursor_away_is_recorded(cursors, recorded):
    cursors.heard(1, "ada", {"place": at(1)})
    cursors.heard(1, "ada", {"user": {}})
    await until(lambda: len(recorded) == 2)
    assert places(recorded) == [at(1), {}]


async def test_somebody_with_two_windows_has_left_with_the_last(cursors, recorded):
    cursors.heard(1, "ada", {"place": at(1)})
    cursors.heard(2, "ada", {"place": at(2)})
    await until(lambda: places(recorded) == [at(1), at(2)])
    cursors.heard(1, "ada", {"place": at(1)})
    await asyncio.sleep(2 * INTERVAL)
    assert places(recorded) == [at(1), at(2)]
    cursors.left([2])
    assert places(recorded) == [at(1), at(2), at(1)]
    cursors.left([1])
    assert places(recorded)[-1] == {}


async def test_what_is_no_place_is_not_recorded(cursors, recorded):
    for place in (
        None,
        7,
        [],
        {},
        {"cell": "a", "anchor": 1},
        at(-1),
        at(1.5),
        at(True),
        at(2**40),
        at("1"),
        at(1, cell=""),
        at(1, cell="x" * 65),
        at(1, cell=5),
        {**at(1), "more": "x" * 10_000},
    ):
        assert read_place(place) is None, place
        cursors.heard(1, "ada", {"place": place})
    cursors.heard(1, "ada", None)
    assert recorded == []
    assert read_place(at(3, 4, None)) == at(3, 4, None)
