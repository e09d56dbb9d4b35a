"""The pads of this installation: making, opening, ending, erasing them, and who is in them."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from traitlets import Enum, Float, Instance, Integer, Unicode, observe
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.participant import Participant
from ..auth.tickets import Claim, Tickets
from ..auth.visibility import may_give
from ..clock import Clock
from ..errors import (
    Conflict,
    IllegalTransition,
    InterviewError,
    InvalidInput,
    NotFound,
    Refused,
    TooMany,
    Unavailable,
)
from ..events import Events
from ..feedback.visibility import is_subject
from ..origins import Origins
from ..recording.moment import clock_time
from ..recording.retention import delete_recording
from ..trees import remove_tree
from . import details
from .deadlines import AGAIN, Deadlines
from .details import TITLE_MAXIMUM, checked, with_details
from .life import INITIAL, KINDS, OWN, Action, actions, check, extendable, next_state
from .pad import START_WITH, Pad, StartWith, SubmittedBy, is_pad_id, new_pad_id
from .quota import FORGIVEN_DAYS, PERIODS, bounds, refusal, still_counts
from .store import Member, Store

if TYPE_CHECKING:
    from ..interview_templates.manager import Chosen, TemplateManager
    from ..pad_server import PadServer, PadServers, PadSpec
    from ..tasks.manager import TaskManager

SANDBOX_TITLE = "Sandbox"

MAX_INTERVIEWERS = 50

# Minutes by which a take-home is extended at most, at once.
EXTENSION_MAXIMUM = 24 * 60

# A practice pad is erased when nobody was in it for so long, and so long after it was made.
PRACTICE_LEFT = timedelta(minutes=10)
PRACTICE_AT_MOST = timedelta(hours=2)

# How often activity is written down and idle pads are put away, in seconds.
HOUSEKEEPING = 15.0

# How often it is looked whether recordings are old enough to be deleted, in seconds.
RETENTION = 600.0


BRANCH_INSTRUCTIONS = """\
**This is a copy to try things in**, of an interview as it was {when} after its beginning. Nothing
that is done here changes the interview. Files that nobody had open are as they were at its end.

---

{instructions}"""


@dataclass(frozen=True)
class Plan:
    """A pad that can be made.

    Arguments:
        questions: id of each that becomes a task, and its language; None for the pad's.
        assigned: ids of the members who are assigned to it.
        template: that it is made from; None where there is none.
        subjects: ids of the members who are its candidate, as it seems.
    """

    pad: Pad
    questions: tuple[tuple[str, str | None], ...]
    assigned: tuple[str, ...]
    template: Chosen | None = None
    subjects: tuple[str, ...] = ()


class PadManager(LoggingConfigurable):
    """Owns the pads. Handlers, the waiting room and the pads' gateway call it.

    The application wires it; `start` and `stop` frame its life.
    """

    default_instructions = Unicode("", help="InterviewApp.default_instructions.")

    idle_after = Float(
        60.0,
        help="""
        Seconds after which a pad that is not in progress and that nobody has open is put away
        to save memory. It comes back by itself when somebody opens its address.
        """,
    ).tag(config=True)

    take_home_idle_after = Float(
        1800.0,
        min=0.0,
        help="""
        Seconds after which a take-home in progress that nobody has open is put away to save memory:
        what is written stays, what its kernels hold in memory does not. It comes back by itself.
        """,
    ).tag(config=True)

    recording_days = Integer(
        0,
        min=0,
        max=36_500,
        help="""
        Days after an interview's end for which its recording is kept. After that the recording and
        what playback made of it are deleted; the pad stays in the list, and so do its files. 0: for
        ever.
        """,
    ).tag(config=True)

    quota = Integer(
        0,
        min=0,
        help="""
        How many pads may be made in a period; see quota_period. A pad that is deleted counts,
        unless that is within 28 days of its creation; sandboxes never do. 0: any number.
        """,
    ).tag(config=True)

    quota_period = Enum(
        PERIODS,
        "month",
        help="""
        What quota is counted over: a calendar "month" or "year" in UTC, or "ever".
        """,
    ).tag(config=True)

    take_home_grace = Integer(
        60,
        min=0,
        max=3600,
        help="""
        Seconds after the deadline of a take-home in which work that arrives still counts. Then it
        is handed in by itself.
        """,
    ).tag(config=True)

    base_url = Unicode("/", help="The host's base URL. Set by the application.")
    origins = Instance(Origins, args=(), help="What is on which host name. Set by the application.")
    store = Instance(Store, help="Set by the application.")
    # Named, not imported: making a pad's server takes all of JupyterLab.
    servers: PadServers = Instance(  # type: ignore[assignment]
        LoggingConfigurable, help="Set by the application."
    )
    tickets = Instance(Tickets, help="Set by the application.")
    tasks: TaskManager = Instance(  # type: ignore[assignment]
        LoggingConfigurable, help="Set by the application."
    )
    templates: TemplateManager = Instance(  # type: ignore[assignment]
        LoggingConfigurable, help="Set by the application."
    )
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")
    clock = Instance(Clock, args=(), help="What time it is. Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._present: dict[str, list[Participant]] = {}
        self._activity: dict[str, datetime] = {}
        self._last_used: dict[str, float] = {}
        # When people came to or left pads last.
        self._left: dict[str, datetime] = {}
        self.last_active = 0.0  # anywhere, on the monotonic clock
        self._watchers: list[Callable[[str], None]] = []
        self._farewells: list[Callable[[Pad], Awaitable[None]]] = []
        self._greetings: list[Callable[[Pad, PadServer], Awaitable[None]]] = []
        self._describers: dict[str, Callable[[list[str]], Awaitable[Mapping[str, Any]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False
        # Whether the index of words may hold some that no pad says any more.
        self._words_left = True
        self._deadlines = Deadlines(self.clock, self.submit_overdue, self.log)

    # -- life

    async def start(self) -> None:
        """Open all pads in progress again, and finish erasing what was deleted or half made.

        Take-homes that were idle come back when somebody opens them. A pad that cannot be opened
        is reported and does not keep the others from opening.
        """
        for pad_id in await self.store.buried(await asyncio.to_thread(self._folders)):
            await self._erase_files(pad_id)
        await self._settle_branches()
        for pad_id in await self.store.unmade_pads():
            self.log.warning("A pad whose making was broken off is erased.")
            await self.erase(pad_id)
        away = self.clock.now() - timedelta(seconds=self.take_home_idle_after)
        for pad in await self.store.pads(state="in_progress"):
            if pad.kind == "take_home" and (pad.last_activity or pad.created) <= away:
                continue
            try:
                await self.open(pad.id)
            except Exception:
                self.log.exception("The pad %r could not be opened again.", pad.title)
        # Before anybody can come in again.
        await self.submit_overdue()
        self._spawn(self._keep_house())
        self._spawn(self._deadlines.run())

    def _folders(self) -> list[str]:
        directory = Path(self.servers.pads_dir)
        return [entry.name for entry in directory.iterdir()] if directory.is_dir() else []

    async def _settle_branches(self) -> None:
        """Finish, or take away, what was branching off when the process was killed."""
        unsettled = await asyncio.to_thread(self.servers.unsettled)
        known = {pad.id for pad in await self.store.pads(ids=unsettled)}
        for pad_id in unsettled:
            if pad_id in known:
                await asyncio.to_thread(self.servers.settle, pad_id)
            else:
                await self._erase_files(pad_id)

    async def stop(self) -> None:
        """Stop the pads' servers and write down what is only in memory."""
        self._stopped = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.servers.stop()
        with contextlib.suppress(InterviewError):
            await self._flush_activity()

    # -- looking

    async def pad(self, pad_id: str) -> Pad:
        """The pad with this id.

        Raises:
            NotFound: there is none, or it was deleted.
        """
        if not is_pad_id(pad_id):
            raise NotFound("There is no such interview. Please check its address.")
        return await self.store.pad(pad_id)

    async def seen(self, member: Member, pad_id: str) -> Pad:
        """The pad with this id, for a member who asks for it.

        Raises:
            NotFound: there is none, it was deleted, or they may not see it.
        """
        if not is_pad_id(pad_id):
            raise NotFound("There is no such interview. Please check its address.")
        return await self.store.pad(pad_id, seen_by=member)

    async def model(self, pad_id: str) -> dict[str, Any]:
        """One pad as JSON, without what the one who asks may do with it; see `offered`.

        Raises:
            NotFound: there is none, or it was deleted.
        """
        return (await self.models_of([await self.pad(pad_id)]))[0]

    async def models_of(self, pads: list[Pad]) -> list[dict[str, Any]]:
        """These pads as JSON, in their order."""
        ids = [pad.id for pad in pads]
        interviewers = await self.store.interviewers(ids)
        knocking = await self.store.knocking(ids)
        around = await self.store.surroundings(pads)
        models: list[dict[str, Any]] = [
            {
                "id": pad.id,
                "title": pad.title,
                "kind": pad.kind,
                "state": pad.state,
                "language": pad.language,
                "candidate_name": pad.candidate_name,
                "interviewers": interviewers[pad.id],
                "created": iso(pad.created),
                "started": iso(pad.started),
                "ended": iso(pad.ended),
                "last_activity": iso(self._activity.get(pad.id) or pad.last_activity),
                "url": self.address(pad.id),
                "knocking": knocking.get(pad.id, 0),
                "present": [participant.name for participant in self._present.get(pad.id, [])],
                "candidate_email": pad.candidate_email,
                "door": pad.door,
                "starts_at": iso(pad.starts_at),
                "duration": pad.duration,
                "time_zone": pad.time_zone,
                "time_limit": pad.time_limit,
                "due": iso(pad.due),
                "deadline": iso(pad.deadline),
                "submitted": iso(pad.submitted),
                "submitted_by": pad.submitted_by,
                "reviewed": iso(pad.reviewed),
                "reviewed_by": around[pad.id].reviewed_by,
                "link_id": pad.link_id,
                # Its name is described by who knows it; whose it is must never be left out.
                "team": {"id": pad.team_id, "name": ""} if pad.team_id else None,
                "created_by": named(around[pad.id].created_by),
                "assigned": [named(one) for one in around[pad.id].assigned],
                "questions": [{"id": id, "title": title} for id, title in around[pad.id].questions],
                "template": None,
                "tests": None,
                "mailed": None,
                # Everybody's, of which `PadModelMixin.outward` tells each member their own.
                "feedback": None,
            }
            for pad in pads
        ]
        for key, find in self._describers.items():
            found = await find(ids)
            for model in models:
                model[key] = found.get(model["id"], model[key])
        return models

    def describe(self, key: str, find: Callable[[list[str]], Awaitable[Mapping[str, Any]]]) -> None:
        """Have a key of all models filled in by who knows about it.

        Arguments:
            key: such as ``team``, ``tests`` or ``mailed``.
            find: given the ids of pads, returns what is known of each; the others get None.
        """
        self._describers[key] = find

    async def interviewers(self, pad_id: str) -> list[str]:
        """The names of the pad's interviewers."""
        return (await self.store.interviewers([pad_id]))[pad_id]

    def address(self, pad_id: str) -> str:
        """The path of the pad's one address."""
        return url_path_join(self.base_url, "interview/pads", pad_id)

    def present(self, pad_id: str) -> list[Participant]:
        """Who has the pad open just now."""
        return self._present.get(pad_id, [])

    def watch(self, watcher: Callable[[str], None]) -> None:
        """Call `watcher` with the id of every pad whose state or presence changed."""
        self._watchers.append(watcher)

    def after_opening(self, greeting: Callable[[Pad, PadServer], Awaitable[None]]) -> None:
        """Call `greeting` with every pad whose server has just been started, and that server."""
        self._greetings.append(greeting)

    def before_delete(self, farewell: Callable[[Pad], Awaitable[None]]) -> None:
        """Call `farewell` with every pad that is about to be deleted, while all of it is there."""
        self._farewells.append(farewell)

    # -- changing

    async def create(self, by: Member, **form: Any) -> dict[str, Any]:
        """Make a pad.

        Arguments:
            by: the member whose pad it is.
            form: what `prepare` takes.

        Returns:
            The new pad as JSON.

        Raises:
            InterviewError: see `prepare` and `keep`.
        """
        (pad,) = await self.keep(by, [await self.prepare(by, **form)])
        return await self.model(pad.id)

    async def prepare(
        self,
        by: Member,
        *,
        kind: object = "live",
        title: object = "",
        start_with: object = None,
        language: object = None,
        instructions: object = None,
        questions: Sequence[str] | None = None,
        question_languages: Mapping[str, str] | None = None,
        interviewers: Sequence[str] | None = None,
        door: object = None,
        team_id: str | None = None,
        link_id: str | None = None,
        template_id: str | None = None,
        template: Chosen | None = None,
        **details: object,
    ) -> Plan:
        """A pad that can be made. Nothing is kept of it yet.

        Arguments:
            by: the member whose pad it is.
            kind: see `life.KINDS`.
            title: may be left out for a sandbox.
            start_with: ``"notebook"``, ``"file"``, ``"both"`` or ``"nothing"``. Default: nothing
                where there are questions, else a notebook.
            language: one that this server offers; see `PadServers.languages`. Default: Python.
            instructions: Markdown; none for `default_instructions`.
            questions: ids of those that become its tasks, in their order; the first is opened.
                Default: of a sandbox that is for a candidate, the example that candidates try out.
            question_languages: by id, the language of a question that offers several.
            interviewers: ids of the members who are assigned to it. Default: `by`.
            door: ``"open"`` for a sandbox that is for a candidate; an interview asks, a take-home
                is open.
            team_id: the team it belongs to; none for the whole organization.
            link_id: the public link that it comes from.
            template_id: the template of interviews that says the questions, the language and the
                instructions where they are not said here. A locked one allows none but its own.
            template: the same, where it was chosen before.
            details: see `details.checked`.

        Raises:
            InvalidInput: with what to mend.
            Refused: the member's role does not include it.
            NotFound, Conflict: the template cannot be used, or not with these questions.
        """
        if by.role not in ("admin", "interviewer"):
            raise Refused("Your role does not include making pads. Please ask an administrator.")
        if kind not in KINDS:
            raise InvalidInput('"kind" must be "live", "take_home" or "sandbox".')
        if template_id is not None:
            template = await self.templates.choose(by, template_id)
        if template is not None:
            said = {
                "start_with": start_with,
                "language": language,
                "instructions": instructions,
                "questions": questions,
                "question_languages": question_languages,
            }
            if template_id is not None:
                template.check(said)
            else:
                template = template.fitting(said)
            content = template.content
            language = language or content.language or None
            if instructions is None:
                instructions = content.instructions or None
            if questions is None:
                questions = [one.question_id for one in content.questions]
                question_languages = {
                    one.question_id: one.language for one in content.questions if one.language
                }
            if details.get("starts_at") and details.get("duration") is None and content.minutes:
                details["duration"] = content.minutes
        if questions is None and kind == "sandbox" and door == "open":
            example = await self.tasks.questions.to_practise()
            questions = [example] if example is not None else None
        if language is None:
            language = "python"
        languages = question_languages or {}
        chosen = tuple((id, languages.get(id)) for id in questions or ())
        if start_with is None:
            start_with = "nothing" if chosen else "notebook"
        if start_with not in START_WITH:
            raise InvalidInput('"start_with" must be "notebook", "file", "both" or "nothing".')
        if start_with == "nothing" and not chosen:
            raise InvalidInput("A pad that starts with nothing needs questions.")
        if language not in [one.kernel_name for one in await self.servers.languages()]:
            raise InvalidInput(
                "This server does not offer that language. Please choose another one."
            )
        if kind == "sandbox" and (title is None or title == ""):
            title = SANDBOX_TITLE
        if door not in (None, "ask", "open") or (door == "open" and kind == "live"):
            raise InvalidInput('"door" is "open" for a take-home or a sandbox, or else "ask".')
        now = self.clock.now()
        state = INITIAL[kind]
        pad = Pad(
            id=new_pad_id(),
            kind=kind,
            state=state,
            title="",
            candidate_name="",
            start_with=start_with,
            language=str(language),
            instructions="",
            created_by=by.id,
            created=now,
            started=now if state == "in_progress" else None,
            last_activity=now,
            door="open" if door == "open" or kind == "take_home" else "ask",
            link_id=link_id,
            counted=kind != "sandbox",
            team_id=await self._team(by, team_id),
        )
        if instructions is None:
            instructions = self.default_instructions
        written = {**details, "title": title, "instructions": instructions}
        pad = with_details(pad, checked(written, now))
        subjects = await self.store.members_at(pad.candidate_email)
        # What a visitor of a public link types is nobody's doing here: it counts, and is noted.
        if link_id is None:
            _check_subjects(by, subjects)
        assigned = await self._assignable(interviewers, by.id)
        return Plan(pad, chosen, assigned, template, tuple(subjects))

    async def keep(self, by: Member, plans: Sequence[Plan]) -> list[Pad]:
        """Make pads that were prepared; all of them, or none.

        Arguments:
            by: the member whose pads they are.

        Raises:
            NotFound, InvalidInput, Conflict: a question cannot be used.
            TooMany: there are not so many left of the quota.
        """
        if not plans:
            return []
        now = self.clock.now()
        # One after the other, so that they stay in their order.
        plans = [
            replace(plan, pad=replace(plan.pad, created=now + timedelta(microseconds=at)))
            for at, plan in enumerate(plans)
        ]
        # Nobody sees what is not whole yet; a server that is killed now erases it when it starts.
        parts = {plan.pad.id for plan in plans if plan.questions or plan.template is not None}
        # Alike but for the candidate, as a rule: each choice of questions is looked at once.
        for plan in {(plan.questions, plan.pad.language): plan for plan in plans}.values():
            await self.tasks.check(by, plan.questions, plan.pad)
        await self.store.add_pads(
            [(replace(plan.pad, ephemeral=plan.pad.id in parts), plan.assigned) for plan in plans],
            since=self._counted_since(now),
            check=partial(self._check_quota, now, sum(plan.pad.counted for plan in plans)),
        )
        try:
            await self.templates.attach(
                plan.template.snapshot(plan.pad.id) for plan in plans if plan.template is not None
            )
            for plan in plans:
                if plan.questions:
                    await self.tasks.begin(plan.pad, by, plan.questions)
            await self.store.made_pads(parts)
        except BaseException:
            for plan in plans:
                await self.erase(plan.pad.id)
            raise
        for plan in plans:
            self.log.info("%s made the pad %r.", by.name, plan.pad.title)
        kinds = {plan.pad.kind for plan in plans}
        for kind in sorted(kinds):
            ids = [plan.pad.id for plan in plans if plan.pad.kind == kind]
            await self.audit.note_all("pad.created", by, ids, kind=kind)
        for plan in plans:
            author = by if plan.pad.link_id is None else None
            for member_id in plan.subjects:
                await self._note_subject(plan.pad.id, author, member_id, True)
        self.events.publish({"type": "pads"})
        return [plan.pad for plan in plans]

    def _counted_since(self, now: datetime) -> datetime | None:
        period = bounds(self.quota_period, now)
        return period[0] if period is not None else None

    def _check_quota(self, now: datetime, wanted: int, used: int) -> None:
        if not self.quota or not wanted or used + wanted <= self.quota:
            return
        period = bounds(self.quota_period, now)
        wait = (period[1] - now).total_seconds() if period is not None else 86_400
        raise TooMany(
            refusal(self.quota, used, wanted, self.quota_period), ceil(wait), reason="quota"
        )

    async def _assignable(self, ids: Sequence[str] | None, maker: str) -> tuple[str, ...]:
        """The ids of members who can be assigned.

        Raises:
            InvalidInput: one of them cannot.
        """
        wanted = tuple(dict.fromkeys(ids)) if ids is not None else (maker,)
        if len(wanted) > MAX_INTERVIEWERS:
            raise InvalidInput(f"At most {MAX_INTERVIEWERS} people can be assigned to a pad.")
        roles = await self.store.roles(wanted)
        if any(roles.get(id) not in ("admin", "interviewer") for id in wanted):
            raise InvalidInput(
                "One of the interviewers is not here any more, or is none. Please choose others."
            )
        return wanted

    async def _team(self, by: Member, team_id: str | None) -> str | None:
        if team_id is not None and not (
            may_give(by, team_id) and await self.store.has_team(team_id)
        ):
            raise InvalidInput("There is no such team, or you are not in it.")
        return team_id

    async def quota_model(self) -> dict[str, Any]:
        """How many pads may be made, and how many are used, as JSON."""
        now = self.clock.now()
        period = bounds(self.quota_period, now)
        used = await self.store.counted_pads(self._counted_since(now))
        return {
            "limit": self.quota or None,
            "used": used,
            "left": max(0, self.quota - used) if self.quota else None,
            "period": {"from": iso(period[0]), "to": iso(period[1])} if period else None,
            "forgiven_days": FORGIVEN_DAYS,
        }

    async def branch(self, pad_id: str, by: Member, moment: int, rerun: bool) -> dict[str, Any]:
        """Make a sandbox pad whose documents are what they were in a finished pad at a moment.

        Arguments:
            by: the member whose pad it is.
            moment: milliseconds since the recording's start.
            rerun: whether the cells that had been run are run again when somebody enters.

        Returns:
            The new pad as JSON.

        Raises:
            NotFound: there is no such pad, or no recording of it any more.
            IllegalTransition: it has not ended.
            Unavailable: the files could not be made; nothing is left of the new pad.
        """
        # Nobody goes on with the interview while its files are read.
        async with self.changing(pad_id):
            return await self._branch(await self.pad(pad_id), by, moment, rerun)

    async def _branch(self, source: Pad, by: Member, moment: int, rerun: bool) -> dict[str, Any]:
        if not source.finished:
            raise IllegalTransition(
                "This interview is in progress. A moment of it can be tried out once it has ended. "
                "Nothing was changed."
            )
        now = self.clock.now()
        when = clock_time(moment)
        pad = Pad(
            id=new_pad_id(),
            kind="sandbox",
            state=INITIAL["sandbox"],
            title=f"{source.title[: TITLE_MAXIMUM - 20]}, from {when}",
            candidate_name="",
            start_with=source.start_with,
            language=source.language,
            instructions=BRANCH_INSTRUCTIONS.format(when=when, instructions=source.instructions),
            created_by=by.id,
            created=now,
            started=now,
            last_activity=now,
            counted=False,
        )
        await self.servers.branch(source.id, moment, pad.id, rerun)
        try:
            await self.store.add_pads([(pad, [by.id])])
            await self.tasks.copy(source.id, pad.id)
            await asyncio.to_thread(self.servers.settle, pad.id)
        except BaseException:
            await self._erase_files(pad.id)
            raise
        await self.audit.note("pad.created", by, pad_id=pad.id, kind=pad.kind, of=source.id)
        self.log.info("%s made the pad %r.", by.name, pad.title)
        self.events.publish({"type": "pads"})
        return await self.model(pad.id)

    async def starting(self, pad: Pad) -> Pad:
        """A take-home as it is once its candidate starts it now; nothing is kept of that yet.

        Called by the waiting room with `changing` held.

        Raises:
            IllegalTransition: it was started before.
            Conflict: it is too late to start it.
        """
        now = self.clock.now()
        started = pad.after("start", now)
        if pad.due is not None and pad.due <= now:
            raise Conflict(
                "The time in which this take-home could be started is over. Please write to "
                "whoever invited you.",
                reason="overdue",
            )
        return started

    async def end(self, pad_id: str, by: Member | None) -> dict[str, Any]:
        """End the interview: sockets closed, kernels dead, candidates' cookies and tickets void.

        Arguments:
            by: the member who ends it; none for the server itself.

        Raises:
            NotFound, Refused, IllegalTransition
        """
        if (await self.pad(pad_id)).kind == "take_home":
            return await self.submit(pad_id, "member", by)
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            await self._check(pad, "end", by)
            await self._finish(pad, pad.after("end", self.clock.now()))
        await self.audit.note("pad.ended", by, pad_id=pad_id)
        return await self.changed(pad_id)

    async def submit(
        self, pad_id: str, by: SubmittedBy, member: Member | None = None
    ) -> dict[str, Any]:
        """Hand a take-home in. What `end` does is done, and it waits for its review.

        Arguments:
            by: whose deed it is. The deadline's is dated back to when it was, and nothing is done
                if it was put off meanwhile.
            member: the one who ends it, if it is a member.

        Raises:
            NotFound, Refused, IllegalTransition
        """
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            when = self.clock.now()
            if by == "deadline":
                over = self._over(pad)
                if pad.state != "in_progress" or over is None or when < over:
                    return await self.model(pad_id)
                when = over
            await self._check(pad, "submit", member if by == "member" else by)
            await self._finish(pad, pad.after("submit", when, by=by))
        await self.audit.note("pad.submitted", member, pad_id=pad_id, submitted_by=by)
        return await self.changed(pad_id)

    async def _finish(self, pad: Pad, after: Pad) -> None:
        if pad.kind == "take_home":
            # It may have been put away: what was written last is brought to its files, and sealed.
            try:
                await self.mount(pad)
            except Exception:  # whatever is wrong with its files, the end is the end
                self.log.exception("The pad %r ends without being opened.", pad.title)
        await self._keep(pad, after)
        self.tickets.revoke_pad(pad.id)
        server = self.servers.get(pad.id)
        if server is not None:
            await server.end(await self._spec(after))
        await self.store.forget_candidates(pad.id)

    async def review(self, pad_id: str, by: Member) -> dict[str, Any]:
        """Finish the review of a take-home.

        Raises:
            NotFound, Refused, IllegalTransition
        """
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            await self._check(pad, "review", by)
            after = pad.after("review", self.clock.now(), member_id=by.id)
            await self._keep(pad, after)
            await self.refresh(after)
        await self.audit.note("pad.reviewed", by, pad_id=pad_id)
        return await self.changed(pad_id)

    async def reopen(self, pad_id: str, by: Member | None) -> dict[str, Any]:
        """Go on with an interview that ended; who was admitted still is.

        A take-home whose deadline is over goes on without one.

        Raises:
            NotFound, Refused, IllegalTransition
        """
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            await self._check(pad, "reopen", by)
            await self._resume(pad, pad.after("reopen", self.clock.now()))
        await self.audit.note("pad.reopened", by, pad_id=pad_id)
        return await self.changed(pad_id)

    async def extend(self, pad_id: str, by: Member, minutes: object) -> dict[str, Any]:
        """Give a take-home more time; one that the deadline handed in goes on with so much.

        Arguments:
            minutes: 1 to 1440.

        Raises:
            NotFound, Refused, InvalidInput, IllegalTransition
        """
        more = details.minutes(minutes, "The time", EXTENSION_MAXIMUM)
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            await self._check(pad, "extend", by)
            await self._resume(pad, pad.after("extend", self.clock.now(), minutes=more))
        await self.audit.note("pad.extended", by, pad_id=pad_id, minutes=more)
        return await self.changed(pad_id)

    async def _resume(self, before: Pad, pad: Pad) -> None:
        await self._keep(before, pad)
        await self.store.forget_reviewers(pad.id)
        if pad.recording_deleted is not None:
            await self.store.begin_recording(pad.id)
            pad = await self.pad(pad.id)
        await self.refresh(pad)
        await self.mount(pad)

    async def edit(
        self,
        pad_id: str,
        by: Member,
        *,
        interviewers: Sequence[str] | None = None,
        **changes: Any,
    ) -> dict[str, Any]:
        """Change what members wrote about a pad.

        Arguments:
            interviewers: ids of the members who are assigned to it from now on.
            changes: see `details.checked`; and `team_id`.

        Raises:
            NotFound
            Refused: it is not theirs; or a member is the candidate by the address before or the
                new one, which only an administrator says.
            InvalidInput: with what to mend.
            Conflict: it has begun, so its time cannot be changed.
        """
        were: list[str] = []
        are: list[str] = []
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            await self._check(pad, "edit", by)
            after = pad
            written = dict(changes)
            if "team_id" in written:
                after = replace(after, team_id=await self._team(by, written.pop("team_id")))
            after = with_details(after, checked(written, self.clock.now()))
            if after.candidate_email != pad.candidate_email and is_subject(by, pad):
                # By which they would come to see what is written about them.
                raise Refused(
                    "You were the candidate here, so somebody else has to change the candidate’s "
                    "address. Nothing was changed."
                )
            if after.candidate_email != pad.candidate_email:
                were = await self.store.members_at(pad.candidate_email)
                are = await self.store.members_at(after.candidate_email)
                _check_subjects(by, [id for id in (*were, *are) if (id in were) != (id in are)])
            assigned = None
            if interviewers is not None:
                assigned = await self._assignable(interviewers, by.id)
            await self.store.edit_pad(after, pad.state, assigned)
            self._words_left = True
            await self.refresh(after)
        fields = sorted({*changes, *(() if interviewers is None else ("interviewers",))})
        await self.audit.note("pad.edited", by, pad_id=pad_id, fields=fields)
        for member_id in sorted({*were} ^ {*are}):
            await self._note_subject(pad_id, by, member_id, member_id in are)
        if assigned is not None or after.team_id != pad.team_id:
            # Others may see it now, and some no more.
            self.events.publish({"type": "pads"})
        return await self.changed(pad_id)

    async def _note_subject(
        self, pad_id: str, by: Member | None, member_id: str, is_subject: bool
    ) -> None:
        """Keep that a member is a pad's candidate by its address from now on, or no more."""
        done = "pad.candidate_is_member" if is_subject else "pad.candidate_is_no_member"
        await self.audit.note(done, by, pad_id=pad_id, member=member_id)

    async def delete(self, pad_id: str, by: Member | None) -> None:
        """Erase a pad's files, documents and people for good; a tombstone is left.

        Arguments:
            by: the member who deletes it.

        Raises:
            NotFound: there is none.
            Refused: it is not theirs.
            IllegalTransition: it is in progress; end it first.
        """
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            await self._check(pad, "delete", by)
            for farewell in self._farewells:
                await farewell(pad)
            self.tickets.revoke_pad(pad_id)
            await self.servers.forget(pad_id)
            now = self.clock.now()
            await self.store.bury_pad(pad, now, counted=still_counts(pad, now))
            await self._erase_files(pad_id)
            self._forget(pad_id)
        await self.audit.note("pad.deleted", by, pad_id=pad_id)
        for watcher in self._watchers:
            watcher(pad_id)
        self.events.publish({"type": "deleted", "pad_id": pad_id})
        self.events.publish({"type": "pads"})

    async def erase(self, pad_id: str) -> None:
        """Erase a pad without a trace, in whatever state it is; nothing where there is none.

        For practice pads, and for pads that could not be made whole.
        """
        async with self.changing(pad_id):
            self.tickets.revoke_pad(pad_id)
            await self.servers.forget(pad_id)
            # The row last: while it is there, what is left is found again.
            await self._erase_files(pad_id)
            await self.store.remove_pad(pad_id)
            self._forget(pad_id)
        for watcher in self._watchers:
            watcher(pad_id)

    def _forget(self, pad_id: str) -> None:
        self._words_left = True
        for kept in (self._present, self._activity, self._last_used, self._left):
            kept.pop(pad_id, None)

    # -- practice

    async def practise(
        self,
        real_id: str,
        *,
        title: str,
        start_with: StartWith,
        language: str,
        instructions: str,
    ) -> Pad:
        """Make a candidate's practice pad: in no list, never counted, and erased soon.

        Called by the take-home pages; who asks how often is theirs to watch.

        Arguments:
            real_id: of the take-home, or of the public link, that it is practice for. It is
                erased when that take-home begins.
        """
        now = self.clock.now()
        pad = Pad(
            id=new_pad_id(),
            kind="sandbox",
            state=INITIAL["sandbox"],
            title=title,
            candidate_name="",
            start_with=start_with,
            language=language,
            instructions=instructions,
            created_by=None,
            created=now,
            started=now,
            last_activity=now,
            door="open",
            ephemeral=True,
            link_id=real_id,
            counted=False,
        )
        await self.store.add_pads([(pad, ())])
        return pad

    async def erase_practice(self, real_id: str | None = None) -> None:
        """Erase the practice pads that are over, or all for one take-home that begins.

        One is over when nobody was in it for ten minutes, and two hours after it was made.
        """
        now = self.clock.now()
        for pad in await self.store.practice_pads(real_id):
            left = self._left.get(pad.id, pad.created)
            abandoned = not self._present.get(pad.id) and left <= now - PRACTICE_LEFT
            if real_id is not None or abandoned or pad.created <= now - PRACTICE_AT_MOST:
                await self.erase(pad.id)

    # -- deadlines

    def _over(self, pad: Pad) -> datetime | None:
        """When no more work is taken: the deadline and the grace after it."""
        return None if pad.deadline is None else pad.deadline + self._grace

    @property
    def _grace(self) -> timedelta:
        return timedelta(seconds=self.take_home_grace)

    @observe("take_home_grace")
    def _grace_changed(self, change: Any) -> None:
        # Configuration is applied before anything waits.
        if hasattr(self, "_deadlines"):
            self._deadlines.changed()

    async def submit_overdue(self) -> datetime | None:
        """Hand in every take-home whose time is over.

        Returns:
            When the next one's is; None where none has a deadline.
        """
        now = self.clock.now()
        again: datetime | None = None
        for pad_id in await self.store.overdue(now - self._grace):
            try:
                await self.submit(pad_id, "deadline")
            except NotFound:
                pass
            except Exception:
                self.log.exception("A take-home could not be handed in; it is tried again.")
                again = now + AGAIN
        deadline = await self.store.next_deadline(now - self._grace)
        due = [again] if again is not None else []
        if deadline is not None:
            due.append(deadline + self._grace)
        return min(due, default=None)

    # -- one at a time

    @contextlib.asynccontextmanager
    async def changing(self, pad_id: str) -> AsyncIterator[None]:
        """One change of a pad, or of who is in it, at a time. Not reentrant."""
        lock = self._locks.setdefault(pad_id, asyncio.Lock())
        async with lock:
            yield

    async def changed(self, pad_id: str) -> dict[str, Any]:
        """Tell everybody who looks on that a pad is different now; returns it as JSON."""
        pad = await self.pad(pad_id)
        (model,) = await self.models_of([pad])
        for watcher in self._watchers:
            watcher(pad_id)
        if not pad.ephemeral:
            self.events.publish({"type": "pad", "pad": model})
        return model

    async def _check(self, pad: Pad, action: Action, by: Member | str | None) -> None:
        """Whether somebody may do this now.

        Arguments:
            by: a member; ``"candidate"`` or ``"deadline"``; none for the server itself.

        Raises:
            Refused, IllegalTransition
        """
        if by is None:
            next_state(pad.kind, pad.state, action)
            return
        role = by if isinstance(by, str) else by.role
        own = True
        if action in OWN and not isinstance(by, str):
            around = (await self.store.surroundings([pad]))[pad.id]
            own = by.id in (pad.created_by, *(id for id, _ in around.assigned))
        check(pad.kind, pad.state, action, role, own=own)

    async def _keep(self, pad: Pad, after: Pad) -> None:
        await self.store.change_pad(after, pad.state)
        self._activity.pop(pad.id, None)
        self._deadlines.changed()
        self.log.info("The pad %r is %s.", pad.title, after.state.replace("_", " "))

    # -- the pads' servers

    async def open(self, pad_id: str) -> PadServer:
        """The pad's server, started if it was not running.

        Raises:
            NotFound: there is no such pad.
        """
        async with self.changing(pad_id):
            return await self.mount(await self.pad(pad_id))

    async def reopen_for(self, pad_id: str, cookie_hash: str) -> bool:
        """Start a pad's server again for a browser that is in the pad.

        Arguments:
            cookie_hash: of the pad's cookie that the browser holds.

        Returns:
            Whether there is such a browser; if not, nothing was started.
        """
        if not any(known == cookie_hash for known, _ in await self.store.entries(pad_id)):
            return False
        await self.open(pad_id)
        return True

    async def refresh(self, pad: Pad) -> None:
        """Tell a running pad server what changed. Called with `changing` held."""
        if pad.deadline is not None:
            self._deadlines.changed()
        server = self.servers.get(pad.id)
        if server is not None:
            await server.update(await self._spec(pad))

    async def ticket(self, pad: Pad, claim: Claim) -> str:
        """A ticket into the pad, whose server is running when this returns."""
        await self.open(pad.id)
        return self.tickets.issue(claim)

    async def mount(self, pad: Pad) -> PadServer:
        """The pad's server, started if it was not running. Called with `changing` held.

        Raises:
            Unavailable: its files cannot be opened.
        """
        self._last_used[pad.id] = monotonic()
        server = self.servers.get(pad.id)
        if server is None:
            try:
                server = await self.servers.open(await self._spec(pad))
            except OSError as error:
                raise Unavailable(
                    "The files of this interview cannot be opened at the moment "
                    f"({error.strerror or error}). Nothing is lost. "
                    "Please tell the administrator."
                ) from error
            for greeting in self._greetings:
                await greeting(pad, server)
        return server

    async def _spec(self, pad: Pad) -> PadSpec:
        from ..pad_server import PadSpec

        tasks, current = await self.tasks.specs(pad.id)
        return PadSpec(
            pad_id=pad.id,
            title=pad.title,
            state=pad.state,
            started=pad.started,
            instructions=pad.instructions,
            start_with=pad.start_with,
            language=pad.language,
            read_only=pad.finished,
            sealed=pad.sealed or pad.recording_deleted is not None,
            recording_deleted=pad.recording_deleted,
            kind=pad.kind,
            deadline=pad.deadline,
            grace=self.take_home_grace,
            submit=pad.kind == "take_home" and not pad.finished,
            tasks=tasks,
            current_task=current,
            entries=await self.store.entries(pad.id),
        )

    async def _erase_files(self, pad_id: str) -> None:
        directory = Path(self.servers.pads_dir) / pad_id

        try:
            await asyncio.to_thread(remove_tree, directory)
        except Exception as error:
            # Tried again at the next start, as long as the tombstone is there.
            self.log.error("The files of a deleted pad could not be erased: %s", error)

    # -- what pads report

    def presence_changed(self, pad_id: str, participants: list[Participant]) -> None:
        """Those who have the pad open changed. Called by the gateway."""
        if participants:
            self._present[pad_id] = list(participants)
        else:
            self._present.pop(pad_id, None)
        self._last_used[pad_id] = monotonic()
        self._left[pad_id] = self.clock.now()
        if not self._stopped:
            self._spawn(self._say_changed(pad_id))

    def active(self, pad_id: str) -> None:
        """Somebody did something in the pad. Called by the gateway, often."""
        self._activity[pad_id] = self.clock.now()
        self.last_active = monotonic()

    async def _say_changed(self, pad_id: str) -> None:
        try:
            await self.changed(pad_id)
        except NotFound:
            pass
        except InterviewError as error:
            self.log.warning("Those who look on could not be told of a change: %s", error)

    # -- housekeeping

    async def _keep_house(self) -> None:
        looked = -RETENTION
        while True:
            await asyncio.sleep(HOUSEKEEPING)
            try:
                await self._say_active(await self._flush_activity())
                await self.put_away_idle()
                await self.erase_practice()
                if monotonic() >= looked + RETENTION:
                    looked = monotonic()
                    await self.delete_old_recordings()
                    await self.forget_words()
            except Exception:
                self.log.exception("Housekeeping failed; it is tried again.")

    async def _say_active(self, pad_ids: list[str]) -> None:
        if not pad_ids or not self.events:
            return
        pads = [pad for pad in await self.store.pads(ids=pad_ids) if not pad.ephemeral]
        for model in await self.models_of(pads):
            self.events.publish({"type": "pad", "pad": model})

    async def _flush_activity(self) -> list[str]:
        activity, self._activity = self._activity, {}
        if activity:
            try:
                await self.store.touch_pads(activity)
            except InterviewError:
                self._activity = {**activity, **self._activity}
                raise
        return list(activity)

    async def delete_old_recordings(self) -> None:
        """Delete the recordings of interviews that ended `recording_days` ago, or longer."""
        if not self.recording_days:
            return
        before = self.clock.now() - timedelta(days=self.recording_days)
        for pad_id in await self.store.recorded(before):
            async with self.changing(pad_id):
                pad = await self.pad(pad_id)
                if not _is_due(pad, before):
                    continue
                folder = Path(self.servers.pads_dir) / pad_id
                await self.servers.forget(pad_id)
                await asyncio.to_thread(delete_recording, folder)
                await self.store.recording_deleted(pad_id, self.clock.now())
                self.log.info("The recording of the pad %r is deleted: it was old.", pad.title)
                await self.audit.note("recording.deleted", None, pad_id=pad_id)
            await self.changed(pad_id)

    async def forget_words(self) -> None:
        """Have nothing left of what pads said that were deleted or renamed."""
        if self._words_left:
            self._words_left = False
            await self.store.forget_words()

    async def put_away_idle(self) -> None:
        """Stop the servers of pads that nobody has open, live ones in progress left out."""
        for pad_id, used in list(self._last_used.items()):
            idle = monotonic() - used
            if self._present.get(pad_id) or idle < self.idle_after:
                continue
            async with self.changing(pad_id):
                pad = await self.store.pad(pad_id)
                if pad.state == "in_progress" and (
                    pad.kind != "take_home" or idle < self.take_home_idle_after
                ):
                    continue
                if self._present.get(pad_id) or self._last_used.get(pad_id) != used:
                    continue  # somebody came meanwhile
                server = self.servers.get(pad_id)
                if server is not None and server.runs.anything_runs:
                    continue
                self._last_used.pop(pad_id, None)
                await self.servers.close(pad_id)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _is_due(pad: Pad, before: datetime) -> bool:
    """Whether a pad has a recording, and ended before that time."""
    return (
        pad.finished
        and pad.recording_deleted is None
        and pad.ended is not None
        and pad.ended <= before
    )


def offered(model: dict[str, Any], member: Member, now: datetime) -> list[str]:
    """What a member may do now with a pad that is given as JSON; its rows in lists show these.

    Arguments:
        model: as `PadManager.model` returns it.
        now: aware.
    """
    own = member.id in {one["id"] for one in (*model["assigned"], model["created_by"]) if one}
    possible = actions(model["kind"], model["state"], member.role, own=own)
    # A live pad is started by admitting somebody.
    left_out = {"start"}
    if not extendable(
        model["state"],
        _time(model["deadline"]),
        model["submitted_by"],
        _time(model["submitted"]),
        now,
    ):
        left_out.add("extend")
    return [action for action in possible if action not in left_out]


def named(who: tuple[str, str] | None) -> dict[str, str] | None:
    """Somebody's id and name as JSON."""
    return {"id": who[0], "name": who[1]} if who is not None else None


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text is not None else None


def iso(when: datetime | None) -> str | None:
    """A time as JSON has it: ISO 8601 in UTC, to the millisecond."""
    if when is None:
        return None
    return when.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _check_subjects(by: Member, member_ids: Sequence[str]) -> None:
    """Whether somebody may say that members are the candidate of a pad, or are not any more.

    A candidate sees nothing of what is written about them, so by a colleague's address one could
    lock them out; and by taking it away, let them see it.

    Raises:
        Refused: only an administrator may, of anybody but themselves.
    """
    if by.role != "admin" and any(member_id != by.id for member_id in member_ids):
        raise Refused(
            "This is the e-mail address of somebody in your organization, and a candidate sees "
            "nothing of what is written about them. So an administrator has to enter or change "
            "it. Nothing was changed."
        )
