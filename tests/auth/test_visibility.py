"""Who may see whose pads: that the rule is what it says, and that the database keeps to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from sqlalchemy import insert, select

from interview_ext.auth.visibility import Owned, may_give, may_see, pads_seen_by
from interview_ext.db.engine import Database
from interview_ext.db.tables import PadInterviewerRow, PadRow, TeamMemberRow, TeamRow
from interview_ext.errors import NotFound
from interview_ext.pads.pad import Pad, new_pad_id
from interview_ext.pads.store import Member, Store

NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEAMS = ("blue", "green")
VIEWERS = [
    Member("me", "me", "Me", role, frozenset(teams))
    for role in ("admin", "interviewer", "reviewer")
    for teams in ((), ("blue",), ("green",), TEAMS)
]
OWNED = [
    Owned(team, maker, frozenset(assigned))
    for team, maker, assigned in product(
        (None, *TEAMS), (None, "me", "other"), ((), ("me",), ("other",), ("me", "other"))
    )
]


@pytest.mark.parametrize(
    ("viewer", "owned", "sees"),
    [
        (Member("me", "me", "Me", "admin"), Owned("blue", "other"), True),
        (Member("me", "me", "Me", "interviewer"), Owned(None, "other"), True),
        (Member("me", "me", "Me", "interviewer"), Owned("blue", "other"), False),
        (Member("me", "me", "Me", "interviewer", frozenset(["blue"])), Owned("blue"), True),
        (Member("me", "me", "Me", "interviewer", frozenset(["green"])), Owned("blue"), False),
        (Member("me", "me", "Me", "interviewer"), Owned("blue", "me"), True),
        (Member("me", "me", "Me", "reviewer"), Owned("blue", "x", frozenset(["me"])), True),
        (Member("me", "me", "Me", "reviewer"), Owned("blue", None), False),
    ],
)
def test_who_sees_what(viewer, owned, sees):
    assert may_see(viewer, owned) is sees


def test_who_may_let_something_belong_to_a_team():
    admin = Member("root", "root", "Root", "admin")
    blue = Member("me", "me", "Me", "interviewer", frozenset(["blue"]))
    assert may_give(admin, "green")
    assert may_give(blue, "blue")
    assert may_give(blue, None)
    assert not may_give(blue, "green")


def test_a_pads_model_says_whose_it_is():
    model = {
        "team": {"id": "blue", "name": "Blue"},
        "created_by": {"id": "ada", "name": "Ada"},
        "assigned": [{"id": "ben", "name": "Ben"}],
    }
    assert Owned.by_model(model) == Owned("blue", "ada", frozenset(["ben"]))
    model = {"team": None, "created_by": None, "assigned": []}
    assert Owned.by_model(model) == Owned(None)


def for_(viewer: str, owned: Owned) -> Owned:
    """The same, where the one who looks has this id."""

    def one(id: str) -> str:
        return viewer if id == "me" else id

    maker = None if owned.made_by is None else one(owned.made_by)
    return Owned(owned.team_id, maker, frozenset(map(one, owned.assigned)))


@pytest.fixture
def database(tmp_path, jp_asyncio_loop):
    database = Database(f"sqlite:///{tmp_path}/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield database
    jp_asyncio_loop.run_until_complete(database.close())


async def test_the_database_agrees_in_every_case(database):
    store = Store(database)
    everybody = [replace(one, id=f"me-{n}", username=f"me-{n}") for n, one in enumerate(VIEWERS)]
    for one in (*everybody, Member("other", "other", "Other", "interviewer")):
        await store.keep_member(one, NOW)
    async with database.writing() as connection:
        for team in TEAMS:
            row = {"id": team, "name": team, "name_key": team, "created": NOW}
            await connection.execute(insert(TeamRow).values(row))
        for one in everybody:
            for team in sorted(one.teams):
                row = {"team_id": team, "member_id": one.id}
                await connection.execute(insert(TeamMemberRow).values(row))
    for viewer in everybody:
        pads = {new_pad_id(): for_(viewer.id, owned) for owned in OWNED}
        async with database.writing() as connection:
            for id, owned in pads.items():
                await connection.execute(
                    insert(PadRow).values(
                        id=id, kind="live", state="not_started", title="Backend",
                        candidate_name="", start_with="notebook", instructions="", created=NOW,
                        created_by=owned.made_by, team_id=owned.team_id,
                    )
                )  # fmt: skip
                for member_id in sorted(owned.assigned):
                    row = {"pad_id": id, "member_id": member_id}
                    await connection.execute(insert(PadInterviewerRow).values(row))
        expected = {id for id, owned in pads.items() if may_see(viewer, owned)}
        async with database.reading() as connection:
            query = select(PadRow.id).where(pads_seen_by(viewer), PadRow.id.in_(pads))
            assert set((await connection.execute(query)).scalars()) == expected, viewer
        some = list(pads)[::5]
        assert {id for id in some if await store.sees(viewer, id)} == expected & set(some)
        for id in some:
            try:
                assert (await store.pad(id, seen_by=viewer)).id in expected
            except NotFound:
                assert id not in expected


async def test_a_practice_pad_is_there_for_no_member(database):
    store = Store(database)
    admin = await store.keep_member(Member("root", "root", "Root", "admin"), NOW)
    pad = Pad(
        id=new_pad_id(), kind="sandbox", state="in_progress", title="Practice", candidate_name="",
        start_with="notebook", instructions="", created_by=None, created=NOW, ephemeral=True,
    )  # fmt: skip
    await store.add_pads([(pad, ())])
    assert (await store.pad(pad.id)).id == pad.id
    assert not await store.sees(admin, pad.id)
    with pytest.raises(NotFound):
        await store.pad(pad.id, seen_by=admin)
