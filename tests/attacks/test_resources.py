"""Attempts to use up the machine: processes, memory, disks in memory, processors."""

from __future__ import annotations

import pytest

from interview_ext.provisioning.cgroups import Place
from interview_ext.provisioning.provisioner import cgroup_place

with_cgroups = pytest.mark.skipif(
    not isinstance(cgroup_place(), Place),
    reason="this machine lets the server make no control groups",
)


async def recovers(siege) -> None:
    """The attacker's own pad works again after Restart."""
    await siege.attacker.restart()
    await is_back(siege)


async def is_back(siege) -> None:
    """The attacker's own pad works again."""
    assert (await siege.attacker.result("print('back')")).text == "back\n"


async def ends_with_a_restart(siege, source: str) -> None:
    """Code that prints "on" and goes on for ever harms nobody, and Restart is the end of it."""
    async with siege.unharmed():
        run = await siege.attacker.run(source)
        await run.until(lambda: "on" in run.text)
        await siege.attacker.restart()
        await run.finished()
    await is_back(siege)


async def test_a_fork_bomb(siege):
    await ends_with_a_restart(
        siege,
        "import os\n"
        "print('on', flush=True)\n"
        "while True:\n"
        "    try: os.fork()\n"
        "    except OSError: pass\n",
    )


async def test_a_bomb_of_processes_that_leave_their_group(siege):
    await ends_with_a_restart(
        siege,
        "import subprocess\n"
        "print('on', flush=True)\n"
        "subprocess.run(['bash', '-c', 'bomb() { setsid bash -c \"$(declare -f bomb); bomb\" &"
        " bomb & bomb; }; bomb'], stderr=subprocess.DEVNULL)\n"
        "while True: pass\n",
    )


async def test_a_thread_bomb(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import threading, time\n"
            "started = 0\n"
            "try:\n"
            "    while started < 10_000:\n"
            "        threading.Thread(target=time.sleep, args=(600,), daemon=True).start()\n"
            "        started += 1\n"
            "except RuntimeError as error:\n"
            "    print('no more', started < 200, error)\n"
        )
    assert run.text.startswith("no more True")
    await recovers(siege)


@pytest.mark.parametrize(
    "source",
    {
        "at once": "x = bytearray(8 << 30)",
        "by steps": "x = []\nwhile True: x.append(bytearray(16 << 20))",
        "many objects": "x = list(range(1000))\nwhile True: x = x + x",
    }.items(),
    ids=lambda item: item[0],
)
async def test_too_much_memory_is_an_error_like_others(siege, source):
    async with siege.unharmed():
        run = await siege.attacker.result(source[1])
    assert run.error == "MemoryError"
    await recovers(siege)


@with_cgroups
async def test_memory_that_is_shared_ends_the_kernel_with_a_reason(siege):
    async with siege.unharmed():
        run = await siege.attacker.run(
            "import mmap\n"
            "hogs = []\n"
            "while True:\n"
            "    hogs.append(mmap.mmap(-1, 64 << 20))\n"
            "    hogs[-1].write(b'x' * (64 << 20))\n"
        )
        await run.until(
            lambda: "used more than 1 GiB of memory" in siege.attacker.state()["message"]
        )
    await run.finished()
    await is_back(siege)


@with_cgroups
async def test_memory_of_children_ends_them_alone(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import os, warnings\n"
            "warnings.simplefilter('ignore')\n"  # newer Pythons warn of forking with threads
            "children = []\n"
            "for _ in range(6):\n"
            "    pid = os.fork()\n"
            "    if pid == 0:\n"
            "        hog = bytearray(400 << 20)\n"
            "        for at in range(0, len(hog), 4096): hog[at] = 1\n"
            "        import time; time.sleep(600)\n"
            "    children.append(pid)\n"
            "pid, status = os.wait()\n"
            "print('killed by', os.WTERMSIG(status))\n"
            "for pid in children: os.kill(pid, 9)\n"
        )
    assert run.text == "killed by 9\n"
    assert (await siege.attacker.result("print('same kernel', len(children))")).text == (
        "same kernel 6\n"
    )


@with_cgroups
async def test_memory_in_buffers_of_sockets(siege):
    """Memory of the Linux kernel, which no rlimit counts."""
    await ends_with_a_restart(
        siege,
        "import os, socket\n"
        "print('on', flush=True)\n"
        "for _ in range(100):\n"
        "    if os.fork() == 0: break\n"
        "held = []\n"
        "while True:\n"
        "    try:\n"
        "        pair = socket.socketpair()\n"
        "        held.append(pair)\n"
        "        pair[0].setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)\n"
        "        pair[0].setblocking(False)\n"
        "        while True: pair[0].send(b'x' * 65536)\n"
        "    except OSError: pass\n",
    )


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm", "/home/candidate"])
async def test_disks_in_memory_fill_up(siege, place):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import errno, os\n"
            "written = 0\n"
            "try:\n"
            "    for n in range(10_000):\n"
            f"        with open(f'{place}/{{n}}', 'wb') as f:\n"
            "            while written < 4 << 30 and f.tell() < 32 << 20:\n"
            "                written += f.write(b'x' * (1 << 20))\n"
            "except OSError as error:\n"
            "    print(errno.errorcode[error.errno], written < 300 << 20)\n"
        )
    assert run.text == "ENOSPC True\n"
    await recovers(siege)


async def test_the_machines_terminals(siege):
    """Linux has a few thousand of them for everybody."""
    third = await siege.new_pad("Grace")
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import os, time, warnings\n"
            "warnings.simplefilter('ignore')\n"  # newer Pythons warn of forking with threads
            "reading, writing = os.pipe()\n"
            "children = []\n"
            "for _ in range(10):\n"
            "    if pid := os.fork():\n"
            "        children.append(pid)\n"
            "        continue\n"
            "    held = []\n"
            "    try:\n"
            "        while len(held) < 480: held.append(os.openpty())\n"
            "    except OSError: pass\n"
            "    os.write(writing, b'%8d' % len(held))\n"
            "    time.sleep(600)\n"
            "print(sum(int(os.read(reading, 8)) for _ in children))\n"
        )
        taken = int(run.text)
        harmed = await third.result("import os\nprint(len([os.openpty()]))")
        freed = await siege.attacker.result("for pid in children: os.kill(pid, 9)")
    assert 32 <= taken <= 64
    assert harmed.text == "1\n"
    assert freed.error is None


async def test_an_endless_loop_in_every_process(siege):
    """Processors are shared: the attacker's hundred processes get no more than one."""
    async with siege.unharmed():
        run = await siege.attacker.run(
            "import os\n"
            "for _ in range(60):\n"
            "    if os.fork() == 0: break\n"
            "else:\n"
            "    print('on', flush=True)\n"
            "while True: pass\n"
        )
        await run.until(lambda: "on" in run.text)
        await siege.attacker.interrupt()
        await run.finished()
    await recovers(siege)
