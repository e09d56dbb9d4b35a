"""What the runner kernel does with programs, whatever their language; and adding a language."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from interview_ext.provisioning.kernelspecs import SandboxedKernelSpecManager

from .running import Kernel, Pad, descendants, until

SHOUT = """
name = "Shout"
file_extension = ".shout"
mimetype = "text/x-shout"
version = ["tr", "--version"]
hello = "hello, world!"

[needs]
commands = ["tr", "sh"]

[runner]
compile = ["sh", "{folder}/compile.sh", "{source}", "{program}"]
run = ["cat", "{program}"]
"""

COMPILER = """
echo compiling >&2
grep -n '[0-9]' "$1" | sed "s|^|$1:|; s|$|: no digits, please|" >&2
grep -q '[0-9]' "$1" && exit 1
cat "$1" words.txt 2>/dev/null | tr a-z A-Z > "$2"
"""


@pytest.fixture
def bash(make_pad: Callable[..., Pad]) -> Callable[[], contextlib.AbstractAsyncContextManager]:
    """A kernel that runs programs in Bash, and the pad it is in."""

    @contextlib.asynccontextmanager
    async def bash() -> AsyncIterator[Kernel]:
        pad = make_pad()
        async with pad.kernel(kernel_name="bash") as kernel:
            yield kernel

    return bash


async def test_a_language_is_added_by_adding_a_folder(
    make_pad: Callable[..., Pad], open_dir: Path
) -> None:
    folder = open_dir / "kernels" / "shout"
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(SHOUT)
    (folder / "compile.sh").write_text(COMPILER)
    specs = SandboxedKernelSpecManager(kernel_dirs=[str(folder.parent)])
    assert [language.name for language in specs.offered().values()] == ["Shout"]
    pad = make_pad()
    pad.config.SandboxedKernelSpecManager.kernel_dirs = [str(folder.parent)]
    pad = Pad(pad.directory, pad.config)
    async with pad.kernel(kernel_name="shout") as kernel:
        first = await kernel.run("hello, world!")
        assert first.text == "compiling\nHELLO, WORLD!"
        again = await kernel.run("hello, world!")
        assert again.text == "HELLO, WORLD!", "what was compiled is kept"
        (pad.directory / "words.txt").write_text(" and words")
        changed = await kernel.run("hello, world!")
        assert changed.text == "compiling\nHELLO, WORLD! AND WORDS", "what it may include changed"

        wrong = await kernel.run("hello\n2 worlds")
        assert wrong.error == "CompileError"
        assert wrong.text == "compiling\nmain.shout:2:2 worlds: no digits, please\n"
        (pad.directory / "of mine.shout").write_text("hello\n3 worlds")
        wrong = await kernel.run('%run "of mine.shout"')
        assert wrong.error == "CompileError"
        assert "of mine.shout:2:3 worlds" in wrong.text
        gone = await kernel.run("%run gone.shout")
        assert gone.error == "NotRun"
        assert "gone.shout: No such file" in gone.outputs[-1]["evalue"]
        info = (await kernel.client.kernel_info(reply=True))["content"]["language_info"]
        assert (info["name"], info["file_extension"]) == ("shout", ".shout")


async def test_output_comes_as_it_is_printed_and_errors_stay_apart(bash) -> None:
    async with bash() as kernel:
        running = await kernel.start("printf half; printf oops >&2; sleep 100", until="half")
        await kernel.manager.interrupt_kernel()
        result = await running
        assert {one["name"]: one["text"] for one in result.outputs if "name" in one} == {
            "stdout": "half", "stderr": "oops",
        }  # fmt: skip
        assert result.error == "Interrupted"
        odd = await kernel.run(r"printf '\303'; sleep 0.1; printf '\251\r\n\377\n'")
        assert odd.text == "é\r\n\ufffd\n"


async def test_nothing_that_a_program_started_is_left(bash) -> None:
    async with bash() as kernel:
        leader = kernel.provisioner.kernel_pid
        before = set(descendants(leader))
        program = "sleep 1000 & setsid sleep 1001 & (setsid sh -c 'sleep 1002 & sleep 1003' &) ; "
        running = await kernel.start(program + "sleep 0.2; echo on; sleep 0.3", until="on\n")
        assert len(set(descendants(leader)) - before) >= 4
        assert (await running).status == "ok"
        await until(lambda: set(descendants(leader)) <= before)


async def test_a_program_that_ignores_an_interrupt_is_killed(bash) -> None:
    async with bash() as kernel:
        running = await kernel.start("trap '' INT; echo on; while :; do :; done", until="on\n")
        began = time.monotonic()
        await kernel.manager.interrupt_kernel()
        assert (await running).error == "Interrupted"
        assert time.monotonic() - began < 20
        tidy = "trap 'echo tidied; exit 0' INT; echo on; while :; do sleep 0.05; done"
        running = await kernel.start(tidy, until="on\n")
        await kernel.manager.interrupt_kernel()
        assert (await running).text == "on\ntidied\n"


async def test_a_compiler_is_interrupted_too(make_pad: Callable[..., Pad], open_dir: Path) -> None:
    folder = open_dir / "kernels" / "slow"
    folder.mkdir(parents=True)
    (folder / "language.toml").write_text(SHOUT)
    (folder / "compile.sh").write_text("echo on; while :; do :; done")
    pad = make_pad()
    pad.config.SandboxedKernelSpecManager.kernel_dirs = [str(folder.parent)]
    pad = Pad(pad.directory, pad.config)
    async with pad.kernel(kernel_name="slow") as kernel:
        running = await kernel.start("hello", until="on\n")
        await kernel.manager.interrupt_kernel()
        assert (await running).error == "Interrupted"


@pytest.mark.parametrize(
    ("program", "prompt"),
    [
        ("echo -n 'one? '; read a; echo -n 'two? '; read b; echo \"$a-$b\"", "? "),
        ("echo '? '; (sh -c 'head -n1; head -n1')", "? "),
        ("read -t 20 -p '? ' a; read b; echo \"$a-$b\"", "? "),
    ],
    ids=["itself", "a child", "by select"],
)
async def test_each_question_is_asked_when_it_is_due(bash, program: str, prompt: str) -> None:
    async with bash() as kernel:
        result = await kernel.run(program, answer="x", once=prompt)
        assert result.status == "ok", result
        assert "x-x" in result.text or result.text.endswith("x\nx\n")


async def test_a_long_line_is_read_whole(bash) -> None:
    async with bash() as kernel:
        result = await kernel.run("read line; echo ${#line}", answer="x" * 20_000)
        assert result.text == "20000\n"


async def test_who_sleeps_or_computes_is_not_asked_anything(bash) -> None:
    async with bash() as kernel:
        asked = []
        kernel.client.input = asked.append
        result = await kernel.run("sleep 0.5; for i in {1..100000}; do :; done", answer="x")
        assert (result.status, asked) == ("ok", [])


async def test_where_nobody_can_be_asked_input_is_at_its_end(bash) -> None:
    async with bash() as kernel:
        assert (await kernel.run("read line || echo nothing")).text == "nothing\n"


async def test_waiting_for_input_is_interrupted_and_a_late_answer_goes_nowhere(bash) -> None:
    async with bash() as kernel:
        waiting = asyncio.Event()
        kernel.client.input = lambda _: waiting.set()
        running = asyncio.create_task(kernel.run("read a; echo $a", answer="late"))
        await asyncio.wait_for(waiting.wait(), 20)
        await kernel.manager.interrupt_kernel()
        assert (await running).error == "Interrupted"
        del kernel.client.input
        kernel.client.input("late")
        assert (await kernel.run("read a; echo $a", answer="right")).text == "right\n"


async def test_an_endless_print_is_stopped_and_its_kernel_stays_small(bash) -> None:
    async with bash() as kernel:
        running = await kernel.start(
            "while :; do echo xxxxxxxxxxxxxxxxxxxxxxxx; done", until="x" * 20
        )
        await kernel.manager.interrupt_kernel()
        assert (await running).error == "Interrupted"
        assert (await kernel.run("echo fine")).text == "fine\n"
        status = Path(f"/proc/{kernel.provisioner.kernel_pid}/status").read_text()
        resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        assert int(resident.split()[1]) < 150_000, resident


async def test_programs_see_the_machines_commands_and_the_pads_files(bash) -> None:
    async with bash() as kernel:
        result = await kernel.run("pwd; echo $PATH; env | grep -c '^PYTHON'; echo a > made; ls")
        assert result.text == "/pad\n/usr/local/bin:/usr/bin:/bin\n0\nmade\n"
        assert "interview" not in (await kernel.run("env")).text


async def test_how_a_program_ended_is_said_in_words(bash) -> None:
    async with bash() as kernel:
        ended = await kernel.run("exit 7")
        assert ended.outputs[-1]["evalue"] == "The program ended with exit status 7."
        crashed = await kernel.run("kill -SEGV $$")
        assert "segmentation fault" in crashed.outputs[-1]["evalue"]
        assert (await kernel.run("  \n")).status == "ok"
