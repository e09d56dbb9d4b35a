"""The kernel for JavaScript and TypeScript: deno's, and what that lacks."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
import signal
import sys
import tempfile
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ipykernel.kernelapp import IPKernelApp
from ipykernel.kernelbase import Kernel

from .inner import Gone, InnerKernel

DENO = str(Path(sys.prefix, "bin", "deno"))

FILE = re.compile(r"\s*%run\s+(.+?)\s*\Z")
"""A cell that runs a file: its name, also as a quoted string."""

OBEYS = 2.0
"""Seconds that deno is given to stop. It cannot while it waits for a promise."""

PROBE = "await new Promise((done) => setTimeout(done)); console.log({mark})"
"""What shows that deno does what it is asked to, and that all before it has been said."""

ANSWERS = 3.0
"""Seconds within which a completion is worth having."""

LANGUAGES = {
    "javascript": {"mimetype": "text/javascript", "file_extension": ".js"},
    "typescript": {"mimetype": "text/typescript", "file_extension": ".ts"},
}

STOPPED = "The program was stopped."
LOST = f"{STOPPED} It was waiting and had to be ended, so all variables are gone."
ENDED = "The program ended by itself, or used more memory than it may. All variables are gone."


class DenoKernel(Kernel):
    """Passes cells on to deno, and says what deno keeps to itself.

    Deno's own kernel does not say where a syntax error is, and an interrupt while it waits for a
    promise makes it deaf; see `_why_not_read` and `_stop`.
    """

    implementation = "interview-deno"
    implementation_version = "1"
    banner = "deno"
    language = "javascript"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.language_info = {
            "name": self.language,
            "version": "",
            "codemirror_mode": self.language,
            "pygments_lexer": self.language,
            **LANGUAGES[self.language],
        }
        self._environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTHON")},
            "DENO_NO_UPDATE_CHECK": "1",
            "NO_COLOR": "1",
        }
        command = [DENO, "jupyter", "--kernel", "--conn", "{connection_file}"]
        self._inner = InnerKernel(command, self._environment, self._on_output, self._on_ask)
        self._starting: asyncio.Task[None] | None = None
        self._interrupt = asyncio.Event()
        self._asking = False
        self._may_ask = False
        self._said_error = False
        self._mark = uuid.uuid4().hex
        self._marked = asyncio.Event()
        self._of: dict[str, Any] = {}
        self._asked_by: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        signal.signal(signal.SIGINT, self._on_interrupt)

    # -- interrupts

    def pre_handler_hook(self) -> None:
        """An interrupt is always ours to handle."""

    def post_handler_hook(self) -> None:
        """See above."""

    def _on_interrupt(self, *_: Any) -> None:
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._interrupt.set)
        if self._asking:
            raise KeyboardInterrupt

    # -- what deno says and asks

    def _on_output(self, kind: str, content: dict[str, Any]) -> None:
        if kind == "stream" and self._mark in content["text"]:
            self._marked.set()
            content = {**content, "text": content["text"].replace(f"{self._mark}\n", "")}
            if not content["text"]:
                return
        if kind == "error":
            self._said_error = True
            if self._interrupt.is_set():
                return  # said in other words
        self._send(kind, content)

    def _send(self, kind: str, content: dict[str, Any]) -> None:
        assert self.session is not None
        ident = self._topic(kind)
        self.session.send(self.iopub_socket, kind, content, parent=self._of, ident=ident)

    def _on_ask(self, prompt: str, password: bool) -> str:
        if not self._may_ask:
            return ""
        self._asking = True
        try:
            return self._input_request(prompt, self._asked_by, self._of, password=password)
        except KeyboardInterrupt:
            return ""
        finally:
            self._asking = False

    # -- running

    async def _ready(self) -> None:
        self._loop = asyncio.get_running_loop()
        if self._starting is None:
            self._starting = asyncio.create_task(self._start())
        await self._starting

    async def _start(self) -> None:
        await self._inner.start()
        await self._all_is_said()

    async def _renew(self) -> None:
        """Start deno again; the next cell waits for it."""
        await self._inner.stop()
        self._starting = asyncio.create_task(self._start())

    async def do_execute(
        self,
        code: str,
        silent: bool,
        store_history: bool = True,
        user_expressions: Any = None,
        allow_stdin: bool = False,
        **_: Any,
    ) -> dict[str, Any]:
        """Run a cell, or the file that it names."""
        self._of = self.get_parent("shell")
        self._asked_by = self._parent_ident["shell"]
        self._said_error = False
        self._may_ask = allow_stdin
        self._interrupt.clear()
        try:
            await self._ready()
        except (RuntimeError, TimeoutError, Gone) as error:
            self._starting = None
            return self._error("NotStarted", f"deno did not start ({error}).")
        file = FILE.match(code)
        name = _file_name(file[1]) if file else None
        reply = await self._pass_on(code if name is None else _import(name), silent, allow_stdin)
        checked = name is not None and name.endswith((".ts", ".mts", ".tsx"))
        if checked and reply["status"] == "ok":
            await self._say_type_errors(name)
        if self._interrupt.is_set() and reply["status"] == "ok":
            return self._error("Interrupted", STOPPED)
        return reply

    async def _pass_on(self, code: str, silent: bool, stdin: bool) -> dict[str, Any]:
        running = asyncio.create_task(
            self._inner.request(
                lambda client: client.execute(code, silent=silent, allow_stdin=stdin)
            )
        )
        interrupted = asyncio.create_task(self._interrupt.wait())
        try:
            await asyncio.wait([running, interrupted], return_when=asyncio.FIRST_COMPLETED)
            if not running.done() and not await self._stop(running):
                await self._renew()
                return self._error("Interrupted", LOST)
            content = await running
            await self._all_is_said()
        except Gone:
            await self._renew()
            return self._error("Ended", ENDED)
        finally:
            interrupted.cancel()
            running.cancel()
        if self._interrupt.is_set():
            return self._error("Interrupted", STOPPED)
        if content["status"] == "ok" or self._said_error:
            return {**content, "execution_count": self.execution_count}
        return self._error(*await self._why_not_read(code))

    async def _stop(self, running: asyncio.Task[Any]) -> bool:
        """Interrupt what runs; whether it obeyed and is still of use."""
        await self._inner.interrupt()
        await asyncio.wait([running], timeout=OBEYS)
        if not running.done():
            return False
        # Stopped at a bad moment, it answers and does nothing.
        return await self._all_is_said()

    async def _all_is_said(self) -> bool:
        """Wait until all output has arrived, which deno sends at leisure; whether it did.

        Also what has deno load the parts of itself that it breaks without if it is stopped then.
        """
        self._marked.clear()
        probe = PROBE.format(mark=json.dumps(self._mark))
        try:
            async with asyncio.timeout(OBEYS):
                await self._inner.request(lambda client: client.execute(probe))
                await self._marked.wait()
        except (Gone, TimeoutError):
            return False
        return True

    def _error(self, name: str, words: str) -> dict[str, Any]:
        content = {"ename": name, "evalue": words, "traceback": [f"{name}: {words}"]}
        self._send("error", content)
        return {"status": "error", "execution_count": self.execution_count, **content}

    # -- what deno's kernel does not say

    async def _why_not_read(self, code: str) -> tuple[str, str]:
        """Why a cell was not run, with the line: the error's name and words."""
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory, f"cell{LANGUAGES[self.language]['file_extension']}")
            path.write_text(code)
            said = await self._ask_deno("cache", "--quiet", "--no-remote", str(path))
        said = re.sub(r"\s+at file://\S*:(\d+):(\d+)", r"\n(line \1, column \2)", said)
        found = re.match(r"error: (?:(\w*Error): )?(.*)", said, re.DOTALL)
        return (found[1] or "Error", found[2]) if found else ("Error", "The cell was not run.")

    async def _say_type_errors(self, name: str) -> None:
        """Check the types of a file that has run."""
        said = await self._ask_deno("check", "--quiet", "--no-remote", name)
        said = said.replace(Path.cwd().as_uri() + "/", "").replace(
            "error: Type checking failed.", ""
        )
        if said := said.strip():
            self._send("stream", {"name": "stderr", "text": f"The types do not fit:\n{said}\n"})

    async def _ask_deno(self, *arguments: str) -> str:
        """What a command of deno says on its standard error; nothing if it is content."""
        process = await asyncio.create_subprocess_exec(
            DENO,
            *arguments,
            env=self._environment,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.PIPE,
        )
        said = asyncio.create_task(process.communicate())
        interrupted = asyncio.create_task(self._interrupt.wait())
        await asyncio.wait([said, interrupted], return_when=asyncio.FIRST_COMPLETED)
        interrupted.cancel()
        if not said.done():
            process.kill()
        _, stderr = await said
        if process.returncode == 0:
            return ""
        return stderr.decode(errors="replace").partition("Stack backtrace:")[0].rstrip()

    # -- what people are offered while they write

    async def _answer(self, send: Callable[[Any], str]) -> dict[str, Any] | None:
        try:
            await self._ready()
            return await asyncio.wait_for(self._inner.request(send), ANSWERS)
        except (Gone, TimeoutError, RuntimeError):
            return None

    async def do_complete(self, code: str, cursor_pos: int) -> dict[str, Any]:
        answer = await self._answer(lambda client: client.complete(code, cursor_pos))
        return answer or {
            "status": "ok",
            "matches": [],
            "cursor_start": cursor_pos,
            "cursor_end": cursor_pos,
            "metadata": {},
        }

    async def do_is_complete(self, code: str) -> dict[str, Any]:
        return await self._answer(lambda client: client.is_complete(code)) or {"status": "unknown"}

    async def do_shutdown(self, restart: bool) -> dict[str, Any]:
        await self._inner.stop()
        return {"status": "ok", "restart": restart}


def _file_name(text: str) -> str:
    """The file that ``%run`` names: a quoted string, or words as in a shell."""
    try:
        return str(json.loads(text)) if text.startswith('"') else shlex.split(text)[0]
    except (ValueError, IndexError):
        return text


def _import(name: str) -> str:
    """The code that runs a file as a module."""
    return f"await import({json.dumps(Path(name).absolute().as_uri())});\nundefined"


def launch(language: str, argv: list[str]) -> None:
    """Be the kernel of a language, until told to shut down."""
    DenoKernel.language = language
    IPKernelApp.launch_instance(argv, kernel_class=DenoKernel)
