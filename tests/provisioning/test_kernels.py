"""Kernels of a pad, from start to end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from interview_ext.provisioning import runtime
from interview_ext.provisioning.runtime import remove_abandoned

from .running import PATIENCE, Pad, descendants, is_running, processor_time, until

MakePad = Callable[..., Pad]

SOON = 20.0
"""Seconds for what takes a few hundredths on a machine that has nothing else to do."""


async def test_runs_code(make_pad: MakePad) -> None:
    async with make_pad().kernel() as kernel:
        assert (await kernel.run("print(6 * 7)")).text == "42\n"
        assert (await kernel.run("6 * 7")).outputs[-1]["data"] == {"text/plain": "42"}
        failed = await kernel.run("1 / 0")
        assert (failed.status, failed.error) == ("error", "ZeroDivisionError")
        asked = await kernel.run("print('hello', input('who? '))", answer="you")
        assert asked.text.endswith("hello you\n")


async def test_finds_its_working_directory(make_pad: MakePad) -> None:
    pad = make_pad()
    (pad.directory / "a folder").mkdir()
    (pad.directory / "a folder" / "data.csv").write_text("1,2")
    (pad.directory / "a folder" / "helpers.py").write_text("answer = 42")
    async with pad.kernel(path="a folder") as kernel:
        where = await kernel.run("import os; print(os.getcwd(), open('data.csv').read())")
        assert where.text == "/pad/a folder 1,2\n"
        assert (await kernel.run("import helpers; print(helpers.answer)")).text == "42\n"
        assert not (pad.directory / "a folder" / "__pycache__").exists()


async def test_files_of_the_pad_do_not_get_in_the_way(make_pad: MakePad) -> None:
    """A candidate may well call a file random.py."""
    pad = make_pad()
    for name in ("random", "ipykernel_launcher", "zmq", "sitecustomize", "usercustomize"):
        (pad.directory / f"{name}.py").write_text("raise SystemExit('in the way')")
    (pad.directory / "ipython_config.py").write_text("raise SystemExit('in the way')")
    async with pad.kernel() as kernel:
        assert (await kernel.run("print('hello')")).text == "hello\n"


INTERRUPTED = {
    "sleep": "import time; print('on'); time.sleep(100)",
    "busy loop": "print('on')\nwhile True: pass",
    "matching, which never lets go of the interpreter": (
        "import re, time; print('on'); time.sleep(0.5); re.match('(a+)+b', 'a' * 60)"
    ),
    "a program": "import subprocess; print('on'); subprocess.run(['sleep', '100'])",
    "a pipe": "print('on'); get_ipython().system('sleep 100 | cat')",
    "a thread's end": (
        "import threading, time; t = threading.Thread(target=time.sleep, args=(100,), daemon=True)"
        "; t.start(); print('on'); t.join()"
    ),
}


async def test_interrupts_soon(make_pad: MakePad) -> None:
    async with make_pad().kernel() as kernel:
        leader = kernel.provisioner.kernel_pid
        assert leader is not None
        for name, code in INTERRUPTED.items():
            running = await kernel.start(code, until="on")
            if name.startswith("matching"):
                used = processor_time(leader)
                await until(lambda used=used: processor_time(leader) > used + 0.3)
            began = time.monotonic()
            await kernel.manager.interrupt_kernel()
            result = await asyncio.wait_for(running, PATIENCE)
            assert time.monotonic() - began < SOON, name
            assert result.error in ("KeyboardInterrupt", None), name
        assert (await kernel.run("print('alive')")).text == "alive\n"
        await until(lambda: descendants(leader) == [])


async def test_restarts_under_the_same_address(make_pad: MakePad) -> None:
    async with make_pad().kernel() as kernel:
        await kernel.run("x = 1")
        before, address = kernel.provisioner.init_pid, kernel.manager.ip
        await kernel.manager.restart_kernel(now=True)
        await kernel.ready()
        assert kernel.manager.ip == address
        assert kernel.provisioner.init_pid != before
        assert (await kernel.run("x")).error == "NameError"
        await kernel.manager.restart_kernel(now=False)
        await kernel.ready()
        assert (await kernel.run("print('again')")).text == "again\n"


async def test_a_kernel_that_dies_is_noticed_at_once_and_restarted(make_pad: MakePad) -> None:
    pad = make_pad()
    async with pad.kernel() as kernel:
        restarted = asyncio.Event()
        pad.kernels.add_restart_callback(kernel.kernel_id, restarted.set, "restart")
        before = kernel.provisioner.init_pid
        kernel.client.execute("import os; os._exit(7)")
        await asyncio.wait_for(restarted.wait(), SOON)
        await until(lambda: kernel.provisioner.init_pid not in (None, before))
        await kernel.ready()
        assert (await kernel.run("print('new')")).text == "new\n"
        assert kernel.provisioner.exit_status == 7


async def test_a_kernel_that_cannot_start_is_given_up(
    make_pad: MakePad, caplog: pytest.LogCaptureFixture, runtime_dir: Path
) -> None:
    pad = make_pad()
    kernel_id = await pad.kernels.start_kernel(extra_arguments=["--no-such-option"])
    manager = pad.kernels.get_kernel(kernel_id)
    dead = asyncio.Event()
    manager.add_restart_callback(dead.set, "dead")
    await asyncio.wait_for(dead.wait(), PATIENCE)
    assert "--no-such-option" in caplog.text
    assert kernel_id not in pad.kernels
    await manager.given_up
    assert not manager.has_kernel
    assert list(runtime_dir.iterdir()) == []


async def test_ending_a_kernel_that_is_just_being_restarted(
    make_pad: MakePad, runtime_dir: Path
) -> None:
    pad = make_pad()
    async with pad.kernel() as kernel:
        dying = asyncio.Event()
        pad.kernels.add_restart_callback(kernel.kernel_id, dying.set, "restart")
        assert kernel.provisioner.kernel_pid is not None
        os.kill(kernel.provisioner.kernel_pid, signal.SIGKILL)
        await asyncio.wait_for(dying.wait(), PATIENCE)
        await pad.kernels.shutdown_all(now=True)
        assert not kernel.manager.has_kernel
    assert list(runtime_dir.iterdir()) == []


async def test_heart_beats_until_the_end(make_pad: MakePad) -> None:
    async with make_pad().kernel() as kernel:
        kernel.client.hb_channel.unpause()
        await until(kernel.client.hb_channel.is_beating)
        assert await kernel.manager.is_alive()


async def test_killing_ends_all_processes_soon(make_pad: MakePad) -> None:
    pad = make_pad()
    async with pad.kernel() as kernel:
        await kernel.run(
            "import subprocess, signal\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "subprocess.Popen(['sh', '-c', 'trap \"\" INT TERM; sleep 100; sleep 100'],"
            " start_new_session=True)"
        )
        process = kernel.provisioner.process.popen
        assert process is not None
        all_of_it = [process.pid, *descendants(process.pid)]
        assert len(all_of_it) >= 5  # bubblewrap twice, Python, sh, sleep
        began = time.monotonic()
        await pad.kernels.shutdown_kernel(kernel.kernel_id, now=True)
        assert time.monotonic() - began < SOON
        assert not any(map(is_running, all_of_it))


async def test_a_polite_shutdown_does_not_depend_on_the_kernel(make_pad: MakePad) -> None:
    pad = make_pad()
    async with pad.kernel() as kernel:
        manager = kernel.manager
        manager.shutdown_wait_time = 1.0
        await kernel.start(
            "import signal\n"
            "for s in (signal.SIGINT, signal.SIGTERM): signal.signal(s, signal.SIG_IGN)\n"
            "print('deaf', flush=True)\n"
            "while True: pass",
            until="deaf",
        )
        began = time.monotonic()
        await pad.kernels.shutdown_kernel(kernel.kernel_id)
        assert time.monotonic() - began < SOON
        assert not manager.has_kernel


async def test_two_pads_run_side_by_side(make_pad: MakePad) -> None:
    one, other = make_pad("one"), make_pad("other")
    async with one.kernel() as first, other.kernel() as second:
        waiting = await first.start("import time; print('on'); time.sleep(100)", until="on")
        assert (await second.run("open('f', 'w').write('mine'); print('done')")).text == "done\n"
        assert not (one.directory / "f").exists()
        await one.kernels.shutdown_all(now=True)
        assert (await second.run("print('still here')")).text == "still here\n"
        waiting.cancel()


async def test_leaves_nothing_behind(make_pad: MakePad, runtime_dir: Path) -> None:
    pad = make_pad()
    open_files = len(os.listdir("/proc/self/fd"))
    async with pad.kernel() as kernel:
        await kernel.run("open('kept.txt', 'w').write('x')")
        process = kernel.provisioner.process.popen
        assert process is not None
        processes = [process.pid, *descendants(process.pid)]
        assert len(list(runtime_dir.iterdir())) == 1
    assert list(runtime_dir.iterdir()) == []
    assert [p.name for p in pad.directory.iterdir()] == ["kept.txt"]
    assert not any(map(is_running, processes))
    # The first kernel opens what all later ones share; the second must not add to it.
    settled = len(os.listdir("/proc/self/fd"))
    async with pad.kernel():
        pass
    assert len(os.listdir("/proc/self/fd")) <= max(settled, open_files)


async def test_flood_on_standard_error_costs_the_server_little(make_pad: MakePad) -> None:
    async with make_pad().kernel() as kernel:
        # ipykernel keeps the way past its own capture open: straight to the server's pipe.
        code = (
            "import os, sys, threading\n"
            "fd = sys.stderr._original_stdstream_copy\n"
            "def flood():\n"
            "    while True: os.write(fd, b'x' * 65536)\n"
            "threading.Thread(target=flood, daemon=True).start()\n"
        )
        await kernel.run(code)
        await until(lambda: len(kernel.provisioner.last_words) > 8000)
        used = time.process_time()
        began = time.monotonic()
        assert (await kernel.run("print('in time')")).text == "in time\n"
        assert len(kernel.provisioner.last_words) <= 8192
        assert time.process_time() - used < 3
        assert time.monotonic() - began < SOON


SERVER = """
import asyncio, json, sys, time
from pathlib import Path
from traitlets.config import Config
from tests.provisioning.running import Pad, descendants

async def main():
    config = Config({"SandboxProvisioner": {"runtime_dir": sys.argv[2]}})
    async with Pad(Path(sys.argv[1]), config).kernel() as kernel:
        await kernel.run("import subprocess; subprocess.Popen(['sleep', '100'])")
        process = kernel.provisioner.process.popen.pid
        print(json.dumps([process, *descendants(process)]), flush=True)
        await asyncio.sleep(1000)

asyncio.run(main())
"""


def test_kernels_end_with_a_server_that_is_killed(
    sandboxes: None, tmp_path: Path, runtime_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(tmp_path / "pad"), str(runtime_dir)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert server.stdout is not None
    with server:
        processes = json.loads(server.stdout.readline())
        assert len(processes) >= 4
        assert remove_abandoned(str(runtime_dir)) == []
        monkeypatch.setattr(runtime, "YOUNG", 0)
        assert remove_abandoned(str(runtime_dir)) == []  # its server lives
        server.kill()
    asyncio.run(until(lambda: not any(map(is_running, processes)), 5))
    left = [str(path) for path in runtime_dir.iterdir()]
    assert len(left) == 1
    assert remove_abandoned(str(runtime_dir)) == left
    assert list(runtime_dir.iterdir()) == []


async def test_a_start_that_is_abandoned_leaves_nothing(
    make_pad: MakePad, runtime_dir: Path
) -> None:
    pad = make_pad()
    before = descendants(os.getpid())
    for steps in range(0, 30, 3):
        starting = asyncio.create_task(pad.kernels.start_kernel())
        for _ in range(steps):
            await asyncio.sleep(0.002)
        starting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await starting
        await pad.kernels.shutdown_all(now=True)
    assert list(runtime_dir.iterdir()) == []
    assert descendants(os.getpid()) == before


@pytest.mark.parametrize("trait", ["pad_dir", "runtime_dir"])
async def test_refuses_a_relative_path(make_pad: MakePad, trait: str) -> None:
    pad = make_pad(**{trait: "somewhere"})
    with pytest.raises(Exception, match=f"{trait} must be an absolute path"):
        await pad.kernels.start_kernel()
