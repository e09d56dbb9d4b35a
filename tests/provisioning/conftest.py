"""Pads for the tests of this folder."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from interview_ext.provisioning.doctor import sandbox_report

from .running import Pad


@pytest.fixture(scope="session")
def sandboxes(kernels_python: str) -> None:
    """Skips what needs a sandbox on a machine that has none, and says why."""
    problems = sandbox_report(kernels_python)
    if problems:
        pytest.skip("; ".join(f"{problem.what} {problem.remedy}" for problem in problems))


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A directory that all users can enter; pytest's own are private."""
    path = Path(tempfile.mkdtemp(prefix="iv", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def runtime_dir(open_dir: Path) -> Path:
    """A short directory of the test's own for the directories of sockets."""
    path = open_dir / "run"
    path.mkdir(mode=0o755)
    return path


@pytest.fixture
def make_pad(sandboxes: None, tmp_path: Path, runtime_dir: Path) -> Callable[..., Pad]:
    """Makes pads, each with a directory of its own."""

    def make(name: str = "pad", **traits: object) -> Pad:
        pad = Pad(tmp_path / name / "files")
        pad.config.SandboxProvisioner.update({"runtime_dir": str(runtime_dir), **traits})
        return pad

    return make
