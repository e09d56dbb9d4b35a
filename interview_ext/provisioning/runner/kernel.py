"""The runner kernel: each cell is a whole program, and so is a file."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import signal
import tomllib
from pathlib import Path
from typing import Any

import zmq
from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from .build import Builds
from .program import adopt, run

FILE = re.compile(r"\s*%run\s+(.+?)\s*\Z")
"""A cell that runs a file: its name, also as a quoted string."""

PATH = "/usr/local/bin:/usr/bin:/bin"
"""Where programs are: never in the environment of the Python that runs this kernel."""

NOT_FOR_PROGRAMS = ("PYTHON", "IPYTHON", "MPL", "JPY")
"""Variables that begin with these are for this kernel and not for people's programs."""


class RunnerKernel(Kernel):
    """Compiles and runs programs in the language that it was started for."""

    implementation = "interview-runner"
    implementation_version = "1"
    folder = ""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        table = tomllib.loads(Path(self.folder, "language.toml").read_text("utf-8"))
        runner = table["runner"]
        file = table.get("file", "main" + table["file_extension"])
        self.banner = table["name"]
        self.language_info = {
            "name": os.path.basename(self.folder).lower(),
            "version": "",
            **{
                key: table[key]
                for key in ("mimetype", "file_extension", "codemirror_mode", "pygments_lexer")
                if key in table
            },
        }
        self._builds = Builds(runner, file, self.folder)
        self._terminal: bool = runner.get("terminal", True)
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(NOT_FOR_PROGRAMS)
        }
        self._environment.update(PATH=PATH, TERM="dumb", NO_COLOR="1", PWD=os.getcwd())
        self._environment.update(runner.get("environment", {}))
        self.interrupted = self.stopped = False
        self.wake, self._waker = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        adopt()
        signal.signal(signal.SIGINT, self._on_interrupt)

    # -- what a program's run needs

    def write(self, name: str, text: str) -> None:
        self.send_response(self.iopub_socket, "stream", {"name": name, "text": text})

    def ask(self) -> None:
        while self._take_reply() is not None:
            pass  # an answer to a program that has ended meanwhile
        assert self.session is not None
        self.session.send(
            self.stdin_socket,
            "input_request",
            {"prompt": "", "password": False},
            parent=self.get_parent("shell"),
            ident=self._parent_ident["shell"],
        )

    def answer(self) -> str | None:
        reply = self._take_reply()
        return None if reply is None else str(reply.get("value", ""))

    def _take_reply(self) -> dict[str, Any] | None:
        assert self.session is not None
        try:
            _, message = self.session.recv(self.stdin_socket, mode=zmq.NOBLOCK)
        except ValueError:
            return None  # not signed by the server
        return None if message is None else message["content"]

    # -- signals

    def pre_handler_hook(self) -> None:
        """An interrupt is always ours to handle."""

    def post_handler_hook(self) -> None:
        """See above."""

    def _on_interrupt(self, *_: Any) -> None:
        self.interrupted = True
        self._wake()

    def _wake(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it is about to look anyway
            os.write(self._waker, b"!")

    async def do_shutdown(self, restart: bool) -> dict[str, Any]:
        self.stopped = True
        self._wake()
        return {"status": "ok", "restart": restart}

    # -- running

    async def do_execute(
        self,
        code: str,
        silent: bool,
        store_history: bool = True,
        user_expressions: Any = None,
        allow_stdin: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        """Run a cell, or the file that it names. Blocks: nothing else is to happen meanwhile."""
        self.interrupted = False
        if not code.strip():
            return self._ok()
        found = FILE.match(code)
        try:
            if found:
                return self._run(None, _file_name(found[1]), allow_stdin)
            return self._run(code, None, allow_stdin)
        except OSError as error:
            what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            return self._error("NotRun", f"The program could not be run ({what}).")

    def _run(self, code: str | None, file: str | None, stdin: bool) -> dict[str, Any]:
        made = self._builds.program(code, file, self._compile)
        if self.interrupted:
            return self._error("Interrupted", "The program was stopped.")
        if made is None:
            return self._error("CompileError", "The program could not be compiled.")
        command, hidden = made
        status = run(
            command,
            self,
            cwd=os.getcwd(),
            environment=self._environment,
            terminal=self._terminal,
            stdin=stdin,
            hidden=hidden,
        )
        if self.interrupted or self.stopped:
            return self._error("Interrupted", "The program was stopped.")
        if status > 0:
            return self._error("ExitStatus", f"The program ended with exit status {status}.")
        if status < 0:
            return self._error("Killed", f"The program ended: {_signal_in_words(-status)}.")
        return self._ok()

    def _compile(self, command: list[str], hidden: str) -> bool:
        status = run(
            command,
            _Aside(self),
            cwd=os.getcwd(),
            environment=self._environment,
            terminal=False,
            stdin=False,
            hidden=hidden,
        )
        return status == 0 and not self.interrupted

    def _ok(self) -> dict[str, Any]:
        return {
            "status": "ok",
            "execution_count": self.execution_count,
            "payload": [],
            "user_expressions": {},
        }

    def _error(self, name: str, words: str) -> dict[str, Any]:
        content = {"ename": name, "evalue": words, "traceback": [f"{name}: {words}"]}
        self.send_response(self.iopub_socket, "error", content)
        return {"status": "error", "execution_count": self.execution_count, **content}


class _Aside:
    """A compiler's frontend: whatever it prints is about the program, not of it."""

    def __init__(self, kernel: RunnerKernel) -> None:
        self._kernel = kernel
        self.wake = kernel.wake

    @property
    def interrupted(self) -> bool:
        return self._kernel.interrupted

    @property
    def stopped(self) -> bool:
        return self._kernel.stopped

    def write(self, name: str, text: str) -> None:
        self._kernel.write("stderr", text)

    def ask(self) -> None:
        """A compiler has no input."""

    def answer(self) -> str | None:
        return None


def _file_name(text: str) -> str:
    """The file that ``%run`` names: a JSON string, or words as in a shell."""
    try:
        if text.startswith('"'):
            return os.path.normpath(str(json.loads(text)))
        (name,) = shlex.split(text)
        return os.path.normpath(name)
    except ValueError:
        return text


def _signal_in_words(number: int) -> str:
    words = {
        signal.SIGSEGV: "it used memory that is not its own (segmentation fault)",
        signal.SIGABRT: "it gave up (abort)",
        signal.SIGFPE: "it divided by zero or the like (arithmetic error)",
        signal.SIGKILL: "it was killed, as programs are that use more than they may",
        signal.SIGXFSZ: "it wrote a larger file than it may",
    }
    try:
        return words.get(signal.Signals(number), f"signal {signal.Signals(number).name}")
    except ValueError:
        return f"signal {number}"


def launch(folder: str, argv: list[str]) -> None:
    """Be the kernel of the language in `folder`, until told to shut down."""
    RunnerKernel.folder = folder
    IPKernelApp.launch_instance(argv, kernel_class=RunnerKernel)
