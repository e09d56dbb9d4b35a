"""A real `jupyter interview` process that tests may kill."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import psutil

START_SECONDS = 60
STOP_SECONDS = 20
SIGN_IN = re.compile(r"https?://\S+[?&]token=\w+\S*")


def free_port() -> int:
    """Return a port of 127.0.0.1 that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def until(condition: Callable[[], bool], what: str, *, seconds: float = 30) -> None:
    """Wait until something is so that no page shows.

    Raises:
        AssertionError: it was not so within `seconds`.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"After {seconds} s it was not so that {what}.")
        time.sleep(0.02)


class InterviewServer:
    """One server process with a home, data, configuration and port of its own.

    `start` and `kill` may be called again and again: port and data stay the same, as they do when
    a machine loses power and comes back.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.options = options
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}/"
        self.log = folder / "server.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.sign_in_address = ""

    def url(self, path: str) -> str:
        """Return the full address of a path below the host's base URL."""
        return urljoin(self.base, path)

    def start(self) -> None:
        """Start the process and wait until it has printed its sign-in address and listens."""
        assert self.process is None, "the server runs already"
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("JUPYTER", "JPY", "IPYTHON", "PYTEST"))
        } | {
            "HOME": str(home),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "PYTHONUNBUFFERED": "1",
        }
        command = [
            str(Path(sys.executable).with_name("jupyter")),
            "interview",
            "--no-browser",
            "--ip=127.0.0.1",
            # All candidates of these tests come from one address, many within a minute.
            "--InterviewApp.knocks_per_address=0",
            f"--port={self.port}",
            "--ServerApp.port_retries=0",
            *(["--allow-root"] if os.geteuid() == 0 else []),
            *self.options,
        ]
        written = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                command,
                cwd=home,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            printed = self.log.read_text(errors="replace")[written:]
            found = SIGN_IN.search(printed)
            if found and self._listens():
                self.sign_in_address = found.group(0)
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        printed = self.log.read_text(errors="replace")[written:]
        self.stop()
        raise AssertionError(f"`{' '.join(command)}` did not come up. It printed:\n{printed}")

    def _listens(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=0.2).close()
        except OSError:
            return False
        return True

    def kill(self) -> None:
        """End the process as a power cut would: SIGKILL, no warning, nothing saved."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(STOP_SECONDS)
        self.process = None

    def stop(self) -> None:
        """End the process in good order; kill it if it takes too long."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None

    def kernels(self) -> list[psutil.Process]:
        """Return the kernel processes that see the files of a pad at the moment.

        Those that wait for a new pad see a directory of their own.
        """
        assert self.process is not None
        found = []
        for process in psutil.Process(self.process.pid).children(recursive=True):
            try:
                command = " ".join(process.cmdline())
                mounts = Path(f"/proc/{process.pid}/mountinfo").read_text().splitlines()
                seen = [line.split()[3] for line in mounts if line.split()[4] == "/pad"]
                if "ipykernel" in command and any("/interview/warm/" not in each for each in seen):
                    found.append(process)
            except (psutil.Error, OSError):
                continue
        return found

    @property
    def host(self) -> str:
        """`127.0.0.1:PORT`, as it stands in addresses."""
        return urlsplit(self.base).netloc
