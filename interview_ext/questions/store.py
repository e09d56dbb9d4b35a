"""What the question bank keeps, in the database's terms."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import (
    Select,
    Table,
    and_,
    case,
    column,
    delete,
    exists,
    func,
    insert,
    literal_column,
    or_,
    select,
    table,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from ..auth.visibility import questions_seen_by
from ..db.engine import Database
from ..db.tables import (
    MemberRow,
    QuestionBlobRow,
    QuestionCardRow,
    QuestionCheckRow,
    QuestionFacetRow,
    QuestionFavouriteRow,
    QuestionFileRow,
    QuestionRevisionRow,
    QuestionRow,
    TeamRow,
)
from ..errors import Conflict
from .folder import Card, Folder, StoredFile
from .paths import free_slug
from .words import fold, wanted_words, words_of

WORKING: Final = 0
"""The number of the working copy among a question's revisions."""

_QUESTION = cast(Table, QuestionRow.__table__)
_REVISION = cast(Table, QuestionRevisionRow.__table__)
_BLOB = cast(Table, QuestionBlobRow.__table__)
_FILE = cast(Table, QuestionFileRow.__table__)
_CARD = cast(Table, QuestionCardRow.__table__)
_FACET = cast(Table, QuestionFacetRow.__table__)
_FAVOURITE = cast(Table, QuestionFavouriteRow.__table__)
_CHECK = cast(Table, QuestionCheckRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_TEAM = cast(Table, TeamRow.__table__)
_SEARCH = table("question_search", column("rowid"), column("rank"))

MOST_RANKED: Final = 1000
"""Of more than this how well they fit says little, and takes long to tell: they are in the order of
their titles."""

# As many values as one statement takes everywhere.
_AT_ONCE: Final = 500


@dataclass(frozen=True)
class Entry:
    """A question with one of its cards.

    Arguments:
        published: number of the published revision, 0 for none.
        digest, published_digest: of the working copy and of what is published.
        revision: which the card is of, 0 for the working copy.
        changed: when the card's revision was changed last, or published.
        favourite: of the member who asks.
        team_id, team_name: of the team it belongs to; None for the whole organization.
    """

    id: str
    slug: str
    origin: str
    author_id: str | None
    author_name: str | None
    created: datetime
    archived: datetime | None
    digest: str
    published: int
    published_digest: str | None
    uses: int
    last_used: datetime | None
    revision: int
    card: Card
    changed: datetime
    favourite: bool
    team_id: str | None = None
    team_name: str | None = None


@dataclass(frozen=True)
class Query:
    """What somebody looks for.

    Arguments:
        member_id: who asks.
        admin: whether they see everybody's archived questions.
        tab: ``mine``, ``organization``, ``examples``, ``favourites``, ``drafts``, or empty for all
            that may be used.
        text: words to find.
        types, languages, difficulties, labels, authors: any of each; empty for all.
        favourite: only their favourites.
        archived: only what was archived.
        sort: ``title``, ``newest``, ``most_used``, ``last_used``, or empty: by how well the words
            fit, or by title.
        limit, offset: which part of what is found.
    """

    member_id: str
    admin: bool = False
    tab: str = ""
    text: str = ""
    types: Sequence[str] = ()
    languages: Sequence[str] = ()
    difficulties: Sequence[str] = ()
    labels: Sequence[str] = ()
    authors: Sequence[str] = ()
    favourite: bool = False
    archived: bool = False
    sort: str = ""
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True)
class CheckResult:
    """How the last check of a question ended.

    Arguments:
        digest: of what was checked.
        state: ``passed`` or ``failed``.
        reports: as JSON has them.
    """

    digest: str
    state: str
    message: str
    reports: list[Any]


@dataclass(frozen=True)
class NewQuestion:
    """A question that is to be kept.

    Arguments:
        id: unguessable, or that of an example.
        slug: wanted; a number is added where it is taken.
        author_id: None where nobody's.
    """

    id: str
    slug: str
    author_id: str | None
    folder: Folder


class QuestionStore:
    """Keeps questions; the question manager is the only one who calls it.

    Arguments:
        database: opened before the first call.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_search: bool | None = None

    # -- looking

    async def entry(self, question_id: str, member_id: str, *, working: bool) -> Entry | None:
        """A question, or None where there is none.

        Arguments:
            working: with the card of the working copy, where there is one, not of what is
                published.
        """
        wanted = _CARD.c.revision == WORKING if working else _CARD.c.revision > WORKING
        query = (
            _entries(member_id)
            .where(_QUESTION.c.id == question_id)
            .order_by(case((wanted, 0), else_=1))
            .limit(1)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return _entry(row) if row is not None else None

    async def find(self, query: Query) -> tuple[list[Entry], int]:
        """A part of what is looked for, and how many there are in all."""
        if not _can_be_found(query):
            return [], 0
        async with self._database.reading() as connection:
            searches = await self._searches(connection)
            source, conditions, values = _meant(query, searches)
            counted = select(func.count()).select_from(source).where(*conditions)
            total = int((await connection.execute(counted, values)).scalar_one())
            order = _order(query.sort)
            if "match" in values and not query.sort and total <= MOST_RANKED:
                fits = select(_SEARCH.c.rowid, _SEARCH.c.rank).where(
                    text("question_search MATCH :match")
                )
                # With a limit it is made first, and only then joined.
                best = fits.limit(-1).subquery()
                source = source.join(best, best.c.rowid == _CARD.c.id)
                order = [best.c.rank, _CARD.c.id]
            page = (
                select(_CARD.c.id)
                .select_from(source)
                .where(*conditions)
                .order_by(*order)
                .limit(query.limit)
                .offset(query.offset)
            )
            ids = list((await connection.execute(page, values)).scalars())
            found = _entries(query.member_id).where(_CARD.c.id.in_(ids))
            rows = {row.card_id: _entry(row) for row in await connection.execute(found)}
        return [rows[id] for id in ids if id in rows], total

    async def filters(self, query: Query) -> dict[str, list[tuple[str, str, int]]]:
        """What can be filtered by: value, what people read, and how many cards have it.

        What is asked of one kind does not narrow that kind, so that others can be chosen too.
        """
        found: dict[str, list[tuple[str, str, int]]] = {
            name: [] for name in ("types", "languages", "difficulties", "labels", "authors")
        }
        if not _can_be_found(query):
            return found
        of_cards = {
            "types": (replace(query, types=()), _CARD.c.type),
            "difficulties": (replace(query, difficulties=()), _CARD.c.difficulty),
            "authors": (replace(query, authors=()), _CARD.c.author_id),
        }
        of_facets = {
            "languages": (replace(query, languages=()), "language"),
            "labels": (replace(query, labels=()), "label"),
        }
        async with self._database.reading() as connection:
            searches = await self._searches(connection)
            for name, (one, value) in of_cards.items():
                source, conditions, values = _meant(one, searches)
                counts = (
                    select(value, value, func.count())
                    .select_from(source)
                    .where(*conditions, value.is_not(None))
                    .group_by(value)
                )
                rows = await connection.execute(counts, values)
                found[name] = [(row[0], row[1], row[2]) for row in rows]
            for name, (one, kind) in of_facets.items():
                source, conditions, values = _meant(one, searches)
                cards = select(_CARD.c.id).select_from(source).where(*conditions)
                counted = (
                    select(_FACET.c.value, func.count().label("many"))
                    .where(_FACET.c.kind == kind, _FACET.c.card_id.in_(cards))
                    .group_by(_FACET.c.value)
                    .subquery()
                )
                facet = _FACET.alias()
                shown = (
                    select(facet.c.shown)
                    .where(facet.c.kind == kind, facet.c.value == counted.c.value)
                    .limit(1)
                    .scalar_subquery()
                )
                rows = await connection.execute(
                    select(counted.c.value, shown, counted.c.many), values
                )
                found[name] = [(row[0], row[1], row[2]) for row in rows]
            ids = [value for value, _, _ in found["authors"]]
            named = select(_MEMBER.c.id, _MEMBER.c.name).where(_MEMBER.c.id.in_(ids))
            names = {row[0]: row[1] for row in await connection.execute(named)}
        found["authors"] = [(id, names.get(id, ""), count) for id, _, count in found["authors"]]
        return found

    async def files(self, question_id: str, revision: int) -> dict[str, StoredFile]:
        """The files of a revision, without their contents."""
        query = (
            select(_FILE.c.path, _BLOB.c.sha256, _BLOB.c.size, _BLOB.c.text)
            .join(_BLOB, _BLOB.c.sha256 == _FILE.c.sha256)
            .where(_FILE.c.question_id == question_id, _FILE.c.revision == revision)
            .order_by(_FILE.c.path)
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return {row[0]: StoredFile(row[1], row[2], row[3]) for row in rows}

    async def contents(self, hashes: Iterable[str]) -> dict[str, bytes]:
        """Contents by their hashes."""
        wanted = sorted(set(hashes))
        found: dict[str, bytes] = {}
        async with self._database.reading() as connection:
            for begin in range(0, len(wanted), _AT_ONCE):
                query = select(_BLOB.c.sha256, _BLOB.c.content).where(
                    _BLOB.c.sha256.in_(wanted[begin : begin + _AT_ONCE])
                )
                for row in await connection.execute(query):
                    found[row[0]] = row[1]
        return found

    async def by_digests(self, digests: Collection[str], member_id: str) -> dict[str, list[Entry]]:
        """The questions whose working copy or published revision has this content, by digest."""
        found: dict[str, list[Entry]] = {}
        query = (
            _entries(member_id)
            .where(
                or_(
                    and_(_CARD.c.revision == WORKING, _QUESTION.c.digest.in_(digests)),
                    and_(_CARD.c.revision > WORKING, _QUESTION.c.published_digest.in_(digests)),
                )
            )
            .order_by(_CARD.c.revision)
        )
        async with self._database.reading() as connection:
            for row in await connection.execute(query):
                entry = _entry(row)
                digest = entry.published_digest if entry.revision else entry.digest
                found.setdefault(str(digest), []).append(entry)
        return found

    async def examples(self) -> dict[str, tuple[str, bool]]:
        """The examples that are kept: digest of each by id, and whether it was taken away."""
        query = select(_QUESTION.c.id, _QUESTION.c.digest, _QUESTION.c.archived)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.where(_QUESTION.c.origin == "example"))
            return {row[0]: (row[1], row[2] is not None) for row in rows}

    # -- changing

    async def add(self, questions: Sequence[NewQuestion], now: datetime) -> None:
        """Keep new questions as drafts: all of them, or none.

        A slug that is taken gets a number.
        """
        async with self._database.writing() as connection:
            taken = set((await connection.execute(select(_QUESTION.c.slug))).scalars())
            for one in questions:
                slug = free_slug(one.slug, taken)
                taken.add(slug)
                await connection.execute(
                    insert(_QUESTION).values(
                        id=one.id,
                        slug=slug,
                        origin="member",
                        author_id=one.author_id,
                        created=now,
                        digest=one.folder.digest,
                        published=0,
                        uses=0,
                    )
                )
                await self._put_folder(connection, one.id, WORKING, one.folder)
                await self._put_card(connection, one.id, WORKING, one.folder.card, now)

    async def change(self, question_id: str, before: str, folder: Folder, now: datetime) -> None:
        """Put another folder in the place of the working copy.

        Arguments:
            before: digest of what it was made from.

        Raises:
            Conflict: somebody else changed it meanwhile; nothing was changed.
        """
        async with self._database.writing() as connection:
            changed = await connection.execute(
                update(_QUESTION)
                .where(_QUESTION.c.id == question_id, _QUESTION.c.digest == before)
                .values(digest=folder.digest)
            )
            if changed.rowcount == 0:
                raise Conflict("Somebody else changed this question just now. Please try again.")
            await self._put_folder(connection, question_id, WORKING, folder)
            await self._put_card(connection, question_id, WORKING, folder.card, now)

    async def publish(
        self, question_id: str, folder_digest: str, card: Card, by: str, now: datetime
    ) -> int | None:
        """Make the working copy the published revision.

        Arguments:
            folder_digest: of what passed the check.
            card: of it.
            by: the id of who publishes.

        Returns:
            The number of the revision; None where the working copy was changed meanwhile, or the
            question archived.
        """
        async with self._database.writing() as connection:
            condition = (
                _QUESTION.c.id == question_id,
                _QUESTION.c.digest == folder_digest,
                _QUESTION.c.archived.is_(None),
            )
            query = select(_QUESTION.c.published).where(*condition)
            latest = (await connection.execute(query)).scalar_one_or_none()
            if latest is None:
                return None
            number = int(latest) + 1
            await connection.execute(
                insert(_FILE).from_select(
                    ["question_id", "revision", "path", "sha256"],
                    select(
                        _FILE.c.question_id, literal_column(str(number)), _FILE.c.path,
                        _FILE.c.sha256,
                    ).where(_FILE.c.question_id == question_id, _FILE.c.revision == WORKING),
                )
            )  # fmt: skip
            await self._published(connection, question_id, number, folder_digest, card, by, now)
        return number

    async def put_example(self, question_id: str, slug: str, folder: Folder, now: datetime) -> None:
        """Keep an example that ships with the package, or a new revision of it."""
        async with self._database.writing() as connection:
            query = select(_QUESTION.c.published).where(_QUESTION.c.id == question_id)
            latest = (await connection.execute(query)).scalar_one_or_none()
            if latest is None:
                taken = set((await connection.execute(select(_QUESTION.c.slug))).scalars())
                await connection.execute(
                    insert(_QUESTION).values(
                        id=question_id,
                        slug=free_slug(slug, taken),
                        origin="example",
                        created=now,
                        digest=folder.digest,
                        published=0,
                        uses=0,
                    )
                )
                latest = 0
            number = int(latest) + 1
            await connection.execute(
                update(_QUESTION)
                .where(_QUESTION.c.id == question_id)
                .values(digest=folder.digest, archived=None)
            )
            await self._put_folder(connection, question_id, number, folder)
            await self._published(
                connection, question_id, number, folder.digest, folder.card, None, now
            )

    async def set_archived(self, question_id: str, archived: datetime | None) -> None:
        """Put a question away, or bring it back."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_QUESTION).where(_QUESTION.c.id == question_id).values(archived=archived)
            )
            await self._repeat(connection, question_id)

    async def set_team(self, question_id: str, team_id: str | None) -> bool:
        """Let a question belong to a team, or to the whole organization; whether there is such."""
        async with self._database.writing() as connection:
            team = select(_TEAM.c.id).where(_TEAM.c.id == team_id)
            if team_id is not None and (await connection.execute(team)).first() is None:
                return False
            await connection.execute(
                update(_QUESTION).where(_QUESTION.c.id == question_id).values(team_id=team_id)
            )
        return True

    async def set_favourite(self, question_id: str, member_id: str, favourite: bool) -> None:
        """Mark a question as somebody's favourite, or take the mark away."""
        row = {"question_id": question_id, "member_id": member_id}
        # Of two requests at the same time, the other one made the mark.
        with contextlib.suppress(IntegrityError):
            async with self._database.writing() as connection:
                await connection.execute(
                    delete(_FAVOURITE).where(
                        _FAVOURITE.c.question_id == question_id,
                        _FAVOURITE.c.member_id == member_id,
                    )
                )
                if favourite:
                    await connection.execute(insert(_FAVOURITE).values(**row))

    async def used(self, question_id: str, now: datetime) -> None:
        """Count that a question was used in a pad."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_QUESTION)
                .where(_QUESTION.c.id == question_id)
                .values(uses=_QUESTION.c.uses + 1, last_used=now)
            )
            await self._repeat(connection, question_id)

    # -- checks

    async def check(self, question_id: str) -> CheckResult | None:
        """How the last check ended."""
        query = select(_CHECK.c.digest, _CHECK.c.state, _CHECK.c.message, _CHECK.c.reports)
        async with self._database.reading() as connection:
            row = (
                await connection.execute(query.where(_CHECK.c.question_id == question_id))
            ).first()
        return CheckResult(row[0], row[1], row[2], json.loads(row[3])) if row is not None else None

    async def put_check(self, question_id: str, result: CheckResult, now: datetime) -> None:
        """Keep how a check ended, in the place of the one before."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_CHECK).where(_CHECK.c.question_id == question_id))
            await connection.execute(
                insert(_CHECK).values(
                    question_id=question_id,
                    digest=result.digest,
                    state=result.state,
                    message=result.message,
                    reports=json.dumps(result.reports),
                    finished=now,
                )
            )

    # -- what is below

    async def _put_folder(
        self, connection: AsyncConnection, question_id: str, revision: int, folder: Folder
    ) -> None:
        """Make the files of a revision those of a folder; what nobody needs any more goes."""
        here = and_(_FILE.c.question_id == question_id, _FILE.c.revision == revision)
        rows = await connection.execute(select(_FILE.c.path, _FILE.c.sha256).where(here))
        before = {row[0]: row[1] for row in rows}
        after = {path: one.sha256 for path, one in folder.files.items()}
        await self._put_blobs(connection, folder)
        gone = [path for path, sha256 in before.items() if after.get(path) != sha256]
        for begin in range(0, len(gone), _AT_ONCE):
            some = gone[begin : begin + _AT_ONCE]
            await connection.execute(delete(_FILE).where(here, _FILE.c.path.in_(some)))
        new = [
            {"question_id": question_id, "revision": revision, "path": path, "sha256": sha256}
            for path, sha256 in after.items()
            if before.get(path) != sha256
        ]
        if new:
            try:
                await connection.execute(insert(_FILE), new)
            except IntegrityError:
                # The content of a file that was to stay went with another change.
                raise Conflict(
                    "Somebody else changed this question just now. Please try again."
                ) from None
        for sha256 in {before[path] for path in gone}:
            await connection.execute(
                delete(_BLOB).where(
                    _BLOB.c.sha256 == sha256, ~exists().where(_FILE.c.sha256 == sha256)
                )
            )

    async def _put_blobs(self, connection: AsyncConnection, folder: Folder) -> None:
        wanted = sorted(folder.contents)
        there: set[str] = set()
        for begin in range(0, len(wanted), _AT_ONCE):
            some = wanted[begin : begin + _AT_ONCE]
            query = select(_BLOB.c.sha256).where(_BLOB.c.sha256.in_(some))
            there |= set((await connection.execute(query)).scalars())
        kinds = {one.sha256: one for one in folder.files.values()}
        for sha256 in wanted:
            if sha256 not in there and sha256 in kinds:
                await connection.execute(
                    insert(_BLOB).values(
                        sha256=sha256,
                        size=kinds[sha256].size,
                        text=kinds[sha256].text,
                        content=folder.contents[sha256],
                    )
                )

    async def _published(
        self,
        connection: AsyncConnection,
        question_id: str,
        number: int,
        digest: str,
        card: Card,
        by: str | None,
        now: datetime,
    ) -> None:
        await connection.execute(
            insert(_REVISION).values(
                question_id=question_id,
                number=number,
                digest=digest,
                published=now,
                published_by=by,
            )
        )
        await connection.execute(
            update(_QUESTION)
            .where(_QUESTION.c.id == question_id)
            .values(published=number, published_digest=digest)
        )
        await self._put_card(connection, question_id, number, card, now)
        await self._repeat(connection, question_id)

    async def _repeat(self, connection: AsyncConnection, question_id: str) -> None:
        """Bring what its cards repeat of a question up to date."""
        columns = [_QUESTION.c[name] for name in _REPEATED]
        query = select(*columns).where(_QUESTION.c.id == question_id)
        question = (await connection.execute(query)).one()
        for working in (True, False):
            which = _CARD.c.revision == WORKING if working else _CARD.c.revision > WORKING
            await connection.execute(
                update(_CARD)
                .where(_CARD.c.question_id == question_id, which)
                .values(**_repeated(question, WORKING if working else 1))
            )

    async def _put_card(
        self,
        connection: AsyncConnection,
        question_id: str,
        revision: int,
        card: Card,
        now: datetime,
    ) -> None:
        which = _CARD.c.revision == WORKING if revision == WORKING else _CARD.c.revision > WORKING
        searches = await self._searches(connection)
        labels = " ".join(word for label in card.labels for word in words_of(label))
        others = " ".join((labels, *card.languages, card.type))
        title = " ".join(words_of(card.title))
        columns = [_QUESTION.c[name] for name in _REPEATED]
        query = select(*columns).where(_QUESTION.c.id == question_id)
        question = (await connection.execute(query)).one()
        row = {
            "revision": revision,
            **_repeated(question, revision),
            "title": card.title,
            "title_key": fold(card.title)[:255],
            "type": card.type,
            "languages": json.dumps(card.languages),
            "difficulty": card.difficulty,
            "minutes": card.minutes,
            "labels": json.dumps(card.labels, ensure_ascii=False),
            "changed": now,
            "words": "" if searches else f" {title} {others} {card.body}",
        }
        query = select(_CARD.c.id).where(_CARD.c.question_id == question_id, which)
        card_id = (await connection.execute(query)).scalar_one_or_none()
        if card_id is None:
            made = await connection.execute(insert(_CARD).values(question_id=question_id, **row))
            card_id = made.inserted_primary_key[0]  # type: ignore[index]
        else:
            await connection.execute(update(_CARD).where(_CARD.c.id == card_id).values(**row))
            await connection.execute(delete(_FACET).where(_FACET.c.card_id == card_id))
        facets = [("language", name, name) for name in card.languages]
        facets += [("label", fold(label)[:64], label) for label in card.labels]
        # Two labels may differ in accents alone.
        by_value = {(kind, value): shown for kind, value, shown in reversed(facets)}
        if by_value:
            await connection.execute(
                insert(_FACET),
                [
                    {"card_id": card_id, "kind": kind, "value": value, "shown": shown}
                    for (kind, value), shown in by_value.items()
                ],
            )
        if searches:
            await connection.execute(
                text("DELETE FROM question_search WHERE rowid = :id"), {"id": card_id}
            )
            await connection.execute(
                text(
                    "INSERT INTO question_search (rowid, title, labels, body)"
                    " VALUES (:id, :title, :labels, :body)"
                ),
                {"id": card_id, "title": title, "labels": others, "body": card.body},
            )

    async def _searches(self, connection: AsyncConnection) -> bool:
        """Whether this database has an index of words; else the words are looked through."""
        if self._has_search is None:
            self._has_search = False
            if connection.dialect.name == "sqlite":
                query = "SELECT count(*) FROM sqlite_master WHERE name = 'question_search'"
                self._has_search = bool((await connection.execute(text(query))).scalar_one())
        return self._has_search


# Of the question, in each of its cards.
_REPEATED: Final = ("archived", "origin", "author_id", "published", "uses", "last_used")


def _repeated(question: Any, revision: int) -> dict[str, Any]:
    """What a card of a revision repeats of its question."""
    archived = question.archived is not None
    return {
        **question._mapping,
        "archived": archived,
        "listed": revision > WORKING and not archived,
    }


def _entries(member_id: str) -> Select[Any]:
    favourite = exists().where(
        _FAVOURITE.c.question_id == _QUESTION.c.id, _FAVOURITE.c.member_id == member_id
    )
    return (
        select(
            _QUESTION.c.id, _QUESTION.c.slug, _QUESTION.c.origin, _QUESTION.c.author_id,
            _MEMBER.c.name.label("author_name"), _QUESTION.c.created, _QUESTION.c.archived,
            _QUESTION.c.digest, _QUESTION.c.published, _QUESTION.c.published_digest,
            _QUESTION.c.uses, _QUESTION.c.last_used, _CARD.c.id.label("card_id"),
            _CARD.c.revision, _CARD.c.title, _CARD.c.type, _CARD.c.languages,
            _CARD.c.difficulty, _CARD.c.minutes, _CARD.c.labels, _CARD.c.changed,
            favourite.label("favourite"), _QUESTION.c.team_id, _TEAM.c.name.label("team_name"),
        )
        .join(_CARD, _CARD.c.question_id == _QUESTION.c.id)
        .outerjoin(_MEMBER, _MEMBER.c.id == _QUESTION.c.author_id)
        .outerjoin(_TEAM, _TEAM.c.id == _QUESTION.c.team_id)
    )  # fmt: skip


def _entry(row: Any) -> Entry:
    card = Card(
        row.title,
        row.type,
        tuple(json.loads(row.languages)),
        row.difficulty,
        row.minutes,
        tuple(json.loads(row.labels)),
    )
    values: Mapping[str, Any] = row._mapping
    names = (
        "id", "slug", "origin", "author_id", "author_name", "created", "archived", "digest",
        "published", "published_digest", "uses", "last_used", "revision", "changed", "team_id",
        "team_name",
    )  # fmt: skip
    return Entry(**{name: values[name] for name in names}, card=card, favourite=bool(row.favourite))


def _can_be_found(query: Query) -> bool:
    """Whether there are words in what is looked for, if anything is."""
    return not query.text.strip() or bool(wanted_words(query.text))


def _meant(query: Query, searches: bool) -> tuple[Any, list[Any], dict[str, Any]]:
    """Where to look for cards, on which conditions, and the values of what is bound by name.

    Arguments:
        searches: whether there is an index of words.
    """
    conditions = _conditions(query)
    words = wanted_words(query.text)
    if not words:
        return _CARD, conditions, {}
    if not searches:
        return _CARD, [*conditions, *(_CARD.c.words.like(f"% {word}%") for word in words)], {}
    # The index is asked once, not for each card.
    found = select(_SEARCH.c.rowid).where(text("question_search MATCH :match"))
    conditions.append(_CARD.c.id.in_(found))
    return _CARD, conditions, {"match": " ".join(f'"{word}"*' for word in words)}


def _conditions(query: Query) -> list[Any]:
    """What of all cards is meant; says in SQL what `access.py` says."""
    own = _CARD.c.author_id == query.member_id
    found: list[Any] = []
    if not query.admin:
        found.append(questions_seen_by(query.member_id, _CARD.c.question_id))
    draft = and_(_CARD.c.revision == WORKING, _CARD.c.published == 0, _CARD.c.archived.is_(False))
    if query.archived:
        found += [
            _CARD.c.revision == WORKING,
            _CARD.c.origin == "member",
            _CARD.c.archived.is_(True),
        ]
        if not query.admin or query.tab in ("mine", "drafts"):
            found.append(own)
    elif query.tab == "mine":
        found += [_CARD.c.revision == WORKING, own, _CARD.c.archived.is_(False)]
    elif query.tab == "drafts":
        found += [draft, own]
    elif query.tab == "favourites":
        drafts = draft if query.admin else and_(draft, own)
        found.append(or_(_CARD.c.listed.is_(True), drafts))
    else:
        found.append(_CARD.c.listed.is_(True))
        if query.tab:
            found.append(_CARD.c.origin == ("example" if query.tab == "examples" else "member"))
    if query.favourite or query.tab == "favourites":
        found.append(
            _CARD.c.question_id.in_(
                select(_FAVOURITE.c.question_id).where(_FAVOURITE.c.member_id == query.member_id)
            )
        )
    if query.types:
        found.append(_CARD.c.type.in_(query.types))
    if query.difficulties:
        found.append(_CARD.c.difficulty.in_(query.difficulties))
    if query.authors:
        found.append(_CARD.c.author_id.in_(query.authors))
    for kind, values in (
        ("language", query.languages),
        ("label", [fold(label)[:64] for label in query.labels]),
    ):
        if values:
            # Its own name, for queries that have the table in them already.
            facet = _FACET.alias()
            having = select(facet.c.card_id).where(facet.c.kind == kind, facet.c.value.in_(values))
            found.append(_CARD.c.id.in_(having))
    return found


def _order(sort: str) -> list[Any]:
    if sort == "newest":
        return [_CARD.c.changed.desc(), _CARD.c.id.desc()]
    if sort == "most_used":
        return [_CARD.c.uses.desc(), _CARD.c.id.desc()]
    if sort == "last_used":
        return [_CARD.c.last_used.desc().nulls_last(), _CARD.c.id.desc()]
    return [_CARD.c.title_key, _CARD.c.id]
