"""The pads of this installation: opening, ending, changing and erasing them."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from traitlets import Enum, Float, Instance, Integer, Unicode, observe
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.participant import Participant
from ..auth.tickets import Claim, Tickets
from ..clock import Clock
from ..errors import Conflict, InterviewError, NotFound, Refused, Unavailable
from ..events import Events
from ..feedback.visibility import is_subject
from ..origins import Origins
from ..trees import remove_tree
from . import details
from .deadlines import AGAIN, Deadlines
from .details import checked, with_details
from .housekeeping import Housekeeping
from .life import OWN, Action, check, next_state
from .maker import PadMaker
from .model import pad_model
from .pad import Pad, SubmittedBy, is_pad_id
from .presence import Presence
from .quota import PERIODS, still_counts
from .store import Member, Store
from .subjects import check_subjects, note_subject

if TYPE_CHECKING:
    from ..interview_templates.manager import TemplateManager
    from ..pad_server import PadServer, PadServers, PadSpec
    from ..tasks.manager import TaskManager

# Minutes by which a take-home is extended at most, at once.
EXTENSION_MAXIMUM = 24 * 60


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
        self.presence = Presence()
        self.maker = PadMaker(self)
        self.housekeeping = Housekeeping(self, self.presence)
        self._watchers: list[Callable[[str], None]] = []
        self._farewells: list[Callable[[Pad], Awaitable[None]]] = []
        self._greetings: list[Callable[[Pad, PadServer], Awaitable[None]]] = []
        self._describers: dict[str, Callable[[list[str]], Awaitable[Mapping[str, Any]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._deadlines = Deadlines(self.clock, self.submit_overdue, self.log)

    # -- life

    async def start(self) -> None:
        """Open all pads in progress again, and finish erasing what was deleted or half made.

        Take-homes that were idle come back when somebody opens them. A pad that cannot be opened
        is reported and does not keep the others from opening.
        """
        for pad_id in await self.store.buried(await asyncio.to_thread(self._folders)):
            await self.erase_files(pad_id)
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
        self._spawn(self.housekeeping.run())
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
                await self.erase_files(pad_id)

    async def stop(self) -> None:
        """Stop the pads' servers and write down what is only in memory."""
        self._stopped = True
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.servers.stop()
        with contextlib.suppress(InterviewError):
            await self.housekeeping.flush_activity()

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
        around = await self.store.surroundings(pads)
        models = [
            pad_model(
                pad,
                around[pad.id],
                present=[participant.name for participant in self.present(pad.id)],
                last_activity=self.presence.activity(pad.id) or pad.last_activity,
                url=self.address(pad.id),
            )
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

    async def interviewers(self, pad: Pad) -> list[str]:
        """The names of the pad's interviewers."""
        return (await self.store.surroundings([pad]))[pad.id].interviewers

    def address(self, pad_id: str) -> str:
        """The path of the pad's one address."""
        return url_path_join(self.base_url, "interview/pads", pad_id)

    def present(self, pad_id: str) -> list[Participant]:
        """Who has the pad open just now."""
        return self.presence.here(pad_id)

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
                after = replace(after, team_id=await self.maker.team(by, written.pop("team_id")))
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
                check_subjects(by, [id for id in (*were, *are) if (id in were) != (id in are)])
            assigned = None
            if interviewers is not None:
                assigned = await self.maker.assignable(interviewers, by.id)
            await self.store.edit_pad(after, pad.state, assigned)
            self.housekeeping.words_left = True
            await self.refresh(after)
        fields = sorted({*changes, *(() if interviewers is None else ("interviewers",))})
        await self.audit.note("pad.edited", by, pad_id=pad_id, fields=fields)
        for member_id in sorted({*were} ^ {*are}):
            await note_subject(self.audit, pad_id, by, member_id, member_id in are)
        if assigned is not None or after.team_id != pad.team_id:
            # Others may see it now, and some no more.
            self.events.publish({"type": "pads"})
        return await self.changed(pad_id)

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
            await self.erase_files(pad_id)
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
            await self.erase_files(pad_id)
            await self.store.remove_pad(pad_id)
            self._forget(pad_id)
        for watcher in self._watchers:
            watcher(pad_id)

    def _forget(self, pad_id: str) -> None:
        self.housekeeping.words_left = True
        self.presence.forget(pad_id)

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
        if (role, pad.kind, action) in OWN and not isinstance(by, str):
            around = (await self.store.surroundings([pad]))[pad.id]
            own = by.id in (pad.created_by, *(id for id, _ in around.assigned))
        check(pad.kind, pad.state, action, role, own=own)

    async def _keep(self, pad: Pad, after: Pad) -> None:
        await self.store.change_pad(after, pad.state)
        self.presence.settled(pad.id)
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
        self.presence.used(pad.id)
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

    async def erase_files(self, pad_id: str) -> None:
        """Erase the folder of a pad that is gone, now or at the next start."""
        directory = Path(self.servers.pads_dir) / pad_id

        try:
            await asyncio.to_thread(remove_tree, directory)
        except Exception as error:
            # Tried again at the next start, as long as the tombstone is there.
            self.log.error("The files of a deleted pad could not be erased: %s", error)

    # -- what pads report

    def presence_changed(self, pad_id: str, participants: list[Participant]) -> None:
        """Those who have the pad open changed. Called by the gateway."""
        self.presence.changed(pad_id, participants, self.clock.now())
        if not self._stopped:
            self._spawn(self._say_changed(pad_id))

    def active(self, pad_id: str) -> None:
        """Somebody did something in the pad. Called by the gateway, often."""
        self.presence.acted(pad_id, self.clock.now())

    async def _say_changed(self, pad_id: str) -> None:
        try:
            await self.changed(pad_id)
        except NotFound:
            pass
        except InterviewError as error:
            self.log.warning("Those who look on could not be told of a change: %s", error)

    def _spawn(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
