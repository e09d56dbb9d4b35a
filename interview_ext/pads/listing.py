"""Finding pads for the dashboard: search, filters, orders and pages, among very many of them."""

from __future__ import annotations

import base64
import binascii
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    Table,
    and_,
    bindparam,
    column,
    exists,
    func,
    literal_column,
    or_,
    select,
    table,
    text,
    union,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from ..auth.visibility import Viewer, pads_seen_by, teams_of
from ..db.engine import Database
from ..db.tables import (
    AdmissionRow,
    MemberRow,
    PadInterviewerRow,
    PadRow,
    QuestionRow,
    TaskRow,
    TeamRow,
)
from ..errors import InvalidInput
from ..questions.words import fold, wanted_words, words_of
from .pad import FINISHED, Pad

_PAD = cast(Table, PadRow.__table__)
_ASSIGNED = cast(Table, PadInterviewerRow.__table__)
_TEAM = cast(Table, TeamRow.__table__)
_TASK = cast(Table, TaskRow.__table__)
_QUESTION = cast(Table, QuestionRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_ADMISSION = cast(Table, AdmissionRow.__table__)
_SEARCH = table("pad_search", column("rowid"))
_PAD_COLUMNS = [_PAD.c[field.name] for field in fields(Pad)]

SORTS: Final = {
    "created": "created",
    "activity": "last_activity",
    "scheduled": "starts_at",
    "title": "title_key",
    "candidate": "candidate_key",
}
"""What pads can be sorted by, and the column of each."""

DATES: Final = {"created": "created", "scheduled": "starts_at", "ended": "ended"}
"""What a span of time can be about, and the column of each."""

NO_TEAM: Final = "none"
"""Instead of a team's id: what belongs to the whole organization."""

FEW: Final = 5000
"""So many pads are looked up one by one; of more, it is quicker to go through all there are."""

NEAR: Final = 2000
"""So many are looked at in the order of the list itself, before it is asked how many there are."""

MOST_OPTIONS: Final = 500
"""As many questions are offered to filter by: those used last."""


def found_by(title: str, candidate_name: str, candidate_email: str) -> dict[str, str | None]:
    """The columns that a pad is found and sorted by, for whoever writes these three."""
    return {
        "title_key": fold(title)[:255],
        "candidate_key": fold(candidate_name)[:255] or None,
        "words": spaced(words_of(f"{title} {candidate_name} {candidate_email}")),
    }


def spaced(words: Iterable[str]) -> str:
    """Words, each once and with a space before and after it, so that each is found by that."""
    kept = [word for word in dict.fromkeys(words) if word]
    return f" {' '.join(kept)} " if kept else ""


async def keep_languages(connection: AsyncConnection, pad_ids: Iterable[str]) -> None:
    """Write down which languages pads are found by: of their documents and of their tasks.

    Called by the stores, in the transaction that adds pads or changes their tasks.
    """
    ids = list(pad_ids)
    pads = select(_PAD.c.id, _PAD.c.start_with, _PAD.c.language).where(_PAD.c.id.in_(ids))
    tasks = select(_TASK.c.pad_id, _TASK.c.language).where(_TASK.c.pad_id.in_(ids))
    found: dict[str, list[str]] = {}
    for pad_id, start_with, language in await connection.execute(pads):
        found[pad_id] = [] if start_with == "nothing" else [language]
    for pad_id, language in await connection.execute(tasks.order_by(_TASK.c.position)):
        found[pad_id].append(language)
    for pad_id, languages in found.items():
        await connection.execute(
            update(_PAD).where(_PAD.c.id == pad_id).values(languages=spaced(languages))
        )


@dataclass(frozen=True)
class Place:
    """Where a page of a list begins.

    Arguments:
        key: what the last pad before it is sorted by; None where it has none.
        pad_id: of that pad.
        total: how many pads there were in all when the list was begun; None where there were
            too many to be counted for it.
    """

    key: datetime | str | None
    pad_id: str
    total: int | None


@dataclass(frozen=True)
class PadQuery:
    """What somebody looks for: pads that have one of each of these; empty for any.

    Arguments:
        by: who asks.
        text: beginnings of words in the title, the candidate's name or e-mail.
        mine: only what is assigned to who asks, or was made by them.
        interviewers: ids of members, one of whom is assigned.
        questions: ids, one of which was made a task.
        languages: of the pad's documents or tasks.
        teams: ids, or `NO_TEAM`.
        knocking: only where somebody waits to be let in.
        date: what the span of time is about; see `DATES`.
        since, before: the first moment of it, and the first after it.
        sort: see `SORTS`.
        after: where the page begins; None for the first.
        limit: pads a page.
    """

    by: Viewer
    text: str = ""
    states: Sequence[str] = ()
    kinds: Sequence[str] = ()
    mine: bool = False
    interviewers: Sequence[str] = ()
    questions: Sequence[str] = ()
    languages: Sequence[str] = ()
    teams: Sequence[str] = ()
    knocking: bool = False
    date: str = "created"
    since: datetime | None = None
    before: datetime | None = None
    sort: str = "created"
    descending: bool = True
    after: Place | None = None
    limit: int = 50

    def cursor(self, place: Place) -> str:
        """A place in this list as a browser keeps it."""
        key = place.key.isoformat() if isinstance(place.key, datetime) else place.key
        said = json.dumps([self.sort, self.descending, key, place.pad_id, place.total])
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    def at(self, cursor: str) -> PadQuery:
        """The same query from where a page ended.

        Raises:
            InvalidInput: no page of such a list ended there.
        """
        try:
            said = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            sort, descending, key, pad_id, total = json.loads(said)
            if (sort, descending) != (self.sort, self.descending):
                raise ValueError("of another order")
            if key is not None and not SORTS[sort].endswith("_key"):
                key = datetime.fromisoformat(key)
                if key.tzinfo is None:
                    raise ValueError("without a zone")
            if not (isinstance(key, str | datetime | None) and isinstance(pad_id, str)):
                raise TypeError("no key")
            place = Place(key, pad_id, None if total is None else max(0, int(total)))
        except (ValueError, TypeError, binascii.Error, RecursionError, OverflowError):
            raise InvalidInput("“cursor” is none of this list. Load the list again.") from None
        return replace(self, after=place)


class PadListing:
    """Finds pads. The handlers of lists call it.

    Every method raises `Unavailable` when the database cannot work.

    Arguments:
        database: opened before the first call.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._has_search: bool | None = None

    async def find(self, query: PadQuery) -> tuple[list[Pad], Place | None, int | None]:
        """A page of what is looked for, where the next begins, and how many there are in all.

        That number is None where there are many: counting them takes longer than finding the page,
        and `counts` does it.
        """
        if _finds_nothing(query):
            return [], None, 0
        async with self._database.reading() as connection:
            rows, total = await self._page(connection, query)
            ids = [row[0] for row in rows[: query.limit]]
            found = select(*_PAD_COLUMNS).where(_PAD.c.id.in_(ids))
            pads = {row.id: Pad(**row._mapping) for row in await connection.execute(found)}
        more = len(rows) > query.limit
        place = Place(rows[query.limit - 1][1], ids[-1], total) if more else None
        return [pads[id] for id in ids if id in pads], place, total

    async def today(
        self, by: Viewer, begin: datetime, end: datetime, *, mine: bool, limit: int
    ) -> list[Pad]:
        """What is scheduled in a span of time, and what is in progress; the earliest first.

        Arguments:
            mine: see `PadQuery`.
            limit: so many at most.
        """
        when = _PAD.c.starts_at
        found = (
            select(*_PAD_COLUMNS)
            .where(
                *_seen(_plain, by),
                *([_mine(_plain, by)] if mine else []),
                _PAD.c.kind != "sandbox",
                or_(and_(when >= begin, when < end), _PAD.c.state == "in_progress"),
            )
            .order_by(when.asc().nulls_last(), _PAD.c.started, _PAD.c.id)
            .limit(limit)
        )
        async with self._database.reading() as connection:
            return [Pad(**row._mapping) for row in await connection.execute(found)]

    async def counts(self, query: PadQuery) -> dict[str, int]:
        """How many pads there are in each state; the query's own states do not narrow that."""
        if _finds_nothing(query):
            return {}
        state = _PAD.c.state
        async with self._database.reading() as connection:
            meant = await self._meant(connection, replace(query, states=()))
            counted = union_all(
                *(select(state, func.count()).where(*one).group_by(state) for one in meant.parts)
            )
            found: Counter[str] = Counter()
            for name, count in await connection.execute(counted, meant.values):
                found[name] += count
            return dict(found)

    async def options(self, by: Viewer) -> dict[str, list[tuple[str, str]]]:
        """What somebody can filter by: value and what people read, for each kind of filter."""
        seen = _seen(_plain, by)
        of_member = _ASSIGNED.c.member_id == _MEMBER.c.id
        some = select(_PAD.c.id).join(_ASSIGNED, _ASSIGNED.c.pad_id == _PAD.c.id)
        members = (
            select(_MEMBER.c.id, _MEMBER.c.name)
            .where(exists(some.where(of_member, *seen)))
            .order_by(_MEMBER.c.name, _MEMBER.c.id)
        )
        used = (
            select(_QUESTION.c.id)
            .where(_QUESTION.c.uses > 0)
            .order_by(_QUESTION.c.last_used.desc())
            .limit(MOST_OPTIONS)
            .subquery()
        )
        # By the title that it had in a pad: that is all of it that everybody there may see.
        title = (
            select(_TASK.c.title)
            .join(_PAD, _PAD.c.id == _TASK.c.pad_id)
            .where(_TASK.c.question_id == used.c.id, *seen)
            .limit(1)
            .scalar_subquery()
        )
        teams = select(_TEAM.c.id, _TEAM.c.name).order_by(_TEAM.c.name, _TEAM.c.id)
        if by.role != "admin":
            some_own = select(_PAD.c.team_id).where(_own(by))
            teams = teams.where(or_(_TEAM.c.id.in_(teams_of(by.id)), _TEAM.c.id.in_(some_own)))
        said = _said().c.languages
        languages = select(said).where(
            said.is_not(None), exists(select(_PAD.c.id).where(*seen, _PAD.c.languages == said))
        )
        async with self._database.reading() as connection:

            async def pairs(query: Select[Any]) -> list[tuple[str, str]]:
                return [(row[0], row[1]) for row in await connection.execute(query) if row[1]]

            titles = await pairs(select(used.c.id, title))
            together = (await connection.execute(languages)).scalars()
            names = sorted({name for some in together for name in some.split()})
            return {
                "interviewers": await pairs(members),
                "questions": sorted(titles, key=lambda one: one[1].casefold()),
                "languages": [(name, name) for name in names],
                "teams": await pairs(teams),
            }

    async def teams(self, pad_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """Id and name of the team that each pad belongs to. Called for the models of pads."""
        query = (
            select(_PAD.c.id, _TEAM.c.id, _TEAM.c.name)
            .join(_TEAM, _TEAM.c.id == _PAD.c.team_id)
            .where(_PAD.c.id.in_(pad_ids))
        )
        async with self._database.reading() as connection:
            rows = await connection.execute(query)
            return {row[0]: {"id": row[1], "name": row[2]} for row in rows}

    async def _page(
        self, connection: AsyncConnection, query: PadQuery
    ) -> tuple[list[Any], int | None]:
        """Id and key of each pad of a page and of the one after it; and how many there are."""
        if connection.dialect.name == "sqlite" and _may_be_near(query):
            rows = await _nearest(connection, query)
            if len(rows) > query.limit:
                return rows, None
        rows, total = await _page(connection, query, await self._meant(connection, query))
        if total is None and query.after is None and len(rows) <= query.limit:
            total = len(rows)
        return rows, total

    async def _meant(self, connection: AsyncConnection, query: PadQuery) -> _Meant:
        """What is looked for as conditions, written so that it is found in the quickest way."""
        words = wanted_words(query.text)
        values: dict[str, Any] = {}
        sources = _sources(query)
        searched = bool(words) and await self._searches(connection)
        if searched:
            found = select(_SEARCH.c.rowid).where(text("pad_search MATCH :match"))
            sources.append(("number", found))
            values["match"] = " ".join(f'"{word}"*' for word in words)
        sqlite = connection.dialect.name == "sqlite"
        # A long span of time is better looked at in each pad.
        possible = [*sources, *_within(query)]
        first = await _fewest(connection, possible, values) if sqlite and possible else None
        if first is not None and all(first is not one for one in sources):
            sources.append(first)
        # SQLite's planner has to be told which index is quick.
        other = _aside if sqlite else _plain
        named: list[ColumnElement[bool]] = [
            (_plain if source is first else other)(source[0]).in_(source[1]) for source in sources
        ]
        if words and not searched:
            named += [_PAD.c.words.like(f"% {word}%") for word in words]
        if not sqlite or first is not None:
            seen = [*_listed(other), pads_seen_by(query.by, other)]
            whole = [*named, *seen, *_conditions(query, other)]
            return _Meant(whole, [whole], values, sqlite, first is not None)
        span = DATES[query.date]
        in_order = SORTS[query.sort] == span
        walked = _conditions(
            query, lambda name: (_plain if name == span and in_order else _aside)(name)
        )
        whole = [*named, *_listed(_plain), pads_seen_by(query.by, _aside), *walked]
        filters = [*named, *_conditions(query, _aside)]
        # Within those of a team, they are in the order of their states.
        by_state = [
            *named,
            *_conditions(query, lambda name: (_plain if name == "state" else _aside)(name)),
        ]
        if query.by.role == "admin":
            return _Meant(whole, [[*_listed(_plain), *filters]], values, True, False)
        parts = [[*_listed(_plain), *of_whom, *by_state] for of_whom in _whose(query.by)]
        own = [*_listed(_aside), *_of_others(query.by), *filters]
        return _Meant(whole, [*parts, own], values, True, False)

    async def _searches(self, connection: AsyncConnection) -> bool:
        """Whether this database has an index of words; else the words are looked through."""
        if self._has_search is None:
            self._has_search = False
            if connection.dialect.name == "sqlite":
                query = "SELECT count(*) FROM sqlite_master WHERE name = 'pad_search'"
                self._has_search = bool((await connection.execute(text(query))).scalar_one())
        return self._has_search


@dataclass(frozen=True)
class _Meant:
    """How pads are looked for.

    Arguments:
        conditions: all that a pad has to fulfil.
        parts: the same, so that each pad fulfils exactly one of these; to go through all of them.
        values: of what is bound by name.
        sqlite: whether that is where.
        few: whether there are few at most, which are looked up one by one.
    """

    conditions: list[ColumnElement[bool]]
    parts: list[list[ColumnElement[bool]]]
    values: dict[str, Any]
    sqlite: bool
    few: bool


# A column by its name: as it is, or so that SQLite takes no index for it.
_Column = Callable[[str], ColumnElement[Any]]


def _plain(name: str) -> ColumnElement[Any]:
    return _PAD.c[name]


def _aside(name: str) -> ColumnElement[Any]:
    return literal_column(f"+pads.{name}", _PAD.c[name].type)


def _listed(of: _Column) -> list[ColumnElement[bool]]:
    """What is in lists at all."""
    return [of("deleted_at").is_(None), of("ephemeral").is_(False)]


def _seen(of: _Column, by: Viewer) -> list[ColumnElement[bool]]:
    """What is in lists at all, and for them."""
    return [*_listed(of), pads_seen_by(by, of)]


def _whose(by: Viewer) -> list[list[ColumnElement[bool]]]:
    """What somebody sees for whose it is: everybody's, and that of their teams."""
    return [[_PAD.c.team_id.is_(None)], [_PAD.c.team_id.in_(teams_of(by.id))]]


def _of_others(by: Viewer) -> list[ColumnElement[bool]]:
    """What else they see: what they made or are assigned to, and belongs to another team."""
    team = _aside("team_id")
    return [_own(by), team.is_not(None), team.not_in(teams_of(by.id))]


def _own(by: Viewer) -> ColumnElement[bool]:
    """What they made or are assigned to, for where that is looked up first."""
    assigned = select(_ASSIGNED.c.pad_id).where(_ASSIGNED.c.member_id == by.id)
    made = select(_PAD.c.id).where(_PAD.c.created_by == by.id)
    return _PAD.c.id.in_(union(assigned, made))


def _said() -> CTE:
    """The languages of pads, each choice once: met one after the other, not in every pad."""
    languages, listed = _PAD.c.languages, _listed(_plain)
    first = select(func.min(languages).label("languages")).where(*listed)
    said = first.cte("said", recursive=True)
    last = said.c.languages
    following = select(func.min(languages)).where(*listed, languages > last).scalar_subquery()
    return said.union_all(select(following).where(last.is_not(None)))


def _mine(of: _Column, by: Viewer) -> ColumnElement[bool]:
    assigned = select(_ASSIGNED.c.pad_id).where(_ASSIGNED.c.member_id == by.id)
    return or_(of("created_by") == by.id, of("id").in_(assigned))


def _of_people(query: PadQuery) -> list[ColumnElement[bool]]:
    """Whose they are to be, for where each pad is looked at."""
    members = sorted({*query.interviewers, *([query.by.id] if query.mine else [])})
    if not members:
        return []
    assigned = (
        select(_ASSIGNED.c.pad_id)
        .where(_ASSIGNED.c.pad_id == _PAD.c.id, _ASSIGNED.c.member_id.in_(members))
        .correlate(_PAD)
        .exists()
    )
    return [or_(_aside("created_by") == query.by.id, assigned) if query.mine else assigned]


def _sources(query: PadQuery) -> list[tuple[str, Any]]:
    """What names the pads that are meant: each a column, and the query for its values."""
    found: list[tuple[str, Any]] = []
    members = {*query.interviewers, *([query.by.id] if query.mine else [])}
    if members:
        assigned = select(_ASSIGNED.c.pad_id).where(_ASSIGNED.c.member_id.in_(sorted(members)))
        made = select(_PAD.c.id).where(_PAD.c.created_by == query.by.id)
        found.append(("id", union(assigned, made) if query.mine else assigned))
    if query.questions:
        asked = _TASK.c.question_id.in_(query.questions)
        found.append(("id", select(_TASK.c.pad_id).where(asked)))
    if query.knocking:
        waiting = _ADMISSION.c.state == "knocking"
        found.append(("id", select(_ADMISSION.c.pad_id).where(waiting)))
    return found


def _within(query: PadQuery) -> list[tuple[str, Any]]:
    """The span of time in the same way: there is an index of each kind of time."""
    span = _span(query, _plain)
    return [("id", select(_PAD.c.id).where(*_listed(_plain), *span))] if span else []


async def _fewest(
    connection: AsyncConnection, sources: list[tuple[str, Any]], values: dict[str, Any]
) -> tuple[str, Any] | None:
    """The source that names the fewest pads, if they are few."""
    counts = [
        select(func.count()).select_from(query.limit(FEW + 1).subquery()).scalar_subquery()
        for _, query in sources
    ]
    found = (await connection.execute(select(*counts), values)).one()
    least = min(range(len(sources)), key=lambda index: found[index])
    return sources[least] if found[least] <= FEW else None


def _finds_nothing(query: PadQuery) -> bool:
    """Whether what is looked for has no words in it."""
    return bool(query.text.strip()) and not wanted_words(query.text)


def _conditions(query: PadQuery, of: _Column) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if query.states:
        found.append(of("state").in_(query.states))
    if query.knocking:
        found.append(of("state").not_in(sorted(FINISHED)))
    if query.kinds:
        found.append(of("kind").in_(query.kinds))
    if query.languages:
        found.append(or_(*(of("languages").contains(f" {one} ") for one in query.languages)))
    if query.teams:
        named = [one for one in query.teams if one != NO_TEAM]
        nobodys = [of("team_id").is_(None)] if NO_TEAM in query.teams else []
        found.append(or_(of("team_id").in_(named), *nobodys))
    return [*found, *_span(query, of)]


def _span(query: PadQuery, of: _Column) -> list[ColumnElement[bool]]:
    """Within the span of time that is asked for."""
    when = of(DATES[query.date])
    found = []
    if query.since is not None:
        found.append(when >= query.since)
    if query.before is not None:
        found.append(when < query.before)
    return found


def _may_be_near(query: PadQuery) -> bool:
    """Whether those of a page may be among the first in the order, as far as one can tell."""
    if query.questions or query.knocking:
        return False
    return query.after is None or (query.after.total is None and query.after.key is not None)


async def _nearest(connection: AsyncConnection, query: PadQuery) -> list[Any]:
    """Id and key of those that are looked for among the first in the order, up to a whole page.

    Where many are like that, nothing else has to be found out.
    """
    part, order = next(_in_order(query))
    key = _PAD.c[SORTS[query.sort]]
    first = select(key).where(*_listed(_plain), *part).order_by(*order).limit(NEAR).subquery()
    last = first.c[key.name]
    furthest = select(func.count(), func.min(last) if query.descending else func.max(last))
    count, bound = (await connection.execute(furthest)).one()
    if count < NEAR:
        # The others are gone through as quickly, and counted.
        return []
    found = select(_PAD.c.id, key).where(
        *_listed(_plain),
        *part,
        key >= bound if query.descending else key <= bound,
        pads_seen_by(query.by, _aside),
        *_conditions(query, _aside),
        *_of_people(query),
        *(_PAD.c.words.like(f"% {word}%") for word in wanted_words(query.text)),
    )
    return [*await connection.execute(found.order_by(*order).limit(query.limit + 1))]


async def _page(
    connection: AsyncConnection, query: PadQuery, meant: _Meant
) -> tuple[list[Any], int | None]:
    """The same for what is not among the first, or not known to be."""
    page = select(_PAD.c.id, _PAD.c[SORTS[query.sort]]).limit(query.limit + 1)
    total = None if query.after is None else query.after.total
    if meant.few:
        # They are looked up once, to be sorted and to be counted.
        part, order = _sorted(query)
        page = page.add_columns(func.count().over()).where(*meant.conditions, *part)
        rows: list[Any] = [*await connection.execute(page.order_by(*order), meant.values)]
        return rows, (rows[0][2] if rows else 0) if query.after is None else total
    if meant.sqlite and (query.after is None or total is not None):
        # Gone through once: where there are few, they are known then.
        each = union_all(*(select(_PAD.c.id).where(*one) for one in meant.parts))
        first = each.limit(FEW + 1).subquery()
        found = select(func.count(), func.json_group_array(first.c.id))
        count, ids = (await connection.execute(found, meant.values)).one()
        if count <= FEW:
            part, order = _sorted(query)
            named = func.json_each(bindparam("ids")).table_valued("value")
            page = page.where(_PAD.c.id.in_(select(named.c.value)), *part).order_by(*order)
            rows = [*await connection.execute(page, {"ids": ids})]
            return rows, count if query.after is None else total
    # Of many, those that fit are met soon enough in the order itself.
    rows = []
    stretches = list(_in_order(query))
    if len(stretches) > 1 and query.kinds and not await _dated(connection, query):
        del stretches[0]
    for part, order in stretches:
        some = page.where(*meant.conditions, *part).order_by(*order)
        some = some.limit(query.limit + 1 - len(rows))
        rows += (await connection.execute(some, meant.values)).all()
        if len(rows) > query.limit:
            break
    return rows, total


async def _dated(connection: AsyncConnection, query: PadQuery) -> bool:
    """Whether any pad of these kinds has what is sorted by: take-homes have no appointment."""
    key = _PAD.c[SORTS[query.sort]]
    some = select(_PAD.c.id).where(
        *_listed(_plain), _aside("kind").in_(query.kinds), _aside(key.name).is_not(None)
    )
    return (await connection.execute(some.limit(1))).first() is not None


_Part = tuple[list[ColumnElement[bool]], list[ColumnElement[Any]]]


def _sorted(query: PadQuery) -> _Part:
    """What is left of a list, and its order; for what is gathered and then sorted."""
    key, by_id = _aside(SORTS[query.sort]), _PAD.c.id
    order = [key.is_(None), *([key.desc(), by_id.desc()] if query.descending else [key, by_id])]
    last = query.after
    if last is None:
        return [], order
    further = by_id < last.pad_id if query.descending else by_id > last.pad_id
    if last.key is None:
        return [key.is_(None), further], order
    beyond = key < last.key if query.descending else key > last.key
    return [or_(beyond, and_(key == last.key, further), key.is_(None))], order


def _in_order(query: PadQuery) -> Iterator[_Part]:
    """The same for what is met in an index; each part is a stretch of it, wherever it begins."""
    key, by_id, last = _PAD.c[SORTS[query.sort]], _PAD.c.id, query.after
    order: list[ColumnElement[Any]] = [by_id.desc() if query.descending else by_id]
    further: list[ColumnElement[bool]] = []
    if last is not None:
        further = [by_id < last.pad_id if query.descending else by_id > last.pad_id]
    if last is None or last.key is not None:
        part: list[ColumnElement[bool]] = [key.is_not(None)] if key.nullable else []
        if last is not None and query.descending:
            part = [key <= last.key, or_(key < last.key, *further)]
        elif last is not None:
            part = [key >= last.key, or_(key > last.key, *further)]
        yield part, [key.desc() if query.descending else key, *order]
        further = []
    if key.nullable:
        yield [key.is_(None), *further], order
