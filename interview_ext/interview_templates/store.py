"""What is kept of templates and of the pads that were made from them, in the database's terms."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Row, Select, Table, func, insert, select, update

from ..auth.visibility import Viewer, templates_seen_by
from ..db.engine import Database
from ..db.tables import MemberRow, PadTemplateRow, TeamRow, TemplateRevisionRow, TemplateRow
from ..errors import Conflict, NotFound
from .clock import PlanClock
from .template import Content, PadTemplate, Template, Unreadable

log = logging.getLogger(__name__)

_TEMPLATE = cast(Table, TemplateRow.__table__)
_REVISION = cast(Table, TemplateRevisionRow.__table__)
_PAD_TEMPLATE = cast(Table, PadTemplateRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_TEAM = cast(Table, TeamRow.__table__)

_NOT_THERE: Final = "There is no such template. It may have been put away by its author."

T = TypeVar("T")


class TemplateStore:
    """Reads and writes templates; knows nothing of who may. Called by the manager.

    Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- templates

    async def add(self, template: Template, by: str) -> None:
        """Keep a new template.

        Arguments:
            by: id of the member who makes it.
        """
        async with self._database.writing() as connection:
            await connection.execute(insert(_TEMPLATE).values(**_row(template)))
            await connection.execute(insert(_REVISION).values(**_revision(template, by)))

    async def change(self, template: Template, *, was: Template, by: str) -> None:
        """Keep what a template is now, with its revision where it is a new one.

        Arguments:
            was: what it was when the change was made up.
            by: id of the member who changes it.

        Raises:
            Conflict: somebody else was faster.
        """
        values = _row(template)
        async with self._database.writing() as connection:
            done = await connection.execute(
                update(_TEMPLATE)
                .where(
                    _TEMPLATE.c.id == values.pop("id"),
                    _TEMPLATE.c.revision == was.revision,
                    _TEMPLATE.c.locked == was.locked,
                )
                .values(**values)
            )
            if done.rowcount != 1:
                raise Conflict(
                    "Somebody else changed this template meanwhile. Nothing was saved. Open it "
                    "again to see what they did.",
                    "changed",
                )
            if template.revision != was.revision:
                await connection.execute(insert(_REVISION).values(**_revision(template, by)))

    async def templates(self, by: Viewer, *, archived: bool = False) -> list[Template]:
        """The templates that a member may see and that can be read, by their titles.

        Arguments:
            archived: those that were put away instead.
        """
        gone = _TEMPLATE.c.archived.is_not(None)
        query = select(_TEMPLATE).where(
            gone if archived else ~gone, templates_seen_by(by, _TEMPLATE.c.__getitem__)
        )
        async with self._database.reading() as connection:
            found = _readable(await connection.execute(query), _template)
        return sorted(found, key=lambda one: (one.content.title.casefold(), one.id))

    async def template(self, template_id: str) -> Template:
        """The template with this id.

        Raises:
            NotFound: there is none.
            Unreadable: what is kept is none.
        """
        query = select(_TEMPLATE).where(_TEMPLATE.c.id == template_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound(_NOT_THERE)
        return _template(row)

    async def revisions(self, template_id: str) -> list[tuple[int, datetime, str]]:
        """Number, time and author's name of each revision, the newest first."""
        query = (
            select(_REVISION.c.number, _REVISION.c.saved, func.coalesce(_MEMBER.c.name, ""))
            .outerjoin(_MEMBER, _MEMBER.c.id == _REVISION.c.saved_by)
            .where(_REVISION.c.template_id == template_id)
            .order_by(_REVISION.c.number.desc())
        )
        async with self._database.reading() as connection:
            return [(row[0], row[1], row[2]) for row in await connection.execute(query)]

    async def revision(self, template_id: str, number: int) -> Content:
        """What a revision said.

        Raises:
            NotFound: there is none of this number.
            Unreadable: what is kept is none.
        """
        return (await self.as_it_was(template_id, number)).content

    async def as_it_was(self, template_id: str, number: int) -> Template:
        """The template with this id, with what a revision said.

        Raises:
            NotFound: there is none of this id and number.
            Unreadable: what is kept of the revision is none.
        """
        columns = [column for column in _TEMPLATE.c if column.name not in ("revision", "content")]
        query: Select[Any] = (
            select(*columns, _REVISION.c.number.label("revision"), _REVISION.c.content)
            .join(_REVISION, _REVISION.c.template_id == _TEMPLATE.c.id)
            .where(_TEMPLATE.c.id == template_id, _REVISION.c.number == number)
        )
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound("There is no such revision of the template.")
        return _template(row)

    async def names(self, templates: Iterable[Template]) -> tuple[dict[str, str], dict[str, str]]:
        """The names of authors and of teams, each by id."""
        templates = list(templates)
        authors = {one.author_id for one in templates if one.author_id is not None}
        teams = {one.team_id for one in templates if one.team_id is not None}
        async with self._database.reading() as connection:
            found = [
                {
                    id: name
                    for id, name in await connection.execute(
                        select(table.c.id, table.c.name).where(table.c.id.in_(sorted(ids)))
                    )
                }
                for table, ids in ((_MEMBER, authors), (_TEAM, teams))
            ]
        return found[0], found[1]

    async def uses(self, template_ids: Iterable[str]) -> dict[str, int]:
        """How many pads there are of each template; those that have none are left out."""
        query = (
            select(_PAD_TEMPLATE.c.template_id, func.count())
            .where(_PAD_TEMPLATE.c.template_id.in_(list(template_ids)))
            .group_by(_PAD_TEMPLATE.c.template_id)
        )
        async with self._database.reading() as connection:
            return {id: count for id, count in await connection.execute(query)}

    # -- pads

    async def attach(self, snapshots: Iterable[PadTemplate]) -> None:
        """Keep what pads were made from."""
        rows = [
            {
                "pad_id": one.pad_id,
                "template_id": one.template_id,
                "revision": one.revision,
                "locked": one.locked,
                "content": one.content.dump(),
                "clock": PlanClock().dump(),
            }
            for one in snapshots
        ]
        if rows:
            async with self._database.writing() as connection:
                await connection.execute(insert(_PAD_TEMPLATE), rows)

    async def of_pad(self, pad_id: str) -> PadTemplate | None:
        """What a pad was made from; None where that was no template.

        Raises:
            Unreadable: what is kept of it is none.
        """
        query = select(_PAD_TEMPLATE).where(_PAD_TEMPLATE.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return None if row is None else _pad_template(row)

    async def of_pads(self, pad_ids: Iterable[str]) -> dict[str, PadTemplate]:
        """What pads were made from, by pad; those of which nothing can be said are left out."""
        query = select(_PAD_TEMPLATE).where(_PAD_TEMPLATE.c.pad_id.in_(list(pad_ids)))
        async with self._database.reading() as connection:
            found = _readable(await connection.execute(query), _pad_template)
        return {one.pad_id: one for one in found}

    async def clock(self, pad_id: str) -> PlanClock:
        """How far a pad is in its plan.

        Raises:
            NotFound: it was made from no template.
        """
        query = select(_PAD_TEMPLATE.c.clock).where(_PAD_TEMPLATE.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            text = (await connection.execute(query)).scalar_one_or_none()
        if text is None:
            raise NotFound("This pad has no plan.")
        return PlanClock.load(text)

    async def keep_clock(self, pad_id: str, clock: PlanClock) -> None:
        """Keep how far a pad is in its plan."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_PAD_TEMPLATE)
                .where(_PAD_TEMPLATE.c.pad_id == pad_id)
                .values(clock=clock.dump())
            )


def _row(template: Template) -> dict[str, Any]:
    return {
        "id": template.id,
        "team_id": template.team_id,
        "author_id": template.author_id,
        "created": template.created,
        "changed": template.changed,
        "revision": template.revision,
        "locked": template.locked,
        "archived": template.archived,
        "content": template.content.dump(),
    }


def _template(row: Row[Any]) -> Template:
    return Template(**{**row._mapping, "content": Content.load(row.content)})


def _pad_template(row: Row[Any]) -> PadTemplate:
    content = Content.load(row.content)
    return PadTemplate(row.pad_id, row.template_id, row.revision, row.locked, content)


def _readable(rows: Iterable[Row[Any]], read: Callable[[Row[Any]], T]) -> list[T]:
    """What can be read of a list: a broken row takes no others along."""
    found = []
    for row in rows:
        try:
            found.append(read(row))
        except Unreadable:
            log.warning("What is kept of a template, or of a pad of it, cannot be read: %s", row[0])
    return found


def _revision(template: Template, by: str) -> dict[str, Any]:
    return {
        "template_id": template.id,
        "number": template.revision,
        "content": template.content.dump(),
        "saved": template.changed,
        "saved_by": by,
    }
