"""A candidate looks for what is private of a task: by the kernel, by REST, in what is shared."""

from __future__ import annotations

import asyncio
import json

import pytest
from pycrdt import Array

from interview_ext.recording.reader import read_frames

from .bank import SECRETS, SLUG
from .test_rest import Interview

# All that code in the sandbox can read, for the secrets; what the kernel itself runs is left out.
LOOK = r"""
import os
found, seen = set(), 0
secrets = [bytes(s[::-1], "ascii") for s in SECRETS_BACKWARDS]
for top in ("/pad", "/tmp", "/home", "/run", "/dev/shm", "/srv"):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                if os.path.isfile(path):
                    data = open(path, "rb").read(4_000_000)
                    seen += 1
                    found |= {path for s in secrets if s in data or s.replace(b"-", b"_") in data}
            except OSError:
                pass
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("cmdline", "environ"):
        try:
            data = open(f"/proc/{pid}/{name}", "rb").read()
            found |= {f"{pid}/{name}" for s in secrets if s in data}
        except OSError:
            pass
print("found:", sorted(found), "of", seen > 3)
"""


def has_secret(data: bytes) -> list[str]:
    """The secrets in it, however they are written: results have the names of tests in words."""
    data = data.lower()
    forms = {s: (s, s.replace("-", "_"), s.replace("-", " ")) for s in SECRETS}
    return [s for s, each in forms.items() if any(form.encode() in data for form in each)]


@pytest.fixture
def interview(host, tmp_path, jp_asyncio_loop):
    """A task that is open, its hidden tests run once, a candidate in the pad."""

    async def begin():
        interview = await Interview(host, tmp_path).begin()
        interview.task = await interview.opened()
        interview.candidate = await host.knock(interview.pad)
        await host.decide(interview.member, interview.pad, "admit")
        await host.enter(interview.candidate, interview.pad)
        await interview.ok("POST", f"/{interview.task['id']}/tests")
        run = await interview.until_tested(interview.task["id"], "hidden")
        assert has_secret(json.dumps(run).encode()), "members see them"
        return interview

    return jp_asyncio_loop.run_until_complete(begin())


async def test_code_finds_nothing_private(interview):
    server = interview.server
    who = next(one for one in server.entries.values() if one.role == "candidate")
    room = await server.rooms.open_path("interview.ipynb", "notebook")
    backwards = [secret[::-1] for secret in SECRETS]
    with room.edit() as doc:
        cell = doc.get("cells", type=Array)[0]
        cell["source"].clear()
        cell["source"].insert(0, LOOK.replace("SECRETS_BACKWARDS", repr(backwards)))
        cell_id = cell["id"]
    await server.runs.run("interview.ipynb", cell_id, who)
    # And while the hidden tests are running.
    await interview.ok("POST", f"/{interview.task['id']}/tests")

    def printed():
        outputs = room.doc.get("cells", type=Array).to_py()[0]["outputs"]
        return "".join(output.get("text", "") for output in outputs)

    async with asyncio.timeout(60):
        while "found:" not in printed():
            await asyncio.sleep(0.05)
    assert printed().strip() == "found: [] of True"
    await interview.until_tested(interview.task["id"], "hidden", times=2)


async def test_rest_gives_a_candidate_nothing_private(interview):
    candidate, pad, task = interview.candidate, interview.pad, interview.task["id"]
    of_pad = f"/interview/pads/{pad}"
    asked = [
        f"/interview/api/pads/{pad}/tasks",
        f"/interview/api/pads/{pad}/tasks/{task}/private",
        f"/interview/api/pads/{pad}/tasks/{task}/tests",
        "/interview/api/questions",
        f"/interview/api/questions/{interview.task['question_id']}",
        f"/interview/api/questions/{interview.task['question_id']}/files/question.md",
    ]
    for path in asked:
        response = await candidate.fetch("GET", path)
        assert response.code in (403, 404), path
        assert not has_secret(response.body)
    for path in (f"/interview/api/pads/{pad}/tasks/{task}/{what}" for what in ("open", "tests")):
        assert (await candidate.fetch("POST", path, {})).code == 403
    response = await candidate.fetch("POST", f"/interview/api/pads/{pad}/tasks", {})
    assert response.code == 403
    for path in [
        "/api/interview/pad",
        "/api/contents",
        f"/api/contents/{SLUG}",
        f"/api/contents/{SLUG}/tests",
        f"/api/contents/{SLUG}/hidden_tests",
        f"/api/contents/{SLUG}/solution",
        f"/api/contents/{SLUG}/..%2F..%2Frecording.sqlite",
        "/files/..%2Frecording.sqlite",
        f"/files/{SLUG}/hidden_tests/test_more.py",
        f"/api/interview/tasks/{task}",
        f"/api/interview/tasks/{task}/private",
        "/api/interview/playback",
    ]:
        response = await candidate.fetch("GET", of_pad + path)
        assert not has_secret(response.body), path


async def test_shared_documents_and_the_recording_have_nothing_private(interview):
    state = interview.server.rooms.pad.doc.get_update()
    assert not has_secret(state)
    await interview.server.recording.flush()
    frames = list(read_frames(interview.server.folder / "recording.sqlite"))
    assert any(b'"hidden"' in frame.data for frame in frames), "that they ran is recorded"
    assert not [frame for frame in frames if has_secret(frame.data)]
    for path in interview.server.folder.rglob("*"):
        if path.is_file():
            assert not has_secret(path.read_bytes()), path
