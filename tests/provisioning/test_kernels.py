"""Kernels of a pad, from start to end."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from .running import PATIENCE, Pad, descendants, is_running, processor_time, until

MakePad = Callable[..., Pad]


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
    async with pad.kernel(path="a folder") as kernel:
        where = await kernel.run("import os; print(os.getcwd(), open('data.csv').read())")
        assert where.text == "/pad/a folder 1,2\n"


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


async def test_interrupts_within_a_second(make_pad: MakePad) -> None:
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
            assert time.monotonic() - began < 1, name
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
        await asyncio.wait_for(restarted.wait(), 2)
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


async def test_killing_ends_all_processes_within_a_second(make_pad: MakePad) -> None:
    pad = make_pad()
    async with pad.kernel() as kernel:
        await kernel.run(
            "import subprocess, signal\n"
            "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
            "subprocess.Popen(['sh', '-c', 'trap \"\" INT TERM; sleep 100; sleep 100'],"
            " start_new_session=True)"
        )
        process = kernel.provisioner.process
        assert process is not None
        all_of_it = [process.pid, *descendants(process.pid)]
        assert len(all_of_it) >= 5  # bubblewrap twice, Python, sh, sleep
        began = time.monotonic()
        await pad.kernels.shutdown_kernel(kernel.kernel_id, now=True)
        assert time.monotonic() - began < 1
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
        assert time.monotonic() - began < 3
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
        process = kernel.provisioner.process
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
        assert time.process_time() - used < 0.5
        assert time.monotonic() - began < 5


@pytest.mark.parametrize("trait", ["pad_dir", "runtime_dir"])
async def test_refuses_a_relative_path(make_pad: MakePad, trait: str) -> None:
    pad = make_pad(**{trait: "somewhere"})
    with pytest.raises(Exception, match=f"{trait} must be an absolute path"):
        await pad.kernels.start_kernel()
