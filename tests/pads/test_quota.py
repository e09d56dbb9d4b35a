"""How many pads may be made, over REST and by many at once, on a clock that the test sets."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest

from interview_ext.errors import TooMany, Unavailable
from interview_ext.pads.quota import bounds, refusal

from ..clocks import SetClock
from ..tasks.bank import ID
from .test_erasing import use_bank

START = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def clock():
    return SetClock(START)


@pytest.fixture
def start(make_host, jp_asyncio_loop, clock):
    async def start(quota, period="month"):
        traits = {"PadManager.quota": quota, "PadManager.quota_period": period}
        return await make_host(clock=clock, **traits)

    return start


@pytest.mark.parametrize(
    ("period", "now", "first", "after"),
    [
        ("month", datetime(2026, 3, 31, 23, 59, tzinfo=UTC), (2026, 3), (2026, 4)),
        ("month", datetime(2026, 12, 1, tzinfo=UTC), (2026, 12), (2027, 1)),
        ("month", datetime(2024, 1, 31, 12, tzinfo=UTC), (2024, 1), (2024, 2)),
        ("year", datetime(2026, 12, 31, tzinfo=UTC), (2026, 1), (2027, 1)),
        # Elsewhere it is April already.
        (
            "month",
            datetime(2026, 4, 1, 1, tzinfo=timezone(timedelta(hours=2))),
            (2026, 3),
            (2026, 4),
        ),
    ],
)
def test_a_period_begins_with_the_calendars(period, now, first, after):
    assert bounds(period, now) == (
        datetime(*first, 1, tzinfo=UTC),
        datetime(*after, 1, tzinfo=UTC),
    )


def test_ever_begins_never_anew():
    assert bounds("ever", START) is None


def test_the_words_say_what_is_left_and_what_to_do():
    none = refusal(10, 10, 1, "month")
    assert "10 of 10 pads this month are used, so no more can be made" in none
    assert "Nothing was made" in none
    assert "only 3 more can be made, and not 5" in refusal(10, 7, 5, "year")


async def test_over_the_quota_nothing_is_made(start, clock):
    host = await start(2)
    member = await host.member()
    assert await member.ok("GET", "quota") == {
        "limit": 2,
        "used": 0,
        "left": 2,
        "period": {"from": "2026-03-01T00:00:00.000Z", "to": "2026-04-01T00:00:00.000Z"},
        "forgiven_days": 28,
    }
    await host.new_pad(member)
    await host.new_pad(member, kind="take_home")
    answer = await member.api("POST", "pads", {"title": "One too many"})
    assert (answer.status, answer.body["reason"]) == (429, "quota")
    assert "2 of 2 pads this month are used" in answer.body["message"]
    until_april = datetime(2026, 4, 1, tzinfo=UTC) - START
    assert int(answer.headers["Retry-After"]) == until_april.total_seconds()
    assert len((await member.ok("GET", "pads"))["pads"]) == 2

    # Trying things out never counts, neither what is ended.
    sandbox = await host.new_pad(member, kind="sandbox", title="")
    assert (sandbox["title"], sandbox["state"]) == ("Sandbox", "in_progress")
    quota = await member.ok("GET", "quota")
    assert (quota["used"], quota["left"]) == (2, 0)
    clock.set(datetime(2026, 4, 1, tzinfo=UTC))
    await host.new_pad(member)
    assert (await member.ok("GET", "quota"))["used"] == 1


async def test_without_a_quota_there_is_no_limit(start):
    host = await start(0, "ever")
    member = await host.member()
    await host.new_pad(member)
    quota = await member.ok("GET", "quota")
    assert quota == {"limit": None, "used": 1, "left": None, "period": None, "forgiven_days": 28}


@pytest.mark.parametrize(("days", "used"), [(0, 0), (27.9, 0), (28, 1), (300, 1)])
async def test_deleting_soon_gives_a_pad_back(start, clock, days, used):
    host = await start(1, "ever")
    member = await host.member()
    pad = await host.new_pad(member)
    clock.advance(days=days)
    assert (await member.api("DELETE", f"pads/{pad['id']}")).status == 204
    assert (await member.ok("GET", "quota"))["used"] == used
    again = await member.api("POST", "pads", {"title": "Another"})
    assert again.status == (429 if used else 201)


async def test_many_at_once_make_as_many_as_there_are(start):
    host = await start(5)
    members = [await host.member() for _ in range(4)]
    answers = await asyncio.gather(
        *(members[n % 4].api("POST", "pads", {"title": f"Pad {n}"}) for n in range(16))
    )
    assert sorted(answer.status for answer in answers) == [201] * 5 + [429] * 11
    assert len((await members[0].ok("GET", "pads"))["pads"]) == 5
    assert (await members[0].ok("GET", "quota"))["left"] == 0


async def test_several_are_made_all_or_none(start, clock):
    host = await start(4)
    member = await host.member()
    pads = host.app.pads
    me = await host.app.store.member((await member.ok("GET", "me"))["id"])
    await host.new_pad(member, title="There")
    clock.advance(seconds=1)
    plans = [await pads.maker.prepare(me, title=f"Pad {n}") for n in range(4)]
    with pytest.raises(TooMany, match="only 3 more can be made, and not 4"):
        await pads.maker.keep(me, plans)
    assert len((await member.ok("GET", "pads"))["pads"]) == 1
    made = await pads.maker.keep(me, plans[:3])
    shown = [pad["title"] for pad in (await member.ok("GET", "pads"))["pads"]]
    assert shown == ["Pad 2", "Pad 1", "Pad 0", "There"]
    assert len({pad.created for pad in made}) == 3


async def test_what_cannot_be_made_whole_leaves_nothing_and_does_not_count(start):
    host = await start(4)
    member = await host.member()
    await use_bank(host)
    pads = host.app.pads
    me = await host.app.store.member((await member.ok("GET", "me"))["id"])
    chosen = {"title": "Pad", "questions": [ID]}
    whole = await pads.maker.prepare(me, **chosen)
    broken = await pads.maker.prepare(me, **chosen)
    # Where its files were to be made, something is in the way.
    pads_dir = host.app.pad_servers.pads_dir
    pads_dir.mkdir(exist_ok=True)
    (pads_dir / broken.pad.id).write_text("in the way")
    with pytest.raises(Unavailable, match="cannot be opened"):
        await pads.maker.keep(me, [whole, broken])
    assert (await member.ok("GET", "pads"))["pads"] == []
    assert (await member.ok("GET", "quota"))["used"] == 0
    assert not (pads_dir / whole.pad.id).exists()
    assert host.app.pad_servers.get(whole.pad.id) is None
