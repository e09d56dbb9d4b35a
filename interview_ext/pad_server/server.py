"""The server of one pad: base URL, files, kernels, rooms, people, all its own."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import stat
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from jupyter_core.utils import ensure_async
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from pycrdt import Map
from tornado import web
from traitlets import Any as AnyTrait
from traitlets import Bool, Float, Instance, Integer
from traitlets.config import Config

from ..auth.authorizer import PadAuthorizer
from ..auth.identity import PadIdentityProvider, free_color, hash_secret
from ..auth.participant import Participant, Role
from ..auth.policy import Action, allowed, effective_role
from ..errors import Conflict, InterviewError, NotFound, Refused
from ..gateway import PadGateway
from ..headers import guard
from ..lab_page import LabPage, lab_page_settings
from ..origins import Origins
from ..pages.environment import dress_server
from ..playback.handlers import PlaybackHandler, PlaybackPartHandler
from ..playback.manager import PlaybackManager, Progress
from ..provisioning.kernels import PadKernelManager
from ..provisioning.kernelspecs import SandboxedKernelSpecManager, kernel_name_of
from ..provisioning.language import Language
from ..provisioning.offered import OfferedLanguages
from ..provisioning.pool import BREATH, KernelPool, recover
from ..provisioning.python_environment import PythonEnvironment
from ..recording import RECORDING
from ..recording.frame import Kind
from ..recording.recording import Recording
from ..recording.writer import RecordingWriter
from ..reproducibility.handlers import ReproducibilityHandler
from ..reproducibility.manager import ReproducibilityManager
from ..rooms.handlers import DocumentSessionHandler, RoomWebSocketHandler
from ..rooms.manager import RoomManager
from ..runs.connection import QuestionsConnection
from ..runs.handlers import KernelActionHandler, RunInputHandler, RunsHandler
from ..runs.kernelmanager import QuietKernelManager
from ..runs.languages import DocumentLanguages
from ..runs.limits import RunLimits
from ..runs.manager import RunManager
from ..sizes import MiB
from .contents import PadContentsManager
from .disk import DiskWatch
from .focus import FocusTime
from .gate import EnterHandler
from .handlers import (
    AdmissionHandler,
    AdmissionsHandler,
    BranchHandler,
    EndHandler,
    FocusHandler,
    PadEventsHandler,
    PadHandler,
    SignalsHandler,
    SubmitHandler,
    TaskTestsHandler,
)
from .reruns import forget_reruns, read_reruns
from .settings import LabSettingsHandler
from .signals import Signals
from .spec import PadSpec
from .starter import starter_files, write_starter_files
from .tasks import PadTasks

# WebSocket close codes of ours: why the pad closed a browser's connections.
CLOSED_ENDED = 4001
CLOSED_REMOVED = 4002
CLOSED_CHANGED = 4003

# In how many documents code is made ready to run before anybody asks.
WARM = 2

# What a browser may ask a kernel directly; code is run by the run service alone.
KERNEL_QUESTIONS = [
    "kernel_info_request",
    "complete_request",
    "inspect_request",
    "is_complete_request",
    "comm_info_request",
]

# One after the other: the library was not made for several at once.
_initializing = ThreadPoolExecutor(1, "pads")


class PadServer(ServerApp):
    """A Jupyter server that serves one pad inside the host's process.

    Made by `PadServers.open`. It knows the control plane only as its gateway.
    """

    name = "interview-pad"

    default_services = (  # type: ignore[assignment]
        "api",
        "contents",
        "files",
        "kernels",
        "kernelspecs",
        "sessions",
        "events",
    )

    max_kernels = Integer(
        4, min=1, config=True, help="In how many documents of one pad code may run at once."
    )

    document_size = Integer(
        20 * MiB,
        min=1024,
        config=True,
        help="""Bytes that a shared document may have as it is stored; nothing can be added to a
        larger one.""",
    )
    recording_size = Integer(
        2048 * MiB,
        min=MiB,
        config=True,
        help="Bytes that the recording of a pad may have; nothing more is written in the pad then.",
    )
    disk_size = Integer(
        512 * MiB, min=MiB, config=True, help="Bytes of the disk that a pad's files may take."
    )
    disk_files = Integer(
        50_000, min=10, config=True, help="How many files and folders a pad may have."
    )
    disk_reserve = Integer(
        512 * MiB,
        min=0,
        config=True,
        help="""Bytes of the server's disk that stay free: code that goes on filling it is stopped
        in every pad.""",
    )
    run_time = Float(
        600.0,
        min=0.0,
        config=True,
        help="""Seconds that one run may take, the time it waits for input not counted; then it is
        interrupted, and its kernel restarted where that does not help. 0: as long as it likes.""",
    )
    idle_kernel_time = Float(
        3600.0,
        min=0.0,
        config=True,
        help="""Seconds after which the kernels of a pad that nobody has open are stopped, unless
        something runs. 0: never.""",
    )
    focus_minutes = Integer(
        5,
        min=1,
        max=120,
        config=True,
        help="""Minutes after which focus time ends by itself, in which the interviewers do not
        see what the candidate writes.""",
    )
    output_text = Integer(
        2 * MiB, min=1024, config=True, help="Bytes of text that one run may print."
    )
    output_size = Integer(
        16 * MiB,
        min=1024,
        config=True,
        help="Bytes of output that one run may leave in a document, images and tables included.",
    )
    output_items = Integer(
        250, min=1, config=True, help="How many outputs one run may show that are no text."
    )
    output_rate = Integer(
        1000, min=1, config=True, help="How many outputs a second of one run are looked at."
    )
    stop_at_output_limit = Bool(
        False,
        config=True,
        help="""Whether a run that prints more than it may is interrupted. Default: it goes on, and
        what it prints is not shown any more.""",
    )

    spec = Instance(PadSpec, help="The pad as the control plane last described it.")
    language = AnyTrait(help="The pad's language; None where its description is gone.")
    offered = Instance(OfferedLanguages, help="What the machine can run.")
    gateway = AnyTrait(help="The way to the control plane, see `PadGateway`.")
    folder = Instance(Path, help="Everything of this pad on disk.")
    writer = Instance(RecordingWriter, help="Commits this pad's recording.")
    pool = Instance(KernelPool, help="Where warm kernels come from.")
    playbacks = Instance(PlaybackManager, help="Prepares recordings for playback.")
    checks = Instance(ReproducibilityManager, help="Checks notebooks when it has ended.")
    address = AnyTrait("", help="The pad's one address, as a path; whole if it is elsewhere.")
    origins = Instance(Origins, help="What is on which host name.")
    static_server = AnyTrait("", help="Base URL of the server that hands out static files.")
    host_url = AnyTrait("/", help="The host's base URL, where the light pages' files are.")

    @classmethod
    def make(
        cls,
        spec: PadSpec,
        language: Language | None,
        offered: OfferedLanguages,
        gateway: PadGateway,
        folder: Path,
        writer: RecordingWriter,
        pool: KernelPool,
        playbacks: PlaybackManager,
        checks: ReproducibilityManager,
        host: ServerApp,
        base_url: str,
        origins: Origins,
    ) -> PadServer:
        """Lay out a pad's folder and configure its server.

        Arguments:
            spec: the pad.
            language: the pad's; None where its description is gone.
            offered: what the machine can run.
            gateway: the way to the control plane.
            folder: made where it does not exist.
            writer: commits the recording.
            pool: keeps kernels warm.
            playbacks: prepares recordings for playback.
            checks: checks notebooks when it has ended.
            host: the server in whose process the pad lives.
            base_url: the pad's own, with a slash at both ends.
            origins: what is on which host name.
        """
        files = folder / "files"
        recover(files)
        if not files.exists():
            # Under another name first: a pad's folder has its documents or does not exist.
            made = folder / f".files-{secrets.token_hex(4)}"
            made.mkdir(parents=True, mode=0o700)
            write_starter_files(made, spec.start_with, language)
            made.rename(files)
        for name in ("config", "settings", "workspaces", "runtime"):
            (folder / name).mkdir(mode=0o700, exist_ok=True)
        # A copy through and through: what is set for one pad must not reach another.
        config = deepcopy(host.config)
        for section in ("ServerApp", "IdentityProvider", "ExtensionApp"):
            config.pop(section, None)
        config.merge(_pad_config(folder, files, kernel_name_of(spec.language)))
        pad = cls(
            config=config,
            parent=None,
            log=host.log,
            spec=spec,
            language=language,
            offered=offered,
            gateway=gateway,
            folder=folder,
            writer=writer,
            pool=pool,
            playbacks=playbacks,
            checks=checks,
            base_url=base_url,
            address=origins.at_public(base_url.rstrip("/")),
            origins=origins,
            static_server=host.base_url,
            host_url=host.base_url,
            cookie_secret=host.cookie_secret,
            allow_remote_access=host.allow_remote_access,
            local_hostnames=host.local_hostnames,
            allow_origin=host.allow_origin,
            trust_xheaders=host.trust_xheaders,
            root_dir=str(files),
            config_dir=str(folder / "config"),
            runtime_dir=str(folder / "runtime"),
            open_browser=False,
            identity_provider_class=PadIdentityProvider,
            authorizer_class=PadAuthorizer,
            kernel_manager_class=QuietKernelManager,
            kernel_websocket_connection_class=QuestionsConnection,
            kernel_spec_manager_class=SandboxedKernelSpecManager,
            contents_manager_class=PadContentsManager,
            jpserver_extensions={"jupyterlab": True},
        )
        return pad

    @property
    def pad_id(self) -> str:
        """The last part of the pad's address."""
        return self.spec.pad_id

    # -- start

    async def mount(self) -> None:
        """Become ready to serve; called once."""
        self.recording = Recording(self.folder / RECORDING, self.writer)
        self.recording.on_failure = self._on_recording_failure
        self.recording.max_size = self.recording_size
        self.recording.sealed = self.spec.read_only
        await self.recording.look_back()
        self.tasks = PadTasks(self)
        self.focus = FocusTime(self)
        self._has_seal = self.spec.sealed
        self._sealing: asyncio.Task[None] | None = None
        self.entries: dict[str, Participant] = dict(self.spec.entries)
        self.browsers: set[PadEventsHandler] = set()
        self.room_connections: set[RoomWebSocketHandler] = set()
        self._colors: dict[str, str] = {}
        self._trouble: dict[str, str] = {}
        self._warming: set[asyncio.Task[None]] = set()
        self._starting: set[asyncio.Task[Any]] = set()
        self._culling: asyncio.TimerHandle | None = None
        self._kernels_welcome = not self.spec.read_only
        self._entering = asyncio.Lock()
        self.signals = Signals(partial(self._record, "signal"))
        self._reruns = read_reruns(self.folder) if not self.spec.read_only else []
        self._untouched = not self.entries and not self.spec.read_only
        self._loop = asyncio.get_running_loop()
        self.tornado_settings = {
            **lab_page_settings(self._lab_page),
            "pad_server": self,
            "static_immutable_cache": [],
            "log_function": self._no_request_log,
        }
        await self._loop.run_in_executor(_initializing, self._initialize)
        dress_server(self.web_app.settings, self.host_url, start_url=self.address)
        guard(
            self.web_app,
            self.base_url,
            host_url=self.host_url,
            files_url=self.base_url + "files/",
        )
        assert isinstance(self.identity_provider, PadIdentityProvider)
        assert isinstance(self.authorizer, PadAuthorizer)
        assert isinstance(self.contents_manager, PadContentsManager)
        self.identity_provider.find_participant = self.find_participant
        self.identity_provider.color_of = self.color_of
        self.authorizer.role_of = self.role_of
        assert isinstance(self.kernel_manager, PadKernelManager)
        self.kernel_manager.pool = self.pool
        self.rooms = RoomManager(
            self.recording,
            self.contents_manager,
            on_activity=self._on_activity,
            on_save=partial(self._on_trouble, "save"),
            on_full=partial(self._on_trouble, "full"),
            max_size=self.document_size,
            read_only=self.spec.read_only,
            log=self.log,
        )
        self.languages = DocumentLanguages(self.offered, self.spec.language)
        await self.rooms.start()
        if self.recording.sealed and not self._has_seal:
            # It ended while the server was being killed, or before recordings were sealed.
            await self._seal()
        self.runs = RunManager(
            self.rooms,
            self.recording,
            self._start_kernel,
            self.languages,
            self._shut_down_kernel,
            limits=RunLimits(
                text=self.output_text,
                output=self.output_size,
                items=self.output_items,
                rate=self.output_rate,
                stop=self.stop_at_output_limit,
                seconds=self.run_time,
            ),
            max_kernels=self.max_kernels,
            log=self.log,
        )
        self.disk = DiskWatch(
            self.root_dir,
            size=self.disk_size,
            files=self.disk_files,
            reserve=self.disk_reserve,
            count=self.contents_manager.count,
            halt=self.runs.halt,
            on_full=partial(self._on_trouble, "disk"),
            log=self.log,
        )
        self.contents_manager.full = lambda: self.disk.full
        self.rooms.in_use = self.runs.busy
        self.contents_manager.rooms = self.rooms
        self.contents_manager.renamed = self.runs.renamed
        if not self.spec.read_only:
            self.tasks.show()
            self.focus.resume()
        self.web_app.add_handlers(".*$", self._handlers())
        rules = self.web_app.default_router.rules
        rules.insert(0, rules.pop(-2))  # ours come before JupyterLab's

    def _initialize(self) -> None:
        # It takes long, and those who type in other pads do not wait for it.
        asyncio.set_event_loop(self._loop)
        try:
            self.initialize(argv=[], find_extensions=False, new_httpserver=False)
        finally:
            asyncio.set_event_loop(None)

    def _handlers(self) -> list[tuple[Any, ...]]:
        base = self.base_url
        of_pad = {"pad": self}
        of_runs = {"runs": self.runs}
        session = {"rooms": self.rooms, "session_id": self.pad_id}
        room = {"rooms": self.rooms, "connections": self.room_connections}
        lab = {"lab": next(iter(self.extension_manager.extension_apps["jupyterlab"]))}
        return [
            (base + r"enter", EnterHandler, of_pad),
            (base + r"api/interview/pad", PadHandler, of_pad),
            (base + r"api/interview/events", PadEventsHandler, of_pad),
            (base + r"api/interview/admissions", AdmissionsHandler, of_pad),
            (base + r"api/interview/admissions/([\w-]+)", AdmissionHandler, of_pad),
            (base + r"api/interview/end", EndHandler, of_pad),
            (base + r"api/interview/submit", SubmitHandler, of_pad),
            (base + r"api/interview/signals", SignalsHandler, of_pad),
            (base + r"api/interview/focus", FocusHandler, of_pad),
            (base + r"api/interview/tasks/([\w-]+)/tests", TaskTestsHandler, of_pad),
            (base + r"api/interview/runs", RunsHandler, of_runs),
            (base + r"api/interview/runs/([\w-]+)/input", RunInputHandler, of_runs),
            (base + r"api/interview/(interrupt|restart)", KernelActionHandler, of_runs),
            (base + r"api/interview/branch", BranchHandler, of_pad),
            (
                base + r"api/interview/reproducibility",
                ReproducibilityHandler,
                {"find": self.find_verdict},
            ),
            (base + r"api/interview/playback", PlaybackHandler, {"find": self.find_playback}),
            (
                base + r"api/interview/playback/(segments|blobs)/([\w-]+)",
                PlaybackPartHandler,
                {"folder": self.folder},
            ),
            (base + r"api/collaboration/session/(.+)", DocumentSessionHandler, session),
            (base + r"api/collaboration/room/([^/]+)", RoomWebSocketHandler, room),
            (base + r"lab/api/settings/?", LabSettingsHandler, lab),
            (base + r"lab/api/settings/(.+)", LabSettingsHandler, lab),
        ]

    # The host has done these for the whole process, or a pad has no use for them.

    def load_config_file(self, *args: Any, **kwargs: Any) -> None:
        """A pad reads no configuration files; the host's configuration is handed to it."""

    def parse_command_line(self, argv: list[str] | None = None) -> None:
        """A pad has no command line."""

    def migrate_config(self) -> None:
        """There is nothing to migrate."""

    def init_logging(self) -> None:
        """The host's logging is the pad's."""

    def init_signal(self) -> None:
        """Signals are the host's."""

    def init_resources(self) -> None:
        """Limits of the process are the host's."""

    def init_metrics(self) -> None:
        """Metrics of the process are the host's."""

    def init_mime_overrides(self) -> None:
        """Done once by the host."""

    def _no_request_log(self, handler: Any) -> None:
        if handler.get_status() >= 500:
            self.log.error("%s %s failed", handler.request.method, handler.request.path)

    # -- people

    def find_participant(self, cookie: str) -> Participant | None:
        """Who holds this cookie; asked on every request."""
        return self.entries.get(hash_secret(cookie))

    def role_of(self, participant: Participant) -> Role | None:
        """The role that counts now; None for somebody who has no access (any more)."""
        return effective_role(participant.role, read_only=self.spec.read_only)

    def role_of_cookie(self, cookie: str) -> Role | None:
        """The role of a cookie's holder; asked by the gate."""
        participant = self.find_participant(cookie)
        return self.role_of(participant) if participant else None

    def may(self, participant: Participant, resource: str, action: Action) -> bool:
        """Whether somebody may do something here and now."""
        role = self.role_of(participant)
        return role is not None and allowed(role, resource, action)

    async def enter(self, ticket: str, held: str | None) -> str:
        """Let somebody with a ticket in; returns the cookie for their browser.

        Arguments:
            ticket: from the control plane.
            held: the pad's cookie that the browser sent, if it has one.

        Raises:
            TicketRefused: by the control plane.
            Conflict: this browser is in the pad as somebody else.
        """
        if not 16 <= len(ticket) <= 256:
            raise Refused("This way into the pad is not valid. Open its address again.", "ticket")
        cookie = secrets.token_urlsafe(32)
        cookie_hash = hash_secret(cookie)
        participant = await self.gateway.redeem(self.pad_id, ticket, cookie_hash)
        present = self.find_participant(held) if held else None
        if present is not None and present.id != participant.id:
            raise Conflict(
                f"This browser is already in the pad as {present.name}. "
                "Use a private window to enter as somebody else.",
                "other_participant",
            )
        # Before anything is waited for: who is put out a moment later is put out here too.
        self.admit_entry(cookie_hash, participant)
        async with self._entering:
            if self._untouched:
                # Nobody has opened a file yet: this is the moment to put a warm kernel in place.
                self._untouched = False
                await self.pool.move_in(
                    self.kernel_manager.default_kernel_name, Path(self.root_dir)
                )
        return cookie

    def admit_entry(self, cookie_hash: str, participant: Participant) -> None:
        """Know a participant by a cookie from now on."""
        self.entries[cookie_hash] = participant

    async def remove(self, participant_id: str, reason: str = "removed") -> None:
        """Take somebody's access away at once: cookie void, connections closed."""
        self.entries = {
            hash: participant
            for hash, participant in self.entries.items()
            if participant.id != participant_id
        }
        for browser in list(self.browsers):
            if browser.participant.id == participant_id:
                browser.tell({"type": "closing", "reason": reason})
                browser.drop(CLOSED_REMOVED, reason)
        self.rooms.drop_participant(participant_id, CLOSED_REMOVED, reason)
        self._close_kernel_sockets(participant_id)

    def color_of(self, participant: Participant) -> str:
        """The colour of a participant's cursor and avatar; theirs as long as the pad exists."""
        if participant.id not in self._colors:
            known = self.rooms.pad.color(participant.id)
            self._colors[participant.id] = known or free_color(
                [*self._colors.values(), *self.rooms.pad.colors()]
            )
        return self._colors[participant.id]

    def present(self) -> list[Participant]:
        """Who has the pad open in a browser."""
        return list({b.participant.id: b.participant for b in self.browsers}.values())

    def arrive(self, browser: PadEventsHandler) -> None:
        """A browser opened the pad."""
        first = browser.participant.id not in {p.id for p in self.present()}
        self.browsers.add(browser)
        browser.tell({"type": "pad", **self.model(browser.participant)})
        if first:
            self._presence(browser.participant, True)
        if self._culling is not None:
            self._culling.cancel()
            self._culling = None
        if not self.spec.read_only:
            self._warm_up()
            if self.may(browser.participant, "runs", "execute"):
                self._rerun(browser.participant)

    def _rerun(self, by: Participant) -> None:
        """Run what a pad that branched off begins with."""
        reruns, self._reruns = self._reruns, []
        if not reruns:
            return
        forget_reruns(self.folder)

        async def run() -> None:
            for path, cell_id in reruns:
                try:
                    await self.runs.run(path, cell_id, by)
                except InterviewError as error:
                    self.log.warning("A cell of %s is not run again: %s", path, error)

        task = self._loop.create_task(run())
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)

    def depart(self, browser: PadEventsHandler) -> None:
        """A browser closed the pad, or lost it."""
        if browser in self.browsers:
            self.browsers.discard(browser)
            if browser.participant.id not in {p.id for p in self.present()}:
                self._presence(browser.participant, False)
            if not self.browsers:
                self._cull_later(self.idle_kernel_time)

    def _presence(self, who: Participant, here: bool) -> None:
        if not self.spec.read_only:
            self.rooms.pad.set_person(who.id, who.name, who.role, self.color_of(who), here)
            self._record("presence", {"here": here}, who.id)
        self.gateway.presence_changed(self.pad_id, self.present())

    def admissions_changed(self, admissions: list[dict[str, Any]]) -> None:
        """Tell the interviewers who knocks, and record it."""
        self._record("admission", {"admissions": admissions})
        for browser in list(self.browsers):
            if self.may(browser.participant, "admissions", "read"):
                browser.tell({"type": "admissions", "admissions": admissions})

    # -- life

    async def update(self, spec: PadSpec) -> None:
        """Take over what the control plane changed about the pad."""
        before, self.spec = self.spec, replace(spec, entries=[])
        self.recording.sealed = spec.read_only
        if before.state != spec.state:
            self._record("state", {"state": spec.state})
        if before.read_only and not spec.read_only:
            await self.checks.drop(self.folder)
            await self._close_everything("reopened", CLOSED_CHANGED)
            self.rooms.pad.record_state()
            self._kernels_welcome = True
            self.entries = dict(spec.entries)
            self.tasks.show()
            return
        self.tell_everybody()
        if not spec.read_only:
            self.tasks.show()
            if self.browsers and before.current_task != spec.current_task:
                self._warm_up()

    def limit_kernels(self, limits: Config) -> None:
        """Have kernels that start from now on, and runs, keep to other limits; see `PadServers`."""
        self.run_time = limits.PadServer.get("run_time", self.run_time)
        self.runs.limit(self.run_time)
        kernels = self.kernel_manager
        kernels.update_config(limits)
        for kernel_id in kernels.list_kernel_ids():
            kernel = kernels.get_kernel(kernel_id)
            kernel.update_config(limits)
            if kernel.provisioner is not None:
                kernel.provisioner.update_config(limits)

    async def end(self, spec: PadSpec) -> None:
        """End means end: connections closed, kernels dead, files and recording complete."""
        self.focus.end()
        for participant in self.present():
            self._presence(participant, False)
        self.spec = replace(spec, read_only=True, entries=[])
        self.entries = {
            hash: participant
            for hash, participant in self.entries.items()
            if participant.role != "candidate"
        }
        reason = "submitted" if spec.kind == "take_home" else "ended"
        for browser in list(self.browsers):
            browser.tell({"type": "closing", "reason": reason})
        await self._close_everything(reason, CLOSED_ENDED, self.rooms.catch_up)
        self.recording.append("state", json.dumps({"state": spec.state}).encode())
        self._has_seal = False
        await self._seal()
        self.playbacks.begin(self.folder, self._title())
        self.checks.begin(self.folder, self.spec)

    async def find_verdict(self, *, again: bool) -> Any:
        """Whether the finished pad's notebooks give the same again, or how far the check is.

        Raises:
            NotFound: there is no recording, which says what had been run.
            Unavailable: code cannot be run.
        """
        self._must_be_recorded()
        return await self.checks.find(self.folder, self.spec, again=again)

    async def find_playback(self, *, again: bool) -> Path | Progress:
        """What the finished pad is played back from, or how far the making of it is.

        Arguments:
            again: make it anew where that failed before.

        Raises:
            NotFound: there is no recording.
            Unavailable: it could not be prepared.
        """
        self._must_be_recorded()
        return await self.playbacks.find(self.folder, self._title(), again=again)

    async def branch(self, moment: int, rerun: bool, by: Participant) -> dict[str, Any]:
        """Make a pad to try things in, as this one was at a moment; see `PadGateway.branch`.

        Raises:
            NotFound: there is no recording.
        """
        self._must_be_recorded()
        return await self.gateway.branch(self.pad_id, by, moment, rerun)

    def _must_be_recorded(self) -> None:
        if (deleted := self.spec.recording_deleted) is not None:
            raise NotFound(
                f"The recording of this interview was deleted on {deleted.day} {deleted:%B %Y}, "
                "as recordings are after some time on this server. Its documents are kept: they "
                "can be opened when the interview is reopened.",
                "recording_deleted",
            )

    def _title(self) -> dict[str, str]:
        return {"id": self.pad_id, "title": self.spec.title}

    async def stop_pad(self) -> None:
        """Leave the process; what the browsers have open they open again later."""
        self.focus.stop()
        await self._close_everything("restarting", 1001)
        await self._flush()
        await self.recording.close()
        self.session_manager.close()
        assert isinstance(self.contents_manager, PadContentsManager)
        self.contents_manager.close()

    async def _close_everything(
        self, reason: str, code: int, *more: Callable[[], Awaitable[None]]
    ) -> None:
        if self._culling is not None:
            self._culling.cancel()
            self._culling = None
        for browser in list(self.browsers):
            browser.drop(code, reason)
        self._kernels_welcome = False
        steps: tuple[Callable[[], Any], ...] = (
            partial(self._close_kernel_sockets, None),
            partial(self.rooms.close, code, reason),
            self.disk.stop,
            partial(self.pool.abandon, Path(self.root_dir)),
            self.tasks.stop,
            self.runs.stop,
            self._kill_kernels,
            *more,
        )
        for what in steps:
            try:
                await ensure_async(what())
            except Exception:
                # Whatever somebody wrote into a document: the next step is taken all the same.
                self.log.exception("A step of closing pad %s failed", self.pad_id)
        self.rooms.read_only = self.rooms.pad.read_only = self.spec.read_only
        await self.rooms.stop(code, reason)

    def _record(self, kind: Kind, data: dict[str, Any], author: str = "") -> None:
        if not self.spec.read_only:
            self.recording.append(kind, json.dumps(data).encode(), author=author)

    def record_task(self, what: dict[str, Any], author: str) -> None:
        """Put into the recording what happened about a task."""
        self._record("task", what, author)

    def record_focus(self, what: dict[str, Any], author: str) -> None:
        """Put into the recording that focus time began or ended."""
        self._record("focus", what, author)

    def tell_everybody(self) -> None:
        """Tell every browser how the pad is now."""
        for browser in list(self.browsers):
            browser.tell({"type": "pad", **self.model(browser.participant)})

    async def _seal(self) -> None:
        """Have kept what proves that the recording is whole; nothing is added to it any more."""
        try:
            await self.recording.note_documents()
            seal = await self.recording.seal()
            await self.gateway.sealed(self.pad_id, seal.frames, seal.head.hex(), datetime.now(UTC))
            self._has_seal = True
        except (OSError, InterviewError) as error:
            # Tried again when it can be written, and whenever the pad is opened.
            self.log.error("The recording of pad %s is not sealed: %s", self.pad_id, error)

    def _seal_soon(self) -> None:
        if self.recording.sealed and not self._has_seal and self._sealing is None:
            self._sealing = self._loop.create_task(self._seal())
            self._sealing.add_done_callback(lambda _: setattr(self, "_sealing", None))

    async def _flush(self) -> None:
        try:
            await self.recording.flush()
        except OSError as error:
            self.log.error("The recording of pad %s is not complete: %s", self.pad_id, error)

    def _close_kernel_sockets(self, participant_id: str | None) -> None:
        # Jupyter Server keeps one set for all servers of a process.
        for connection in list(ZMQChannelsWebsocketConnection._open_sockets):
            if connection.multi_kernel_manager is not self.kernel_manager:
                continue
            user = connection.websocket_handler.current_user
            if participant_id is None or user.username == participant_id:
                connection.websocket_handler.close(CLOSED_ENDED, "ended")

    # -- kernels

    async def _start_kernel(self, path: str, type: str) -> Any:
        await PythonEnvironment(parent=self).ready(partial(self._say_that_python_is_made, path))
        # A start that is given up half-way would leave a process nobody knows of.
        task = self._loop.create_task(self._start_kernel_whole(path, type))
        self._starting.add(task)
        task.add_done_callback(self._starting.discard)
        return await asyncio.shield(task)

    def _say_that_python_is_made(self, path: str, words: str) -> None:
        if not self._kernels_welcome:
            raise Conflict("The interview has ended; nothing is run any more.", "ended")
        self.rooms.pad.set_run(path, message=words)

    async def _start_kernel_whole(self, path: str, type: str) -> Any:
        metadata: dict[str, Any] = {}
        if type == "notebook":
            room = await self.rooms.open_path(path, type)
            metadata = room.doc.get("meta", type=Map).to_py().get("metadata") or {}
        session = await self.session_manager.create_session(
            path=path,
            name=path.rsplit("/", 1)[-1],
            type=type,
            kernel_name=self.languages.kernel_of(path, type, metadata),
        )
        kernel_id = session["kernel"]["id"]
        if not self._kernels_welcome:
            await self._kill_kernel(kernel_id)
            raise Conflict("The interview has ended; nothing is run any more.", "ended")
        self.disk.start()
        return self.kernel_manager.get_kernel(kernel_id)

    async def _shut_down_kernel(self, manager: Any) -> None:
        await self._kill_kernel(manager.kernel_id)

    def _cull_later(self, seconds: float) -> None:
        if self.idle_kernel_time and self._kernels_welcome and self._culling is None:
            self._culling = self._loop.call_later(seconds, self._cull)

    def _cull(self) -> None:
        self._culling = None
        task = self._loop.create_task(self._cull_kernels())
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)

    async def _cull_kernels(self) -> None:
        if self.browsers:
            return
        if not await self.runs.cull():
            await self.disk.stop()
        elif not self.browsers:
            self._cull_later(min(60.0, self.idle_kernel_time))

    async def _kill_kernels(self) -> None:
        self._kernels_welcome = False
        await asyncio.gather(
            *(self._kill_kernel(id) for id in self.kernel_manager.list_kernel_ids())
        )
        # Those that were being started see to it themselves.
        await asyncio.gather(*self._starting, *self._warming, return_exceptions=True)

    async def _kill_kernel(self, kernel_id: str) -> None:
        try:
            await ensure_async(self.kernel_manager.shutdown_kernel(kernel_id, now=True))
        except web.HTTPError:
            self.log.debug("Kernel %s is gone already", kernel_id)

    def _warm_up(self) -> None:
        task = self._loop.create_task(self._warm_documents())
        self._warming.add(task)
        task.add_done_callback(self._warming.discard)

    async def _warm_documents(self) -> None:
        # One after the other, with a pause: what is run first, perhaps at once, is in the document
        # that is in front.
        task = self.tasks.current()
        paths = list(task.documents) if task is not None else []
        if not paths:
            paths = [document["path"] for document in self._documents()]
        runnable = (".ipynb", *self.languages.extensions())
        for number, path in enumerate([path for path in paths if path.endswith(runnable)][:WARM]):
            if number:
                await asyncio.sleep(BREATH)
            if self._kernels_welcome:
                await self.runs.warm(path, "notebook" if path.endswith(".ipynb") else "file")

    # -- what people see

    def model(self, participant: Participant) -> dict[str, Any]:
        """The pad for one of its participants, as JSON."""
        return {
            "id": self.pad_id,
            "title": self.spec.title,
            "kind": self.spec.kind,
            "state": self.spec.state,
            "started": self.spec.started.isoformat() if self.spec.started else None,
            "recording_started": _time(self.recording.began),
            "deadline": self.spec.deadline.isoformat() if self.spec.deadline else None,
            "now": datetime.now(UTC).isoformat(),
            "read_only": self.spec.read_only or self.role_of(participant) == "observer",
            "me": {
                "id": participant.id,
                "name": participant.name,
                "role": self.role_of(participant),
            },
            "instructions": self.spec.instructions,
            "documents": self._documents(),
            "runnable": self.languages.extensions(),
            "trouble": " ".join(self._trouble.values()),
            "focus": self.focus.model(),
        }

    def _documents(self) -> list[dict[str, str]]:
        documents = []
        for name in starter_files(self.spec.start_with, self.language):
            try:
                status = os.lstat(Path(self.root_dir) / name)
            except OSError:
                continue
            if stat.S_ISREG(status.st_mode):
                notebook = name.endswith(".ipynb")
                documents.append(
                    {
                        "path": name,
                        "type": "notebook" if notebook else "file",
                        "format": "json" if notebook else "text",
                    }
                )
        return documents

    def _lab_page(self, handler: JupyterHandler) -> LabPage:
        participant = handler.current_user.participant
        role = self.role_of(participant) or ""
        return LabPage(
            "playback" if self.spec.read_only and role == "observer" else "pad",
            self.pad_id,
            self.address,
            role,
            self.spec.read_only or role == "observer",
            self.static_server,
            # For members alone: theirs is the sign-in that counts there.
            self.origins.at_public(self.host_url) if participant.member_id else "",
            self.spec.state in ("ready_for_review", "reviewed"),
        )

    def _on_activity(self) -> None:
        self.gateway.activity(self.pad_id)

    def _on_recording_failure(self, failure: str | None) -> None:
        # Called on the writer's thread.
        words = failure and (
            "The recording cannot be written at the moment. What you type is kept and will be "
            "recorded as soon as it can; keep this page open."
        )
        self._loop.call_soon_threadsafe(self._on_trouble, "recording", words)
        if failure is None:
            self._loop.call_soon_threadsafe(self._seal_soon)

    def _on_trouble(self, what: str, words: str | None) -> None:
        before = dict(self._trouble)
        if words is None:
            self._trouble.pop(what, None)
        elif what == "save":
            self._trouble[what] = (
                "A file cannot be saved at the moment; what you type is kept all the same. "
                f"({words})"
            )
        else:
            self._trouble[what] = words
        if self._trouble != before:
            self.tell_everybody()


def _time(milliseconds: int | None) -> str | None:
    if milliseconds is None:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat()


def _pad_config(folder: Path, files: Path, kernel_name: str) -> Config:
    lab = {
        "user_settings_dir": str(folder / "settings"),
        "workspaces_dir": str(folder / "workspaces"),
        "news_url": None,
        "check_for_updates_class": "jupyterlab.NeverCheckForUpdate",
        "extension_manager": "readonly",
        "expose_app_in_browser": False,
    }
    return Config(
        {
            "LabApp": lab,
            "SandboxProvisioner": {"pad_dir": str(files)},
            # A kernel that dies young comes back at the same address: whoever listens to it there
            # would wait for ever.
            "KernelRestarter": {"random_ports_until_alive": False},
            "PadKernelManager": {
                "allowed_message_types": KERNEL_QUESTIONS,
                "buffer_offline_messages": False,
                "default_kernel_name": kernel_name,
            },
            "ContentsManager": {"allow_hidden": False},
        }
    )
