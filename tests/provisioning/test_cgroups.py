"""Control groups: what is written where, and that it holds for a whole sandbox."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from interview_ext.provisioning import cgroups
from interview_ext.provisioning.cgroups import Cgroup, NoPlace, Place, settings
from interview_ext.provisioning.provisioner import cgroup_place
from interview_ext.provisioning.sandbox import SandboxLimits
from interview_ext.sizes import MiB

from .running import PATIENCE, Pad, processor_time, until

LIMITS = SandboxLimits(memory=512 * MiB, processes=64, cpus=0.5)


@pytest.fixture
def place(sandboxes: None) -> Place:
    found = cgroup_place()
    if isinstance(found, NoPlace):
        pytest.skip(f"no control groups: {found.why}")
    return found


def groups(place: Place) -> set[Path]:
    """The groups that this process has made and not removed."""
    mine = f"{cgroups.PREFIX}{os.getpid()}-*"
    return {group for directory in place.directories.values() for group in directory.glob(mine)}


def test_what_is_written() -> None:
    second = {file: value for _, file, value, _ in settings("v2", LIMITS)}
    assert second == {
        "memory.max": str(512 * MiB),
        "memory.swap.max": "0",
        "memory.oom.group": "0",
        "pids.max": "64",
        "cpu.max": "50000 100000",
    }
    first = {file: value for _, file, value, _ in settings("v1", LIMITS)}
    assert first["memory.limit_in_bytes"] == str(512 * MiB)
    assert first["pids.max"] == "64"
    assert first["cpu.cfs_quota_us"] == "50000"
    assert settings("v2", SandboxLimits(memory=0, processes=0, cpus=0)) == []


def mounted(tmp_path: Path, offered: str) -> tuple[list[Any], dict[str, str], Path]:
    """A tree of version 2 as a process sees it that was given a part of it."""
    base = tmp_path / "system.slice" / "interview.service"
    base.mkdir(parents=True)
    (base / "cgroup.controllers").write_text(offered)
    (base / "cgroup.subtree_control").write_text("")
    mounts = [("cgroup2", tmp_path, "/", {"rw"})]
    return mounts, {"": "/system.slice/interview.service"}, base


def test_version_2_divides_what_was_delegated(tmp_path: Path) -> None:
    mounts, own, base = mounted(tmp_path, "cpuset cpu io memory pids")
    place = cgroups._place_v2(mounts, own)
    assert isinstance(place, Place)
    assert place.directories == {"memory": base, "pids": base, "cpu": base}
    assert (base / "cgroup.subtree_control").read_text() == "+memory +pids +cpu"
    group = Cgroup(place, LIMITS)
    [made] = base.glob("interview-*")
    assert (made / "memory.max").read_text() == str(512 * MiB)
    (made / "memory.events").write_text("low 0\nmax 7\noom 2\noom_kill 2\noom_group_kill 0\n")
    assert group.memory_kills() == 2


def test_version_2_without_memory_is_said(tmp_path: Path) -> None:
    mounts, own, _ = mounted(tmp_path, "cpuset cpu")
    place = cgroups._place_v2(mounts, own)
    assert isinstance(place, NoPlace)
    assert "memory" in place.why


def test_groups_of_servers_that_were_killed_are_removed(place: Place) -> None:
    base = place.directories["memory"]
    gone = base / f"{cgroups.PREFIX}4194999-0123456789ab"  # above any process id
    gone.mkdir()
    cgroups.sweep(place)
    assert not gone.exists()


async def test_memory_is_bounded_for_all_processes_together(
    make_pad: Callable[..., Pad], place: Place
) -> None:
    async with make_pad(memory=256 * MiB).kernel() as kernel:
        result = await kernel.run(
            "import mmap, os, warnings\n"
            "warnings.simplefilter('ignore')\n"  # newer Pythons warn of forking with threads
            "ready, go = os.pipe(), os.pipe()\n"
            "children = []\n"
            "for _ in range(8):\n"
            "    pid = os.fork()\n"
            "    if pid == 0:\n"
            "        hog = mmap.mmap(-1, 50 << 20)\n"
            "        for at in range(0, len(hog), 4096): hog[at] = 1\n"
            "        os.write(ready[1], b'.')\n"
            "        os.read(go[0], 1)\n"
            "        os._exit(0)\n"
            "    children.append(pid)\n"
            "os.close(ready[1])\n"
            "killed = lambda: [p for p in children if os.waitid(os.P_PID, p,"
            " os.WEXITED | os.WNOHANG | os.WNOWAIT)]\n"
            "import time\n"
            "while not killed(): time.sleep(0.01)\n"
            "os.write(go[1], b'.' * 8)\n"
            "print('killed')"
        )
        assert result.text == "killed\n"


async def test_says_that_memory_ran_out(make_pad: Callable[..., Pad], place: Place) -> None:
    pad = make_pad(memory=256 * MiB)
    async with pad.kernel() as kernel:
        provisioner = kernel.provisioner
        died = asyncio.Event()
        pad.kernels.add_restart_callback(kernel.kernel_id, died.set, "restart")
        kernel.client.execute(
            "import mmap\nhog = mmap.mmap(-1, 1 << 30)\n"
            "for at in range(0, len(hog), 4096): hog[at] = 1"
        )
        await asyncio.wait_for(died.wait(), PATIENCE)
        assert provisioner.death_reason == "used more than 256 MiB of memory"
        await kernel.ready()
        assert (await kernel.run("print('again')")).text == "again\n"


async def test_a_share_of_one_processor(make_pad: Callable[..., Pad], place: Place) -> None:
    if not place.has_cpu:
        pytest.skip("the controller cpu is not there")
    async with make_pad(cpus=0.2).kernel() as kernel:
        running = await kernel.start(
            "import time; print('on')\nbegan = time.time()\n"
            "while time.time() < began + 2: pass\nprint('used', time.process_time())",
            until="on",
        )
        leader = kernel.provisioner.kernel_pid
        assert leader is not None
        before = processor_time(leader)
        await running
        assert processor_time(leader) - before < 1.0  # of two seconds, not to be exact


async def test_nothing_is_left_behind(make_pad: Callable[..., Pad], place: Place) -> None:
    before = groups(place)
    async with make_pad().kernel() as kernel:
        assert len(groups(place) - before) == len(set(place.directories.values()))
        await kernel.manager.restart_kernel(now=True)
        await kernel.ready()
    await until(lambda: groups(place) == before)


async def test_whoever_began_before_its_group_is_brought_in(
    make_pad: Callable[..., Pad], place: Place
) -> None:
    async with make_pad().kernel() as kernel:
        group = cgroups.Cgroup(place, LIMITS)
        try:
            for pid in (kernel.provisioner.init_pid, kernel.provisioner.kernel_pid):
                assert pid is not None
                assert not any(pid in members(directory) for directory in group._all())
                for _ in range(2):
                    group.add_missing(pid)
                    assert all(pid in members(directory) for directory in group._all())
        finally:
            group.remove()


async def test_all_of_a_sandbox_is_in_its_groups(
    make_pad: Callable[..., Pad], place: Place
) -> None:
    before = groups(place)
    async with make_pad().kernel() as kernel:
        for group in groups(place) - before:
            assert {kernel.provisioner.init_pid, kernel.provisioner.kernel_pid} <= members(group)


def members(group: Path) -> set[int]:
    """The processes in a group."""
    return {int(pid) for pid in (group / "cgroup.procs").read_text().split()}


async def test_can_be_required(
    make_pad: Callable[..., Pad], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "interview_ext.provisioning.provisioner.cgroup_place", lambda: NoPlace("none.")
    )
    with pytest.raises(Exception, match="jupyter interview doctor"):
        await make_pad(require_cgroups=True).kernels.start_kernel()
    async with make_pad("other").kernel() as kernel:
        assert (await kernel.run("print(1)")).text == "1\n"
