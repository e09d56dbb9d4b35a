"""Warm kernels: for a pad's first run, and for the next restart."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from interview_ext.provisioning.kernels import warm_manager
from interview_ext.provisioning.pool import ADOPTING, KernelPool, recover

from .running import Pad, is_running, until

MakePad = Callable[..., Pad]


@pytest.fixture
def pool(
    make_pad: MakePad, tmp_path: Path, runtime_dir: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[KernelPool]:
    async def make() -> KernelPool:
        pool = KernelPool(
            tmp_path / "warm",
            partial(warm_manager, make_pad("config").config),
            sizes={"python3": 1},
            spares=1,
        )
        await pool.start()
        return pool

    pool = jp_asyncio_loop.run_until_complete(make())
    yield pool
    jp_asyncio_loop.run_until_complete(pool.stop())
    assert list(runtime_dir.iterdir()) == []


def waiting(pool: KernelPool) -> list[int]:
    """The process ids of the kernels that wait for a new pad."""
    return [warm.provisioner.kernel_pid or 0 for warm in pool._waiting]


def spares(pool: KernelPool) -> list[int]:
    """The process ids of the kernels that wait to take another's place."""
    return [warm.provisioner.kernel_pid or 0 for warm in pool._spares.values()]


async def test_a_warm_kernel_sees_the_files_of_the_pad(pool: KernelPool, make_pad: MakePad) -> None:
    await until(lambda: len(waiting(pool)) == 1)
    [warm] = waiting(pool)
    pad = make_pad()
    pad.kernels.pool = pool
    (pad.directory / "data.csv").write_text("1,2")
    (pad.directory / "folder").mkdir()
    (pad.directory / "folder" / "inner.txt").write_text("inner")
    await pool.move_in("python3", pad.directory)
    async with pad.kernel() as kernel:
        assert kernel.provisioner.kernel_pid == warm
        seen = await kernel.run("import os; print(os.getcwd(), sorted(os.listdir()))")
        assert seen.text == "/pad ['data.csv', 'folder']\n"
        assert (await kernel.run("print(open('folder/inner.txt').read())")).text == "inner\n"
        await kernel.run("open('result.txt', 'w').write('from the kernel')")
        assert (pad.directory / "result.txt").read_text() == "from the kernel"
        (pad.directory / "late.txt").write_text("from the server")
        assert (await kernel.run("print(open('late.txt').read())")).text == "from the server\n"
        await kernel.run("open('data.csv', 'a').write(',3')")
        assert (pad.directory / "data.csv").read_text() == "1,2,3"
        # The next one is ready for the next pad, and a second kernel of this pad is a cold one.
        await until(lambda: len(waiting(pool)) == 1)
        async with pad.kernel() as second:
            assert second.provisioner.kernel_pid not in (warm, *waiting(pool))
            assert (await second.run("print(open('data.csv').read())")).text == "1,2,3\n"
    await until(lambda: not is_running(warm))


async def test_a_pad_that_has_run_something_keeps_its_directory(
    pool: KernelPool, make_pad: MakePad
) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root gives each pad a user of its own")
    await until(lambda: len(waiting(pool)) == 1)
    pad = make_pad()
    async with pad.kernel() as kernel:
        await kernel.run("open('mine.txt', 'w').write('x')")
    await pool.move_in("python3", pad.directory)
    pad.kernels.pool = pool
    async with pad.kernel() as kernel:
        assert (await kernel.run("open('mine.txt', 'a').write('y'); print(1)")).text == "1\n"


async def test_a_kernel_that_nobody_uses_is_let_go(pool: KernelPool, make_pad: MakePad) -> None:
    pool.reserved_for = 1.0
    await until(lambda: len(waiting(pool)) == 1)
    [warm] = waiting(pool)
    pad = make_pad()
    (pad.directory / "kept.txt").write_text("kept")
    await pool.move_in("python3", pad.directory)
    await until(lambda: not is_running(warm))
    assert (pad.directory / "kept.txt").read_text() == "kept"


async def test_the_end_of_a_pad_is_the_end_of_a_kernel_that_nobody_used(
    pool: KernelPool, make_pad: MakePad
) -> None:
    await until(lambda: len(waiting(pool)) == 1)
    [warm] = waiting(pool)
    pad = make_pad()
    await pool.move_in("python3", pad.directory)
    pool.abandon(pad.directory)
    await until(lambda: not is_running(warm), 1)


async def test_a_restart_takes_the_spare(pool: KernelPool, make_pad: MakePad) -> None:
    pad = make_pad()
    pad.kernels.pool = pool
    async with pad.kernel() as kernel:
        await until(lambda: len(spares(pool)) == 1)
        for _ in range(3):
            await until(lambda: len(spares(pool)) == 1)
            [spare] = spares(pool)
            before = kernel.provisioner.kernel_pid
            await kernel.run("x = 1; open('seen.txt', 'w').write('x')")
            await kernel.manager.restart_kernel(now=True)
            await kernel.ready()
            assert kernel.provisioner.kernel_pid == spare
            assert before is not None
            await until(lambda before=before: not is_running(before))
            assert (await kernel.run("x")).error == "NameError"
            assert (await kernel.run("print(open('seen.txt').read())")).text == "x\n"
            running = await kernel.start("print('on')\nwhile True: pass", until="on")
            await kernel.manager.interrupt_kernel()
            assert (await running).error == "KeyboardInterrupt"
    await until(lambda: spares(pool) == [] and pool._ending == set())


async def test_a_restart_while_the_spare_is_being_made(pool: KernelPool, make_pad: MakePad) -> None:
    pad = make_pad()
    pad.kernels.pool = pool
    async with pad.kernel() as kernel:
        await until(lambda: pool._making is kernel.provisioner)
        await kernel.manager.restart_kernel(now=True)
        await kernel.ready()
        await until(lambda: len(spares(pool)) == 1 and pool._making is None)
        assert list(pool._wishes) == []


async def test_the_end_of_a_pad_is_the_end_of_a_spare_that_is_being_made(
    pool: KernelPool, make_pad: MakePad
) -> None:
    pad = make_pad()
    pad.kernels.pool = pool
    async with pad.kernel() as kernel:
        await until(lambda: pool._making is kernel.provisioner and pool._beginning is not None)
        [coming] = [warm.provisioner.kernel_pid for warm in [pool._beginning] if warm is not None]
        assert coming is not None
    await until(lambda: not is_running(coming), 1)


async def test_a_spare_that_died_is_not_used(pool: KernelPool, make_pad: MakePad) -> None:
    pad = make_pad()
    pad.kernels.pool = pool
    async with pad.kernel() as kernel:
        await until(lambda: len(spares(pool)) == 1)
        [spare] = spares(pool)
        os.kill(spare, 9)
        await until(lambda: not is_running(spare))
        await until(lambda: not next(iter(pool._spares.values())).lives)
        await kernel.manager.restart_kernel(now=True)
        await kernel.ready()
        assert (await kernel.run("print('on')")).text == "on\n"


async def test_the_number_of_spares_is_bounded(pool: KernelPool, make_pad: MakePad) -> None:
    pad = make_pad()
    pad.kernels.pool = pool
    async with pad.kernel() as first:
        await until(lambda: list(pool._spares) == [first.provisioner])
        async with pad.kernel() as second:
            await until(lambda: list(pool._spares) == [second.provisioner])


async def test_a_kernel_that_dies_is_replaced_by_the_spare(
    pool: KernelPool, make_pad: MakePad
) -> None:
    pad = make_pad()
    pad.kernels.pool = pool
    async with pad.kernel() as kernel:
        await until(lambda: len(spares(pool)) == 1)
        [spare] = spares(pool)
        kernel.client.execute("import os; os._exit(7)")
        await until(lambda: kernel.provisioner.kernel_pid == spare)
        await kernel.ready()
        assert (await kernel.run("print('new')")).text == "new\n"


def test_a_server_that_was_killed_halfway_loses_nothing(tmp_path: Path) -> None:
    files, coming = tmp_path / "files", tmp_path / ADOPTING
    files.mkdir()
    coming.mkdir()
    (files / "not yet moved.txt").write_text("1")
    (coming / "moved.txt").write_text("2")
    recover(files)
    assert sorted(os.listdir(files)) == ["moved.txt", "not yet moved.txt"]
    assert not coming.exists()
    recover(files)
    assert sorted(os.listdir(files)) == ["moved.txt", "not yet moved.txt"]


async def test_without_a_sandbox_the_server_goes_on(
    tmp_path: Path,
    make_pad: MakePad,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    pool = KernelPool(
        tmp_path / "warm",
        partial(warm_manager, make_pad().config),
        sizes={"python3": 1},
        # An application that an earlier test made would keep what is said to itself.
        log=logging.getLogger(__name__),
    )
    await pool.start()
    await until(lambda: "bubblewrap" in caplog.text)
    assert "Traceback" not in caplog.text, "what is missing is said in words"
    await asyncio.wait_for(pool.stop(), 5)
    assert list((tmp_path / "warm").iterdir()) == []
