"""What a kernel may use is what was set when it started, warm or not."""

from __future__ import annotations

import asyncio
import re

import pytest

from interview_ext.sizes import MiB

pytestmark = [pytest.mark.usefixtures("kernels_python"), pytest.mark.timeout(120)]


async def until(condition):
    async with asyncio.timeout(60):
        while not condition():
            await asyncio.sleep(0.05)


async def memory_of(kernel) -> int:
    """MiB that the kernel's process may have, as the Linux kernel says."""
    found: list[int] = []

    def is_bounded() -> bool:
        # None as long as the sandbox is being put together.
        with open(f"/proc/{kernel.provisioner.kernel_pid}/limits") as limits:
            match = re.search(r"Max data size\s+(\d+)", limits.read())
        found.extend([int(match[1]) // MiB] if match else [])
        return bool(found)

    await until(is_bounded)
    return found[0]


async def start(server):
    kernel_id = await server.kernel_manager.start_kernel()
    return server.kernel_manager.get_kernel(kernel_id)


async def test_kernels_of_an_open_pad_that_start_afterwards(host):
    member = await host.member()
    pad = await host.new_pad(member)
    server = await host.app.pads.open(pad["id"])
    before = await start(server)
    assert await memory_of(before) == 1024
    await member.ok("PATCH", "settings", {"memory": 300, "run_time": 5})
    assert await memory_of(before) == 1024
    assert await memory_of(await start(server)) == 300
    await before.restart_kernel(now=True)
    assert await memory_of(before) == 300
    assert server.runs._limits.seconds == 5
    other = await host.app.pads.open((await host.new_pad(member))["id"])
    assert await memory_of(await start(other)) == 300
    assert other.runs._limits.seconds == 5
    await member.ok("PATCH", "settings", {"memory": None})
    assert await memory_of(await start(server)) == 1024


async def test_warm_kernels_make_way_for_new_ones(make_host):
    host = await make_host(warm=True, **{"KernelPool.sizes": "{'python3': 1}"})
    member = await host.member()
    pool = host.app.pad_servers.pool
    await until(lambda: pool._waiting)
    old = pool._waiting[0]
    assert await memory_of(old) == 1024
    await member.ok("PATCH", "settings", {"memory": 300})
    await until(lambda: pool._waiting and not old.lives)
    assert await memory_of(pool._waiting[0]) == 300
    # What concerns no kernel leaves them alone.
    warm = pool._waiting[0]
    await member.ok("PATCH", "settings", {"recording_days": 3})
    assert pool._waiting == [warm]
    assert warm.lives
    pad = await host.new_pad(member)
    await host.enter(member, pad["id"])
    kernel = await start(host.app.pad_servers.get(pad["id"]))
    assert await memory_of(kernel) == 300


async def test_a_warm_kernel_that_was_just_starting_is_not_used(make_host):
    host = await make_host(warm=True, **{"KernelPool.sizes": "{'python3': 1}"})
    member = await host.member()
    pool = host.app.pad_servers.pool
    # Between two changes there is always one that is about to begin.
    for memory in (300, 310, 320):
        await member.ok("PATCH", "settings", {"memory": memory})
    await until(lambda: pool._waiting)
    assert await memory_of(pool._waiting[0]) == 320
