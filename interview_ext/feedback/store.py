"""What the database keeps of scorecards and decisions."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, insert, or_, select
from sqlalchemy.exc import IntegrityError

from ..auth.visibility import pads_seen_by
from ..db.engine import Database
from ..db.tables import DecisionRow, FeedbackDraftRow, MemberRow, PadRow, RevealRow, ScorecardRow
from ..errors import Conflict
from ..pads.store import Member
from .decision import Decision
from .form import Form
from .scorecard import Content, Scorecard
from .visibility import SeeOthers, addresses

_CARD = cast(Table, ScorecardRow.__table__)
_REVEAL = cast(Table, RevealRow.__table__)
_DECISION = cast(Table, DecisionRow.__table__)
_DRAFT = cast(Table, FeedbackDraftRow.__table__)
_MEMBER = cast(Table, MemberRow.__table__)
_PAD = cast(Table, PadRow.__table__)

_DECISION_COLUMNS = [_DECISION.c[one.name] for one in fields(Decision)]

# First words of the audit log's actions that are about what members wrote of a candidate.
_WRITTEN = ("feedback", "notes", "comment")

# Scorecards whose JSON is read on the event loop.
_AT_ONCE = 20


@dataclass(frozen=True)
class SeenScorecard:
    """A scorecard that a member may see, with what charts are made from.

    Arguments:
        recommendation: see `scorecard.RECOMMENDATIONS`.
        ratings: words of a competency, its rating, and the id of the question that it comes
            from; None for a template.
    """

    pad_id: str
    member_id: str
    member_name: str
    recommendation: str | None
    ratings: tuple[tuple[str, int, str | None], ...]


class FeedbackStore:
    """Reads and writes scorecards and decisions. Called by the feedback manager.

    Every method raises `Unavailable` when the database cannot work.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- scorecards

    async def draft(self, pad_id: str, member_id: str) -> bytes | None:
        """The draft of a member's scorecard as a Yjs update; None where there is none."""
        query = select(_DRAFT.c.state).where(
            _DRAFT.c.pad_id == pad_id,
            _DRAFT.c.member_id == member_id,
            _DRAFT.c.kind == "scorecard",
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar()

    async def versions(self, pad_id: str, member_id: str | None = None) -> list[Scorecard]:
        """Every version of every scorecard of a pad, the newest first.

        Arguments:
            member_id: of the one whose they are; None for everybody's.
        """
        query = _cards().where(_CARD.c.pad_id == pad_id)
        if member_id is not None:
            query = query.where(_CARD.c.member_id == member_id)
        query = query.order_by(_CARD.c.submitted.desc(), _CARD.c.member_id, _CARD.c.version.desc())
        return await self._read(query)

    async def has_submitted(self, pad_id: str, member_id: str) -> bool:
        """Whether a member has submitted a scorecard of a pad."""
        query = select(_CARD.c.version).where(
            _CARD.c.pad_id == pad_id, _CARD.c.member_id == member_id
        )
        async with self._database.reading() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def add(
        self,
        pad_id: str,
        member_id: str,
        version: int,
        submitted: datetime,
        content: Content,
        form: Form,
    ) -> None:
        """Keep a new version.

        Raises:
            Conflict: there is such a version; nothing was changed.
        """
        text = json.dumps({"content": content.model(), "form": form.model()}, ensure_ascii=False)
        try:
            async with self._database.writing() as connection:
                await connection.execute(
                    insert(_CARD).values(
                        pad_id=pad_id,
                        member_id=member_id,
                        version=version,
                        submitted=submitted,
                        content=text,
                    )
                )
        except IntegrityError:
            raise Conflict(
                "This scorecard was submitted from somewhere else just now. Please look at it "
                "again. Nothing was changed."
            ) from None

    async def states(self, pad_ids: Sequence[str]) -> dict[str, dict[str, str]]:
        """Who has a draft, or has submitted: the state by the member's id, by pad."""
        found: dict[str, dict[str, str]] = {}
        drafts = select(_DRAFT.c.pad_id, _DRAFT.c.member_id).where(
            _DRAFT.c.pad_id.in_(pad_ids), _DRAFT.c.kind == "scorecard"
        )
        cards = select(_CARD.c.pad_id, _CARD.c.member_id).where(
            _CARD.c.pad_id.in_(pad_ids), _CARD.c.version == 1
        )
        async with self._database.reading() as connection:
            for state, query in (("draft", drafts), ("submitted", cards)):
                for pad_id, member_id in await connection.execute(query):
                    found.setdefault(pad_id, {})[member_id] = state
        return found

    async def seen(self, rule: SeeOthers, viewer: Member) -> list[SeenScorecard]:
        """The newest scorecard of everybody on all pads where a member may see them.

        Arguments:
            rule: the organization's.
        """
        newest = (
            select(_CARD.c.pad_id, _CARD.c.member_id, func.max(_CARD.c.version).label("version"))
            .group_by(_CARD.c.pad_id, _CARD.c.member_id)
            .subquery()
        )
        shown = or_(_CARD.c.member_id == viewer.id, self.shown(rule, viewer, _CARD.c.pad_id))
        query = (
            _cards()
            .join(
                newest,
                and_(*(_CARD.c[one.name] == one for one in newest.c)),
            )
            .join(_PAD, _PAD.c.id == _CARD.c.pad_id)
            .where(
                _PAD.c.deleted_at.is_(None),
                pads_seen_by(viewer),
                ~self.about(viewer, _CARD.c.pad_id),
                shown,
            )
            .order_by(_CARD.c.submitted, _CARD.c.member_id)
        )
        return [_seen(card) for card in await self._read(query)]

    async def _read(self, query: Select[Any]) -> list[Scorecard]:
        async with self._database.reading() as connection:
            rows = (await connection.execute(query)).all()
        if len(rows) <= _AT_ONCE:
            return [_card(row) for row in rows]
        return await asyncio.to_thread(lambda: [_card(row) for row in rows])

    # -- what somebody may see, as conditions

    def about(self, member: Member, pad_id: ColumnElement[str]) -> ColumnElement[bool]:
        """That a pad's candidate is this member; see `visibility.is_subject`.

        Arguments:
            pad_id: the column of what is looked through.
        """
        theirs = select(_PAD.c.id).where(
            func.lower(_PAD.c.candidate_email).in_(sorted(addresses(member)))
        )
        return pad_id.in_(theirs)

    def shown(
        self, rule: SeeOthers, member: Member, pad_id: ColumnElement[str]
    ) -> ColumnElement[bool]:
        """That a member may see the others' scorecards of a pad; see `visibility.may_see_others`.

        Arguments:
            pad_id: the column of what is looked through.
        """
        of_pads = select(_PAD.c.id).where(_PAD.c.deleted_at.is_(None))
        if rule == "never":
            of_pads = of_pads.where(_PAD.c.id.is_(None))
        elif rule == "after_submitting":
            own = select(_CARD.c.pad_id).where(_CARD.c.member_id == member.id)
            of_pads = of_pads.where(_PAD.c.id.in_(own))
        return and_(pad_id.in_(of_pads), ~self.about(member, pad_id))

    def audit_shown(
        self,
        rule: SeeOthers,
        member: Member,
        action: ColumnElement[str],
        member_id: ColumnElement[Any],
        pad_id: ColumnElement[str],
    ) -> ColumnElement[bool]:
        """Which lines of the audit log a member may see; see `FeedbackManager.audit_shown`."""
        own = member_id == member.id
        of_feedback = action.startswith("feedback.")
        written = or_(*(action.startswith(f"{one}.") for one in _WRITTEN))
        return and_(
            or_(~of_feedback, own, self.shown(rule, member, pad_id)),
            or_(~written, own, ~self.about(member, pad_id)),
        )

    # -- the others, and the decision

    async def reveal(self, pad_id: str, member_id: str, at: datetime) -> bool:
        """Keep that a member has seen the others' scorecards; whether it is the first time."""
        where = (_REVEAL.c.pad_id == pad_id, _REVEAL.c.member_id == member_id)
        async with self._database.reading() as connection:
            if (await connection.execute(select(_REVEAL.c.at).where(*where))).first() is not None:
                return False
        try:
            async with self._database.writing() as connection:
                await connection.execute(
                    insert(_REVEAL).values(pad_id=pad_id, member_id=member_id, at=at)
                )
        except IntegrityError:
            return False
        return True

    async def decisions(self, pad_id: str) -> list[Decision]:
        """What was decided about a pad's candidate, the newest first."""
        query = select(*_DECISION_COLUMNS).where(_DECISION.c.pad_id == pad_id)
        async with self._database.reading() as connection:
            rows = await connection.execute(query.order_by(_DECISION.c.number.desc()))
            return [Decision(**row._mapping) for row in rows]

    async def decide(self, decision: Decision, seen: int) -> bool:
        """Keep a decision, which takes the place of the one before; whether that was done.

        Arguments:
            seen: the number of the one before, as its author knows; 0 for none. Where there is
                another, nothing is changed.
        """
        last = select(func.max(_DECISION.c.number)).where(_DECISION.c.pad_id == decision.pad_id)
        try:
            async with self._database.writing() as connection:
                if ((await connection.execute(last)).scalar() or 0) != seen:
                    return False
                row = {**asdict(decision), "number": seen + 1}
                await connection.execute(insert(_DECISION).values(**row))
        except IntegrityError:
            # Another one came in between, where the database has several writers.
            return False
        return True


def _cards() -> Select[Any]:
    return select(_CARD, _MEMBER.c.name).join(_MEMBER, _MEMBER.c.id == _CARD.c.member_id)


def _card(row: Row[Any]) -> Scorecard:
    kept = json.loads(row.content)
    return Scorecard(
        pad_id=row.pad_id,
        member_id=row.member_id,
        member_name=row.name,
        version=row.version,
        submitted=row.submitted,
        content=Content.load(kept["content"]),
        form=Form.load(kept["form"]),
    )


def _seen(card: Scorecard) -> SeenScorecard:
    return SeenScorecard(
        pad_id=card.pad_id,
        member_id=card.member_id,
        member_name=card.member_name,
        recommendation=card.content.recommendation or None,
        ratings=tuple(
            (one.competency, card.content.ratings[one.key], one.question_id)
            for one in card.form.competencies
            if one.key in card.content.ratings
        ),
    )
