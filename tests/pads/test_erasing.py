"""What is deleted is gone, and practice leaves no trace; also when the server dies meanwhile."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from interview_ext.db.tables import Table

from ..clocks import SetClock
from ..tasks.bank import ID, SLUG, write
from .test_take_homes import begin, go_in, inside

# Tables that outlive a pad, and say nothing about anybody's work.
OUTLIVE = {"audit"}


@pytest.fixture
def clock():
    return SetClock()


@pytest.fixture
def host(make_host, jp_asyncio_loop, clock):
    return jp_asyncio_loop.run_until_complete(make_host(clock=clock))


def dump(host):
    """All that the database says, line by line, without what outlives a pad."""
    database = sqlite3.connect(host.app.database.url.database)
    lines = list(database.iterdump())
    database.close()
    # How the index of words is cut into pieces is its own affair.
    left_out = ('INSERT INTO "audit"', 'INSERT INTO "pad_search_')
    return [line for line in lines if not line.startswith(left_out)]


@pytest.mark.parametrize("table", Table.metadata.sorted_tables, ids=lambda table: table.name)
def test_whatever_belongs_to_a_pad_goes_with_it(table):
    """`Store.bury_pad` finds rows by their foreign keys."""
    for column in table.columns:
        if column.name == "pad_id" and table.name not in OUTLIVE:
            targets = {key.target_fullname: key.ondelete for key in column.foreign_keys}
            assert targets == {"pads.id": "CASCADE"}, table.name


async def use_bank(host):
    """Put a question into the bank."""
    await host.app.questions.examples_are_there()
    await host.app.questions.bring_examples({SLUG: write(host.directory / "bank")})


async def lived_in(host, member, **fields):
    """A pad that somebody worked in, with a question, and what is said of it everywhere."""
    await use_bank(host)
    pad = await host.new_pad(
        member, title="Secret title", candidate_name="Grace Secret",
        candidate_email="grace@confidential.example", instructions="Secret words",
        questions=[ID], **fields,
    )  # fmt: skip
    candidate = await begin(host, member, pad, "Grace Secret")
    events = await candidate.socket(inside(pad, "events"))
    await events.next()
    await host.app.pad_servers.get(pad["id"]).recording.flush()
    return pad, candidate


@pytest.mark.parametrize("kind", ["live", "take_home"])
async def test_a_deleted_pad_leaves_its_tombstone_alone(host, clock, kind):
    member = await host.member()
    pad, candidate = await lived_in(host, member, kind=kind)
    folder = host.app.pad_servers.pads_dir / pad["id"]
    assert (folder / "recording.sqlite").exists()
    answer = await member.api("DELETE", f"pads/{pad['id']}")
    assert (answer.status, "End it first" in answer.body["message"]) == (409, True)
    events = await member.socket("events")
    await member.ok("POST", f"pads/{pad['id']}/end")
    assert (await member.api("DELETE", f"pads/{pad['id']}")).status == 204
    await events.until(lambda m: m == {"type": "deleted", "pad_id": pad["id"]})
    assert not folder.exists()
    assert "Secret" not in "\n".join(dump(host))
    assert "confidential" not in "\n".join(dump(host))
    said = [line for line in dump(host) if pad["id"] in line]
    assert [line.split('"')[1] for line in said] == ["pads"]
    (tombstone,) = await host.app.store.tombstones()
    assert (tombstone.deleted_at, tombstone.counted) == (clock.now(), False)
    assert (await candidate.fetch("GET", inside(pad, "pad"))).code == 404


async def test_the_databases_file_says_nothing_of_a_deleted_pad(host):
    member = await host.member()
    pad = await host.new_pad(
        member, title="Quetzalcoatl", candidate_name="Xochiquetzal",
        candidate_email="tlaloc@example.org", instructions="Huitzilopochtli",
    )  # fmt: skip
    kept = await host.new_pad(member, title="Kukulkan")
    await member.ok("PATCH", f"pads/{pad['id']}", {"title": "Tezcatlipoca"})
    assert (await member.api("DELETE", f"pads/{pad['id']}")).status == 204
    await host.app.pads.housekeeping.forget_words()
    shown = (await member.ok("GET", "pads?q=kukul"))["pads"]
    assert [one["id"] for one in shown] == [kept["id"]]
    await host.stop()
    path = Path(host.app.database.url.database)
    content = b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*")).lower()
    assert b"kukulkan" in content
    words = ("quetzalcoatl", "xochiquetzal", "tlaloc", "huitzilopochtli", "tezcatlipoca")
    assert [word for word in words if word.encode() in content] == []
    await host.start()


async def test_a_server_that_dies_while_it_erases_goes_on_when_it_starts(host):
    member = await host.member()
    pad, _ = await lived_in(host, member)
    await member.ok("POST", f"pads/{pad['id']}/end")
    # It died after the tombstone was written, and before anything was erased from the disk.
    store = host.app.store
    await store.bury_pad(await store.pad(pad["id"]), host.clock.now(), counted=False)
    folder = host.app.pad_servers.pads_dir / pad["id"]
    assert (folder / "recording.sqlite").exists()
    await host.stop()
    assert (folder / "recording.sqlite").exists()
    await host.start()
    assert not folder.exists()


async def test_files_that_are_of_no_pad_here_are_left_alone(host):
    """An archive that is being read in lies there before its pad is in the database."""
    coming = host.app.pad_servers.pads_dir / ("x" * 20)
    (coming / "files").mkdir(parents=True)
    await host.stop()
    await host.start()
    assert (coming / "files").is_dir()


async def practise(host, member, real):
    pads = host.app.pads
    pad = await pads.maker.practise(
        real["id"], title="Practice", start_with="notebook", language="python", instructions=""
    )
    await pads.open(pad.id)
    return pad


async def test_a_practice_pad_is_in_no_list_and_does_not_count(host):
    member = await host.member()
    real = await host.new_pad(member, kind="take_home")
    before = await member.ok("GET", "quota")
    pad = await practise(host, member, real)
    assert (pad.kind, pad.state, pad.door, pad.ephemeral) == (
        "sandbox",
        "in_progress",
        "open",
        True,
    )
    assert [one["id"] for one in (await member.ok("GET", "pads"))["pads"]] == [real["id"]]
    assert await member.ok("GET", "quota") == before


@pytest.mark.parametrize("restarted", [False, True])
async def test_a_practice_pad_that_was_left_is_erased_without_a_trace(host, clock, restarted):
    member = await host.member()
    real = await host.new_pad(member, kind="take_home")
    before = dump(host)
    pad = await practise(host, member, real)
    folder = host.app.pad_servers.pads_dir / pad.id
    assert folder.is_dir()
    if restarted:
        await host.stop()
        await host.start()
    clock.advance(minutes=9)
    await host.app.pads.housekeeping.erase_practice()
    assert folder.is_dir()
    clock.advance(minutes=1)
    await host.app.pads.housekeeping.erase_practice()
    assert not folder.exists()
    assert host.app.pad_servers.get(pad.id) is None
    assert [line for line in dump(host) if pad.id in line] == []
    assert len(dump(host)) == len(before)
    await host.app.pads.erase(pad.id)


async def test_a_practice_pad_that_somebody_is_in_stays_for_two_hours(host, clock):
    member = await host.member()
    real = await host.new_pad(member, kind="take_home")
    pad = await practise(host, member, real)
    candidate = await go_in(host, pad.id)
    events = await candidate.socket(f"/interview/pads/{pad.id}/api/interview/events")
    await events.next()
    pads = host.app.pads
    for minutes in (30, 60, 29):
        clock.advance(minutes=minutes)
        await pads.housekeeping.erase_practice()
        assert (await pads.pad(pad.id)).state == "in_progress"
    clock.advance(minutes=1)
    await pads.housekeeping.erase_practice()
    while await events.next() is not None:
        pass
    assert not (host.app.pad_servers.pads_dir / pad.id).exists()


async def test_practice_is_over_when_the_real_thing_begins(host):
    member = await host.member()
    real, other = [await host.new_pad(member, kind="take_home") for _ in range(2)]
    mine, theirs = await practise(host, member, real), await practise(host, member, other)
    await host.app.pads.housekeeping.erase_practice(real["id"])
    pads_dir = host.app.pad_servers.pads_dir
    assert not (pads_dir / mine.id).exists()
    assert (pads_dir / theirs.id).exists()
    assert (await host.app.pads.pad(theirs.id)).link_id == other["id"]


async def test_old_times_are_kept_for_the_quota_alone(host, clock):
    member = await host.member()
    pad = await host.new_pad(member)
    clock.advance(days=28)
    await member.api("DELETE", f"pads/{pad['id']}")
    (tombstone,) = await host.app.store.tombstones()
    assert tombstone.counted
    assert tombstone.deleted_at == tombstone.created + timedelta(days=28)
