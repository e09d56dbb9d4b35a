"""After the end, the notebooks of a pad are run from the top in a clean kernel."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from pycrdt import Array, Map, Text

from ..pads.test_branch import Interview, until

NOTEBOOK = "interview.ipynb"


async def write(interview: Interview, *sources: str) -> list[str]:
    """Have these cells in the notebook; returns their ids."""
    with interview.room.edit() as doc:
        cells = doc.get("cells", type=Array)
        cells.clear()
        for number, source in enumerate(sources):
            cells.append(
                Map(
                    {
                        "id": f"cell-{number}",
                        "cell_type": "code",
                        "source": Text(source),
                        "metadata": Map({}),
                        "outputs": Array([]),
                        "execution_count": None,
                    }
                )
            )
    return [f"cell-{number}" for number in range(len(sources))]


async def run(interview: Interview, id: str) -> None:
    await interview.server.runs.run(NOTEBOOK, id, interview.who)

    def over() -> bool:
        cells = interview.room.doc.get("cells", type=Array).to_py()
        cell = next(one for one in cells if one["id"] == id)
        return cell["execution_state"] == "idle"

    await until(over)


async def verdict(interview: Interview, method: str = "GET") -> Any:
    """What the member is told once it is known."""
    path = f"/interview/pads/{interview.id}/api/interview/reproducibility"
    async with asyncio.timeout(120):
        while True:
            response = await interview.member.fetch(method, path)
            answer = json.loads(response.body)
            if response.code == 200:
                return answer["notebooks"]
            assert response.code == 202, (response.code, answer)
            assert 0 <= answer["progress"] <= 1
            assert answer["message"]
            method = "GET"
            await asyncio.sleep(0.1)


async def test_each_cell_gets_its_verdict(host):
    interview = await Interview(host).begin()
    ids = await write(
        interview,
        "x = 20\nprint(object(), 'is', x + 1)",
        "import random\nprint(random.random())",
        "print(gone)",
        "print('never')",
        "print(input('name? '))",
        "1 / 0",
        "open('made.txt', 'a').write('x')",
        "gone = 5",
    )
    for index in (7, 0, 2, 1, 5, 6):
        await run(interview, ids[index])
    with interview.room.edit() as doc:
        cells = doc.get("cells", type=Array)
        del cells[7]
        source = cells[0]["source"]
        source.insert(0, "# later\n")
    await interview.server.rooms.save_all()
    path = f"/interview/pads/{interview.id}/api/interview/reproducibility"
    for browser in (interview.member, interview.candidate):
        assert (await browser.fetch("GET", path)).code == 403
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    assert (await interview.candidate.fetch("GET", path)).code == 403

    (notebook,) = await verdict(interview)
    assert notebook["path"] == NOTEBOOK
    assert notebook["out_of_order"] is True
    told = [(cell["index"], cell["verdict"], cell["words"]) for cell in notebook["cells"]]
    assert told == [
        (0, "same", "It was changed after it was last run."),
        (1, "differs", "What it prints is different."),
        (2, "fails", "It fails in a clean kernel: NameError: name 'gone' is not defined."),
        (3, "not_run", "It was never run in the interview."),
        (4, "not_run", "It asks for input, which nobody gives here."),
        (5, "same", ""),
        (6, "same", ""),
    ]
    assert "not run: 2" in notebook["words"]
    assert (interview.folder / "files" / "made.txt").read_text() == "x", "only the copy is run"
    checks = host.app.pad_servers.checks
    assert list(checks.folder.iterdir()) == [], "nothing is left of the copy"
    assert len((await interview.member.ok("GET", "pads"))["pads"]) == 1
    assert host.app.pad_servers.get(interview.id).kernel_manager.list_kernel_ids() == []

    kept = json.loads((interview.folder / "reproducibility.json").read_text())
    assert kept["notebooks"] == [notebook]
    again = await verdict(interview, "POST")
    assert [cell["verdict"] for cell in again[0]["cells"]] == [
        cell["verdict"] for cell in notebook["cells"]
    ]


async def test_a_check_that_was_due_is_made_after_a_restart(make_host):
    host = await make_host(**{"ReproducibilityManager.delay": 3600})
    interview = await Interview(host).begin()
    ids = await write(interview, "print(6 * 7)")
    await run(interview, ids[0])
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    assert (interview.folder / "reproducibility.due").exists()
    await host.stop()
    assert not (interview.folder / "reproducibility.json").exists()
    host.traits["ReproducibilityManager.delay"] = 0
    await host.start()
    result = interview.folder / "reproducibility.json"
    await until(result.exists)
    (notebook,) = json.loads(result.read_text())["notebooks"]
    assert [cell["verdict"] for cell in notebook["cells"]] == ["same"]
    assert not (interview.folder / "reproducibility.due").exists()


async def test_an_interview_that_goes_on_is_not_checked(make_host):
    host = await make_host(**{"ReproducibilityManager.delay": 3600})
    interview = await Interview(host).begin()
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    assert (interview.folder / "reproducibility.due").exists()
    await interview.member.ok("POST", f"pads/{interview.id}/reopen")
    assert not (interview.folder / "reproducibility.due").exists()
    assert host.app.pad_servers.checks._jobs == {}


async def test_a_check_that_takes_too_long_says_so(make_host):
    host = await make_host(**{"ReproducibilityManager.seconds": 1})
    interview = await Interview(host).begin()
    ids = await write(
        interview,
        "while True:\n    try:\n        while True: pass\n    except KeyboardInterrupt: pass",
        "print('after')",
    )
    await run(interview, ids[1])
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    (notebook,) = await verdict(interview)
    assert [cell["verdict"] for cell in notebook["cells"]] == ["not_run", "not_run"]
    assert "too long" in notebook["cells"][0]["words"]


async def test_a_notebook_cannot_make_up_the_verdict_on_another(host):
    interview = await Interview(host).begin()
    await write(
        interview,
        "import json\nd = json.load(open('other.ipynb'))\n"
        "d['cells'][0]['source'] = 'print(1)'\njson.dump(d, open('other.ipynb', 'w'))",
    )
    shown = {"output_type": "stream", "name": "stdout", "text": "1\n"}
    other = {
        "cells": [
            {
                "id": "made-up",
                "cell_type": "code",
                "source": "print(2 * 2)",
                "metadata": {},
                "outputs": [shown],
                "execution_count": 1,
            }
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    (interview.folder / "files" / "other.ipynb").write_text(json.dumps(other))
    await interview.server.rooms.open_path("other.ipynb", "notebook")
    await interview.server.rooms.save_all()
    await interview.member.ok("POST", f"pads/{interview.id}/end")
    made_up = (await verdict(interview))[1]
    assert made_up["path"] == "other.ipynb"
    ((told, words),) = [(cell["verdict"], cell["words"]) for cell in made_up["cells"]]
    assert told == "not_run"
    assert "changed the notebook" in words
