"""Machines that cannot build a sandbox: what is said, and that nothing starts."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interview_ext.errors import Unavailable
from interview_ext.provisioning.doctor import sandbox_report, why_no_sandbox
from interview_ext.provisioning.machine import find_program

from .running import Pad

PROGRAMS = ("sh", "unshare", "setpriv", "mount", "prlimit", "setsid")


def programs(directory: Path, *names: str) -> Path:
    """A directory that holds nothing but the programs named."""
    directory.mkdir()
    for name in names:
        (directory / name).symlink_to(find_program(name) or name)
    return directory


@pytest.fixture
def without_bubblewrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs(tmp_path / "bin", *PROGRAMS)))


def test_this_machine(sandboxes: None, kernels_python: str) -> None:
    assert sandbox_report(kernels_python) == []


async def test_without_bubblewrap_nothing_starts(
    make_pad: Callable[..., Pad], without_bubblewrap: None, runtime_dir: Path
) -> None:
    pad = make_pad()
    with pytest.raises(Unavailable, match="sudo apt install bubblewrap") as refusal:
        await pad.kernels.start_kernel()
    assert refusal.value.reason == "no_sandbox"
    assert "bubblewrap" in sandbox_report()[0].what
    assert pad.kernels.list_kernel_ids() == []
    assert list(runtime_dir.iterdir()) == []
    await pad.kernels.shutdown_all(now=True)


async def test_starts_once_bubblewrap_is_there(
    make_pad: Callable[..., Pad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pad = make_pad()
    with monkeypatch.context() as without:
        without.setenv("PATH", str(programs(tmp_path / "bin", *PROGRAMS)))
        with pytest.raises(Unavailable):
            await pad.kernels.start_kernel()
    async with pad.kernel() as kernel:
        assert (await kernel.run("print('now')")).text == "now\n"


async def test_an_old_bubblewrap_is_refused(
    make_pad: Callable[..., Pad], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = programs(tmp_path / "bin", *PROGRAMS)
    (directory / "bwrap").write_text("#!/bin/sh\necho bubblewrap 0.6.1\n")
    (directory / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(directory))
    with pytest.raises(Unavailable, match=r"0\.6\.1.*too old"):
        await make_pad().kernels.start_kernel()


def test_names_what_else_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(programs(tmp_path / "bin")))
    monkeypatch.setattr(shutil, "which", lambda *args, **kwargs: None)
    assert {problem.reason for problem in sandbox_report()} == {"no_sandbox"}
    assert "setpriv" in sandbox_report()[1].what


def doctor(tmp_path: Path, path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """`jupyter interview doctor` as an administrator types it, with another PATH."""
    return subprocess.run(
        [sys.executable, "-m", "interview_ext.startup", "doctor", *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, "JUPYTER_CONFIG_DIR": str(tmp_path)},
        check=False,
    )


def test_the_command_says_that_all_is_well(sandboxes: None, tmp_path: Path) -> None:
    answer = doctor(tmp_path, os.environ["PATH"])
    assert answer.returncode == 0, answer.stdout + answer.stderr
    for name in ("bubblewrap", "System calls", "Control groups", "Python"):
        assert name in answer.stdout
    assert "Interviews can run safely." in answer.stdout


def test_the_command_says_what_is_missing_and_how_to_get_it(tmp_path: Path) -> None:
    answer = doctor(tmp_path, str(programs(tmp_path / "bin", *PROGRAMS)))
    assert answer.returncode == 1
    assert "bubblewrap" in answer.stdout
    assert "sudo apt install bubblewrap" in answer.stdout
    assert "No code can run on this machine yet." in answer.stdout


REPORT = """
import json
from interview_ext.provisioning.doctor import sandbox_report
print(json.dumps([problem.what + " " + problem.remedy for problem in sandbox_report()]))
"""


def test_user_namespaces_switched_off(sandboxes: None) -> None:
    """Asked from inside a sandbox in which the kernel's switch is at zero."""
    if find_program("bwrap") is None:
        pytest.skip("bubblewrap is not installed")
    confined = ["bwrap", "--unshare-user", "--uid", "1000", "--disable-userns"]
    answer = subprocess.run(
        [*confined, "--dev-bind", "/", "/", sys.executable, "-c", REPORT],
        capture_output=True,
        text=True,
        check=True,
    )
    said = json.loads(answer.stdout)
    assert len(said) == 1
    assert "user namespaces" in said[0]
    assert "sudo sysctl -w user.max_user_namespaces" in said[0]


@pytest.mark.parametrize(
    "said",
    [
        "",
        "bwrap: Creating new namespace failed: Operation not permitted",
        "bwrap: setting up uid map: Permission denied",
        "bwrap: Can't mount proc on /newroot/proc: Operation not permitted",
    ],
)
def test_says_what_to_do_whatever_bubblewrap_said(said: str) -> None:
    problem = why_no_sandbox(said)
    assert problem.remedy.startswith("The administrator ")
    assert problem.reason == "no_sandbox"


async def test_a_sandbox_that_cannot_be_built_leaves_nothing(
    make_pad: Callable[..., Pad], open_dir: Path, runtime_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bubblewrap that fails as it does where user namespaces are forbidden."""
    real = find_program("bwrap")
    directory = programs(open_dir / "bin", *PROGRAMS)
    (directory / "bwrap").write_text(
        '#!/bin/sh\ncase "$1" in --version) exec ' + str(real) + ' "$@";; esac\n'
        "echo 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n"
    )
    (directory / "bwrap").chmod(0o755)
    monkeypatch.setenv("PATH", str(directory))
    pad = make_pad()
    with pytest.raises(Unavailable, match="No permissions") as refusal:
        await pad.kernels.start_kernel()
    assert refusal.value.reason == "no_sandbox"
    assert list(runtime_dir.iterdir()) == []


async def test_without_an_interpreter(make_pad: Callable[..., Pad], tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="pip install ipykernel") as refusal:
        await make_pad(python=str(tmp_path / "python")).kernels.start_kernel()
    assert refusal.value.reason == "no_interpreter"


async def test_without_files(make_pad: Callable[..., Pad]) -> None:
    pad = make_pad()
    shutil.rmtree(pad.directory)
    with pytest.raises(Unavailable) as refusal:
        await pad.kernels.start_kernel()
    assert refusal.value.reason == "no_files"


async def test_pads_below_the_interpreter_are_refused(
    make_pad: Callable[..., Pad], kernels_python: str
) -> None:
    """Kernels could read each other's pads, and the database beside them."""
    prefix = Path(kernels_python).parents[1]
    if not os.access(prefix, os.W_OK):
        pytest.skip("the interpreter's directory cannot be written to")
    pad = make_pad()
    inside = prefix / f"pads-of-a-test-{os.getpid()}"
    inside.mkdir()
    try:
        pad.kernels.config.SandboxProvisioner.pad_dir = str(inside)
        with pytest.raises(Unavailable) as refusal:
            await pad.kernels.start_kernel()
    finally:
        inside.rmdir()
    assert refusal.value.reason == "exposed"
