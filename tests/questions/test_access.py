"""Who may do what with a question; and that lists say the same as the table."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from interview_ext.db.engine import Database
from interview_ext.pads.store import Member, Store
from interview_ext.questions.access import DEEDS, may, sees_working_copy, situation_of, standing_of
from interview_ext.questions.folder import pack
from interview_ext.questions.store import NewQuestion, Query, QuestionStore

from .texts import question_files

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ADA = Member("ada", "ada", "Ada", "interviewer")
BEN = Member("ben", "ben", "Ben", "interviewer")
ROOT = Member("root", "root", "Root", "admin")


@pytest.mark.parametrize(
    ("situation", "standing", "deeds"),
    [
        ("draft", "author", "see mark copy edit publish archive"),
        ("draft", "admin", "see mark copy edit publish archive"),
        ("draft", "member", ""),
        ("published", "author", "see mark copy use edit publish archive"),
        ("published", "admin", "see mark copy use edit publish archive"),
        ("published", "member", "see mark copy use"),
        ("archived", "author", "see copy restore"),
        ("archived", "admin", "see copy restore"),
        ("archived", "member", ""),
        ("example", "admin", "see mark copy use"),
        ("example", "member", "see mark copy use"),
        ("gone", "admin", ""),
    ],
)
def test_the_table(situation, standing, deeds):
    assert {deed for deed in DEEDS[situation][standing]} == set(deeds.split())


def test_only_who_may_change_it_sees_what_is_not_published():
    assert sees_working_copy("published", "author")
    assert sees_working_copy("archived", "admin")
    assert not sees_working_copy("published", "member")
    assert not sees_working_copy("example", "admin")


def test_what_a_question_is():
    assert situation_of("member", 0, False) == "draft"
    assert situation_of("member", 3, False) == "published"
    assert situation_of("member", 3, True) == "archived"
    assert situation_of("example", 1, False) == "example"
    assert situation_of("example", 1, True) == "gone"
    assert standing_of("admin", "root", "root") == "author"
    assert standing_of("interviewer", "ben", None) == "member"


@pytest.fixture
def database(tmp_path, jp_asyncio_loop):
    database = Database(f"sqlite:///{tmp_path}/interview.db")
    jp_asyncio_loop.run_until_complete(database.open())
    yield database
    jp_asyncio_loop.run_until_complete(database.close())


async def test_lists_have_what_the_table_allows(database):
    members = Store(database)
    for member in (ADA, BEN, ROOT):
        await members.keep_member(member, NOW)
    store = QuestionStore(database)
    folder = pack(question_files())
    situations = {}
    for number, (published, archived) in enumerate(
        [(False, False), (True, False), (False, True), (True, True)]
    ):
        id = f"question-{number}"
        await store.add([NewQuestion(id, "count-words", ADA.id, folder)], NOW)
        if published:
            assert await store.publish(id, folder.digest, folder.card, ADA.id, NOW) == 1
        if archived:
            await store.set_archived(id, NOW)
        situations[id] = situation_of("member", int(published), archived)
    for id, gone in (("example-0", False), ("example-1", True)):
        await store.put_example(id, "an-example", folder, NOW)
        if gone:
            await store.set_archived(id, NOW)
        situations[id] = situation_of("example", 1, gone)
    assert set(situations.values()) == set(DEEDS)

    for member in (ADA, BEN, ROOT):
        admin = member.role == "admin"

        def allowed(deed, member=member):
            return {
                id
                for id, situation in situations.items()
                if may(
                    deed,
                    situation,
                    standing_of(
                        member.role, member.id, ADA.id if id.startswith("question") else None
                    ),
                )
            }

        async def found(member=member, admin=admin, **query):
            entries, total = await store.find(Query(member.id, admin, **query))
            assert total == len(entries)
            return {entry.id for entry in entries}

        assert await found() == allowed("use")
        assert await found(archived=True) == allowed("restore")
        examples = {id for id in situations if id.startswith("example")}
        assert await found(tab="examples") == allowed("use") & examples
        assert await found(tab="organization") == allowed("use") - examples
        for id in situations:
            await store.set_favourite(id, member.id, True)
        assert await found(tab="favourites") == allowed("mark")
        own = {id for id in allowed("edit")} if member is ADA else set()
        assert await found(tab="mine") == own
        drafts = {id for id in own if situations[id] == "draft"}
        assert await found(tab="drafts") == drafts
