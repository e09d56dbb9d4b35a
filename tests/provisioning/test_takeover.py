"""Code that takes over the sandbox's own first process, which runs as the same user."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

import pytest

from .running import Pad, is_running, until

TAKE_OVER = """
import os, struct, subprocess
def call(number, *arguments):
    # mov eax, number; mov edi, first; mov edx, third; syscall: with rsi left to the caller
    return b"\\xb8" + struct.pack("<I", number) + b"".join(arguments) + b"\\x0f\\x05"
first = lambda value: b"\\xbf" + struct.pack("<I", value)
third = lambda value: b"\\xba" + struct.pack("<I", value)
no_second, second_here = b"\\x31\\xf6", b"\\x48\\x8d\\x35"
forget_parent = call(157, first(1), no_second)  # prctl(PR_SET_PDEATHSIG, 0)
pause = call(34)
wait = pause + b"\\xeb" + struct.pack("<b", -(len(pause) + 2))
# write(4, ...): what bubblewrap outside waits for, the kernel's exit status and one
before, after = b"\\xb8" + struct.pack("<I", 1) + first(4) + second_here, third(8) + b"\\x0f\\x05"
say_ended = before + struct.pack("<i", len(after) + len(wait)) + after
code = forget_parent + say_ended + wait + struct.pack("<Q", 1)
where = int(open("/proc/1/syscall").read().split()[-1], 16)
subprocess.Popen(["sleep", "600"], start_new_session=True)
memory = os.open("/proc/1/mem", os.O_RDWR)
print("taken over", os.pwrite(memory, code, where) == len(code), flush=True)
if os.fork() == 0:  # an orphan that ends wakes the first process
    os.fork()
    os._exit(0)
os.wait()
while True: pass
"""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the code is x86-64's")
async def test_nothing_survives_a_sandbox_that_says_it_has_ended(
    make_pad: Callable[..., Pad],
) -> None:
    pad = make_pad()
    async with pad.kernel() as kernel:
        process = kernel.provisioner.process
        assert process is not None
        assert process.popen is not None
        popen = process.popen
        init, leader = process.init_pid, process.kernel_pid
        assert init is not None
        assert leader is not None
        restarted = asyncio.Event()
        pad.kernels.add_restart_callback(kernel.kernel_id, restarted.set, "restart")
        try:
            said = await kernel.start(TAKE_OVER, until="taken over")
        except TimeoutError:
            pytest.skip("this machine does not let code into the first process")
        said.cancel()
        await until(lambda: popen.poll() is not None)
        await asyncio.wait_for(restarted.wait(), 10)
        await until(lambda: not is_running(init) and not is_running(leader), 5)
        await until(lambda: pad.kernels.is_alive(kernel.kernel_id))
        await kernel.ready()
        assert (await kernel.run("print('on')")).text == "on\n"
