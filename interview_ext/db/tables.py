"""The tables of the control plane, for SQLAlchemy. Nothing here is particular to one database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    TypeDecorator,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UTCDateTime(TypeDecorator[datetime]):
    """Aware times, kept in UTC; SQLite forgets the zone, so it is put back on the way out."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Table(DeclarativeBase):
    """Base of all tables; names its constraints, so that migrations can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UTCDateTime}


class MemberRow(Table):
    """Somebody who signs in. Passwords and sessions are the identity provider's, not ours."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    username: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    created: Mapped[datetime]


class PadRow(Table):
    """A pad. When it is deleted the row stays as a tombstone, with everything personal gone."""

    __tablename__ = "pads"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(24), index=True)
    title: Mapped[str] = mapped_column(String(255))
    candidate_name: Mapped[str] = mapped_column(String(255))
    start_with: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(64), server_default="python")
    instructions: Mapped[str] = mapped_column(Text)
    created_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created: Mapped[datetime]
    started: Mapped[datetime | None]
    ended: Mapped[datetime | None]
    last_activity: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    sealed_frames: Mapped[int | None] = mapped_column(BigInteger)
    sealed_head: Mapped[str | None] = mapped_column(String(64))
    sealed_at: Mapped[datetime | None]
    recording_deleted: Mapped[datetime | None]


class AdmissionRow(Table):
    """Somebody who knocked. Their browser is known by the hash of its waiting cookie alone."""

    __tablename__ = "admissions"
    __table_args__ = (Index(None, "pad_id", "waiting_cookie_hash", unique=True),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(16))
    waiting_cookie_hash: Mapped[str] = mapped_column(String(64))
    knocked: Mapped[datetime]
    decided: Mapped[datetime | None]
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    removed: Mapped[datetime | None]


class ParticipantRow(Table):
    """A person in one pad: a candidate by admission or a member by their own right."""

    __tablename__ = "participants"
    __table_args__ = (
        Index(None, "pad_id", "member_id", unique=True),
        Index(None, "pad_id", "admission_id", unique=True),
    )

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"))
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(255))
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    admission_id: Mapped[str | None] = mapped_column(
        ForeignKey("admissions.id", ondelete="CASCADE")
    )
    created: Mapped[datetime]


class EntryRow(Table):
    """A browser that entered a pad, by the hash of the pad's cookie; survives a restart."""

    __tablename__ = "entries"

    cookie_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[str] = mapped_column(
        ForeignKey("participants.id", ondelete="CASCADE"), index=True
    )
    created: Mapped[datetime]
