"""The Python that runs kernels: an environment of its own, and never that of the server.

An environment is a directory that is named after what it was made from (the list of packages and
the Python below it), so another list makes another environment and kernels that run meanwhile keep
theirs. It is complete when its last file is there. Whoever makes it holds a lock, so that one
process makes it and the others wait.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import functools
import hashlib
import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path

from jupyter_core.paths import jupyter_data_dir
from traitlets import Unicode
from traitlets.config import LoggingConfigurable

from .folders import kernel_directories
from .machine import Problem

COMPLETE = "complete"
"""The file that is written last; it holds the list of packages."""

ASK_MODULES = """\
import importlib.util, json, sys
print(json.dumps([name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]))
"""

COMMAND = "jupyter interview kernels-python"
"""What an administrator types to make the environment."""

PIP_OPTIONS = (
    "--no-input",
    "--no-compile",
    "--progress-bar=off",
    "--disable-pip-version-check",
)

COMPILE_OPTIONS = ("-q", "-j", "0", "-x", r"/tests?/")
"""In as many processes as there are processors; nobody imports the packages' own tests."""

WAIT = 0.25
"""Seconds between two looks at whether an environment has become ready."""

SPARE = 60.0
"""Seconds after a failure within which nobody tries again unless asked to by an administrator."""

PATIENCE = (
    "Python is being installed for the pads of this server, which happens once and takes a minute "
    "or two. What you run starts by itself as soon as it is there."
)
"""What people in a pad read meanwhile."""

_builds: dict[Path, asyncio.Task[None]] = {}
_failures: dict[Path, tuple[float, Problem]] = {}


class PythonEnvironment(LoggingConfigurable):
    """Finds the Python environment of the kernels, and makes it where there is none.

    Made by whoever needs it: the provisioner for each kernel, the pad's server, the application at
    its start, the command line. All of one process share what is being made.
    """

    directory = Unicode(
        config=True,
        help="""Where the Python environment of the kernels is made; about 750 MB. Default:
        share/jupyter/interview/python below the server's Python, or interview/python in
        Jupyter's data directory where the former cannot be written.""",
    )
    requirements = Unicode(
        config=True,
        help="""The packages of the kernels' Python, as a requirements file of pip. It has to name
        ipykernel. Default: kernels/python/requirements.txt as installed.""",
    )

    def places(self) -> list[Path]:
        """Where an environment may be, the preferred place first."""
        if self.directory:
            return [Path(self.directory).expanduser().absolute()]
        below = Path("interview", "python")
        return [Path(sys.prefix, "share", "jupyter") / below, Path(jupyter_data_dir()) / below]

    def requirements_file(self) -> Path:
        """The list of packages.

        Raises:
            NoSandbox: there is none.
        """
        if self.requirements:
            found = [Path(self.requirements).expanduser().absolute()]
        else:
            found = [Path(d, "python", "requirements.txt") for d in kernel_directories()]
        for path in found:
            if path.is_file():
                return path
        raise Problem(
            f"the list of Python packages {found[0]} is missing.",
            "The administrator installs this application again, or sets "
            "PythonEnvironment.requirements.",
            "no_interpreter",
        ).error()

    def find(self) -> Path | None:
        """The interpreter that runs kernels; None if its environment has to be made first."""
        if named := self.config.SandboxProvisioner.get("python"):
            return Path(named)
        name = self._name()
        for place in self.places():
            if (place / name / COMPLETE).is_file():
                return _python(place / name)
        return None

    def missing(self, modules: Iterable[str]) -> list[str]:
        """Which of these top-level modules kernels cannot import.

        Called when it is decided which languages are offered. Where the environment is still to be
        made, what it is going to have counts as there.
        """
        python = self.find()
        if python is None:
            packages = _packages(self.requirements_file().read_text("utf-8"))
            return [name for name in modules if name not in packages]
        if self.config.SandboxProvisioner.get("python"):
            return list(_missing_modules(str(python), tuple(modules)))
        (site,) = python.parents[1].glob("lib/python*/site-packages")
        there = {path.name.split(".")[0] for path in site.iterdir()}
        return [name for name in modules if name not in there]

    def how_to_add(self, modules: Iterable[str]) -> str:
        """What an administrator does to have these modules, as a sentence."""
        if named := self.config.SandboxProvisioner.get("python"):
            return f"Install it with: {named} -m pip install {' '.join(modules)}"
        return f"Add {', '.join(modules)} to {self.requirements_file()} and type: {COMMAND}"

    async def ready(self, tell: Callable[[str], None] = lambda words: None) -> Path:
        """The interpreter, as soon as there is one.

        What is being made goes on if the caller is cancelled.

        Arguments:
            tell: called again and again while there is none, with words for people; may raise.

        Raises:
            NoSandbox: it cannot be made; says why and what to do.
        """
        while (python := self.find()) is None:
            task = self._building()
            while not task.done():
                tell(PATIENCE)
                await asyncio.wait([task], timeout=WAIT)
            await task
        return python

    async def make(self, say: Callable[[str], None], *, anew: bool = False) -> Path:
        """Make the environment where there is none.

        Called from the command line.

        Arguments:
            say: is told what is being done, step by step.
            anew: even where there is one, with newer versions of the packages.

        Raises:
            NoSandbox: it cannot be made; says why and what to do.
        """
        python = self.find()
        if python is not None and anew:
            (python.parents[1] / COMPLETE).unlink()
        if python is None or anew:
            _failures.clear()
            await self._build(self._place() / self._name(), say)
            python = self.find()
        assert python is not None
        return python

    def begin(self) -> asyncio.Task[None] | None:
        """Have the environment made in the background if there is none.

        Called when the server starts. Returns what makes it; it raises as `ready` does.
        """
        return None if self.find() is not None else self._building()

    def _building(self) -> asyncio.Task[None]:
        path = self._place() / self._name()
        loop = asyncio.get_running_loop()
        task = _builds.get(path)
        if task is None or task.done() or task.get_loop() is not loop:
            when, problem = _failures.get(path, (0.0, None))
            if problem is not None and loop.time() - when < SPARE:
                raise problem.error()
            task = _builds[path] = loop.create_task(self._build(path, self.log.info))
            # Whoever waits for it is told; where nobody does, the log has it.
            task.add_done_callback(lambda t: t.cancelled() or t.exception())
        return task

    def _name(self) -> str:
        parts = [self.requirements_file().read_bytes(), os.fsencode(sys.base_prefix)]
        parts.append(b"%d.%d" % sys.version_info[:2])
        for script in _preparations():
            parts += [file.read_bytes() for file in sorted(script.parent.glob("*.py"))]
        return hashlib.sha256(b"\0".join(parts)).hexdigest()[:12]

    def _place(self) -> Path:
        places = self.places()
        for place in places:
            try:
                place.mkdir(parents=True, exist_ok=True)
            except OSError:
                continue
            if os.access(place, os.W_OK | os.X_OK):
                return place
        raise Problem(
            f"the Python that runs code has not been made yet, and {places[-1]} cannot be written.",
            f"The administrator types: sudo {COMMAND}, or sets PythonEnvironment.directory.",
            "no_interpreter",
        ).error()

    # -- making it

    async def _build(self, path: Path, say: Callable[[str], None]) -> None:
        try:
            async with _lock(path.with_name(f"{path.name}.lock")):
                if not (path / COMPLETE).is_file():
                    await self._make_all(path, say)
        except _Failed as failure:
            self.log.error("The Python that runs code was not made: %s", failure.said)
            loop = asyncio.get_running_loop()
            _failures[path] = (loop.time(), failure.problem)
            raise failure.problem.error() from failure

    async def _make_all(self, path: Path, say: Callable[[str], None]) -> None:
        requirements = self.requirements_file()
        self._clear_for(path)
        say(f"Making a Python environment for the kernels in {path}")
        # The server's own pip does it, so that the environment needs none. Not all servers have
        # one.
        pip = importlib.util.find_spec("pip") is not None
        venv = [sys.executable, "-m", "venv", *(["--without-pip"] if pip else [])]
        await _step([*venv, str(path)], say)
        python = str(_python(path))
        install = (
            [sys.executable, "-m", "pip", "--python", python] if pip else [python, "-m", "pip"]
        )
        install += ["install", "--no-input", "--no-compile", "--progress-bar", "off"]
        install += ["--disable-pip-version-check", "-r", str(requirements)]
        await _step(install, lambda line: _say_pip(line, say))
        say("Compiling the packages")
        # Kernels cannot write here, so what is not compiled now is compiled at every import.
        compile = [
            python,
            "-m",
            "compileall",
            "-q",
            "-j",
            "0",
            "-x",
            r"/tests?/",
            str(path / "lib"),
        ]
        await _step(compile, say, may_fail=True)
        for script in _preparations():
            say(f"Preparing {script.parent.name}")
            prepare = [python, "-P", str(script), str(path)]
            await _step(prepare, self.log.warning, may_fail=True)
        (path / COMPLETE).write_bytes(requirements.read_bytes())
        _failures.pop(path, None)

    def _clear_for(self, path: Path) -> None:
        """Remove what is left of an attempt, and all but the last environment used before."""
        shutil.rmtree(path, ignore_errors=True)
        complete = sorted(path.parent.glob(f"*/{COMPLETE}"), key=lambda p: p.stat().st_mtime)
        for stamp in complete[:-1]:
            shutil.rmtree(stamp.parent, ignore_errors=True)


async def abandon() -> None:
    """Stop what is being made by this event loop; called when the server stops."""
    here = [task for task in _builds.values() if task.get_loop() is asyncio.get_running_loop()]
    for task in here:
        task.cancel()
    await asyncio.gather(*here, return_exceptions=True)


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _packages(requirements: str) -> set[str]:
    """The packages that a requirements file names, in the way that modules are named."""
    names = re.findall(r"^\s*([A-Za-z0-9][\w.-]*)", requirements, re.MULTILINE)
    return {re.sub(r"[-.]", "_", name).lower() for name in names}


@functools.lru_cache(maxsize=64)
def _missing_modules(python: str, modules: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these modules a Python cannot import; all if it does not run."""
    command = [python, "-c", ASK_MODULES, *modules]
    try:
        answer = subprocess.run(
            command, capture_output=True, text=True, timeout=60, cwd="/", check=True
        )
        return tuple(json.loads(answer.stdout.splitlines()[-1]))
    except (OSError, ValueError, IndexError, subprocess.SubprocessError):
        return modules


def _preparations() -> list[Path]:
    """What languages do once when an environment is made; the first folder of a name counts."""
    found: dict[str, Path] = {}
    for directory in kernel_directories():
        for script in sorted(Path(directory).glob("*/prepare.py")):
            found.setdefault(script.parent.name, script)
    return [found[name] for name in sorted(found)]


def _say_pip(line: str, say: Callable[[str], None]) -> None:
    """Pass on what is worth reading of what pip says."""
    words = line.split()
    if words[:1] == ["Downloading"] and len(words) > 1 and not words[1].endswith(".metadata"):
        say(
            f"Downloading {words[1].rsplit('/', 1)[-1].split('-')[0]} {' '.join(words[2:])}".strip()
        )
    elif line.startswith("Installing collected packages"):
        say(f"Installing {len(words) - 3} packages")


class _Failed(Exception):
    def __init__(self, said: str) -> None:
        super().__init__(said)
        self.said = said
        last = [line for line in said.splitlines() if line.startswith("ERROR")] or said.splitlines()
        why = last[0].removeprefix("ERROR:").strip().rstrip(".") if last else "no reason was given"
        self.problem = Problem(
            f"the Python that runs code could not be installed ({why}).",
            "The administrator sees to it that pip reaches PyPI or a mirror of it from this "
            f"server, and types: {COMMAND}",
            "no_interpreter",
        )


async def _step(command: list[str], hear: Callable[[str], None], *, may_fail: bool = False) -> None:
    """Run one command; `hear` is told each line that it prints.

    Raises:
        _Failed: it did not succeed, and it had to.
    """
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**environment, "PIP_ROOT_USER_ACTION": "ignore"},
            # Kernels run as another user where the server is root.
            umask=0o022,
            start_new_session=True,
        )
    except OSError as error:
        raise _Failed(str(error)) from error
    said: deque[str] = deque(maxlen=50)
    try:
        assert process.stdout is not None
        async for raw in process.stdout:
            if line := raw.decode(errors="replace").rstrip():
                said.append(line)
                hear(line)
        status = await process.wait()
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if status and not may_fail:
        raise _Failed("\n".join(said))


@contextlib.asynccontextmanager
async def _lock(path: Path) -> AsyncIterator[None]:
    """Be the only one on this machine to make an environment."""
    fd = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
    try:
        while True:
            try:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(WAIT)
        yield
    finally:
        os.close(fd)
