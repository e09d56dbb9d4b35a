"""One program's run: what it prints as it prints it, what it asks for, and its end."""

from __future__ import annotations

import codecs
import contextlib
import fcntl
import os
import select
import signal
import struct
import subprocess
import termios
import time
import tty
from collections.abc import Mapping, Sequence
from typing import Protocol

from . import waiting

CHUNK = 65536
"""Bytes that are read at once, and after which what was read is passed on."""

GATHER = 0.015
"""Seconds for which output is gathered before it is passed on."""

REST = 0.005
"""Seconds of rest after a full chunk: an endless print must not fill the memory."""

LOOK = 0.01, 0.1
"""Seconds between two looks whether the program waits for input: the first, and the longest."""

LISTEN = 0.02
"""Seconds between two looks whether an answer has come."""

GRACE = 0.5
"""Seconds that a program has to end by itself after an interrupt."""


class Frontend(Protocol):
    """What a run needs of the kernel around it."""

    @property
    def wake(self) -> int:
        """A file that can be read when one of the following may have changed."""

    @property
    def interrupted(self) -> bool:
        """Whether somebody asked for the program to be stopped."""

    @property
    def stopped(self) -> bool:
        """Whether the kernel is about to end."""

    def write(self, name: str, text: str) -> None:
        """Show some output; `name` is ``stdout`` or ``stderr``."""

    def ask(self) -> None:
        """Ask for a line of input."""

    def answer(self) -> str | None:
        """The line, if it has come."""


class Output:
    """Gathers output and passes it on in order.

    Arguments:
        hidden: the path of a directory, with a slash at its end, that is left out of messages
            on standard error: people know their programs by their names.
    """

    def __init__(self, frontend: Frontend, hidden: str = "") -> None:
        self._frontend = frontend
        self._hidden = hidden.encode()
        self._parts: list[tuple[str, bytes]] = []
        self._size = 0
        self._since = 0.0
        self._held = b""
        make = codecs.getincrementaldecoder("utf-8")
        self._decoders = {name: make("replace") for name in ("stdout", "stderr")}

    @property
    def due(self) -> float | None:
        """Seconds until what has gathered is to be passed on; None while there is nothing."""
        return max(0.0, self._since + GATHER - time.monotonic()) if self._parts else None

    def add(self, name: str, data: bytes) -> None:
        if name == "stderr" and self._hidden:
            data = (self._held + data).replace(self._hidden, b"")
            # The path may go on with what is read next.
            most = min(len(self._hidden) - 1, len(data))
            kept = next((n for n in range(most, 0, -1) if self._hidden.startswith(data[-n:])), 0)
            self._held = data[len(data) - kept :]
            data = data[: len(data) - kept]
        if not data:
            return
        if not self._parts:
            self._since = time.monotonic()
        if self._parts and self._parts[-1][0] == name:
            self._parts[-1] = (name, self._parts[-1][1] + data)
        else:
            self._parts.append((name, data))
        self._size += len(data)
        if self._size >= CHUNK:
            self._pass_on()
            time.sleep(REST)

    def flush(self, last: bool = False) -> None:
        """Pass on all there is; with `last` also what is half a character or half a path."""
        held, self._held = self._held, b""
        if held:
            self._parts.append(("stderr", held))
        self._pass_on(last)

    def _pass_on(self, last: bool = False) -> None:
        parts, self._parts, self._size = self._parts, [], 0
        for name, data in parts:
            if text := self._decoders[name].decode(data):
                self._frontend.write(name, text)
        if last:
            for name, decoder in self._decoders.items():
                if text := decoder.decode(b"", final=True):
                    self._frontend.write(name, text)


def run(
    command: Sequence[str],
    frontend: Frontend,
    *,
    cwd: str,
    environment: Mapping[str, str],
    terminal: bool,
    stdin: bool,
    hidden: str = "",
) -> int:
    """Run a program to its end; nothing that it started is left.

    Called by the kernel, on its main thread. An interrupt reaches the program's process group;
    what does not end by itself soon is killed.

    Arguments:
        command: the program and its arguments.
        cwd: where it runs.
        environment: its whole environment.
        terminal: whether it reads from and writes to a terminal, so that it does not hold its
            output back. Standard error is a pipe always.
        stdin: whether somebody is there to be asked for input; else there is none.
        hidden: see `Output`.

    Returns:
        The exit status; negative for a signal, as `subprocess` has it.

    Raises:
        OSError: it could not be started.
    """
    return _Run(frontend, Output(frontend, hidden)).run(command, cwd, environment, terminal, stdin)


class _Run:
    def __init__(self, frontend: Frontend, output: Output) -> None:
        self._frontend = frontend
        self._output = output
        self._streams: dict[int, str] = {}
        self._input = -1  # where answers are written
        self._reads = -1  # what the program reads them from
        self._file = ""  # the name of that
        self._pending = b""
        self._asked = False

    def run(
        self,
        command: Sequence[str],
        cwd: str,
        environment: Mapping[str, str],
        terminal: bool,
        stdin: bool,
    ) -> int:
        with contextlib.ExitStack() as stack:
            theirs = self._open(stack, terminal, stdin)
            process = subprocess.Popen(
                command,
                stdin=theirs[0],
                stdout=theirs[1],
                stderr=theirs[2],
                cwd=cwd,
                env=dict(environment),
                start_new_session=True,
            )
            for fd in set(theirs) - {self._reads, subprocess.DEVNULL}:
                os.close(fd)
            ended = os.pidfd_open(process.pid)
            stack.callback(os.close, ended)
            try:
                self._follow(process, ended)
            finally:
                kill_all(process.pid)
                status = process.wait()
            if self._reads >= 0:
                os.close(self._reads)
                self._reads = -1
            self._drain()
            self._output.flush(last=True)
            return status

    def _open(
        self, stack: contextlib.ExitStack, terminal: bool, stdin: bool
    ) -> tuple[int, int, int]:
        """The program's ends of its standard input, output and error; ours are kept."""
        errors, stderr = os.pipe()
        self._keep(stack, errors, "stderr")
        if terminal:
            master, slave = os.openpty()
            # No echo, no lines of at most 4096 bytes, and a line feed is no carriage return.
            tty.setraw(slave)
            attributes = termios.tcgetattr(slave)
            attributes[3] |= termios.ISIG
            termios.tcsetattr(slave, termios.TCSANOW, attributes)
            fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 100, 0, 0))
            self._keep(stack, master, "stdout")
            if stdin:
                self._input, self._reads = master, slave
                self._file = os.ttyname(slave)
            return (slave if stdin else subprocess.DEVNULL), slave, stderr
        printed, stdout = os.pipe()
        self._keep(stack, printed, "stdout")
        if not stdin:
            return subprocess.DEVNULL, stdout, stderr
        self._reads, self._input = os.pipe()
        os.set_blocking(self._input, False)
        stack.callback(os.close, self._input)
        self._file = os.readlink(f"/proc/self/fd/{self._reads}")
        return self._reads, stdout, stderr

    def _keep(self, stack: contextlib.ExitStack, fd: int, name: str) -> None:
        os.set_blocking(fd, False)
        stack.callback(os.close, fd)
        self._streams[fd] = name

    def _follow(self, process: subprocess.Popen[bytes], ended: int) -> None:
        """Pass on and answer until the program has ended."""
        frontend = self._frontend
        poller = select.poll()
        for fd in (ended, frontend.wake, *self._streams):
            poller.register(fd, select.POLLIN)
        look, longest = LOOK
        told: float | None = None
        while True:
            timeout = LISTEN if self._asked else look
            due = self._output.due
            if due is not None:
                timeout = min(timeout, due)
            ready = dict(poller.poll(timeout * 1000))
            if frontend.wake in ready:
                os.read(frontend.wake, CHUNK)
            if frontend.stopped:
                return
            if frontend.interrupted:
                if told is None:
                    told = time.monotonic()
                    with contextlib.suppress(ProcessLookupError):
                        os.killpg(process.pid, signal.SIGINT)
                elif time.monotonic() - told > GRACE:
                    return
            heard = False
            for fd in ready.keys() & self._streams.keys():
                heard |= self._read(fd, poller)
            if self._output.due == 0.0:
                self._output.flush()
            if ended in ready:
                return
            self._answer(poller)
            if ready:
                look = LOOK[0]
            elif told is None and self._is_waiting(process.pid):
                self._ask()
            else:
                look = min(longest, look * 1.5)

    def _read(self, fd: int, poller: select.poll | None = None) -> bool:
        """Read once; whether there was something."""
        try:
            data = os.read(fd, CHUNK)
        except BlockingIOError:
            return False
        except OSError:  # a terminal that nobody writes to any more
            data = b""
        if data:
            self._output.add(self._streams[fd], data)
        elif poller is not None:
            poller.unregister(fd)
            del self._streams[fd]
        return bool(data)

    def _drain(self) -> None:
        """Read what was printed before the end."""
        for fd in list(self._streams):
            while self._read(fd):
                if self._frontend.interrupted or self._frontend.stopped:
                    break

    def _is_waiting(self, pid: int) -> bool:
        if self._reads < 0 or self._asked or self._pending:
            return False
        unread = fcntl.ioctl(self._reads, termios.FIONREAD, b"\0\0\0\0")
        if struct.unpack("i", unread)[0]:
            return False
        return waiting.waits_for([pid, *waiting.descendants(pid)], self._file)

    def _ask(self) -> None:
        for fd in list(self._streams):
            while self._read(fd):
                pass
        self._output.flush()
        self._asked = True
        self._frontend.ask()

    def _answer(self, poller: select.poll) -> None:
        if self._asked:
            line = self._frontend.answer()
            if line is None:
                return
            self._asked = False
            self._pending += line.encode() + b"\n"
        if self._pending:
            with contextlib.suppress(BlockingIOError):
                self._pending = self._pending[os.write(self._input, self._pending) :]


def kill_all(pid: int) -> None:
    """Kill a process, its group, and whatever this process's descendants are.

    Processes whose parent has ended belong to this one; see `adopt`. They are stopped before
    they are killed, so that none starts another meanwhile.
    """
    for signum in (signal.SIGSTOP, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signum)
    while True:
        left = [one for one in waiting.descendants(os.getpid()) if not _is_dead(one)]
        for signum in (signal.SIGSTOP, signal.SIGKILL):
            for one in left:
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.kill(one, signum)
        _reap(pid)
        if not left:
            return
        time.sleep(0.001)


def _is_dead(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", "rb") as stat:
            return stat.read().rpartition(b")")[2].split()[0] in (b"Z", b"X")
    except OSError:
        return True


def _reap(but: int) -> None:
    """Wait for the dead, except for one that somebody else waits for."""
    for pid in waiting.children(os.getpid()):
        if pid != but and _is_dead(pid):
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def adopt() -> None:
    """Become the parent of processes whose own parent ends; called once, at the start."""
    import ctypes

    set_child_subreaper = 36
    ctypes.CDLL(None, use_errno=True).prctl(set_child_subreaper, 1, 0, 0, 0)
