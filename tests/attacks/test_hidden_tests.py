"""Attacks on what interviewers alone know of a task: hidden tests, solution and notes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Text

from interview_ext.recording.reader import read_frames

SLUG = "text-diff"
EXAMPLE = Path(__file__).parents[2] / "question_bank" / SLUG

NEEDLES = (
    "How many changes are needed, found in the slow and certain way",  # a hidden test
    "Goes through both versions at once",  # the solution
    "Everybody reads diffs; few have written one",  # the notes
)
HIDDEN = "hidden_tests/test_diff.py"


class Task:
    """A task in the attacker's pad."""

    def __init__(self, siege: Any) -> None:
        self.siege = siege
        self.where = f"pads/{siege.attacker.id}/tasks"

    async def open(self) -> Task:
        """Attach the example to the pad and open it."""
        member = self.siege.member
        async with asyncio.timeout(60):
            while True:  # examples are brought in while the server starts
                found = await member.ok("GET", "questions?tab=examples&limit=100")
                ids = [q["id"] for q in found["questions"] if q["slug"] == SLUG]
                if ids:
                    break
                await asyncio.sleep(0.2)
        self.question = ids[0]
        task = await member.ok(
            "POST", self.where, {"question_id": self.question, "language": "python"}
        )
        self.id = task["id"]
        opened = await member.ok("POST", f"{self.where}/{self.id}/open")
        self.folder = opened["folder"]
        return self

    async def run_hidden(self) -> None:
        """Ask for the hidden tests, as the interviewer does."""
        await self.siege.member.ok("POST", f"{self.where}/{self.id}/tests")

    async def report(self) -> dict[str, Any]:
        """What the interviewer reads of them, once they are done."""
        async with asyncio.timeout(90):
            while True:
                runs = (await self.siege.member.ok("GET", f"{self.where}/{self.id}/tests"))["runs"]
                done = [run for run in runs if run["state"] != "running"]
                if done:
                    report: dict[str, Any] = done[0]["report"]
                    return report
                await asyncio.sleep(0.1)

    async def write(self, source: str) -> None:
        """Type a program into the task's file, as the candidate does."""
        document = await self.siege.attacker.room(f"{self.folder}/main.py")
        with document.doc.transaction():
            text = document.doc.get("source", type=Text)
            text.clear()
            text.insert(0, source)
        await document.settle()


@pytest.fixture
def task(siege, jp_asyncio_loop) -> Task:
    return jp_asyncio_loop.run_until_complete(Task(siege).open())


def test_the_needles_are_in_the_example():
    """Or nothing of this page would find anything."""
    for path, needle in zip((HIDDEN, "solution/main.py", "question.md"), NEEDLES, strict=True):
        assert needle in (EXAMPLE / path).read_text()


HUNT = f"""
import os, time
# Written backwards: what is looked for must not be found where it is asked for.
needles = [text[::-1].encode() for text in {tuple(needle[::-1] for needle in NEEDLES)!r}]

def look(path):
    try:
        if os.path.isfile(path) and not path.startswith(("/proc/kcore", "/proc/kmsg")):
            with open(path, "rb") as file:
                data = file.read(1 << 22)
            return [path for needle in needles if needle in data]
    except OSError:
        pass
    return []

def hunt():
    found = []
    for top in ("/pad", "/tmp", "/home", "/run", "/dev/shm", "/var", "/etc", "/root", "/work"):
        for folder, folders, names in os.walk(top):
            folders[:] = [name for name in folders if name not in ("site-packages", "lib")]
            for name in names:
                found += look(os.path.join(folder, name))
    for pid in filter(str.isdigit, os.listdir("/proc")):
        for name in ("cmdline", "environ"):
            found += look(f"/proc/{{pid}}/{{name}}")
    return found
"""


async def test_they_are_nowhere_where_the_candidates_code_runs(siege, task):
    await siege.attacker.result(HUNT)
    control = await siege.attacker.result(
        "open('found.txt', 'wb').write(needles[0]); print(hunt()); os.remove('found.txt')"
    )
    assert "found.txt" in control.text, control.outputs
    async with siege.unharmed():
        run = await siege.attacker.run(
            "found, hunts = [], 0\n"
            "print('on', flush=True)\n"
            "while not found and not (hunts and os.path.exists('/pad/over')):\n"
            "    found, hunts = hunt(), hunts + 1\n"
            "print('found', found)"
        )
        await run.until(lambda: "on" in run.text)
        await task.run_hidden()
        report = await task.report()
        over = {"type": "file", "format": "text", "content": "now"}
        await siege.attacker.json("PUT", "api/contents/over", over)
        await run.finished()
    assert run.text.split("\n", 1)[1].strip() == "found []", run.outputs
    assert len(report["tests"]) > 5  # they did run meanwhile


async def test_they_are_not_in_what_candidates_may_ask_for(siege, task):
    await task.run_hidden()
    await task.report()
    candidate, pad = siege.attacker.candidate, siege.attacker.id
    questions = f"questions/{task.question}"
    for method, path in (
        ("GET", "questions"),
        ("GET", "questions?q=diff"),
        ("GET", questions),
        ("GET", f"{questions}/files/{HIDDEN}"),
        ("GET", f"{questions}/files/solution/main.py"),
        ("GET", f"{questions}/export"),
        ("GET", f"questions/export?id={task.question}"),
        ("GET", f"{questions}/check"),
        ("POST", f"{questions}/duplicate"),
        ("GET", f"pads/{pad}/tasks"),
        ("GET", f"pads/{pad}/tasks/{task.id}/private"),
        ("GET", f"pads/{pad}/tasks/{task.id}/tests"),
        ("POST", f"pads/{pad}/tasks/{task.id}/tests"),
        ("POST", f"pads/{pad}/tasks/{task.id}/reveal"),
    ):
        body = {} if method == "POST" else None
        response = await candidate.fetch(method, f"/interview/api/{path}", body)
        assert response.code in (401, 403, 404), (path, response.code)
        assert not any(needle.encode() in response.body for needle in NEEDLES)
    folder = task.folder
    for path in (
        f"api/contents/{folder}/{HIDDEN}",
        f"api/contents/{folder}/hidden_tests",
        f"api/contents/{folder}/solution/main.py",
        f"files/{folder}/{HIDDEN}",
        f"files/{folder}/../../../testing",
        f"files/{folder}/question.md",
    ):
        response = await siege.attacker.request("GET", path)
        assert response.code in (403, 404), (path, response.code)
    # Visible tests are theirs to see; the request for them gives no others.
    visible = await siege.attacker.request("POST", f"api/interview/tasks/{task.id}/tests", {})
    assert visible.code in (200, 202), visible.body
    assert not any(needle.encode() in visible.body for needle in NEEDLES)


async def test_they_are_not_in_shared_documents_nor_in_the_recording(siege, task):
    await task.run_hidden()
    report = await task.report()
    hidden_name = report["tests"][-1]["name"]
    await siege.attacker.result("print('after')")
    for peer in (siege.attacker.about, siege.attacker.notebook):
        state = peer.doc.get_update()
        for words in (*NEEDLES, hidden_name):
            assert words.encode() not in state
    recording = next(Path(siege.server.folder).rglob(f"{siege.attacker.id}/recording.sqlite"))
    async with asyncio.timeout(30):
        while not (frames := [f for f in read_frames(recording) if f.kind == "task"]):
            await asyncio.sleep(0.2)
    for frame in frames:
        assert not any(needle.encode() in bytes(frame.data) for needle in NEEDLES)
        assert hidden_name.encode() not in bytes(frame.data)


FILES = {
    "conftest.py": "def pytest_pyfunc_call(pyfuncitem): return True\n",
    "pytest.ini": "[pytest]\naddopts = --collect-only\n",
    "sitecustomize.py": "import os\nos._exit(0)\n",
    "pytest.py": "def main(*args, **kwargs): return 0\n",
    "random.py": "import os\nos._exit(0)\n",
    "tests/test_diff.py": "def test_fine(): pass\n",
}

CHEATS = {
    "leaving with code 0": "import os\nos._exit(0)\n",
    "an object that is equal to everything": """
class Any(list):
    __eq__ = __contains__ = lambda self, other: True
    __iter__ = lambda self: iter([])
    __hash__ = None
def diff(old, new): return Any([("?", "x")])
apply = undo = hunks = diff
""",
    "another pytest": """
import sys
for module in list(sys.modules.values()):
    for name in ("main", "raises", "approx", "RESULT", "dumps"):
        if hasattr(module, name):
            setattr(module, name, lambda *a, **k: True)
def diff(old, new): return None
apply = undo = hunks = diff
""",
}


@pytest.mark.parametrize("cheat", CHEATS)
async def test_they_cannot_be_made_to_pass(cheat, siege, task):
    code = f"import os\nos.chdir({task.folder!r})\n"
    for name, text in FILES.items():
        code += f"open({name!r}, 'w').write({text!r})\n"
    done = await siege.attacker.result(code)
    assert done.error is None, done.outputs
    await task.write(CHEATS[cheat])
    await task.run_hidden()
    report = await task.report()
    assert report["tests"], report
    passed = [test["name"] for test in report["tests"] if test["outcome"] == "passed"]
    assert passed == []
