"""The kernel of one document: a queue of runs, and one connection that hears all it says."""

from __future__ import annotations

import asyncio
import errno
import json
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from pycrdt import Array, Map

from ..auth.participant import Participant
from ..errors import Conflict, InterviewError, NotFound, Unavailable
from ..provisioning.provisioner import SandboxProvisioner
from ..provisioning.zmtp import Kind
from ..recording.recording import Recording
from ..rooms.document import DocumentRoom
from ..rooms.manager import RoomManager
from .channels import MAX_ANSWER, MAX_HEADER, MAX_OUTPUT, Listener, Message, Refused
from .languages import DocumentLanguages, file_code, leaves_nothing
from .limits import RunLimits, duration_in_words
from .outputs import OutputWriter
from .run import Run

# Seconds that a kernel may take until it answers for the first time.
START_TIMEOUT = 60.0

# Seconds after which a kernel that was interrupted because its time was over is started anew.
GRACE = 5.0

# Seconds without a word after the reply, or in all, after which the kernel's "idle" was lost.
SILENCE = 1.0
LONGEST_ECHO = 10.0

CULLED = (
    "The kernel was stopped to save memory while nobody was here. "
    "What you wrote is safe; variables are gone, run the cells again from the top."
)


class DocumentKernel:
    """Runs the cells of a notebook, or a file, one after the other.

    The server executes: it takes the source from the shared document and writes outputs into it,
    so that a browser may come and go meanwhile. Called by the run manager.

    Arguments:
        path: the document's path.
        type: ``notebook`` or ``file``.
        rooms: the pad's rooms.
        recording: the pad's recording.
        start: starts the sandboxed kernel for this document and returns its manager.
        languages: which language a file is in.
        shut_down: ends a kernel for good, given its manager.
        limits: what a run may do.
    """

    def __init__(
        self,
        path: str,
        type: str,
        rooms: RoomManager,
        recording: Recording,
        start: Callable[[str, str], Any],
        languages: DocumentLanguages,
        shut_down: Callable[[AsyncKernelManager], Awaitable[None]],
        limits: RunLimits,
        log: logging.Logger,
    ) -> None:
        self.path = path
        self.type = type
        self.log = log
        self.current: Run | None = None
        self._rooms = rooms
        self._recording = recording
        self._start = start
        self._languages = languages
        self._shut_down = shut_down
        self.limits = limits
        self._manager: AsyncKernelManager | None = None
        self._channels: dict[str, Listener] = {}
        self._writer: OutputWriter | None = None
        self._queue: deque[Run] = deque()
        self._wake = asyncio.Event()
        self._starting = asyncio.Lock()
        self._answered = asyncio.Event()
        self._heard = asyncio.Event()
        self._stopped = False
        self._stays_clean = False
        self._has_run = False
        self._culled = False
        self._last_word = 0.0
        self._state = "idle"
        self._showing_state: asyncio.TimerHandle | None = None
        self._said_too_large: Run | None = None
        self._tidying: asyncio.Task[None] | None = None
        self._interrupting: set[asyncio.Task[None]] = set()
        self._reviving: asyncio.Task[None] | None = None
        self._worker = asyncio.ensure_future(self._work())

    @property
    def queued(self) -> int:
        """How many runs wait."""
        return len(self._queue)

    # -- asked by people

    def enqueue(self, run: Run) -> None:
        """Take a run; it starts when those before it are done."""
        self._queue.append(run)
        self._show_queue()
        self._mark_cell(run.cell_id, "running")
        self._wake.set()

    async def answer(self, run_id: str, value: str) -> None:
        """Give a waiting `input()` its line.

        Raises:
            Conflict: nothing waits for input (any more).
        """
        run = self.current
        prompt = self._rooms.pad.run(self.path)["prompt"]
        if run is None or run.id != run_id or prompt is None or not self._channels:
            raise Conflict("Nothing waits for input here any more.", "no_prompt")
        self._rooms.pad.set_run(self.path, prompt=None)
        if self._writer is not None:
            shown = "·" * 8 if prompt["password"] else value
            self._writer.say(f"{prompt['text']}{shown}\n", "stdout")
        self._channels["stdin"].send("input_reply", {"value": value})

    async def interrupt(self, by: Participant) -> None:
        """Stop what runs and forget what waits."""
        self._record_event("interrupt", by=by.id)
        if self.current is not None:
            await self._interrupt()
        else:
            self._drop_queue()

    async def restart(self, by: Participant) -> None:
        """Start over with a fresh interpreter, and forget what waits.

        Raises:
            Unavailable: it could not be started again.
        """
        self._record_event("restart", by=by.id)
        self._drop_queue()
        if self._manager is None:
            await self.ensure()
            return
        self._show(kernel="starting", message="", prompt=None)
        try:
            await self._renew()
        except Exception as error:
            self.log.error("Kernel of %s did not restart: %s", self.path, error)
            message = (
                "The kernel could not be started again. What you wrote is safe; "
                "press Restart to try once more."
            )
            self._show(kernel="dead", message=message)
            raise Unavailable(message, "kernel_not_started") from error
        self._show(kernel="idle")

    async def _renew(self) -> None:
        assert self._manager is not None
        async with self._starting:
            if self.current is not None:
                self.current.status = "restarted"
                self.current.finish()
            await self._manager.restart_kernel(now=True)
            await self._until_ready()

    async def stop(self) -> None:
        """End the connection; the kernel itself is shut down by the pad's kernel manager."""
        self._drop_queue()
        if self.current is not None:
            self.current.status = "ended"
            self.current.finish()
        self._worker.cancel()
        # A restart that is broken off would leave a process that nobody knows of.
        self._stopped = True
        if self._tidying is not None:
            await asyncio.gather(self._tidying, return_exceptions=True)
        self._disconnect()
        self._show(kernel="none", run_id=None, cell_id=None, by=None, started=None, prompt=None)

    async def cull(self) -> AsyncKernelManager | None:
        """Let go of a kernel that nothing runs in; returns what is to be shut down.

        Called by the run manager when nobody has been in the pad for long.
        """
        if self._starting.locked() or not self._channels or self.busy:
            return None
        manager, self._manager = self._manager, None
        self._disconnect()
        self._culled = True
        self._show(kernel="none", message=CULLED)
        return manager

    async def halt(self, words: str, hard: bool) -> None:
        """Stop what runs, saying why; with `hard` also what goes on without a run."""
        if not self._channels or self._starting.locked():
            return
        if self.current is not None:
            self._say(self.current, words)
        if not hard:
            if self.current is not None:
                self._record_event("interrupt", words)
                await self._interrupt()
            return
        self._record_event("restart", words)
        self._drop_queue()
        self._tidying = asyncio.ensure_future(self._renew())
        await asyncio.shield(self._tidying)
        self._show(kernel="idle", message=words)

    @property
    def alive(self) -> bool:
        """Whether there is a kernel, or will be in a moment."""
        return bool(self._channels) or self._starting.locked()

    @property
    def busy(self) -> bool:
        """Whether something runs or waits to be run."""
        tidying = self._tidying is not None and not self._tidying.done()
        return self.current is not None or bool(self._queue) or tidying

    @property
    def dispensable(self) -> bool:
        """Whether nothing is lost when the kernel ends: a file's run begins anew anyway."""
        return not self.busy and (self.type == "file" or not self._has_run)

    async def part(self) -> None:
        """End the kernel to make room for that of another document."""
        await self.stop()
        async with self._starting:
            manager, self._manager = self._manager, None
            self._disconnect()
        if manager is not None:
            await self._shut_down(manager)
        self._show(kernel="none", message="")

    def _disconnect(self) -> None:
        self._stop_reviving()
        for channel in self._channels.values():
            channel.stop()
        self._channels = {}

    # -- starting

    async def ensure(self) -> None:
        """Have a kernel that answers.

        Raises:
            InterviewError: it could not be started; the message says why.
        """
        async with self._starting:
            if self._channels:
                return
            self._show(kernel="starting", message=CULLED if self._culled else "")
            try:
                self._manager = await self._start(self.path, self.type)
                self._connect(self._manager)
                await self._until_ready(self._manager)
            except Exception as error:
                message = getattr(error, "message", None) or (
                    f"The code could not be run: the kernel did not start ({error})."
                )
                self.log.error("Kernel of %s did not start: %s", self.path, error)
                self._disconnect()
                self._show(kernel="dead", message=message)
                if isinstance(error, InterviewError):
                    raise
                raise InterviewError(message, "kernel_not_started") from error
            self._manager.add_restart_callback(self._on_died, "restart")
            self._manager.add_restart_callback(self._on_dead, "dead")
            self._show(kernel="idle", message=CULLED if self._culled else "")

    def _connect(self, manager: Any) -> None:
        session = manager.session.clone()
        channels: list[tuple[str, Kind, int, Callable[[Message], Awaitable[None]]]] = [
            ("iopub", "SUB", MAX_OUTPUT, self._on_iopub),
            ("shell", "DEALER", MAX_ANSWER, self._on_shell),
            ("stdin", "DEALER", MAX_ANSWER, self._on_stdin),
        ]
        self._channels = {
            name: Listener(
                manager.socket_path(name),
                kind,
                maximum,
                session,
                handle,
                self._on_too_large,
                self.log,
            )
            for name, kind, maximum, handle in channels
        }

    async def _fit(self) -> None:
        """Part with the kernel of a file that has been renamed into another language."""
        if self.type != "file" or self._manager is None:
            return
        if self._manager.kernel_name != self._languages.kernel_of(self.path, self.type, {}):
            manager, self._manager = self._manager, None
            self._disconnect()
            await self._shut_down(manager)

    async def _until_ready(self, manager: AsyncKernelManager | None = None) -> None:
        """Wait until the kernel answers, and until what it publishes is heard as well.

        Arguments:
            manager: for a kernel that nobody restarts yet, to see whether it is still there.

        Raises:
            TimeoutError: it did not answer in time.
            RuntimeError: it ended before it answered.
        """
        self._answered.clear()
        self._heard.clear()
        pause = 0.005
        provisioner = manager and manager.provisioner
        if isinstance(provisioner, SandboxProvisioner) and provisioner.is_warm:
            # It is known to answer; what it is asked waits for it at a fresh connection.
            self._answered.set()
            pause = 0.03
        async with asyncio.timeout(START_TIMEOUT):
            while not (self._stopped or (self._answered.is_set() and self._heard.is_set())):
                if manager is not None and not await manager.is_alive():
                    raise RuntimeError("it ended before it answered")
                # What is asked or published before both sides are connected is lost.
                self._channels["shell"].send("kernel_info_request", {})
                try:
                    async with asyncio.timeout(pause):
                        await self._answered.wait()
                        await self._heard.wait()
                except TimeoutError:
                    pause = min(0.25, pause * 1.5)

    # -- the queue

    async def _work(self) -> None:
        while True:
            while not self._queue:
                self._wake.clear()
                await self._wake.wait()
            run = self._queue.popleft()
            try:
                await self._execute(run)
            except asyncio.CancelledError:
                raise
            except Exception as error:
                self.log.exception("Run of %s failed", self.path)
                run.failed = True
                self._show(message=_words(error))
            finally:
                self._end(run)
            if run.failed:
                # As a kernel does: what was queued behind an error is not run.
                self._drop_queue()
            self._tidying = asyncio.ensure_future(self._after(run))
            await asyncio.shield(self._tidying)

    async def _execute(self, run: Run) -> None:
        room = await self._rooms.open_path(self.path, self.type)
        self._writer = OutputWriter(
            room if run.cell_id else self._rooms.pad,
            self._target(run),
            self.limits,
            self._on_too_much,
            run.result,
        )
        self._culled = False
        self._has_run = True
        self.current = run
        run.started = self._recording.now
        self._show(
            run_id=run.id,
            cell_id=run.cell_id,
            by=run.by.name,
            by_id=run.by.id,
            started=float(run.started),
            message="",
        )
        self._show_queue()
        if run.cell_id is None:
            self._rooms.pad.console(self.path, clear=True)
        else:
            with room.edit():
                cell = self._cell(room, run.cell_id)
                if cell is not None:
                    cell["outputs"].clear()
                    cell["execution_count"] = None
                    cell["execution_state"] = "running"
        await self._fit()
        saving = asyncio.ensure_future(self._rooms.save_all())
        try:
            await self.ensure()
        finally:
            await saving
        code = run.source
        if run.cell_id is None:
            language = self._languages.of_file(self.path)
            code = file_code(language, self.path, run.source)
            self._stays_clean = leaves_nothing(language)
        run.status = "running"
        run.msg_id = self._channels["shell"].send(
            "execute_request",
            {
                "code": code,
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": True,
                "stop_on_error": True,
            },
        )
        await self._until_over(run)
        if run.status == "running":
            run.status = "error" if run.failed else "ok"
        if self._writer is not None:
            await self._writer.drain()

    async def _until_over(self, run: Run) -> None:
        """Wait until the run has ended, but no longer than a run may take."""
        clock = asyncio.get_running_loop().time
        seconds = self.limits.seconds
        left, interrupted = seconds or float("inf"), False
        replied: float | None = None
        while True:
            began = clock()
            try:
                async with asyncio.timeout(min(left, SILENCE)):
                    await run.replied.wait()
                    replied = replied or clock()
                    await run.idle.wait()
                    return
            except TimeoutError:
                now = clock()
            if replied is not None:
                # What a kernel says while it is not listened to is lost, its "idle" too.
                if now - max(replied, self._last_word) > SILENCE or now - replied > LONGEST_ECHO:
                    return
                continue
            if self._rooms.pad.run(self.path)["prompt"] is None:
                left -= now - began
            if left > 0:
                continue
            if interrupted:
                words = "It did not stop when asked to, so the kernel was started anew."
                self._say(run, words)
                self._record_event("restart", words)
                self._tidying = asyncio.ensure_future(self._renew())
                await asyncio.shield(self._tidying)
                return
            interrupted, left = True, GRACE
            allowed = duration_in_words(seconds)
            words = f"Stopped here: a run may take {allowed}. What you wrote is safe."
            self._say(run, words)
            self._record_event("interrupt", words)
            await self._interrupt()

    async def _interrupt(self) -> None:
        self._drop_queue()
        self._rooms.pad.set_run(self.path, prompt=None)
        if self._manager is not None:
            await self._manager.interrupt_kernel()

    def _on_too_much(self) -> None:
        """The run printed more than it may."""
        if self.limits.stop:
            task = asyncio.ensure_future(self._interrupt())
            self._interrupting.add(task)
            task.add_done_callback(self._interrupting.discard)

    def _on_too_large(self, limit: str) -> None:
        """The kernel sent a message that is not even read."""
        run = self.current
        if run is not None and run is not self._said_too_large:
            self._said_too_large = run  # once is enough
            self._last_word = asyncio.get_running_loop().time()
            self._say(run, f"An output of more than {limit} was left out.")

    def _say(self, run: Run, text: str) -> None:
        if self._writer is not None and run is self.current:
            self._writer.say(f"\n[{text}]\n")

    def _end(self, run: Run) -> None:
        if self._writer is not None:
            self._writer.flush()
        self._writer = None
        self.current = None
        run.finish()
        self._mark_cell(run.cell_id, "idle", run.execution_count)
        self._show(run_id=None, cell_id=None, by=None, by_id=None, started=None, prompt=None)
        self._state = "idle"
        if self._rooms.pad.run(self.path)["kernel"] == "busy":
            self._show(kernel="idle")
        self._record(run)

    async def _after(self, run: Run) -> None:
        await self._rooms.adopt_changes()
        if run.cell_id is None and run.status in ("ok", "error"):
            # A file's run is always a clean one; be ready for the next.
            if self._stays_clean:
                return
            try:
                await self._renew()
            except Exception as error:
                self.log.warning("Kernel of %s did not restart: %s", self.path, error)

    def _drop_queue(self) -> None:
        dropped, self._queue = list(self._queue), deque()
        for run in dropped:
            run.status = "cancelled"
            run.finish()
            self._mark_cell(run.cell_id, "idle")
        if dropped:
            self._show_queue()

    # -- what the kernel says

    def _mine(self, message: Message) -> Run | None:
        run = self.current
        return run if run is not None and run.msg_id and message.parent == run.msg_id else None

    async def _on_iopub(self, message: Message) -> None:
        run = self._mine(message)
        if message.type == "iopub_welcome":
            # Where a kernel says so: what it publishes from now on arrives here.
            await message.check()
            self._heard.set()
            return
        if message.type == "status":
            await message.check()
            state = message.content().get("execution_state")
            if message.parent_type == "kernel_info_request":
                self._heard.set()
            if state in ("idle", "busy") and not self._starting.locked():
                self._heard_state(state)
            if run is not None and state == "idle":
                run.idle.set()
            return
        if run is None or self._writer is None:
            return
        self._last_word = asyncio.get_running_loop().time()
        if self._writer.wants(message):
            await message.check()
            if self._writer is not None:
                self._writer.take(message)

    def _heard_state(self, state: str) -> None:
        """Show whether the kernel is busy: at once, but not more often than anybody can see."""
        self._state = state
        if self._showing_state is None:
            self._show(kernel=state)
            self._showing_state = asyncio.get_running_loop().call_later(0.05, self._show_state)

    def _show_state(self) -> None:
        self._showing_state = None
        shown = self._rooms.pad.run(self.path)["kernel"]
        if shown in ("idle", "busy") and shown != self._state and self._channels:
            self._heard_state(self._state)

    async def _on_shell(self, message: Message) -> None:
        run = self._mine(message)
        if message.type == "kernel_info_reply":
            await message.check()
            self._answered.set()
        if run is None or message.type != "execute_reply":
            return
        await message.check()
        try:
            content = message.content()
        except Refused:
            content = {}
        count = content.get("execution_count")
        run.execution_count = int(count) if isinstance(count, float) else None
        if content.get("status") != "ok":
            run.failed = True
        run.replied.set()

    async def _on_stdin(self, message: Message) -> None:
        run = self._mine(message)
        if run is None or message.type != "input_request":
            return
        if self._rooms.pad.run(self.path)["prompt"] is not None:
            return
        await message.check()
        content = message.content(MAX_HEADER)
        if self._writer is not None:
            await self._writer.drain()
        self._show(
            prompt={
                "run_id": run.id,
                "text": str(content.get("prompt", ""))[:1000],
                "password": bool(content.get("password")),
            }
        )

    def _on_died(self) -> None:
        # Said before the new process is started; what is sent meanwhile would be lost.
        self._stop_reviving()
        self._reviving = asyncio.ensure_future(self._revive())
        self._give_up(
            "starting",
            f"{self._last_words()} and was started again. "
            "What you wrote is safe; variables are gone, run the cells again from the top.",
        )

    async def _revive(self) -> None:
        async with self._starting:
            try:
                await self._until_ready()
            except TimeoutError:
                self._on_dead()
                return
        self._show(kernel="idle")

    def _stop_reviving(self) -> None:
        if self._reviving is not None and self._reviving is not asyncio.current_task():
            self._reviving.cancel()
        self._reviving = None

    def _on_dead(self) -> None:
        self._stop_reviving()
        self._give_up(
            "dead",
            f"{self._last_words()} and could not be started again. "
            "What you wrote is safe; press Restart to try once more.",
        )

    def _last_words(self) -> str:
        provisioner = self._manager.provisioner if self._manager is not None else None
        if isinstance(provisioner, SandboxProvisioner) and provisioner.death_reason:
            return f"The kernel {provisioner.death_reason}"
        return "The kernel stopped unexpectedly"

    def _give_up(self, kernel: str, message: str) -> None:
        self._record_event("died", message)
        if self.current is not None:
            self.current.failed = True
            self.current.status = "died"
            if self._writer is not None:
                self._writer.say(f"\n[{message}]\n")
            self.current.finish()
        self._drop_queue()
        self._show(kernel=kernel, message=message, prompt=None)

    # -- what people see

    def _show(self, **changes: Any) -> None:
        if self._manager is not None and "kernel" in changes:
            # What Jupyter's own list of kernels says.
            setattr(self._manager, "execution_state", changes["kernel"])  # noqa: B010
        self._rooms.pad.set_run(self.path, **changes)

    def _show_queue(self) -> None:
        self._show(queue=[run.cell_id for run in self._queue if run.cell_id])

    def _cell(self, room: DocumentRoom, cell_id: str) -> Map | None:
        for cell in room.doc.get("cells", type=Array):
            if isinstance(cell, Map) and cell.get("id") == cell_id:
                return cell
        return None

    def _target(self, run: Run) -> Callable[[], Array | None]:
        def target() -> Array | None:
            if run.cell_id is None:
                return self._rooms.pad.console(self.path)
            room = self._rooms.at(self.path)
            cell = self._cell(room, run.cell_id) if room else None
            return cell["outputs"] if cell is not None else None

        return target

    def _mark_cell(self, cell_id: str | None, state: str, count: int | None = None) -> None:
        room = self._rooms.at(self.path)
        if cell_id is None or room is None:
            return
        with room.edit():
            cell = self._cell(room, cell_id)
            if cell is None:
                return
            if cell.get("execution_state") != state:
                cell["execution_state"] = state
            if count is not None:
                cell["execution_count"] = float(count)

    def _record_event(self, event: str, words: str = "", by: str = "") -> None:
        """Record what became of the kernel other than by a run; `by` nobody where it just did."""
        frame = {"path": self.path, "event": event, "words": words}
        self._recording.append("kernel", json.dumps(frame).encode(), author=by)

    def _record(self, run: Run) -> None:
        frame = {
            "run_id": run.id,
            "path": run.path,
            "cell_id": run.cell_id,
            "source": run.source,
            "asked": run.asked,
            "started": run.started,
            "ended": self._recording.now,
            "status": run.status,
            "result": run.result.model(),
        }
        # By its id: what a document says of its own path, whoever writes in it may say.
        document = self._rooms.identify(self.path, self.type).id
        self._recording.append("run", json.dumps(frame).encode(), document, run.by.id)


def _words(error: Exception) -> str:
    """What people are told when the server itself could not run something."""
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT):
        return (
            "The server's disk is full, so nothing can be run. What you wrote stays on this page. "
            "Please tell the administrator."
        )
    return getattr(error, "message", None) or f"The run failed: {error}"


def find_cell_source(room: DocumentRoom, cell_id: str) -> str:
    """The source of a code cell as it stands now.

    Raises:
        NotFound: no such cell, or not one of code.
    """
    for cell in room.doc.get("cells", type=Array):
        if isinstance(cell, Map) and cell.get("id") == cell_id:
            if cell.get("cell_type") != "code":
                raise NotFound("Only code cells can be run.", "not_code")
            return str(cell["source"])
    raise NotFound("That cell is gone; nothing was run.", "cell_gone")
