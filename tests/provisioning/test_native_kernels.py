"""JavaScript, TypeScript and R by kernels of their own, in a real sandbox."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from interview_ext.provisioning.folders import kernel_directories
from interview_ext.provisioning.language import Language
from interview_ext.provisioning.languages import languages

from .running import PATIENCE, Pad, Result

SOON = 20.0

FOUND = {one.kernel_name: one for one in languages([kernel_directories()[0]])}


@dataclass(frozen=True)
class Programs:
    """What a language is tried with.

    Arguments:
        sum: has a value, which is shown as `value`.
        ask: asks for a name and greets.
        fail: ends with an error that says `failure`.
        broken: cannot be read; `complaint` is what is said about it.
        loop, wait: print "on" and never end: by working, and by waiting.
        begin, whole: of a name that can be completed.
        file: a program that asks, prints and fails; its error says `line`.
    """

    sum: str
    value: str
    ask: str
    fail: str
    failure: str
    broken: str
    complaint: str
    loop: str
    wait: str
    begin: str
    whole: str
    file: str
    line: str


JAVASCRIPT = Programs(
    sum="const six = 6; six * 7",
    value="42",
    ask="console.log('Hi ' + prompt('Name? '))",
    fail="null.x",
    failure="Cannot read properties of null",
    broken="let a = 1;\nlet b = ;",
    complaint="line 2, column 9",
    loop="console.log('on'); while (true) {}",
    wait="console.log('on'); await new Promise(() => setTimeout(() => {}, 1e8))",
    begin="Deno.readTextF",
    whole="readTextFile",
    file="console.log('Hi ' + prompt('Name? '));\nexport const x = 1;\nthrow new Error('oh no');",
    line="main{extension}:3:7",
)
PROGRAMS = {
    "javascript": JAVASCRIPT,
    "typescript": JAVASCRIPT,
    "r": Programs(
        sum="six <- 6; six * 7",
        value="[1] 42",
        ask="cat('Hi', readline('Name? '))",
        fail="log('x')",
        failure="non-numeric argument",
        broken="a <- 1\nb <- )",
        complaint="2:6: unexpected ')'",
        loop="cat('on\\n'); while (TRUE) {}",
        wait="cat('on\\n'); Sys.sleep(1000)",
        begin="read.cs",
        whole="read.csv",
        file="cat('Hi', readline('Name? '), '\\n')\nf <- function() stop('oh no')\nf()",
        line="oh no",
    ),
}


def offered(name: str) -> Language:
    """A language that this machine has; skips the test with the reason where it has not."""
    one = FOUND[name]
    if one.language is None or not one.offered:
        pytest.skip(f"{one.problem} {one.remedy}")
    return one.language


def said(result: Result) -> str:
    return "\n".join("\n".join(o["traceback"]) for o in result.outputs if "traceback" in o)


def shown(result: Result) -> dict[str, Any]:
    assert result.status == "ok", result
    return result.outputs[-1]["data"]


@pytest.mark.parametrize("name", PROGRAMS)
async def test_a_language(make_pad: Callable[..., Pad], name: str) -> None:
    language, programs = offered(name), PROGRAMS[name]
    pad = make_pad(name)
    async with pad.kernel(kernel_name=name) as kernel:
        hello = await kernel.run(language.hello)
        assert (hello.status, hello.text) == ("ok", "Hello, world!\n")
        assert shown(await kernel.run(programs.sum))["text/plain"] == programs.value
        asked = await kernel.run(programs.ask, answer="Grace")
        assert "Hi Grace" in asked.text
        failed = await kernel.run(programs.fail)
        assert failed.status == "error"
        assert programs.failure in said(failed)
        broken = await kernel.run(programs.broken)
        assert broken.status == "error"
        assert programs.complaint in said(broken)
        completed = await kernel.client.complete(programs.begin, reply=True, timeout=PATIENCE)
        assert programs.whole in completed["content"]["matches"]
        for program in (programs.loop, programs.wait):
            running = await kernel.start(program, until="on")
            began = time.monotonic()
            await kernel.manager.interrupt_kernel()
            stopped = await asyncio.wait_for(running, PATIENCE)
            assert time.monotonic() - began < SOON
            assert stopped.status != "ok"
            assert (await kernel.run(language.hello)).text == "Hello, world!\n"
        (pad.directory / language.file).write_text(programs.file)
        assert language.run_file is not None
        code = language.run_file.replace("{file}", json.dumps(language.file))
        ran = await kernel.run(code, answer="Ada")
        assert "Hi Ada" in ran.text
        assert ran.status == "error"
        assert programs.line.format(extension=language.file_extension) in said(ran)


async def test_typescript_is_run_and_its_types_are_checked(make_pad: Callable[..., Pad]) -> None:
    offered("typescript")
    pad = make_pad()
    async with pad.kernel(kernel_name="typescript") as kernel:
        typed = "interface P { n: number }\nconst p: P = { n: 42 };\np.n"
        assert shown(await kernel.run(typed))["text/plain"] == "42"
        (pad.directory / "wrong.ts").write_text("const n: number = 'x';\nconsole.log(n);\n")
        wrong = await kernel.run("%run wrong.ts")
        assert wrong.text.startswith("x\nThe types do not fit:\n")
        assert "at wrong.ts:1:7" in wrong.text
        (pad.directory / "right.ts").write_text("const n: number = 1;\nconsole.log(n);\n")
        assert (await kernel.run("%run right.ts")).text == "1\n"


async def test_javascript_that_uses_up_the_memory(make_pad: Callable[..., Pad]) -> None:
    offered("javascript")
    async with make_pad().kernel(kernel_name="javascript") as kernel:
        hog = "const b = []; while (true) b.push(new Uint8Array(5e7).fill(1))"
        assert "used more memory than it may" in said(await kernel.run(hog))
        assert shown(await kernel.run("1 + 1"))["text/plain"] == "2"


async def test_output_of_javascript(make_pad: Callable[..., Pad]) -> None:
    offered("javascript")
    async with make_pad().kernel(kernel_name="javascript") as kernel:
        assert shown(await kernel.run("Deno.jupyter.html`<b>x</b>`"))["text/html"] == "<b>x</b>"
        mixed = await kernel.run("console.error('e'); await new Promise(r => setTimeout(r, 1))")
        assert mixed.outputs[0] == {"name": "stderr", "text": "e\n"}
        alone = await kernel.run("await fetch('http://example.org')")
        assert alone.error == "TypeError"


async def test_plots_and_tables_of_r(make_pad: Callable[..., Pad]) -> None:
    offered("r")
    async with make_pad().kernel(kernel_name="r") as kernel:
        assert "image/png" in shown(await kernel.run("plot(1:3)"))
        assert "<table" in shown(await kernel.run("data.frame(a = 1:2)"))["text/html"]
