"""What is kept of public links, in the database's terms."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, fields
from typing import Any, cast

from sqlalchemy import Row, Table, delete, func, insert, select, update

from ..db.engine import Database
from ..db.tables import PadRow, TakeHomeLinkRow
from ..errors import NotFound
from .link import Link

_LINK = cast(Table, TakeHomeLinkRow.__table__)
_PAD = cast(Table, PadRow.__table__)
_COLUMNS = [_LINK.c[field.name] for field in fields(Link)]


class LinkStore:
    """Reads and writes links; knows nothing of what is allowed when. Called by the manager.

    Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, link: Link) -> None:
        """Keep a new link."""
        async with self._database.writing() as connection:
            await connection.execute(insert(_LINK).values(**_row(link)))

    async def change(self, link: Link) -> None:
        """Keep what a link is now."""
        async with self._database.writing() as connection:
            values = _row(link)
            await connection.execute(
                update(_LINK).where(_LINK.c.id == values.pop("id")).values(**values)
            )

    async def remove(self, link_id: str) -> None:
        """Forget a link; the pads it made stay."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_LINK).where(_LINK.c.id == link_id))

    async def link(self, link_id: str) -> Link:
        """The link with this id.

        Raises:
            NotFound: there is none.
        """
        async with self._database.reading() as connection:
            row = (await connection.execute(select(*_COLUMNS).where(_LINK.c.id == link_id))).first()
        if row is None:
            raise NotFound("There is no such link. Please check its address.")
        return _link(row)

    async def links(self) -> list[Link]:
        """All links, newest first."""
        query = select(*_COLUMNS).order_by(_LINK.c.created.desc(), _LINK.c.id)
        async with self._database.reading() as connection:
            return [_link(row) for row in await connection.execute(query)]

    async def made(self, link_ids: Iterable[str]) -> dict[str, int]:
        """How many pads of each link there are; links that have none are left out."""
        query = (
            select(_PAD.c.link_id, func.count())
            .where(_PAD.c.link_id.in_(list(link_ids)), _PAD.c.deleted_at.is_(None))
            .group_by(_PAD.c.link_id)
        )
        async with self._database.reading() as connection:
            return {link_id: count for link_id, count in await connection.execute(query)}

    async def pad_of(self, link_id: str, email: str) -> str | None:
        """The id of the pad that a link made for an e-mail address, unless it was deleted."""
        query = select(_PAD.c.id).where(
            _PAD.c.link_id == link_id,
            func.lower(_PAD.c.candidate_email) == email,
            _PAD.c.deleted_at.is_(None),
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar()


def _row(link: Link) -> dict[str, Any]:
    lists = {
        name: json.dumps(getattr(link, name))
        for name in ("questions", "question_languages", "interviewers")
    }
    return {**asdict(link), **lists}


def _link(row: Row[Any]) -> Link:
    values = dict(row._mapping)
    return Link(
        **{
            **values,
            "questions": tuple(json.loads(values["questions"])),
            "question_languages": json.loads(values["question_languages"]),
            "interviewers": tuple(json.loads(values["interviewers"])),
        }
    )
