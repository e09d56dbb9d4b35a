"""Drafts: small Yjs documents, each of one member about one pad, which the host keeps."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Final, Literal, NamedTuple, cast
from weakref import WeakValueDictionary

from pycrdt import Doc
from sqlalchemy import ColumnElement, Table, insert, select, update

from ..db.engine import Database
from ..db.tables import FeedbackDraftRow, PadRow
from ..errors import InvalidInput, NotFound
from ..rooms.message import MalformedMessage
from ..rooms.nesting import MAX_TYPES
from ..rooms.update import check, check_state
from ..sizes import MiB, in_words

Kind = Literal["notes", "scorecard"]
KINDS: Final[tuple[Kind, ...]] = ("notes", "scorecard")

STATE_MAXIMUM: Final = MiB
UPDATE_MAXIMUM: Final = MiB // 4
VECTOR_MAXIMUM: Final = MiB // 16

# Bytes of Yjs that are read on the event loop, which takes less than a millisecond.
_AT_ONCE: Final = MiB // 64

# What a browser sends that has nothing new.
_NOTHING: Final = b"\x00\x00"

_DRAFT = cast(Table, FeedbackDraftRow.__table__)
_PAD = cast(Table, PadRow.__table__)


class Synced(NamedTuple):
    """How a draft stands after a browser and the host told each other what they have.

    Arguments:
        update: what the browser lacks, as a Yjs update (v1).
        vector: the Yjs state vector of what the host keeps.
        changed: when what is kept changed last; None where nothing is.
        is_new: whether the browser had something that the host lacked.
    """

    update: bytes
    vector: bytes
    changed: datetime | None
    is_new: bool


class DraftStore:
    """Keeps drafts. Several browsers may write one; what they write is merged, nothing is lost.

    The draft manager calls `sync`, the notes manager `of_pad`.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        # One merge of a draft at a time.
        self._locks: WeakValueDictionary[tuple[str, str, str], asyncio.Lock] = WeakValueDictionary()

    async def sync(
        self,
        pad_id: str,
        member_id: str,
        kind: Kind,
        vector: bytes,
        update: bytes | None = None,
    ) -> Synced:
        """Take what a browser has new, and give what it lacks. On disk before it returns.

        Arguments:
            vector: the browser's Yjs state vector; empty for nothing.
            update: a Yjs update (v1); None where the browser has nothing new.

        Raises:
            NotFound: there is no such pad.
            InvalidInput: one of them cannot be read, or the draft becomes too big. Nothing changed.
            Unavailable: it cannot be kept at the moment.
        """
        update = None if update == _NOTHING else update
        _check_vector(vector)
        if update is not None and len(update) > UPDATE_MAXIMUM:
            raise InvalidInput(
                f"That is more than can be kept at once ({in_words(UPDATE_MAXIMUM)}). "
                "What was kept before is safe; please take something out."
            )
        key = (pad_id, member_id, kind)
        lock = self._locks.setdefault(key, asyncio.Lock())
        async with lock:
            state, changed = await self._read(*key)
            size = len(state or b"") + len(update or b"")
            work = (state, vector, update)
            merged = _merge(*work) if size <= _AT_ONCE else await asyncio.to_thread(_merge, *work)
            is_new = update is not None and merged.state != state
            if is_new:
                # Later each time, whatever is done to the clock: browsers tell by it what is new.
                last = changed or datetime.min.replace(tzinfo=UTC)
                changed = max(datetime.now(UTC), last + timedelta(microseconds=1))
                await self._write(*key, merged.state, changed, is_first=state is None)
        return Synced(merged.missing, merged.vector, changed, is_new)

    async def of_pad(self, pad_id: str, kind: Kind) -> list[tuple[str, bytes, datetime]]:
        """All drafts of a kind about a pad: whose each is, its Yjs state, and when it changed."""
        columns = (_DRAFT.c.member_id, _DRAFT.c.state, _DRAFT.c.changed)
        query = select(*columns).where(_DRAFT.c.pad_id == pad_id, _DRAFT.c.kind == kind)
        async with self._database.reading() as connection:
            return [(*row,) for row in await connection.execute(query.order_by(*columns[:1]))]

    async def _read(
        self, pad_id: str, member_id: str, kind: Kind
    ) -> tuple[bytes | None, datetime | None]:
        query = select(_DRAFT.c.state, _DRAFT.c.changed).where(*_is(pad_id, member_id, kind))
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).first()
        return (row.state, row.changed) if row is not None else (None, None)

    async def _write(
        self,
        pad_id: str,
        member_id: str,
        kind: Kind,
        state: bytes,
        changed: datetime,
        *,
        is_first: bool,
    ) -> None:
        there = select(_PAD.c.id).where(_PAD.c.id == pad_id, _PAD.c.deleted_at.is_(None))
        async with self._database.writing() as connection:
            # A pad that was deleted leaves a row behind, to which nothing is to be added.
            if (await connection.execute(there)).first() is None:
                raise NotFound("There is no such interview. Please check its address.")
            what = {"state": state, "changed": changed}
            if is_first:
                whose = {"pad_id": pad_id, "member_id": member_id, "kind": kind}
                await connection.execute(insert(_DRAFT).values(**whose, **what))
            else:
                where = _is(pad_id, member_id, kind)
                await connection.execute(update(_DRAFT).where(*where).values(**what))


class _Merged(NamedTuple):
    state: bytes
    vector: bytes
    missing: bytes


def _merge(state: bytes | None, vector: bytes, update: bytes | None) -> _Merged:
    """What becomes of a draft, and what a browser with this state vector then lacks."""
    doc: Doc = Doc()
    if state is not None:
        doc.apply_update(state)
    if update is not None:
        try:
            check(update)
            doc.apply_update(update)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of the Rust side is no Exception
            raise InvalidInput(
                "What was sent of the draft cannot be read. Nothing was changed."
            ) from error
    merged = doc.get_update()
    if update is not None and (len(merged) > STATE_MAXIMUM or _types(merged) > MAX_TYPES):
        raise InvalidInput(
            f"The draft is full ({in_words(STATE_MAXIMUM)}). What was kept before is safe; "
            "please take something out."
        )
    try:
        missing = doc.get_update(vector or None)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        raise _bad_vector() from error
    return _Merged(merged, doc.get_state(), missing)


def _types(state: bytes) -> int:
    try:
        return check(state)
    except MalformedMessage:
        return MAX_TYPES + 1


def _check_vector(vector: bytes) -> None:
    if not vector:
        return
    try:
        check_state(vector)
    except MalformedMessage as error:
        raise _bad_vector() from error
    if len(vector) > VECTOR_MAXIMUM:
        raise _bad_vector()


def _bad_vector() -> InvalidInput:
    return InvalidInput("What was sent of the draft’s state cannot be read. Nothing was changed.")


def _is(pad_id: str, member_id: str, kind: str) -> tuple[ColumnElement[bool], ...]:
    return (_DRAFT.c.pad_id == pad_id, _DRAFT.c.member_id == member_id, _DRAFT.c.kind == kind)
