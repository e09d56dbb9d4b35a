"""Tasks over REST, as interviewers use them; and what a candidate gets of them."""

from __future__ import annotations

import asyncio
import json

import pytest
from pycrdt import Map

from interview_ext.recording.reader import read_frames

from .bank import ID, SECRETS, SLUG, SOLVED, write


@pytest.fixture
def interview(host, tmp_path, jp_asyncio_loop):
    """A member with the question in the bank; `interview.pad` is a new pad."""
    return jp_asyncio_loop.run_until_complete(Interview(host, tmp_path).begin())


class Interview:
    def __init__(self, host, folder):
        self.host, self.folder = host, folder

    async def begin(self):
        questions = self.host.app.questions
        await questions.examples_are_there()
        await questions.bring_examples({SLUG: write(self.folder / "bank")})
        self.member = await self.host.member()
        self.pad = (await self.host.new_pad(self.member))["id"]
        return self

    async def ok(self, method, path="", body=None):
        return await self.member.ok(method, f"pads/{self.pad}/tasks{path}", body)

    async def refused(self, status, method, path="", body=None):
        answer = await self.member.api(method, f"pads/{self.pad}/tasks{path}", body)
        assert answer.status == status, answer.body
        return answer.body

    async def attach(self, **body):
        return await self.ok("POST", body={"question_id": ID, **body})

    async def opened(self, **body):
        task = await self.attach(**body)
        return await self.ok("POST", f"/{task['id']}/open")

    @property
    def server(self):
        return self.host.app.pad_servers.get(self.pad)

    def map(self, name):
        return self.server.rooms.pad.doc.get(name, type=Map).to_py() or {}

    async def frames(self):
        await self.server.recording.flush()
        return [
            json.loads(frame.data)
            for frame in read_frames(self.server.folder / "recording.sqlite")
            if frame.kind == "task"
        ]

    def files(self):
        root = self.server.folder / "files"
        return {
            str(path.relative_to(root)): path.read_text()
            for path in root.rglob("*")
            if path.is_file()
        }

    async def solve(self, text=SOLVED, path=f"{SLUG}/main.py"):
        room = await self.server.rooms.open_path(path, "file")
        with room.edit():
            room.document.set(text)

    async def until_tested(self, task_id, tests, times=1):
        async with asyncio.timeout(60):
            while True:
                runs = (await self.ok("GET", f"/{task_id}/tests"))["runs"]
                done = [run for run in runs if run["tests"] == tests and run["state"] != "running"]
                if len(done) == times:
                    return done[0]
                await asyncio.sleep(0.05)


async def test_a_task_is_attached_before_anybody_sees_it(interview):
    task = await interview.attach(language="python")
    assert task == {
        "id": task["id"],
        "question_id": ID,
        "revision": 1,
        "quickstart": None,
        "title": "Count words",
        "type": "code",
        "language": "python",
        "minutes": 15,
        "folder": "",
        "position": 0,
        "opened": False,
        "current": False,
        "steps": ["Count", "Count lines"],
        "revealed": 0,
        "tests": {"visible": 1, "hidden": 1},
    }
    assert (await interview.ok("GET"))["tasks"] == [task]
    assert interview.map("tasks") == {}
    assert set(interview.files()) == {"interview.ipynb"}
    uses = (await interview.member.ok("GET", f"questions/{ID}"))["uses"]
    assert uses == 1


async def test_opening_copies_what_the_candidate_begins_with_and_nothing_private(interview):
    task = await interview.opened()
    assert (task["opened"], task["current"], task["folder"]) == (True, True, SLUG)
    files = interview.files()
    assert set(files) == {
        "interview.ipynb",
        f"{SLUG}/main.py",
        f"{SLUG}/data/words.txt",
        f"{SLUG}/tests/test_count.py",
    }
    shown = interview.map("tasks")[task["id"]]
    assert shown["documents"] == [f"{SLUG}/main.py"]
    assert shown["introduction"].strip() == "Write a function that counts."
    assert shown["steps"] == []
    assert shown["total"] == 2
    assert interview.map("current") == {"task": task["id"]}
    everything = json.dumps([files, interview.map("tasks"), await interview.frames()])
    assert not [secret for secret in SECRETS if secret in everything]
    assert "Count lines" not in everything, "steps that are not revealed are not there either"


async def test_steps_are_revealed_one_by_one(interview):
    task = await interview.opened()
    answer = await interview.ok("POST", f"/{task['id']}/reveal", {"steps": 1})
    assert answer["revealed"] == 1
    (step,) = interview.map("tasks")[task["id"]]["steps"]
    assert step["title"] == "Count"
    assert step["markdown"].strip() == "Count the words of a text."
    await interview.refused(400, "POST", f"/{task['id']}/reveal", {"steps": 0})
    await interview.refused(400, "POST", f"/{task['id']}/reveal", {"steps": 3})


async def test_a_task_that_is_not_open_reveals_nothing(interview):
    task = await interview.attach()
    refusal = await interview.refused(409, "POST", f"/{task['id']}/reveal", {"steps": 1})
    assert "Open the task first" in refusal["message"]


async def test_members_read_the_private_parts(interview):
    task = await interview.attach()
    private = await interview.ok("GET", f"/{task['id']}/private")
    assert SECRETS[0] in private["notes"]
    assert [step["title"] for step in private["steps"]] == ["Count", "Count lines"]
    assert private["rubric"][0]["competency"] == "Care"
    (solution,) = private["solution"]
    assert solution["path"] == "main.py"
    assert SECRETS[1] in solution["text"]


async def test_switching_keeps_what_was_written(interview):
    first = await interview.opened()
    await interview.solve("mine = 1\n")
    second = await interview.opened()
    assert second["folder"] == f"{SLUG}-2", "the name was taken"
    assert interview.map("current") == {"task": second["id"]}
    await interview.server.rooms.save_all()
    again = await interview.ok("POST", f"/{first['id']}/open")
    assert again["folder"] == SLUG
    assert interview.map("current") == {"task": first["id"]}
    files = interview.files()
    assert files[f"{SLUG}/main.py"] == "mine = 1\n"
    assert files[f"{SLUG}-2/main.py"].startswith("def count")


async def test_whatever_becomes_of_the_question_changes_no_task(interview):
    task = await interview.attach()
    questions = interview.host.app.questions
    changed = write(interview.folder / "bank", count="reckon", **{"Count lines": "Other lines"})
    await questions.bring_examples({SLUG: changed})
    task = await interview.ok("POST", f"/{task['id']}/open")
    assert task["revision"] == 1
    assert task["steps"] == ["Count", "Count lines"]
    assert interview.files()[f"{SLUG}/main.py"].startswith("def count")
    assert SECRETS[1] in json.dumps(await interview.ok("GET", f"/{task['id']}/private"))
    newer = await interview.attach()
    assert newer["revision"] == 2
    assert newer["steps"][1] == "Other lines"

    # Put away while a pad has it: nobody can choose it any more, and what was chosen goes on.
    await questions.bring_examples({})
    await interview.refused(404, "POST", body={"question_id": ID})
    newer = await interview.ok("POST", f"/{newer['id']}/open")
    assert interview.files()[f"{newer['folder']}/main.py"].startswith("def reckon")
    assert (await interview.ok("GET", f"/{newer['id']}/private"))["notes"]
    await interview.ok("POST", f"/{newer['id']}/tests")
    run = await interview.until_tested(newer["id"], "hidden")
    assert (run["state"], len(run["report"]["tests"])) == ("done", 2)


async def test_tasks_are_put_in_order_and_taken_away(interview):
    a, b, c = [(await interview.attach())["id"] for _ in range(3)]

    async def order():
        return [task["id"] for task in (await interview.ok("GET"))["tasks"]]

    assert (await interview.ok("PATCH", f"/{c}", {"position": 0}))["position"] == 0
    assert await order() == [c, a, b]
    await interview.ok("DELETE", f"/{a}")
    assert await order() == [c, b]
    await interview.ok("POST", f"/{b}/open")
    refusal = await interview.refused(409, "DELETE", f"/{b}")
    assert "part of the interview" in refusal["message"]
    await interview.refused(400, "PATCH", f"/{b}", {"position": 2})
    await interview.refused(404, "DELETE", f"/{a}")


async def test_a_language_is_the_pads_where_the_question_has_it(interview):
    assert (await interview.attach())["language"] == "python"
    assert (await interview.attach(language="bash"))["language"] == "bash"
    refusal = await interview.refused(400, "POST", body={"question_id": ID, "language": "ruby"})
    assert "python, bash" in refusal["message"]
    bash = await interview.host.new_pad(interview.member, language="bash")
    answer = await interview.member.ok("POST", f"pads/{bash['id']}/tasks", {"question_id": ID})
    assert answer["language"] == "bash"


@pytest.mark.parametrize(
    ("quickstart", "language", "path"),
    [
        ("notebook", "python", "python-notebook/interview.ipynb"),
        ("file", "bash", "bash-file/main.sh"),
        ("text", None, "notes/notes.md"),
    ],
)
async def test_quickstarts_begin_with_something_empty(interview, quickstart, language, path):
    task = await interview.ok("POST", body={"quickstart": quickstart, "language": language})
    assert task["quickstart"] == quickstart
    task = await interview.ok("POST", f"/{task['id']}/open")
    assert interview.map("tasks")[task["id"]]["documents"] == [path]
    assert path in interview.files()
    private = await interview.ok("GET", f"/{task['id']}/private")
    assert (private["notes"], private["solution"]) == ("", [])


async def test_what_cannot_be_attached_is_said_in_words(interview):
    for body, status in [
        ({}, 400),
        ({"question_id": ID, "quickstart": "file"}, 400),
        ({"quickstart": "song"}, 400),
        ({"quickstart": "file", "language": "klingon"}, 400),
        ({"question_id": "nothing"}, 404),
    ]:
        await interview.refused(status, "POST", body=body)
    await interview.refused(404, "POST", "/nothing/open")
    await interview.refused(404, "GET", "/nothing/private")


async def test_a_pad_is_made_with_its_questions(interview):
    member, host = interview.member, interview.host
    pad = await host.new_pad(member, questions=[ID, ID], question_languages={ID: "bash"})
    first, second = (await member.ok("GET", f"pads/{pad['id']}/tasks"))["tasks"]
    assert (first["current"], first["language"]) == (True, "bash")
    assert not second["opened"]
    interview.pad = pad["id"]
    assert f"{SLUG}/main.sh" in interview.files()
    assert "interview.ipynb" not in interview.files(), "it begins with the question alone"

    before = len((await member.ok("GET", "pads"))["pads"])
    for questions, status in [(["nothing"], 404), ([1], 400), ([ID] * 51, 400)]:
        answer = await member.api("POST", "pads", {"title": "x", "questions": questions})
        assert answer.status == status, answer.body
    assert len((await member.ok("GET", "pads"))["pads"]) == before, "all or nothing"


async def test_members_are_told_of_changes(interview):
    socket = await interview.member.socket("events")
    task = await interview.attach()
    event = await socket.until(lambda event: event["type"] == "tasks")
    assert event == {"type": "tasks", "pad_id": interview.pad}
    await interview.ok("POST", f"/{task['id']}/open")
    await socket.until(lambda event: event["type"] == "tasks")


async def test_what_is_done_is_recorded(interview):
    task = await interview.attach()
    await interview.ok("POST", f"/{task['id']}/open")
    await interview.ok("POST", f"/{task['id']}/reveal", {"steps": 2})
    me = (await interview.member.ok("GET", "me"))["name"]
    of_it = {"task": task["id"], "title": "Count words", "by": me}
    assert await interview.frames() == [
        {"action": "attached", **of_it},
        {"action": "opened", **of_it, "folder": SLUG},
        {"action": "revealed", **of_it, "steps": 2, "total": 2},
    ]


async def test_the_end_keeps_tasks_as_they_are_and_reopening_goes_on(interview):
    task = await interview.opened()
    member, host, pad = interview.member, interview.host, interview.pad
    await host.knock(pad)
    await host.decide(member, pad, "admit")
    await member.ok("POST", f"pads/{pad}/end")
    path = f"/{task['id']}"
    for method, where, body in [
        ("POST", "", {"question_id": ID}),
        ("PATCH", path, {"position": 0}),
        ("DELETE", path, None),
        ("POST", f"{path}/open", None),
        ("POST", f"{path}/reveal", {"steps": 1}),
        ("POST", f"{path}/tests", None),
    ]:
        refusal = await interview.refused(409, method, where, body)
        assert "has ended" in refusal["message"]
    assert (await interview.ok("GET"))["tasks"][0]["id"] == task["id"]
    assert (await interview.ok("GET", f"{path}/private"))["notes"]
    await member.ok("POST", f"pads/{pad}/reopen")
    assert (await interview.ok("POST", f"{path}/reveal", {"steps": 1}))["revealed"] == 1


async def test_deleting_a_pad_deletes_its_tasks(interview):
    task = await interview.opened()
    await interview.member.ok("DELETE", f"pads/{interview.pad}")
    await interview.refused(404, "GET")
    assert await interview.host.app.tasks.store.tasks(interview.pad) == []
    assert await interview.host.app.tasks.store.runs([task["id"]]) == []


async def test_a_restart_keeps_tasks(interview):
    task = await interview.opened()
    await interview.ok("POST", f"/{task['id']}/reveal", {"steps": 1})
    before = (await interview.ok("GET"))["tasks"]
    host = interview.host
    await host.stop()
    await host.start()
    interview.member = await host.member()
    assert (await interview.ok("GET"))["tasks"] == before
    await host.enter(interview.member, interview.pad)
    assert interview.map("current") == {"task": task["id"]}
    assert len(interview.map("tasks")[task["id"]]["steps"]) == 1


async def test_a_pad_that_branched_off_has_the_tasks(interview):
    task = await interview.opened()
    member, host, pad = interview.member, interview.host, interview.pad
    await host.knock(pad)
    await host.decide(member, pad, "admit")
    await host.enter(member, pad)
    await interview.solve("mine = 1\n")
    await member.ok("POST", f"pads/{pad}/end")
    await host.enter(member, pad)
    response = await member.fetch(
        "POST", f"/interview/pads/{pad}/api/interview/branch", {"time": 10_000_000}
    )
    assert response.code == 201, response.body
    interview.pad = json.loads(response.body)["id"]
    (copy,) = (await interview.ok("GET"))["tasks"]
    assert copy == {**task, "id": copy["id"]}
    assert copy["id"] != task["id"]
    await host.enter(member, interview.pad)
    assert interview.map("current") == {"task": copy["id"]}
    assert interview.files()[f"{SLUG}/main.py"] == "mine = 1\n"
    assert len((await interview.ok("GET"))["tasks"]) == 1


async def test_hidden_tests_are_run_and_only_members_see_them(interview):
    task = await interview.opened()
    await interview.ok("POST", f"/{task['id']}/tests")
    run = await interview.until_tested(task["id"], "hidden")
    assert run["state"] == "done", run
    outcomes = {test["name"]: test["outcome"] for test in run["report"]["tests"]}
    assert sorted(outcomes.values()) == ["failed", "passed"]

    await interview.solve()
    await interview.ok("POST", f"/{task['id']}/tests")
    run = await interview.until_tested(task["id"], "hidden", times=2)
    assert {test["outcome"] for test in run["report"]["tests"]} == {"passed"}

    shown = {name: interview.map(name) for name in ("tasks", "tests", "current")}
    frames = await interview.frames()
    everything = json.dumps([shown, frames, interview.files()])
    assert not [secret for secret in SECRETS if secret.replace("-", "_") in everything]
    assert not [secret for secret in SECRETS if secret in everything]
    assert [
        (frame["passed"], frame["total"]) for frame in frames if frame["action"] == "tests"
    ] == [(1, 2), (2, 2)]


async def test_what_the_next_run_needs_is_there_before_anybody_asks_for_it(make_host, tmp_path):
    host = await make_host(warm=True, **{"KernelPool.sizes": "{}"})
    interview = await Interview(host, tmp_path).begin()
    task = await interview.opened()
    folder = host.app.tester.folder
    for times in (1, 2):
        async with asyncio.timeout(60):
            while not folder.exists() or len(waiting := set(folder.iterdir())) < 2:
                await asyncio.sleep(0.02)
        await interview.ok("POST", f"/{task['id']}/tests")
        run = await interview.until_tested(task["id"], "hidden", times=times)
        assert run["state"] == "done", run
        assert not any(sandbox.exists() for sandbox in waiting), "each is used once"


async def test_visible_tests_are_run_through_the_gateway(interview):
    task = await interview.opened()
    host, pad = interview.host, interview.pad
    candidate = await host.knock(pad)
    await host.decide(interview.member, pad, "admit")
    await host.enter(candidate, pad)
    await interview.solve()
    response = await candidate.fetch(
        "POST", f"/interview/pads/{pad}/api/interview/tasks/{task['id']}/tests"
    )
    assert response.code == 202, response.body
    run = await interview.until_tested(task["id"], "visible")
    assert (run["by"], run["state"]) == ("Grace", "done")
    (test,) = run["report"]["tests"]
    assert test["outcome"] == "passed"
    async with asyncio.timeout(30):
        while interview.map("tests")[task["id"]]["state"] != "done":
            await asyncio.sleep(0.02)
    assert interview.map("tests")[task["id"]]["report"]["tests"][0]["outcome"] == "passed"
    assert run["id"] is not None


async def test_a_task_without_hidden_tests_says_so(interview):
    task = await interview.opened(language="bash")
    refusal = await interview.refused(409, "POST", f"/{task['id']}/tests")
    assert "no hidden tests" in refusal["message"]
    closed = await interview.attach()
    refusal = await interview.refused(409, "POST", f"/{closed['id']}/tests")
    assert "Open the task first" in refusal["message"]
