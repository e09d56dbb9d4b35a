"""All pad servers of this process, and the router that leads to them."""

from __future__ import annotations

import asyncio
import re
import time
from functools import partial
from pathlib import Path
from typing import Any, Final

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from tornado import httputil
from tornado.routing import Router
from traitlets import Any as AnyTrait
from traitlets import Float, Instance, List, Unicode
from traitlets.config import Config, LoggingConfigurable

from ..origins import Origins
from ..playback.manager import PlaybackManager
from ..provisioning.kernels import warm_manager
from ..provisioning.kernelspecs import SandboxedKernelSpecManager
from ..provisioning.language import Language
from ..provisioning.offered import OfferedLanguages
from ..provisioning.pool import KernelPool
from ..recording.writer import RecordingWriter
from ..reproducibility.gateway import NoGateway
from ..reproducibility.manager import ReproducibilityManager
from ..trees import remove_tree
from .gate import find_delegate
from .reruns import write_reruns
from .server import PadServer
from .spec import PadSpec

# What a pad begins with that branches off from another, until it is known which pad that is.
_RESTORED: Final = ".files-restored"


class PadRouter(Router):
    """Hands what is below a pad's base URL to that pad's server.

    Put first among the host application's rules, so that nothing else answers for a pad.
    """

    def __init__(self, servers: PadServers) -> None:
        self._servers = servers
        prefix = re.escape(url_path_join(servers.host.base_url, "interview/pads"))
        self._pattern = re.compile(prefix + r"/([\w-]{1,64})/")

    def find_handler(
        self, request: httputil.HTTPServerRequest, **kwargs: Any
    ) -> httputil.HTTPMessageDelegate | None:
        match = self._pattern.match(request.path)
        pad = self._servers.get(match[1]) if match else None
        return find_delegate(pad, request) if pad is not None else None


class PadServers(LoggingConfigurable):
    """Opens and closes pad servers inside the host's process.

    Called by the control plane's pad manager.
    """

    recording_interval = Float(
        0.2,
        min=0.01,
        max=1.0,
        config=True,
        help="""Seconds between two commits of the recordings: what was typed longer ago than
        this survives the process being killed.""",
    )

    offered_languages = List(
        Unicode(),
        config=True,
        help="""Languages that new pads and tasks can be made with, such as python: those of them
        whose programs this machine has. Default: all that it has.""",
    )

    host = Instance(ServerApp, help="The server in whose process the pads live.")
    gateway = AnyTrait(help="The way to the control plane, see `PadGateway`.")
    origins = Instance(Origins, args=(), help="What is on which host name.")
    pads_dir = Instance(Path, help="Holds a folder for each pad.")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._servers: dict[str, PadServer] = {}
        self._opening: dict[str, asyncio.Lock] = {}
        self._writer = RecordingWriter(self.recording_interval, self.log)
        self.pool = KernelPool(
            self.pads_dir.with_name("warm"),
            partial(warm_manager, self.host.config),
            parent=self,
        )
        self.playbacks = PlaybackManager(parent=self)
        self.checks = ReproducibilityManager(
            folder=self.pads_dir.with_name("checks"),
            playbacks=self.playbacks,
            open=self._open_copy,
            parent=self,
        )
        self._kernel_specs = SandboxedKernelSpecManager(config=self.host.config, log=self.log)
        self._offered = OfferedLanguages(self._kernel_specs.offered)
        self.router = PadRouter(self)

    async def start(self) -> None:
        """Begin to keep kernels warm; called once the pads in progress are open."""
        await self.pool.start()
        await self.checks.start(self.pads_dir)

    async def languages(self) -> list[Language]:
        """The languages that pads can be made with, by their names; called by the control plane."""
        there = await self.all_languages()
        wanted = self.offered_languages or [one.kernel_name for one in there]
        return [one for one in there if one.kernel_name in wanted]

    async def all_languages(self) -> list[Language]:
        """The languages whose programs this machine has, by their names."""
        offered = await self._offered.look_again()
        return sorted(offered.values(), key=lambda language: language.name.casefold())

    async def limit_kernels(self, limits: Config) -> None:
        """Have kernels that start from now on keep to other limits, in open pads too.

        A kernel that runs keeps the limits it began with until it is started anew. Warm kernels
        began with the old ones: they end, and others take their place. Called by the settings.

        Arguments:
            limits: traits of `SandboxProvisioner` and `PadServer`.
        """
        self.host.config.merge(limits)
        self.pool.renew()
        for pad in list(self._servers.values()):
            pad.limit_kernels(limits)
            await asyncio.sleep(0)  # others go on between two pads

    async def _language(self, name: str) -> Language | None:
        described = await asyncio.to_thread(self._kernel_specs.languages)
        return next((one.language for one in described if one.kernel_name == name), None)

    def get(self, pad_id: str) -> PadServer | None:
        """The server of a pad, if it is open."""
        return self._servers.get(pad_id)

    async def open(self, spec: PadSpec) -> PadServer:
        """Have a pad served; returns at once if it is already.

        Raises:
            OSError: the pad's folder or recording cannot be made or read.
        """
        async with self._opening.setdefault(spec.pad_id, asyncio.Lock()):
            if pad := self._servers.get(spec.pad_id):
                return pad
            began = time.monotonic()
            if not spec.read_only:
                await self.checks.drop(self.pads_dir / spec.pad_id)
            pad = PadServer.make(
                spec,
                await self._language(spec.language),
                self._offered,
                self.gateway,
                self.pads_dir / spec.pad_id,
                self._writer,
                self.pool,
                self.playbacks,
                self.checks,
                self.host,
                url_path_join(self.host.base_url, "interview/pads", spec.pad_id) + "/",
                self.origins,
            )
            await pad.mount()
            self._servers[spec.pad_id] = pad
            self.log.debug("Pad %s is open, %.3f s", spec.pad_id, time.monotonic() - began)
            return pad

    async def _open_copy(self, due: dict[str, Any], id: str, folder: Path) -> PadServer:
        """The server of a copy of a pad, to which no address leads.

        Called by the reproducibility checks, which stop it.
        """
        pad = PadServer.make(
            PadSpec(
                pad_id=id,
                title=due["title"],
                state="in_progress",
                start_with=due["start_with"],
                language=due["language"],
            ),
            await self._language(due["language"]),
            self._offered,
            NoGateway(),
            folder,
            self._writer,
            # One that keeps nothing warm: nobody waits for these kernels.
            KernelPool(folder / "warm", partial(warm_manager, self.host.config), parent=self),
            self.playbacks,
            self.checks,
            self.host,
            url_path_join(self.host.base_url, "interview/pads", id) + "/",
            self.origins,
        )
        pad.max_kernels = self.checks.notebooks
        pad.update_config(Config({"SandboxProvisioner": {"niceness": 15}}))
        await pad.mount()
        return pad

    async def close(self, pad_id: str) -> None:
        """Stop serving a pad; nothing of it is lost."""
        async with self._opening.setdefault(pad_id, asyncio.Lock()):
            if pad := self._servers.pop(pad_id, None):
                await pad.stop_pad()
        self._opening.pop(pad_id, None)

    async def branch(self, pad_id: str, moment: int, new_id: str, rerun: bool) -> None:
        """Make the folder of a new pad, with the files of another as they were.

        They wait there under another name until `settle` is called: a folder of which nobody
        knows, because the process was killed before it was written down, is found at the next
        start; see `unsettled`.

        Arguments:
            pad_id: of the other, whose interview has ended.
            moment: milliseconds since its recording's start.
            new_id: of the new one, which is opened later.
            rerun: whether it begins by running again what had been run.

        Raises:
            NotFound: there is no recording.
            Unavailable: it could not be done; nothing is left of it.
        """
        folder = self.pads_dir / new_id
        made = folder / _RESTORED
        try:
            await asyncio.to_thread(folder.mkdir, mode=0o700)
            runs = await self.playbacks.restore(self.pads_dir / pad_id, moment, made)
            if rerun:
                await asyncio.to_thread(write_reruns, folder, runs)
        except BaseException:
            await asyncio.to_thread(remove_tree, folder)
            raise

    def settle(self, pad_id: str) -> None:
        """Let the files that `branch` made be the pad's; nothing where that is done."""
        made = self.pads_dir / pad_id / _RESTORED
        if made.exists():
            made.rename(made.with_name("files"))

    def unsettled(self) -> list[str]:
        """Ids of the pads that were being made by `branch` when the process was killed."""
        return [
            folder.name
            for folder in (self.pads_dir.iterdir() if self.pads_dir.is_dir() else ())
            if folder.is_dir() and ((folder / _RESTORED).exists() or not any(folder.iterdir()))
        ]

    async def forget(self, pad_id: str) -> None:
        """Stop serving a pad and all that is still done for it; called before it is erased."""
        await self.close(pad_id)
        await self.checks.drop(self.pads_dir / pad_id)
        await self.playbacks.drop(self.pads_dir / pad_id)

    async def stop(self) -> None:
        """Stop serving all pads; called when the host stops."""
        await self.checks.stop()
        await self.playbacks.stop()
        await asyncio.gather(*(self.close(pad_id) for pad_id in list(self._servers)))
        await self.pool.stop()
        self._writer.close()
