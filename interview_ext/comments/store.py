"""What the database keeps of comments."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import cast

from sqlalchemy import Table, delete, func, insert, select, update

from ..db.engine import Database
from ..db.tables import CommentRow
from ..errors import NotFound
from .comment import Comment

_COMMENT = cast(Table, CommentRow.__table__)
_COLUMNS = [_COMMENT.c[field.name] for field in fields(Comment)]


class CommentStore:
    """Reads and writes comments. Called by the comment manager."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def comments(self, pad_id: str) -> list[Comment]:
        """The comments on a pad in the order of their moments."""
        query = select(*_COLUMNS).where(_COMMENT.c.pad_id == pad_id)
        query = query.order_by(_COMMENT.c.moment, _COMMENT.c.written, _COMMENT.c.id)
        async with self._database.reading() as connection:
            return [Comment(**row._mapping) for row in await connection.execute(query)]

    async def comment(self, pad_id: str, comment_id: str) -> Comment:
        """One of them.

        Raises:
            NotFound: this pad has no such comment.
        """
        query = select(*_COLUMNS).where(_COMMENT.c.pad_id == pad_id, _COMMENT.c.id == comment_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise NotFound("This comment is not there any more.")
        return Comment(**row._mapping)

    async def count(self, pad_id: str) -> int:
        """How many comments a pad has."""
        query = select(func.count()).select_from(_COMMENT).where(_COMMENT.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def add(self, comment: Comment) -> None:
        """Keep a new comment."""
        async with self._database.writing() as connection:
            await connection.execute(insert(_COMMENT).values(**asdict(comment)))

    async def change(self, comment: Comment) -> None:
        """Keep a comment's new text."""
        async with self._database.writing() as connection:
            await connection.execute(
                update(_COMMENT)
                .where(_COMMENT.c.id == comment.id)
                .values(text=comment.text, edited=comment.edited)
            )

    async def remove(self, comment_id: str) -> None:
        """Forget a comment."""
        async with self._database.writing() as connection:
            await connection.execute(delete(_COMMENT).where(_COMMENT.c.id == comment_id))
