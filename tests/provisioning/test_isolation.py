"""What code in a kernel can see and touch, asked of a real kernel."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from traitlets.config import Config

import interview_ext

from .running import Pad

PROBE = Path(__file__).with_name("probe.py").read_text()


async def ask(pad: Pad, wanted: dict[str, Any]) -> dict[str, Any]:
    async with pad.kernel() as kernel:
        wanted["connection"] = kernel.manager.connection_file
        (pad.directory / "wanted.json").write_text(json.dumps(wanted))
        result = await kernel.run(PROBE)
        assert result.status == "ok", result
        facts: dict[str, Any] = json.loads(result.text)
        return facts


def listening(family: int, address: Any) -> socket.socket:
    server = socket.socket(family)
    server.bind(address)
    server.listen()

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                server.accept()[0].close()

    threading.Thread(target=accept, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def where(sandboxes: None) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="iv", dir="/tmp"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture(scope="module")
def facts(where: Path) -> Iterator[dict[str, Any]]:
    """One kernel's answers to all questions of this module."""
    config = Config()
    config.SandboxProvisioner.runtime_dir = str(where)
    config.SandboxProvisioner.tmp_size = 4 * 1024 * 1024
    config.SandboxProvisioner.home_size = 2 * 1024 * 1024
    config.SandboxProvisioner.shm_size = 1024 * 1024
    config.SandboxProvisioner.processes = 40
    config.SandboxProvisioner.memory = 300 * 1024 * 1024
    pad = Pad(where / "pads" / "mine" / "files", config)
    sibling = where / "pads" / "sibling" / "files"
    sibling.mkdir(parents=True)
    (sibling / "answer.py").write_text("SECRET")
    database = where / "interviews.sqlite"
    database.write_text("SECRET")
    checkout = Path(interview_ext.__file__).parent.parent
    home = Path.home()
    shown = {part for path in (sys.prefix, sys.base_prefix) for part in Path(path).parts}
    hidden = [str(sibling), str(database), str(where / "pads"), "/etc/shadow", "/etc/ssh", "/boot"]
    hidden += ["/etc/sudoers", "/var", "/srv", "/mnt", "/media", "/etc/machine-id", "/.dockerenv"]
    hidden += [str(p) for p in home.iterdir() if p.name not in shown]
    hidden += [str(p) for p in checkout.iterdir() if p.name not in shown]
    tcp = listening(socket.AF_INET, ("127.0.0.1", 0))
    abstract = f"interview-test-{os.getpid()}"
    unix = listening(socket.AF_UNIX, "\0" + abstract)
    os.environ["INTERVIEW_SECRET"] = "SECRET"
    try:
        yield asyncio.run(
            ask(
                pad,
                {
                    "hidden": hidden,
                    "ports": [tcp.getsockname()[1], 22],
                    "abstract": abstract,
                    "unwritable": [
                        "/x",
                        "/usr/x",
                        "/usr/bin/x",
                        "/etc/x",
                        "/etc/passwd",
                        "/dev/x",
                        "/proc/x",
                        f"{os.path.dirname(os.__file__)}/x.py",
                    ],
                    "writable": ["/pad/x", "/tmp/x", "/home/candidate/x", "/dev/shm/x"],
                    "full": ["/tmp/full", "/home/candidate/full", "/dev/shm/full"],
                    "fill": 8 * 1024 * 1024,
                    "memory": 400 * 1024 * 1024,
                    "server": os.getpid(),
                    "secret": str(sibling),
                },
            )
        )
    finally:
        del os.environ["INTERVIEW_SECRET"]
        tcp.close()
        unix.close()


def test_environment_is_clean(facts: dict[str, Any]) -> None:
    names = set(facts["environ"])
    assert names.isdisjoint(
        {"JPY_PARENT_PID", "INTERVIEW_SECRET", "JPY_SESSION_NAME", "PYTHONPATH"}
    )
    assert not any("SECRET" in value for value in facts["environ"].values())
    assert not any("SECRET" in value for value in facts["first environ"])
    assert facts["secrets"] == []
    assert facts["environ"]["HOME"] == facts["home"] == "/home/candidate"
    assert facts["environ"]["MPLBACKEND"] == "module://matplotlib_inline.backend_inline"


def test_is_nobody_in_particular(facts: dict[str, Any]) -> None:
    assert facts["uid"] == [1000] * 4
    assert facts["groups"] in ([], [1000])
    assert set(facts["caps"]) == {"0000000000000000"}
    assert facts["no new privs"] == "1"
    assert "error" in facts["setuid"]


def test_sees_only_its_own_processes(facts: dict[str, Any]) -> None:
    assert facts["pids"] == [1, 2]
    assert facts["kill"]["error"] == "ProcessLookupError"
    assert "error" in facts["root of init"]


def test_sees_nothing_of_the_server(facts: dict[str, Any]) -> None:
    assert facts["visible"] == []
    assert facts["hostname"] == "pad"
    assert facts["disks"] == []
    assert not facts["sys"]
    assert not {"shadow", "ssh", "resolv.conf", "sudoers", "machine-id"} & set(facts["etc"])


def test_has_no_network(facts: dict[str, Any]) -> None:
    assert facts["interfaces"] == ["lo"]
    for answer in facts["connect"].values():
        assert answer["error"] == "ConnectionRefusedError"
    assert facts["abstract"]["error"] == "ConnectionRefusedError"
    assert facts["outside"]["error"] == "OSError"  # network is unreachable
    assert facts["lookup"]["error"] == "gaierror"


def test_writes_only_to_its_own(facts: dict[str, Any], where: Path) -> None:
    assert {path for path, answer in facts["write"].items() if "error" not in answer} == set()
    assert {path for path, answer in facts["write inside"].items() if "error" in answer} == set()
    assert "error" in facts["connection file"]
    assert (where / "pads" / "mine" / "files" / "x").read_text() == "x"


def test_space_is_limited(facts: dict[str, Any]) -> None:
    assert set(facts["fill"].values()) == {"ENOSPC"}
    assert facts["biggest file"] == {"error": "OSError", "errno": 27}  # EFBIG


def test_processes_and_memory_are_limited(facts: dict[str, Any]) -> None:
    assert 10 < facts["processes"]["result"] < 40
    assert "MemoryError" in facts["memory"]["result"]
    assert facts["core"] == [0, 0]


def test_cannot_build_a_world_of_its_own(facts: dict[str, Any]) -> None:
    assert facts["userns"] != 0
    assert facts["mount"] != 0
    assert "error" in facts["sysctl"]
    assert "error" in facts["mknod"]


def test_holds_no_file_of_the_server(facts: dict[str, Any]) -> None:
    kinds = ("pipe:", "socket:", "anon_inode:", "/dev/null", "/proc/", "/tmp/big")
    assert [path for path in facts["fds"].values() if not path.startswith(kinds)] == []
    assert "error" in facts["ttys"]
