"""The pads of this installation: making, opening, ending, erasing them, and who is in them."""

from __future__ import annotations

import asyncio
import contextlib
import weakref
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join
from traitlets import Float, Instance, Integer, Unicode
from traitlets.config import LoggingConfigurable

from ..audit.log import AuditLog
from ..auth.participant import Participant
from ..auth.tickets import Claim, Tickets
from ..clock import Clock
from ..errors import IllegalTransition, InterviewError, InvalidInput, NotFound, Unavailable
from ..events import Events
from ..origins import Origins
from ..recording.moment import clock_time
from ..recording.retention import delete_recording
from ..text import many_lines, one_line
from ..trees import remove_tree
from .life import INITIAL, Action, actions, extendable
from .pad import START_WITH, Pad, is_pad_id, new_pad_id
from .store import Member, Store

if TYPE_CHECKING:
    from ..pad_server import PadServer, PadServers, PadSpec
    from ..tasks.manager import TaskManager

TITLE_MAXIMUM = 200
CANDIDATE_NAME_MAXIMUM = 80
INSTRUCTIONS_MAXIMUM = 20_000

# How often activity is written down and idle pads are put away, in seconds.
HOUSEKEEPING = 15.0

# How often it is looked whether recordings are old enough to be deleted, in seconds.
RETENTION = 600.0


BRANCH_INSTRUCTIONS = """\
**This is a copy to try things in**, of an interview as it was {when} after its beginning. Nothing
that is done here changes the interview. Files that nobody had open are as they were at its end.

---

{instructions}"""


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
    audit = Instance(AuditLog, help="Set by the application.")
    events = Instance(Events, help="Set by the application.")
    clock = Instance(Clock, args=(), help="What time it is. Set by the application.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._locks: weakref.WeakValueDictionary[str, asyncio.Lock] = weakref.WeakValueDictionary()
        self._present: dict[str, list[Participant]] = {}
        self._activity: dict[str, datetime] = {}
        self._last_used: dict[str, float] = {}
        self.last_active = 0.0  # anywhere, on the monotonic clock
        self._watchers: list[Callable[[str], None]] = []
        self._describers: dict[str, Callable[[list[str]], Awaitable[Mapping[str, Any]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    # -- life

    async def start(self) -> None:
        """Open all pads in progress again, and finish erasing what was deleted.

        A pad that cannot be opened is reported and does not keep the others from opening.
        """
        for pad in await self.store.tombstones():
            await self._erase_files(pad.id)
        for pad in await self.store.pads(state="in_progress"):
            try:
                await self.open(pad.id)
            except Exception:
                self.log.exception("The pad %r could not be opened again.", pad.title)
        self._spawn(self._keep_house())

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
                "tests": None,
                "mailed": None,
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
            key: ``team``, ``tests`` or ``mailed``.
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

    # -- changing

    async def create(
        self,
        by: Member,
        *,
        title: object,
        candidate_name: object = "",
        start_with: object = None,
        language: object = "python",
        instructions: object = None,
        questions: list[str] | None = None,
        question_languages: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """Make a live pad.

        Arguments:
            by: the member whose pad it is.
            start_with: ``"notebook"``, ``"file"``, ``"both"`` or ``"nothing"``. Default: nothing
                where there are questions, else a notebook.
            language: one that this server offers; see `PadServers.languages`.
            instructions: Markdown; none for `default_instructions`.
            questions: ids of those that become its tasks, in their order; the first is opened.
            question_languages: by id, the language of a question that offers several.

        Returns:
            The new pad as JSON.

        Raises:
            InvalidInput: with what to mend.
            NotFound, Conflict: a question cannot be used; no pad was made.
        """
        languages = question_languages or {}
        chosen = [(id, languages.get(id)) for id in questions or ()]
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
        now = self.clock.now()
        pad = Pad(
            id=new_pad_id(),
            kind="live",
            state=INITIAL["live"],
            title=one_line(title, "The title", maximum=TITLE_MAXIMUM),
            candidate_name=one_line(
                "" if candidate_name is None else candidate_name,
                "The candidate's name",
                maximum=CANDIDATE_NAME_MAXIMUM,
                minimum=0,
            ),
            start_with=start_with,
            language=str(language),
            instructions=many_lines(
                self.default_instructions if instructions is None else instructions,
                "The instructions",
                maximum=INSTRUCTIONS_MAXIMUM,
            ),
            created_by=by.id,
            created=now,
            last_activity=now,
        )
        await self.tasks.check(by, chosen, pad)
        await self.store.add_pad(pad, [by.id])
        await self.audit.note("pad.created", by, pad_id=pad.id, kind=pad.kind)
        if chosen:
            try:
                await self.tasks.begin(pad, by, chosen)
            except BaseException:
                await self.delete(pad.id, by)
                raise
        self.log.info("%s made the pad %r.", by.name, pad.title)
        self.events.publish({"type": "pads"})
        return await self.model(pad.id)

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
            await self.store.add_pad(pad, [by.id])
            await self.tasks.copy(source.id, pad.id)
        except BaseException:
            await self._erase_files(pad.id)
            raise
        await self.audit.note("pad.created", by, pad_id=pad.id, kind=pad.kind, of=source.id)
        self.log.info("%s made the pad %r.", by.name, pad.title)
        self.events.publish({"type": "pads"})
        return await self.model(pad.id)

    async def end(self, pad_id: str, by: Member | str | None) -> dict[str, Any]:
        """End the interview: sockets closed, kernels dead, candidates' cookies and tickets void.

        Arguments:
            by: the member who ends it, or their id.

        Raises:
            NotFound, IllegalTransition
        """
        async with self.changing(pad_id):
            ended = await self._apply(pad_id, "end")
            self.tickets.revoke_pad(pad_id)
            server = self.servers.get(pad_id)
            if server is not None:
                await server.end(await self._spec(ended))
            await self.store.forget_candidates(pad_id)
        await self.audit.note("pad.ended", by, pad_id=pad_id)
        return await self.changed(pad_id)

    async def reopen(self, pad_id: str, by: Member) -> dict[str, Any]:
        """Go on with an interview that ended; who was admitted still is.

        Arguments:
            by: the member who reopens it.

        Raises:
            NotFound, IllegalTransition
        """
        async with self.changing(pad_id):
            pad = await self._apply(pad_id, "reopen")
            await self.store.forget_reviewers(pad_id)
            if pad.recording_deleted is not None:
                await self.store.begin_recording(pad_id)
                pad = await self.pad(pad_id)
            await self.refresh(pad)
            await self.mount(pad)
        await self.audit.note("pad.reopened", by, pad_id=pad_id)
        return await self.changed(pad_id)

    async def delete(self, pad_id: str, by: Member) -> None:
        """Erase a pad's files, documents and people for good; a tombstone is left.

        Arguments:
            by: the member who deletes it.

        Raises:
            NotFound: there is none.
            IllegalTransition: it is in progress; end it first.
        """
        async with self.changing(pad_id):
            pad = await self.pad(pad_id)
            if pad.state == "in_progress":
                raise IllegalTransition(
                    "This interview is in progress. End it first; then it can be deleted. "
                    "Nothing was changed."
                )
            self.tickets.revoke_pad(pad_id)
            await self.servers.forget(pad_id)
            await self.store.bury_pad(pad_id, self.clock.now())
            await self._erase_files(pad_id)
            for kept in (self._present, self._activity, self._last_used):
                kept.pop(pad_id, None)
        await self.audit.note("pad.deleted", by, pad_id=pad_id)
        for watcher in self._watchers:
            watcher(pad_id)
        self.events.publish({"type": "pads"})

    @contextlib.asynccontextmanager
    async def changing(self, pad_id: str) -> AsyncIterator[None]:
        """One change of a pad, or of who is in it, at a time. Not reentrant."""
        lock = self._locks.setdefault(pad_id, asyncio.Lock())
        async with lock:
            yield

    async def changed(self, pad_id: str) -> dict[str, Any]:
        """Tell everybody who looks on that a pad is different now; returns it as JSON."""
        model = await self.model(pad_id)
        for watcher in self._watchers:
            watcher(pad_id)
        self.events.publish({"type": "pad", "pad": model})
        return model

    async def _apply(self, pad_id: str, action: Action) -> Pad:
        pad = await self.pad(pad_id)
        after = pad.after(action, self.clock.now())
        await self.store.change_pad(after, pad.state)
        self._activity.pop(pad_id, None)
        self.log.info("The pad %r is %s.", pad.title, after.state.replace("_", " "))
        return after

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
                if monotonic() >= looked + RETENTION:
                    looked = monotonic()
                    await self.delete_old_recordings()
            except Exception:
                self.log.exception("Housekeeping failed; it is tried again.")

    async def _say_active(self, pad_ids: list[str]) -> None:
        if not pad_ids or not self.events:
            return
        for model in await self.models_of(await self.store.pads(ids=pad_ids)):
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
        for pad in await self.store.pads():
            if not _is_due(pad, before):
                continue
            async with self.changing(pad.id):
                if not _is_due(await self.pad(pad.id), before):
                    continue
                folder = Path(self.servers.pads_dir) / pad.id
                await self.servers.forget(pad.id)
                await asyncio.to_thread(delete_recording, folder)
                await self.store.recording_deleted(pad.id, self.clock.now())
                self.log.info("The recording of the pad %r is deleted: it was old.", pad.title)
                await self.audit.note("recording.deleted", None, pad_id=pad.id)
            await self.changed(pad.id)

    async def put_away_idle(self) -> None:
        """Stop the servers of pads that are not in progress and that nobody has open."""
        for pad_id, used in list(self._last_used.items()):
            if self._present.get(pad_id) or monotonic() - used < self.idle_after:
                continue
            async with self.changing(pad_id):
                if (await self.store.pad(pad_id)).state == "in_progress":
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
