"""Tasks inside a pad: their files and what is shown of them, where code runs, visible tests."""

from __future__ import annotations

import asyncio
import base64
from dataclasses import replace

import pytest

from interview_ext.errors import Conflict, Unavailable
from interview_ext.pad_server.spec import TaskSpec

from .test_record import end, recorded
from .test_runs import Interview

FILES = {
    "main.py": b"print(open('data/words.txt').read())\n",
    "data/words.txt": b"two words\n",
    "tests/test_main.py": b"def test_main(): ...\n",
}
TASK = TaskSpec(
    id="t1",
    title="Two words",
    type="code",
    language="python",
    folder="two-words",
    position=0,
    documents=("two-words/main.py",),
    introduction="Count **words**.",
    steps=(("First", "one"),),
    total=3,
    testable=True,
    given=("data/words.txt", "tests/test_main.py"),
)
REPORT = {
    "tests": [
        {"name": "main", "outcome": "passed", "expected": None, "actual": None, "message": "",
         "seconds": 0.1},
        {"name": "other", "outcome": "failed", "expected": "1", "actual": "2", "message": "",
         "seconds": 0.1},
    ],
    "seconds": 0.2, "failure": "", "output": "",
}  # fmt: skip

# A table of two orders, as DuckDB writes it without compression.
PARQUET = base64.b64decode(
    "UEFSMRUAFRwVHCwVBBUAFQYVBgAAAgAAAAQBAQAAAAIAAAAVABUqFSosFQQVABUGFQYAAAIAAAAEAQMAAAB0ZWEE"
    "AAAAY2FrZRUAFRwVHCwVBBUAFQYVBgAAAgAAAAQBGQAAACgAAAAVAhlMNQAYDWR1Y2tkYl9zY2hlbWEVBgAVAiUC"
    "GAJpZCUiABUMJQIYBGl0ZW0lAAAVAiUCGAVwcmljZSUKFQIVBCxcFQIVBAAAABYEGRwZPCYAHBUCGRUAGRgCaWQV"
    "ABYEFj4WPiYIPBgEAgAAABgEAQAAABYAKAQCAAAAGAQBAAAAEREAGRwVABUAFQIAAAAmABwVDBkVABkYBGl0ZW0V"
    "ABYEFkwWTCZGPBgDdGVhGARjYWtlFgAoA3RlYRgEY2FrZRERABkcFQAVABUCAAAAJgAcFQIZFQAZGAVwcmljZRUA"
    "FgQWPhY+JpIBPBgEKAAAABgEGQAAABYAKAQoAAAAGAQZAAAAEREAGRwVABUAFQIAAAAWyAEWBCYIFsgBACgoRHVj"
    "a0RCIHZlcnNpb24gdjIuMC4wIChidWlsZCBkNTRjYmJlM2RmKRk8HAAAHAAAHAAAAFUBAABQQVIx"
)


async def show(pad, *tasks, current="t1"):
    await pad.update(replace(pad.spec, tasks=tasks, current_task=current))


@pytest.fixture
def with_task(new_pad, pads):
    async def with_task(**changes):
        pad_id = await new_pad(**changes)
        pad = pads.get(pad_id)
        await pad.tasks.place("two-words", FILES)
        await show(pad, TASK)
        return pad

    return with_task


async def test_everybody_sees_what_is_shown_of_a_task_and_no_more(with_task, browser):
    pad = await with_task()
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    room = await ada.open_room("json:pad:pad")
    assert room.map("current") == {"task": "t1"}
    assert room.map("tasks")["t1"] == {
        "title": "Two words",
        "folder": "two-words",
        "type": "code",
        "language": "python",
        "documents": ["two-words/main.py"],
        "introduction": "Count **words**.",
        "steps": [{"title": "First", "markdown": "one"}],
        "total": 3,
        "position": 0,
        "testable": True,
    }
    await show(pad, replace(TASK, steps=(*TASK.steps, ("Second", "two"))))
    await room.until(lambda: len(room.map("tasks")["t1"]["steps"]) == 2)


async def test_its_files_are_the_pads(with_task, browser):
    pad = await with_task()
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    for path, content in FILES.items():
        model = await ada.json("GET", f"api/contents/two-words/{path}")
        assert model["content"].encode() == content
    with pytest.raises(Conflict, match="two-words already"):
        await pad.tasks.place("two-words", {"main.py": b"another"})
    model = await ada.json("GET", "api/contents/two-words/main.py")
    assert model["content"].encode() == FILES["main.py"], "what was there stays"
    names = [one["name"] for one in (await ada.json("GET", "api/contents"))["content"]]
    assert sorted(names) == ["interview.ipynb", "main.py", "two-words"]
    assert not [path for path in (pad.folder / "files").iterdir() if path.name.startswith(".")]


async def test_code_runs_in_the_folder_of_its_document(with_task, browser):
    pad = await with_task()
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    bob = await browser(pad.pad_id).enter("interviewer", "Bob")
    interview = await Interview(pad.pad_id, ada, bob).open("two-words/main.py")
    await interview.run(by=bob)
    await interview.state.until(lambda: interview.runs().get("run_id") is None)
    await interview.state.until(
        lambda: any("two words" in each.get("text", "") for each in interview.console())
    )


async def test_a_notebook_of_a_task_runs_in_its_folder_too(with_task, browser):
    pad = await with_task()
    notebook = (pad.folder / "files" / "interview.ipynb").read_bytes()
    await pad.tasks.place("book", {"analysis.ipynb": notebook, "data/x.csv": b"a,b\n1,2\n"})
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    bob = await browser(pad.pad_id).enter("interviewer", "Bob")
    interview = await Interview(pad.pad_id, ada, bob).open("book/analysis.ipynb")
    await interview.run(cell_id=interview.write("print(open('data/x.csv').read())"))
    await interview.until_idle()
    assert "1,2" in interview.text()


async def test_visible_tests_are_shown_to_everybody_and_recorded(with_task, browser, pads):
    pad = await with_task()
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    bob = await browser(pad.pad_id).enter("interviewer", "Bob")
    mine = await ada.room("two-words/main.py")
    theirs = await bob.open_room("json:pad:pad")
    mine.text.insert(0, "# mine\n")
    await mine.settle()
    assert (await ada.request("POST", "api/interview/tasks/t1/tests")).code == 202
    await theirs.until(lambda: theirs.map("tests").get("t1", {}).get("fraction") == 0.5)
    state = theirs.map("tests")["t1"]
    assert (state["state"], state["by"], state["message"]) == ("running", "Ada", "half of them")
    again = await bob.request("POST", "api/interview/tasks/t1/tests")
    assert again.code == 409
    assert b"running already" in again.body
    pads.gateway.reports.put_nowait(REPORT)
    await theirs.until(lambda: theirs.map("tests")["t1"]["state"] == "done")
    assert theirs.map("tests")["t1"]["report"] == REPORT

    ((by, task_id, files),) = pads.gateway.tested
    assert (by, task_id) == (ada.participant.id, "t1")
    assert files == {"main.py": b"# mine\n" + FILES["main.py"]}, "and nothing that was given"
    assert await recorded(pads, pad.pad_id, "task") == [
        (
            ada.participant.id,
            {
                "action": "tests",
                "task": "t1",
                "title": "Two words",
                "tests": "visible",
                "passed": 1,
                "failed": 1,
                "total": 2,
                "report": REPORT,
            },
        )
    ]


async def test_tests_that_cannot_be_run_say_why(with_task, browser, pads):
    pad = await with_task()
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    room = await ada.open_room("json:pad:pad")
    pads.gateway.reports.put_nowait(Unavailable("There is no sandbox here."))
    await ada.request("POST", "api/interview/tasks/t1/tests")
    await room.until(lambda: room.map("tests").get("t1", {}).get("state") == "failed")
    assert room.map("tests")["t1"]["message"] == "There is no sandbox here."

    response = await ada.request("DELETE", "api/contents/two-words")
    assert response.code == 204
    await ada.request("POST", "api/interview/tasks/t1/tests")
    await room.until(lambda: "not there any more" in room.map("tests")["t1"]["message"])


@pytest.mark.parametrize(
    ("task", "words"),
    [(replace(TASK, testable=False), b"no tests"), (replace(TASK, id="t2"), b"no such task")],
)
async def test_what_has_no_tests_is_refused(new_pad, browser, pads, task, words):
    pad_id = await new_pad()
    await show(pads.get(pad_id), task, current=task.id)
    ada = await browser(pad_id).enter("candidate", "Ada")
    response = await ada.request("POST", "api/interview/tasks/t1/tests")
    assert response.code in (404, 409)
    assert words in response.body


async def test_the_end_breaks_tests_off(with_task, browser, pads):
    pad = await with_task()
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    bob = await browser(pad.pad_id).enter("interviewer", "Bob")
    room = await bob.open_room("json:pad:pad")
    await ada.request("POST", "api/interview/tasks/t1/tests")
    await room.until(lambda: room.map("tests").get("t1", {}).get("state") == "running")
    async with asyncio.timeout(30):
        await end(pads, pad.pad_id)
    assert pad.rooms.pad.tests()["t1"]["state"] == "failed"
    with pytest.raises(Conflict, match="has ended"):
        pad.tasks.test("t1", ada.participant)


async def test_what_the_candidate_puts_into_the_folder_leads_nowhere_else(with_task, tmp_path):
    pad = await with_task()
    folder = pad.folder / "files" / "two-words"
    secret = tmp_path / "secret"
    secret.write_text("of the server")
    (folder / "link.py").symlink_to(secret)
    (folder / "more").symlink_to(tmp_path)
    (folder / "deep" / "er").mkdir(parents=True)
    (folder / "deep" / "er" / "x.txt").write_text("x")
    files = await pad.tasks.collect("t1")
    assert set(files) == {"main.py", "deep/er/x.txt"}
    for number in range(2001):
        (folder / f"{number}.txt").touch()
    with pytest.raises(Conflict, match="more files than can be tested"):
        await pad.tasks.collect("t1")


async def test_a_full_pad_takes_no_task(with_task):
    pad = await with_task()
    pad.contents_manager.full = lambda: "This pad is full."
    with pytest.raises(Conflict, match="full"):
        await pad.tasks.place("another", FILES)


async def test_kernels_that_hold_nothing_make_room_for_another_tasks(new_pad, browser, pads):
    pad_id = await new_pad()
    pad = pads.get(pad_id)
    pad.runs._max_kernels = 1
    await pad.tasks.place("two-words", FILES)
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    first = await Interview(pad_id, ada, bob).open("main.py")
    await first.run(by=bob)
    await first.state.until(lambda: bool(first.runs().get("run_id")) or bool(first.console()))
    await first.state.until(lambda: first.runs().get("run_id") is None)
    while pad.runs.busy("main.py"):
        await asyncio.sleep(0.01)
    second = await Interview(pad_id, ada, bob).open("two-words/main.py")
    await second.run(by=bob)
    await second.state.until(lambda: bool(second.console()))
    await second.state.until(lambda: first.runs()["kernel"] == "none")


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("main.py", "import duckdb\nprint(duckdb.read_parquet('data/orders.parquet').df())\n"),
        ("main.sql", "SELECT * FROM orders;\n"),
    ],
)
async def test_parquet_files_of_a_task_are_read_with_nothing_installed(
    with_task, browser, name, source
):
    pad = await with_task()
    await pad.tasks.place("orders", {name: source.encode(), "data/orders.parquet": PARQUET})
    ada = await browser(pad.pad_id).enter("candidate", "Ada")
    bob = await browser(pad.pad_id).enter("interviewer", "Bob")
    interview = await Interview(pad.pad_id, ada, bob).open(f"orders/{name}")
    await interview.run(by=bob)
    await interview.state.until(lambda: interview.runs().get("run_id") is None)

    def shown():
        return [
            each.get("text") or each.get("data", {}).get("text/plain", "")
            for each in interview.console()
        ]

    await interview.state.until(lambda: any("cake" in one for one in shown()))
