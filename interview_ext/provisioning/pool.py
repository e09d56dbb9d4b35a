"""Kernels that are running before anybody needs them."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from traitlets import Dict, Float, Integer, Unicode
from traitlets.config import LoggingConfigurable

from ..errors import InterviewError
from ..sizes import MiB
from ..trees import remove_tree
from . import sharing
from .provisioner import SandboxProvisioner
from .zmtp import KernelSocket

READY_TIMEOUT = 30.0
"""Seconds within which a kernel has to answer for the first time."""

MAX_ANSWER = MiB
"""Bytes of that answer."""

BREATH = 0.3
"""Seconds before a kernel starts that nobody waits for. Its start takes half a second of a
processor, and whoever has just come in or begun a kernel is often about to run something."""

ADOPTING = "files.new"
"""A kernel's directory on its way to be the directory of a pad's files, beside that."""


@dataclass
class WarmKernel:
    """A kernel that waits.

    Arguments:
        name: of its kernelspec.
        manager: what started it.
        directory: what it sees as the files of its pad.
        generation: how often the pool had been renewed when it began.
    """

    name: str
    manager: Any
    directory: str
    generation: int
    reserved: asyncio.TimerHandle | None = None

    @property
    def provisioner(self) -> SandboxProvisioner:
        """What holds its sandbox."""
        provisioner: SandboxProvisioner = self.manager.provisioner
        return provisioner

    @property
    def lives(self) -> bool:
        """Whether it can still be used."""
        process = self.provisioner.process
        return process is not None and process.poll() is None


class KernelPool(LoggingConfigurable):
    """Keeps kernels warm: some for pads that have run nothing yet, and spares for kernels in use.

    A kernel for a pad waits on an empty directory of its own, which becomes the directory of the
    pad's files when somebody first enters the pad: a sandbox keeps seeing a directory that is
    renamed. A spare waits on the files of its pad, and takes the place of the kernel that is
    restarted, at the same address and with the same key.

    Made by the application; pad servers and provisioners call it. Everything happens on the
    event loop; kernels are started one after the other.
    """

    sizes = Dict(
        value_trait=Integer(min=0),
        key_trait=Unicode(),
        default_value={"python3": 2},
        config=True,
        help="""How many kernels to keep for new pads, by the kernel's name. An idle Python
        kernel takes about 40 MB.""",
    )
    spares = Integer(
        16,
        min=0,
        config=True,
        help="""How many kernels to keep at most, for all pads together, to take the place of
        those that are restarted. Who restarted or began most recently has one.""",
    )
    memory_left = Integer(
        1024 * MiB,
        min=0,
        config=True,
        help="""Bytes of the machine's memory that must be available for another warm kernel.""",
    )
    reserved_for = Float(
        120.0,
        min=1,
        config=True,
        help="""Seconds that a kernel waits to be used by somebody who has entered a pad.""",
    )

    def __init__(self, folder: Path, make_manager: Callable[..., Any], **kwargs: Any) -> None:
        """
        Arguments:
            folder: where the directories of waiting kernels are; on the file system of the pads.
            make_manager: makes the manager of a kernel, given its name, the directory that is
                its pad's and the key that signs its messages (None: one of its own).
        """
        super().__init__(**kwargs)
        self.folder = folder
        self._make_manager = make_manager
        self._waiting: list[WarmKernel] = []
        self._reserved: dict[str, WarmKernel] = {}
        self._spares: OrderedDict[SandboxProvisioner, WarmKernel] = OrderedDict()
        self._wishes: deque[SandboxProvisioner] = deque()
        self._making: SandboxProvisioner | None = None
        self._beginning: WarmKernel | None = None
        self._wake = asyncio.Event()
        self._worker: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()
        self._stopped = False
        self._generation = 0

    # -- life

    async def start(self) -> None:
        """Begin to fill; called once the server runs."""
        await asyncio.get_running_loop().run_in_executor(None, self._clear_folder)
        self._worker = asyncio.create_task(self._work())
        self._wake.set()

    async def stop(self) -> None:
        """End every kernel that waits."""
        self._stopped = True
        if self._worker is not None:
            self._worker.cancel()
            await asyncio.gather(self._worker, return_exceptions=True)
        for warm in [*self._waiting, *self._reserved.values(), *self._spares.values()]:
            self._end(warm)
        self._waiting.clear()
        self._reserved.clear()
        self._spares.clear()
        while self._ending:
            await asyncio.gather(*self._ending, return_exceptions=True)

    def renew(self) -> None:
        """End every kernel that waits, since new ones have other limits; others take their place.

        One that is just being started ends as soon as it could be used.
        """
        self._generation += 1
        stale = [*self._waiting, *self._reserved.values(), *self._spares.values()]
        wanting = list(self._spares)
        self._waiting.clear()
        self._reserved.clear()
        self._spares.clear()
        for warm in stale:
            self._end(warm)
        for provisioner in wanting:
            self.want_spare(provisioner)
        self._wake.set()

    def _clear_folder(self) -> None:
        with contextlib.suppress(OSError):
            remove_tree(self.folder)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    # -- for pads that have run nothing yet

    async def move_in(self, name: str, files: Path) -> None:
        """Have a warm kernel see a pad's files, for the pad's first run.

        Does nothing where no kernel waits or where the pad has had a kernel. Called before
        anybody can open a file of the pad.

        Arguments:
            name: the kernel that the pad will want.
            files: the directory of the pad's files.
        """
        directory = str(files)
        if directory in self._reserved or sharing.shared_with(directory) is not None:
            return
        warm = next((w for w in self._waiting if w.name == name and w.lives), None)
        if warm is None:
            return
        self._waiting.remove(warm)
        self._wake.set()
        loop = asyncio.get_running_loop()
        owner = warm.provisioner.owner
        try:
            await loop.run_in_executor(None, adopt, Path(warm.directory), files, owner)
        except OSError as error:
            self.log.error("A warm kernel could not be given to a pad: %s", error)
            self._end(warm)
            return
        warm.directory = directory
        if warm.generation != self._generation:
            self._end(warm)
            return
        warm.reserved = loop.call_later(self.reserved_for, self.abandon, files)
        self._reserved[directory] = warm

    def abandon(self, files: Path) -> None:
        """End the kernel that waits on a pad's files, if one does; called when the pad ends."""
        warm = self._reserved.pop(str(files), None)
        if warm is not None:
            self._end(warm)

    def take(self, provisioner: SandboxProvisioner) -> SandboxProvisioner | None:
        """The provisioner of the kernel that waits on this pad's files, if one does.

        Its sandbox is the caller's from now on. Called by the provisioner of the pad's first
        kernel.
        """
        warm = self._reserved.get(provisioner.pad_dir)
        if warm is None or not self._fits(warm, provisioner):
            return None
        del self._reserved[provisioner.pad_dir]
        if warm.reserved is not None:
            warm.reserved.cancel()
        return warm.provisioner

    # -- for kernels in use

    def want_spare(self, provisioner: SandboxProvisioner) -> None:
        """Have a kernel ready for the next restart of this one."""
        if self._stopped or self._worker is None or not self.spares:
            return
        if provisioner in self._spares:
            self._spares.move_to_end(provisioner)
        elif provisioner is not self._making and provisioner not in self._wishes:
            self._wishes.append(provisioner)
            self._wake.set()

    def take_spare(self, provisioner: SandboxProvisioner) -> SandboxProvisioner | None:
        """The provisioner of the kernel that waits to take this one's place, if one does."""
        warm = self._spares.pop(provisioner, None)
        if warm is None:
            return None
        if not self._fits(warm, provisioner):
            self._end(warm)
            return None
        return warm.provisioner

    def forget(self, provisioner: SandboxProvisioner) -> None:
        """Keep nothing for a kernel that has ended for good."""
        with contextlib.suppress(ValueError):
            self._wishes.remove(provisioner)
        if self._making is provisioner and self._beginning is not None:
            # Nothing goes on with a pad's files once the pad has ended.
            process = self._beginning.provisioner.process
            if process is not None:
                process.kill()
        warm = self._spares.pop(provisioner, None)
        if warm is not None:
            self._end(warm)

    def _fits(self, warm: WarmKernel, provisioner: SandboxProvisioner) -> bool:
        return (
            warm.lives
            and warm.provisioner.kernel_spec.argv == provisioner.kernel_spec.argv
            and warm.provisioner.cwd_inside == provisioner.cwd_inside
        )

    # -- filling

    async def _work(self) -> None:
        said = ""
        while True:
            self._wake.clear()
            todo = self._next()
            if todo is None:
                await self._wake.wait()
                continue
            try:
                await todo()
            except (InterviewError, OSError, RuntimeError, TimeoutError) as error:
                words = str(error)
                if words != said:
                    self.log.warning("No kernel can be kept warm: %s", words)
                said = words
                await asyncio.sleep(10)
            else:
                said = ""

    def _next(self) -> Callable[[], Any] | None:
        if self._wishes or self._missing():
            if available_memory() < self.memory_left:
                return partial(asyncio.sleep, 10)
            if self._wishes:
                return partial(self._make_spare, self._wishes.popleft())
            return partial(self._make_waiting, self._missing()[0])
        return None

    def _missing(self) -> list[str]:
        self._waiting = [warm for warm in self._waiting if warm.lives]
        names = [warm.name for warm in self._waiting]
        return [name for name, size in self.sizes.items() if names.count(name) < size]

    async def _make_waiting(self, name: str) -> None:
        await asyncio.sleep(BREATH)
        directory = self.folder / secrets.token_hex(8)
        directory.mkdir(mode=0o700)
        warm = await self._start(name, str(directory), None, None)
        if warm.generation == self._generation:
            self._waiting.append(warm)
        else:
            self._end(warm)

    async def _make_spare(self, wanting: SandboxProvisioner) -> None:
        km = wanting.parent
        if km is None or wanting.is_over:
            return
        key = km.session.key
        self._making = wanting
        try:
            await asyncio.sleep(BREATH)
            if wanting.is_over:
                return
            warm = await self._start(
                km.kernel_name, wanting.pad_dir, wanting.cwd, key, lambda: not wanting.is_over
            )
        except (InterviewError, OSError, RuntimeError, TimeoutError) as error:
            # The pad may have been deleted meanwhile. Who goes on asks again.
            self.log.debug("No spare kernel: %s", error)
            return
        finally:
            self._making = None
        if wanting.is_over:
            self._end(warm)
            return
        if warm.generation != self._generation:
            self._end(warm)
            self.want_spare(wanting)
            return
        self._spares[wanting] = warm
        while len(self._spares) > self.spares:
            _, oldest = self._spares.popitem(last=False)
            self._end(oldest)

    async def _start(
        self,
        name: str,
        directory: str,
        cwd: str | None,
        key: bytes | None,
        wanted: Callable[[], bool] = lambda: True,
    ) -> WarmKernel:
        manager = self._make_manager(name, directory, key)
        warm = WarmKernel(name, manager, directory, self._generation)
        starting = asyncio.ensure_future(self._start_and_wait(warm, cwd, wanted))
        try:
            await asyncio.shield(starting)
        except BaseException:
            # A start that is broken off would leave a process that nobody knows of.
            self._end(warm, starting)
            raise
        return warm

    async def _start_and_wait(
        self, warm: WarmKernel, cwd: str | None, wanted: Callable[[], bool]
    ) -> None:
        await warm.manager.start_kernel(cwd=cwd or warm.directory)
        if not wanted():
            raise RuntimeError("it was not wanted any more")
        self._beginning = warm
        manager = warm.manager
        answered = asyncio.Event()
        shell = KernelSocket(manager.socket_path("shell"), "DEALER", MAX_ANSWER, answered.set)
        try:
            # Any answer will do, and none is read: files of a pad may have a say in it.
            manager.session.send(shell, "kernel_info_request")
            async with asyncio.timeout(READY_TIMEOUT):
                while not answered.is_set():
                    if not warm.lives:
                        raise RuntimeError("it ended before it answered")
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(1):
                            await answered.wait()
        finally:
            self._beginning = None
            shell.close()

    # -- ending

    def _end(self, warm: WarmKernel, starting: asyncio.Future[None] | None = None) -> None:
        if warm.reserved is not None:
            warm.reserved.cancel()
        task = asyncio.ensure_future(self._end_whole(warm, starting))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _end_whole(self, warm: WarmKernel, starting: asyncio.Future[None] | None) -> None:
        if starting is not None:
            await asyncio.gather(starting, return_exceptions=True)
        if warm.manager.provisioner is not None:
            await warm.manager.shutdown_kernel(now=True)
        if Path(warm.directory).parent == self.folder:
            with contextlib.suppress(OSError):
                await asyncio.to_thread(remove_tree, warm.directory)


def available_memory() -> int:
    """Bytes of memory that programs could still get, as the Linux kernel reckons."""
    with open("/proc/meminfo") as lines:
        for line in lines:
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    return 0


def adopt(directory: Path, files: Path, owner: int | None) -> None:
    """Put a directory that a kernel sees in the place of a pad's files, with all that is in them.

    A server that is killed halfway leaves something that `recover` puts right.

    Arguments:
        directory: empty; on the same file system.
        files: the pad's files.
        owner: the uid that the kernel runs as, if that is another than the server's.

    Raises:
        OSError: it could not be done; the files are where they were.
    """
    coming = files.with_name(ADOPTING)
    os.rename(directory, coming)
    try:
        _move_all(files, coming)
        os.rename(coming, files)  # over an empty directory
    except OSError:
        recover(files)
        raise
    if owner is not None:
        sharing.share(str(files), owner)


def recover(files: Path) -> None:
    """Finish what a killed server had begun with a pad's files; called ahead of each opening."""
    coming = files.with_name(ADOPTING)
    if coming.is_dir():
        files.mkdir(exist_ok=True, mode=0o700)
        _move_all(coming, files)
        coming.rmdir()


def _move_all(source: Path, target: Path) -> None:
    for name in os.listdir(source):
        os.rename(source / name, target / name)
