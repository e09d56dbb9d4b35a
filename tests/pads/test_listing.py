"""Finding pads: that the database finds what a plain look at every pad finds, in the same order."""

from __future__ import annotations

import itertools
import random
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from interview_ext.auth.visibility import Owned, may_see
from interview_ext.db.engine import Database
from interview_ext.db.tables import AdmissionRow, PadInterviewerRow, PadRow, TaskRow
from interview_ext.errors import InvalidInput
from interview_ext.pads import listing as listing_module
from interview_ext.pads.listing import NO_TEAM, SORTS, PadListing, PadQuery, found_by
from interview_ext.pads.pad import Pad, new_pad_id
from interview_ext.pads.store import Member, Store
from interview_ext.questions.words import fold, wanted_words, words_of

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADMIN = Member("root", "root", "Root", "admin")
ADA = Member("ada", "ada", "Ada", "interviewer")
BEN = Member("ben", "ben", "Ben", "reviewer")
PEOPLE = (ADMIN, ADA, BEN)
TITLES = ("Backend", "Front end", "Größe", "backend again", "Data, science", "grosse Daten", "C++")
NAMES = ("Grace Hopper", "Ada L.", "", "Ünal Öz", "Zoë", "edsger d.", "Grace-Marie")
STATES = ("not_started", "in_progress", "ended", "ready_for_review", "reviewed")


@dataclass(frozen=True)
class Known:
    """A pad with all that it is found by."""

    pad: Pad
    assigned: tuple[str, ...]
    tasks: tuple[tuple[str, str], ...]
    knocking: bool


@pytest.fixture
def database(tmp_path, jp_asyncio_loop):
    database = Database(f"sqlite:///{tmp_path}/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield database
    jp_asyncio_loop.run_until_complete(database.close())


def pad_of(chance: random.Random, number: int) -> Pad:
    def some(of: Any) -> Any:
        return chance.choice(of)

    created = NOW + timedelta(minutes=some(range(40)))
    state = some(STATES)
    return Pad(
        id=new_pad_id(),
        kind=some(("live", "take_home", "sandbox")),
        state=state,
        title=some(TITLES),
        candidate_name=some(NAMES),
        candidate_email=some(("", "grace.hopper@example.org", "zoe@beispiel.example")),
        start_with=some(("notebook", "nothing")),
        language=some(("python", "r")),
        instructions="",
        created_by=some(("root", "ada", "ben", None)),
        created=created,
        ended=created + timedelta(hours=1) if state == "ended" else None,
        last_activity=some((None, created, NOW + timedelta(days=some(range(3))))),
        starts_at=some((None, created, NOW + timedelta(days=some(range(3))))),
        team_id=some((None, None, "blue", "green")),
        ephemeral=number % 20 == 0,
        deleted_at=NOW if number % 17 == 0 else None,
    )


async def fill(database: Database, count: int = 150) -> list[Known]:
    """Pads that differ in everything, many alike in something."""
    chance = random.Random(7)
    store = Store(database)
    for one in PEOPLE:
        await store.keep_member(one, NOW)
    known = [
        Known(
            pad_of(chance, number),
            tuple(sorted(chance.sample([one.id for one in PEOPLE], chance.randint(0, 2)))),
            tuple(
                chance.sample([("q1", "python"), ("q2", "java"), ("q3", "")], chance.randint(0, 2))
            ),
            chance.random() < 0.2,
        )
        for number in range(1, count + 1)
    ]
    await keep(database, known)
    return known


async def keep(database: Database, known: list[Known]) -> None:
    async with database.writing() as connection:
        for one in known:
            pad = one.pad
            found = found_by(pad.title, pad.candidate_name, pad.candidate_email)
            await connection.execute(insert(PadRow).values(**asdict(pad), **found))
            for member_id in one.assigned:
                row = {"pad_id": pad.id, "member_id": member_id}
                await connection.execute(insert(PadInterviewerRow).values(row))
            for question, language in one.tasks:
                await connection.execute(
                    insert(TaskRow).values(
                        id=new_pad_id(), pad_id=one.pad.id, question_id=question, revision=1,
                        quickstart="", slug="q", title=question, type="code", language=language,
                        minutes=1, position=0, content="{}", created=NOW, folder="", revealed=0,
                    )
                )  # fmt: skip
            if one.knocking:
                await connection.execute(
                    insert(AdmissionRow).values(
                        id=new_pad_id(), pad_id=one.pad.id, name="Grace", state="knocking",
                        waiting_cookie_hash="x", knocked=NOW,
                    )
                )  # fmt: skip
        await listing_module.keep_languages(connection, [one.pad.id for one in known])


def fits(query: PadQuery, one: Known) -> bool:
    """What a query means, said without a database."""
    pad = one.pad
    words = words_of(f"{pad.title} {pad.candidate_name} {pad.candidate_email}")
    languages = {language for _, language in one.tasks if language}
    if pad.start_with != "nothing":
        languages.add(pad.language)
    mine = query.by.id == pad.created_by or query.by.id in one.assigned
    when = getattr(
        pad, {"created": "created", "scheduled": "starts_at", "ended": "ended"}[query.date]
    )
    return (
        pad.deleted_at is None
        and not pad.ephemeral
        and may_see(query.by, Owned(pad.team_id, pad.created_by, frozenset(one.assigned)))
        and all(any(has.startswith(word) for has in words) for word in wanted_words(query.text))
        and (not query.states or pad.state in query.states)
        and (not query.kinds or pad.kind in query.kinds)
        and (
            not (query.mine or query.interviewers)
            or (query.mine and mine)
            or not set(query.interviewers).isdisjoint(one.assigned)
        )
        and (not query.questions or any(id in query.questions for id, _ in one.tasks))
        and (not query.languages or not languages.isdisjoint(query.languages))
        and (not query.teams or (pad.team_id or NO_TEAM) in query.teams)
        and (not query.knocking or (one.knocking and not pad.finished))
        and (query.since is None or (when is not None and when >= query.since))
        and (query.before is None or (when is not None and when < query.before))
    )


def in_order(query: PadQuery, known: list[Known]) -> list[str]:
    def key(pad: Pad) -> Any:
        return {
            "created": pad.created, "activity": pad.last_activity, "scheduled": pad.starts_at,
            "title": fold(pad.title), "candidate": fold(pad.candidate_name) or None,
        }[query.sort]  # fmt: skip

    pads = [one.pad for one in known if fits(query, one)]
    with_key = sorted(
        (pad for pad in pads if key(pad) is not None),
        key=lambda pad: (key(pad), pad.id),
        reverse=query.descending,
    )
    without = sorted((pad.id for pad in pads if key(pad) is None), reverse=query.descending)
    return [*(pad.id for pad in with_key), *without]


async def everything(listing: PadListing, query: PadQuery) -> tuple[list[str], int | None]:
    """All pages of what is found, and how many there are said to be, if that is said."""
    ids: list[str] = []
    pads, place, total = await listing.find(query)
    while True:
        ids += [pad.id for pad in pads]
        if place is None:
            return ids, total
        assert len(pads) == query.limit, "only the last page is short"
        pads, place, again = await listing.find(query.at(query.cursor(place)))
        assert again == total


def queries() -> list[dict[str, Any]]:
    chance = random.Random(11)
    more = [
        {"text": "gr"}, {"text": "GRÖSSE"}, {"text": "grosse hop"}, {"text": "example.org"},
        {"text": "c"}, {"text": "nobody"}, {"text": "!?"}, {"text": "zoë beispiel"},
        {"mine": True}, {"interviewers": ["ada", "ben"]}, {"mine": True, "interviewers": ["ben"]},
        {"questions": ["q1"]}, {"questions": ["q1", "q3"]}, {"languages": ["java", "r"]},
        {"teams": ["blue"]}, {"teams": [NO_TEAM, "green"]}, {"knocking": True},
        {"states": ["ended", "reviewed"]}, {"kinds": ["take_home"]},
        {"since": NOW + timedelta(minutes=10), "before": NOW + timedelta(minutes=20)},
        {"date": "scheduled", "since": NOW + timedelta(days=1)},
        {"date": "ended", "before": NOW + timedelta(minutes=80)}, {},
    ]  # fmt: skip
    together = [{**one, **other} for one, other in (chance.sample(more, 2) for _ in range(20))]
    return [
        {**one, "sort": sort, "descending": descending}
        for one, (sort, descending) in zip(
            [*more, *together],
            itertools.cycle(itertools.product(SORTS, (True, False))),
            strict=False,
        )
    ]


@pytest.mark.parametrize(
    ("few", "near"),
    [(5000, 2000), (3, 2000), (3, 60), (5000, 60)],
    ids=["looked up", "gone through", "near", "near or looked up"],
)
async def test_what_is_found_is_what_was_meant(database, monkeypatch, few, near):
    monkeypatch.setattr(listing_module, "FEW", few)
    monkeypatch.setattr(listing_module, "NEAR", near)
    known = await fill(database)
    listing = PadListing(database)
    found_some = not_counted = 0
    for who, asked in itertools.product(PEOPLE, queries()):
        query = PadQuery(by=who, limit=20, **asked)
        expected = [] if asked.get("text") == "!?" else in_order(query, known)
        ids, total = await everything(listing, query)
        assert ids == expected, asked
        if total is None:
            not_counted += 1
            assert len(expected) > query.limit, asked
            assert sum((await listing.counts(query)).values()) >= len(expected), asked
        else:
            assert total == len(expected), asked
        found_some += bool(expected)
    assert found_some > 60
    assert (not_counted == 0) == ((few, near) == (5000, 2000))


async def test_orders_hold_for_all_pads(database, monkeypatch):
    known = await fill(database)
    listing = PadListing(database)
    ways = ((5000, 2000), (3, 2000), (3, 30))
    for (few, near), sort, descending in itertools.product(ways, SORTS, (True, False)):
        monkeypatch.setattr(listing_module, "FEW", few)
        monkeypatch.setattr(listing_module, "NEAR", near)
        query = PadQuery(by=ADMIN, sort=sort, descending=descending, limit=20)
        ids, _ = await everything(listing, query)
        assert ids == in_order(query, known), (sort, descending)


async def test_pages_stay_what_they_are_while_pads_come_and_go(database):
    known = await fill(database)
    listing = PadListing(database)
    for sort, descending in itertools.product(SORTS, (True, False)):
        query = PadQuery(by=ADMIN, sort=sort, descending=descending, limit=10)
        before, _ = await everything(listing, query)
        first, place, total = await listing.find(query)
        chance = random.Random(sort)
        new = [Known(replace(pad_of(chance, 3), deleted_at=None), (), (), False) for _ in range(15)]
        await keep(database, new)
        async with database.writing() as connection:
            await connection.execute(delete(PadRow).where(PadRow.id == first[-1].id))
        rest, _ = await everything(listing, query.at(query.cursor(place)))
        seen = [*(pad.id for pad in first), *rest]
        assert len(seen) == len(set(seen)), "no pad is there twice"
        assert [id for id in seen if id in set(before)] == before, "and none is left out"
        assert total == len(before)
        async with database.writing() as connection:
            await connection.execute(
                delete(PadRow).where(PadRow.id.in_([one.pad.id for one in new]))
            )
        known = [one for one in known if one.pad.id != first[-1].id]


async def test_pads_are_found_by_their_new_names_and_not_by_the_old(database):
    await fill(database, 5)
    store, listing = Store(database), PadListing(database)
    pad = replace(pad_of(random.Random(3), 3), title="Pelican", deleted_at=None, team_id=None)
    await store.add_pads([(pad, ())])

    async def found(words: str) -> bool:
        return (await listing.find(PadQuery(by=ADMIN, text=words)))[2] == 1

    assert await found("peli")
    async with database.writing() as connection:
        await connection.execute(
            update(PadRow)
            .where(PadRow.id == pad.id)
            .values(title="Heron", **found_by("Heron", pad.candidate_name, pad.candidate_email))
        )
    assert await found("heron")
    assert not await found("peli")
    await store.bury_pad(pad, NOW, counted=False)
    assert not await found("heron")
    async with database.reading() as connection:
        rows = await connection.execute(select(PadRow.words).where(PadRow.id == pad.id))
        assert rows.scalar_one() == "", "a tombstone names nobody"
        left = "SELECT count(*) FROM pad_search WHERE pad_search MATCH 'heron OR pelican'"
        assert (await connection.execute(text(left))).scalar_one() == 0


async def test_without_an_index_of_words_the_same_is_found(database):
    known = await fill(database)
    async with database.writing() as connection:
        for name in ("pads_added", "pads_renamed", "pads_gone"):
            await connection.execute(text(f"DROP TRIGGER {name}"))
        await connection.execute(text("DROP TABLE pad_search"))
    listing = PadListing(database)
    for words in ("gr", "GRÖSSE", "grosse hop", "example.org", "nobody", "100%", "_"):
        query = PadQuery(by=ADA, text=words, limit=200)
        ids, _ = await everything(listing, query)
        assert ids == ([] if words == "_" else in_order(query, known)), words


async def test_the_index_of_words_is_whole(database):
    await fill(database)
    async with database.writing() as connection:
        await connection.execute(
            text("INSERT INTO pad_search (pad_search) VALUES ('integrity-check')")
        )


@pytest.mark.parametrize(
    "cursor", ["x", "bm8", "W10", "WzEsMl0", "eyJhIjoxfQ", "é", "a" * 5000, "W1tbW1tbW1tbW1s"]
)
def test_a_cursor_that_is_none_is_refused(cursor):
    with pytest.raises(InvalidInput):
        PadQuery(by=ADMIN).at(cursor)


async def test_a_cursor_of_another_order_is_refused(database):
    await fill(database)
    query = PadQuery(by=ADMIN, limit=5)
    _, place, _ = await PadListing(database).find(query)
    cursor = query.cursor(place)
    assert query.at(cursor).after == place
    for other in (replace(query, descending=False), replace(query, sort="title")):
        with pytest.raises(InvalidInput):
            other.at(cursor)


async def test_today(database):
    await fill(database)
    listing = PadListing(database)
    begin, end = NOW + timedelta(days=1), NOW + timedelta(days=2)
    pads = await listing.today(ADMIN, begin, end, mine=False, limit=200)
    assert pads
    for pad in pads:
        today = pad.starts_at is not None and begin <= pad.starts_at < end
        assert today or pad.state == "in_progress"
        assert pad.kind != "sandbox"
    times = [pad.starts_at for pad in pads if pad.starts_at is not None]
    assert times == sorted(times)
    async with database.reading() as connection:
        query = select(PadRow).where(
            PadRow.state == "in_progress", PadRow.kind != "sandbox",
            PadRow.deleted_at.is_(None), PadRow.ephemeral.is_(False),
        )  # fmt: skip
        going_on = {row.id for row in await connection.execute(query)}
    assert going_on <= {pad.id for pad in pads}
    mine = await listing.today(BEN, begin, end, mine=True, limit=200)
    assert 0 < len(mine) < len(pads)


async def test_what_there_is_to_filter_by(database):
    known = await fill(database)
    listing = PadListing(database)
    for who in PEOPLE:
        query = PadQuery(by=who, kinds=["live"], states=["ended"])
        wider = replace(query, states=())
        fitting = [one.pad.state for one in known if fits(wider, one)]
        expected = {state: fitting.count(state) for state in STATES if state in fitting}
        assert await listing.counts(query) == expected
        options = await listing.options(who)
        seen = [one for one in known if fits(PadQuery(by=who), one)]
        assert {id for id, _ in options["interviewers"]} == {
            id for one in seen for id in one.assigned
        }
