"""Runs the candidate's program, each time as a process of its own, with what it is to read."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

MOST_OUTPUT = 1024 * 1024
"""Bytes of a program's output that are read, and of what it says of its errors."""

PATH = "/usr/local/bin:/usr/bin:/bin"
"""Where programs of languages are that are not the kernels' Python's."""

NOT_FOR_PROGRAMS = ("PYTHON", "IPYTHON", "MPL", "JPY")
"""Variables that begin with these are for this process and not for people's programs."""


class Programs:
    """The programs of one language.

    Arguments:
        how: ``runner`` (the folder of the runner kernel's files), ``table`` (its ``[runner]``, or
            the like), ``file`` and ``folder`` of the language, ``python`` (whether its commands are
            those of the kernels' Python), ``compile_seconds``.
    """

    def __init__(self, how: dict[str, Any]) -> None:
        runner = Path(how["runner"])
        sys.path.insert(0, str(runner.parent))
        try:
            from runner.build import Builds
        finally:
            sys.path.remove(str(runner.parent))
        self._builds = Builds(how["table"], how["file"], how["folder"])
        self._file: str = how["file"]
        self._seconds: float = how["compile_seconds"]
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(NOT_FOR_PROGRAMS)
        }
        bin_dir = os.path.dirname(sys.executable)
        environment.update(
            PATH=f"{bin_dir}:{PATH}" if how["python"] else PATH,
            TERM="dumb",
            NO_COLOR="1",
            PWD=os.getcwd(),
            PYTHONDONTWRITEBYTECODE="1",
        )
        environment.update(how["table"].get("environment", {}))
        self._environment = environment
        self._said = ""

    def run(self, question: dict[str, Any]) -> dict[str, Any]:
        """Run a program once.

        Arguments:
            question: ``file`` (empty for the language's own), ``input``, ``arguments``, and
                ``seconds`` that it may take.

        Returns:
            ``output``, ``errors``, ``status`` (below 0: the signal that ended it), ``late``,
            ``long``; or ``compile``: what the compiler said; or ``missing``: the file's name.
        """
        file = question["file"] or self._file
        if not os.path.isfile(file):
            return {"missing": file}
        self._said = ""
        made = self._builds.program(None, file, self._compile)
        if made is None:
            return {"compile": self._said}
        command, hidden = made
        done = self._execute(
            [*command, *question["arguments"]], question["input"].encode(), question["seconds"]
        )
        done["errors"] = done["errors"].replace(hidden, "")
        return done

    def _compile(self, command: list[str], hidden: str) -> bool:
        done = self._execute(command, b"", self._seconds)
        self._said = (done["errors"] or done["output"]).replace(hidden, "")
        if done["late"]:
            self._said = f"Compiling took longer than {self._seconds:g} seconds."
        return done["status"] == 0 and not done["late"]

    def _execute(self, command: list[str], given: bytes, seconds: float) -> dict[str, Any]:
        folder = tempfile.mkdtemp(prefix="input-")
        path = Path(folder, "input")
        path.write_bytes(given)
        try:
            with path.open("rb") as source:
                began = time.monotonic()
                process = subprocess.Popen(
                    command,
                    stdin=source,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=self._environment,
                    start_new_session=True,
                    preexec_fn=_no_core,
                )
            return self._follow(process, seconds, began)
        finally:
            # Whatever it has started ends with it; the first process of the sandbox is spared.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(-1, signal.SIGKILL)
            shutil.rmtree(folder, ignore_errors=True)

    def _follow(
        self, process: subprocess.Popen[bytes], seconds: float, began: float
    ) -> dict[str, Any]:
        said: dict[str, bytearray] = {"output": bytearray(), "errors": bytearray()}
        too_long = threading.Event()

        def read(name: str, pipe: Any) -> None:
            while chunk := pipe.read1(65536):
                room = MOST_OUTPUT - len(said[name])
                said[name] += chunk[:room]
                if len(chunk) > room and name == "output":
                    too_long.set()
                    process.kill()

        readers = [
            threading.Thread(target=read, args=("output", process.stdout), daemon=True),
            threading.Thread(target=read, args=("errors", process.stderr), daemon=True),
        ]
        for reader in readers:
            reader.start()
        late = False
        try:
            process.wait(max(0.0, began + seconds - time.monotonic()))
        except subprocess.TimeoutExpired:
            late = True
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        status = process.wait()
        for reader in readers:
            # What left the program's group may still hold the other end.
            reader.join(1)
        return {
            "output": said["output"].decode("utf-8", "replace"),
            "errors": said["errors"].decode("utf-8", "replace")[-16384:],
            "status": status,
            "late": late,
            "long": too_long.is_set(),
            "seconds": round(time.monotonic() - began, 3),
        }


def _no_core() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
