"""The tables of the control plane, for SQLAlchemy. Nothing here is particular to one database."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    DateTime,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    TypeDecorator,
    false,
    true,
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
    """Somebody who signs in. Who was removed stays, for the pads they made."""

    __tablename__ = "members"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    username: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    created: Mapped[datetime]
    email: Mapped[str] = mapped_column(String(255), server_default="", index=True)
    removed: Mapped[datetime | None]
    last_seen: Mapped[datetime | None]


class PasswordRow(Table):
    """The Argon2 hash of a member's password, apart from all that is read for other ends."""

    __tablename__ = "passwords"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    hash: Mapped[str] = mapped_column(String(255))
    changed: Mapped[datetime]


class PasswordResetRow(Table):
    """Somebody who may choose another password, once; the link is known by its hash alone."""

    __tablename__ = "password_resets"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created: Mapped[datetime]
    expires: Mapped[datetime]


class SignInRow(Table):
    """A browser that somebody is signed in with, by the hash of its cookie."""

    __tablename__ = "sign_ins"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    member_id: Mapped[str] = mapped_column(ForeignKey("members.id", ondelete="CASCADE"), index=True)
    cookie_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str] = mapped_column(String(255))
    address: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime]
    last_seen: Mapped[datetime]
    expires: Mapped[datetime]


class InvitationRow(Table):
    """Somebody who may become a member, once; the link is known by its hash alone."""

    __tablename__ = "invitations"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(255), index=True)
    name: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(16))
    created: Mapped[datetime]
    created_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    expires: Mapped[datetime]
    used: Mapped[datetime | None]
    used_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))


class TeamRow(Table):
    """A part of the organization that pads and questions can belong to."""

    __tablename__ = "teams"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(80))
    name_key: Mapped[str] = mapped_column(String(80), unique=True)
    created: Mapped[datetime]


class TeamMemberRow(Table):
    """Who is in a team."""

    __tablename__ = "team_members"

    team_id: Mapped[str] = mapped_column(
        ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PadRow(Table):
    """A pad. When it is deleted the row stays as a tombstone, with everything personal gone.

    The last columns are for finding it: see `pads.listing.found_by`. SQLite gives each pad its
    `number` in the index of words by itself.
    """

    __tablename__ = "pads"
    __table_args__ = (
        Index(None, "counted", "created"),
        # All that pads are filtered by: gone through where a filter leaves many. Whose they are
        # comes first, for most people see only a part of them.
        Index(
            "ix_pads_listing",
            "deleted_at", "ephemeral", "team_id", "state", "kind", "created_by", "number",
            "languages", "created", "starts_at", "ended", "id",
        ),
        Index(None, "deleted_at", "ephemeral", "created", "id"),
        Index(None, "deleted_at", "ephemeral", "languages"),
        Index(None, "deleted_at", "ephemeral", "last_activity", "id"),
        Index(None, "deleted_at", "ephemeral", "starts_at", "id"),
        Index(None, "deleted_at", "ephemeral", "ended", "id"),
        Index(None, "deleted_at", "ephemeral", "title_key", "id"),
        Index(None, "deleted_at", "ephemeral", "candidate_key", "id"),
        Index(None, "created_by", "id"),
        Index(None, "number", unique=True),
    )  # fmt: skip

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
    candidate_email: Mapped[str] = mapped_column(String(255), server_default="")
    door: Mapped[str] = mapped_column(String(16), server_default="ask")
    ephemeral: Mapped[bool] = mapped_column(server_default=false())
    starts_at: Mapped[datetime | None]
    duration: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(String(64), server_default="")
    schedule_sequence: Mapped[int] = mapped_column(server_default="0")
    time_limit: Mapped[int | None]
    due: Mapped[datetime | None]
    deadline: Mapped[datetime | None] = mapped_column(index=True)
    submitted: Mapped[datetime | None]
    submitted_by: Mapped[str] = mapped_column(String(16), server_default="")
    reviewed: Mapped[datetime | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(64))
    link_id: Mapped[str | None] = mapped_column(String(64))
    counted: Mapped[bool] = mapped_column(server_default=true())
    team_id: Mapped[str | None] = mapped_column(String(64))
    title_key: Mapped[str] = mapped_column(String(255), server_default="")
    candidate_key: Mapped[str | None] = mapped_column(String(255))
    languages: Mapped[str] = mapped_column(Text, server_default="")
    words: Mapped[str] = mapped_column(Text, server_default="")
    number: Mapped[int | None] = mapped_column(BigInteger)


class PadInterviewerRow(Table):
    """A member who is assigned to a pad."""

    __tablename__ = "pad_interviewers"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class TakeHomeLinkRow(Table):
    """A public link that makes a take-home for whoever comes."""

    __tablename__ = "take_home_links"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(String(255))
    questions: Mapped[str] = mapped_column(Text)  # JSON
    question_languages: Mapped[str] = mapped_column(Text)  # JSON
    language: Mapped[str] = mapped_column(String(64))
    instructions: Mapped[str] = mapped_column(Text)
    time_limit: Mapped[int | None]
    due: Mapped[datetime | None]
    most: Mapped[int]
    interviewers: Mapped[str] = mapped_column(Text)  # JSON
    team_id: Mapped[str | None] = mapped_column(String(64))
    created_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created: Mapped[datetime]
    closed: Mapped[datetime | None]
    template_id: Mapped[str | None] = mapped_column(String(64))
    template_revision: Mapped[int | None]


class AdmissionRow(Table):
    """Somebody who knocked. Their browser is known by the hash of its waiting cookie alone."""

    __tablename__ = "admissions"
    __table_args__ = (
        Index(None, "pad_id", "waiting_cookie_hash", unique=True),
        Index(None, "state", "pad_id"),
    )

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
    sign_in_id: Mapped[str | None] = mapped_column(String(64), index=True)


class QuestionRow(Table):
    """A question of the bank. What is in it is in the files of its revisions."""

    __tablename__ = "questions"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    slug: Mapped[str] = mapped_column(String(64), unique=True)
    origin: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[str | None] = mapped_column(
        ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    created: Mapped[datetime]
    archived: Mapped[datetime | None]
    digest: Mapped[str] = mapped_column(String(64), index=True)
    published: Mapped[int]
    published_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    uses: Mapped[int]
    last_used: Mapped[datetime | None]
    team_id: Mapped[str | None] = mapped_column(String(64), index=True)


class QuestionRevisionRow(Table):
    """A published state of a question; it never changes."""

    __tablename__ = "question_revisions"

    question_id: Mapped[str] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    digest: Mapped[str] = mapped_column(String(64))
    published: Mapped[datetime]
    published_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))


class QuestionBlobRow(Table):
    """The content of files, each kept once."""

    __tablename__ = "question_blobs"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    text: Mapped[bool]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class QuestionFileRow(Table):
    """A file of a revision; revision 0 is the working copy, the only one that changes."""

    __tablename__ = "question_files"

    question_id: Mapped[str] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    path: Mapped[str] = mapped_column(String(300), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("question_blobs.sha256"), index=True)


class QuestionCardRow(Table):
    """What lists show of a question: of its working copy (revision 0) and of what is published.

    What lists are sorted and filtered by is here too, so that they are found without looking
    anywhere else; `listed` says whether everybody finds it.
    """

    __tablename__ = "question_cards"
    __table_args__ = (
        Index(None, "question_id", "revision", unique=True),
        Index(None, "listed", "title_key"),
        Index(None, "listed", "changed"),
        Index(None, "listed", "uses"),
        Index(None, "listed", "last_used"),
        Index(None, "listed", "type"),
        Index(None, "listed", "difficulty"),
        Index(None, "listed", "author_id"),
        Index(None, "author_id", "revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[str] = mapped_column(ForeignKey("questions.id", ondelete="CASCADE"))
    revision: Mapped[int]
    listed: Mapped[bool]
    archived: Mapped[bool]
    origin: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    published: Mapped[int]
    uses: Mapped[int]
    last_used: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(String(255))
    title_key: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(16))
    languages: Mapped[str] = mapped_column(Text)
    difficulty: Mapped[str] = mapped_column(String(16))
    minutes: Mapped[int]
    labels: Mapped[str] = mapped_column(Text)
    changed: Mapped[datetime]
    words: Mapped[str] = mapped_column(Text)
    team_id: Mapped[str | None] = mapped_column(String(64))


class QuestionFacetRow(Table):
    """A language or a label of a card, to filter by."""

    __tablename__ = "question_facets"
    __table_args__ = (Index(None, "kind", "value", "card_id"),)

    card_id: Mapped[int] = mapped_column(
        ForeignKey("question_cards.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    value: Mapped[str] = mapped_column(String(64), primary_key=True)
    shown: Mapped[str] = mapped_column(String(64))


class QuestionFavouriteRow(Table):
    """A question that somebody marked as theirs to find quickly."""

    __tablename__ = "question_favourites"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    question_id: Mapped[str] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class QuestionCheckRow(Table):
    """How the last check of a question before publishing ended."""

    __tablename__ = "question_checks"

    question_id: Mapped[str] = mapped_column(
        ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    message: Mapped[str] = mapped_column(Text)
    reports: Mapped[str] = mapped_column(Text)
    finished: Mapped[datetime]


class TaskRow(Table):
    """A question's revision that was attached to a pad, and how much of it is shown.

    `content` is JSON: what people in the pad may come to see, and nothing private.
    """

    __tablename__ = "tasks"
    __table_args__ = (Index(None, "question_id", "pad_id"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), index=True)
    question_id: Mapped[str | None] = mapped_column(String(64))
    revision: Mapped[int]
    quickstart: Mapped[str] = mapped_column(String(16))
    slug: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(255))
    type: Mapped[str] = mapped_column(String(16))
    language: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int]
    position: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime]
    folder: Mapped[str] = mapped_column(String(128))
    revealed: Mapped[int]
    opened: Mapped[datetime | None]
    shown: Mapped[datetime | None]


class TaskRunRow(Table):
    """A run of a task's tests, visible or hidden, with its report as JSON.

    `graded` says that it was of what was handed in.
    """

    __tablename__ = "task_runs"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    task_id: Mapped[str] = mapped_column(ForeignKey("tasks.id", ondelete="CASCADE"), index=True)
    tests: Mapped[str] = mapped_column(String(16))
    by: Mapped[str] = mapped_column(String(255))
    started: Mapped[datetime]
    seconds: Mapped[float] = mapped_column(Float)
    message: Mapped[str] = mapped_column(Text)
    report: Mapped[str | None] = mapped_column(Text)
    graded: Mapped[bool] = mapped_column(server_default=false())
    passed: Mapped[int] = mapped_column(server_default="0")
    total: Mapped[int] = mapped_column(server_default="0")


class AuditRow(Table):
    """A line of the audit log. Triggers of the database refuse to change or delete one.

    No foreign keys: whoever and whatever it names may go, the line stays. `details` is JSON.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index(None, "pad_id", "id"),
        Index(None, "member_id", "id"),
        Index(None, "action", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(String(100))
    member_id: Mapped[str | None] = mapped_column(String(64))
    member_name: Mapped[str] = mapped_column(String(255))
    pad_id: Mapped[str] = mapped_column(String(64))
    details: Mapped[str] = mapped_column(Text)


class SettingRow(Table):
    """What an administrator set on the Settings page; `value` is JSON."""

    __tablename__ = "settings"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class OutboxRow(Table):
    """A message to one person: on its way, or what became of it."""

    __tablename__ = "outbox"
    __table_args__ = (Index(None, "state", "due"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    batch: Mapped[str] = mapped_column(String(64))
    pad_id: Mapped[str | None] = mapped_column(
        ForeignKey("pads.id", ondelete="CASCADE"), index=True
    )
    recipient: Mapped[str] = mapped_column(String(255))
    method: Mapped[str] = mapped_column(String(16))
    sequence: Mapped[int]
    language: Mapped[str] = mapped_column(String(32))
    address: Mapped[str] = mapped_column(Text)
    message: Mapped[bytes] = mapped_column(LargeBinary)
    created: Mapped[datetime]
    due: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int]
    problem: Mapped[str] = mapped_column(Text)
    finished: Mapped[datetime | None]


class CommentRow(Table):
    """What a member wrote about a moment of a recording, as Markdown."""

    __tablename__ = "comments"
    __table_args__ = (Index(None, "pad_id", "moment"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"))
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    author: Mapped[str] = mapped_column(String(255))
    moment: Mapped[int] = mapped_column(BigInteger)
    document: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    written: Mapped[datetime]
    edited: Mapped[datetime | None]


class FeedbackDraftRow(Table):
    """What a member writes about a pad, as it stands: a Yjs document in one update (v1)."""

    __tablename__ = "feedback_drafts"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    state: Mapped[bytes] = mapped_column(LargeBinary)
    changed: Mapped[datetime]


class NotesRow(Table):
    """Who may read the notes of a member about a pad; see `FeedbackDraftRow` for the notes."""

    __tablename__ = "notes"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    visibility: Mapped[str] = mapped_column(String(16))


class TemplateRow(Table):
    """A template of interviews as it is now; `content` is JSON."""

    __tablename__ = "templates"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    team_id: Mapped[str | None] = mapped_column(String(64), index=True)
    author_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    created: Mapped[datetime]
    changed: Mapped[datetime]
    revision: Mapped[int]
    locked: Mapped[bool]
    archived: Mapped[datetime | None]
    content: Mapped[str] = mapped_column(Text)


class TemplateRevisionRow(Table):
    """What a template said once; it never changes. `content` is JSON."""

    __tablename__ = "template_revisions"

    template_id: Mapped[str] = mapped_column(
        ForeignKey("templates.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)
    saved: Mapped[datetime]
    saved_by: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))


class PadTemplateRow(Table):
    """The template that a pad was made from, as it was then, and how far its plan is.

    `content` and `clock` are JSON.
    """

    __tablename__ = "pad_templates"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    template_id: Mapped[str] = mapped_column(String(64), index=True)
    revision: Mapped[int]
    locked: Mapped[bool]
    content: Mapped[str] = mapped_column(Text)
    clock: Mapped[str] = mapped_column(Text)


class ScorecardRow(Table):
    """A version of a member's scorecard of a pad that was submitted; `content` is JSON."""

    __tablename__ = "scorecards"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    submitted: Mapped[datetime]
    content: Mapped[str] = mapped_column(Text)


class RevealRow(Table):
    """That a member has seen the others' scorecards of a pad."""

    __tablename__ = "scorecard_reveals"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime]


class DecisionRow(Table):
    """What was decided about the candidate of a pad; the one of the highest number counts."""

    __tablename__ = "decisions"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    decision: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    member_name: Mapped[str] = mapped_column(String(255))
    at: Mapped[datetime]


class EarlierMatchRow(Table):
    """That the candidates of two pads, who have the same name, are the same person."""

    __tablename__ = "earlier_matches"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    other_id: Mapped[str] = mapped_column(
        ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    member_id: Mapped[str | None] = mapped_column(ForeignKey("members.id", ondelete="SET NULL"))
    confirmed: Mapped[datetime]


class SurveyAnswerRow(Table):
    """What a candidate said about an interview: no member's words, nor about any.

    It names the pad to go with it, and the admission so that nobody answers twice; nothing reads
    whose it is. Those of one `batch` are shown together or not at all; none while it waits for
    others.
    """

    __tablename__ = "survey_answers"

    pad_id: Mapped[str] = mapped_column(ForeignKey("pads.id", ondelete="CASCADE"), primary_key=True)
    admission_id: Mapped[str] = mapped_column(
        ForeignKey("admissions.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answers: Mapped[str] = mapped_column(Text)  # JSON
    words: Mapped[str] = mapped_column(Text)
    batch: Mapped[str | None] = mapped_column(String(64))
