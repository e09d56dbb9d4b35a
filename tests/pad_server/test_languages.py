"""Pads in other languages than Python: their documents, and the kernels that these get."""

from __future__ import annotations

import json

import pytest
from pycrdt import Map

from interview_ext.provisioning.languages import languages

from .test_runs import NOTEBOOK, Interview

FOUND = {one.kernel_name: one for one in languages()}


def need(name: str) -> None:
    """Skip where this machine lacks a language, and say why."""
    if not FOUND[name].offered:
        pytest.skip(f"{FOUND[name].problem} {FOUND[name].remedy}")


@pytest.fixture
def interview(new_pad, browser):
    async def interview(path: str, **changes: str) -> Interview:
        pad_id = await new_pad(**changes)
        ada = await browser(pad_id).enter("candidate", "Ada")
        bob = await browser(pad_id).enter("interviewer", "Bob")
        return await Interview(pad_id, ada, bob).open(path)

    return interview


async def printed(room: Interview) -> str:
    """What the file's last run has printed, once it is over."""
    await room.state.until(lambda: room.console() and room.runs().get("run_id") is None)
    return "".join(output.get("text", "") for output in room.console())


async def test_a_pad_begins_with_documents_in_its_language(new_pad, browser, pads):
    need("cpp")
    pad_id = await new_pad(language="cpp")
    ada = await browser(pad_id).enter("candidate", "Ada")
    pad = await ada.json("GET", "api/interview/pad")
    assert [one["path"] for one in pad["documents"]] == [NOTEBOOK, "main.cpp"]
    assert {".cpp", ".cc", ".py"} <= set(pad["runnable"])
    files = pads.pads_dir / pad_id / "files"
    assert "Hello, world!" in (files / "main.cpp").read_text()
    notebook = json.loads((files / NOTEBOOK).read_text())
    assert notebook["metadata"]["kernelspec"] == {
        "display_name": "C++", "language": "cpp", "name": "cpp",
    }  # fmt: skip
    assert notebook["metadata"]["language_info"]["mimetype"] == "text/x-c++src"
    assert "Hello, world!" in notebook["cells"][0]["source"]


async def test_the_starter_file_runs_and_says_what_is_wrong_in_it(interview):
    need("cpp")
    room = await interview("main.cpp", language="cpp")
    await room.run(by=room.bob)
    assert await printed(room) == "Hello, world!\n"
    room.mine.text.clear()
    room.mine.text.insert(0, "int main() {\n  return x;\n}\n")
    await room.run()
    await room.state.until(
        lambda: [o.get("ename") for o in room.console()][-1:] == ["CompileError"]
    )
    assert "main.cpp:2:10: error: " in await printed(room)
    assert "/pad" not in await printed(room)


async def test_a_file_is_asked_for_and_given_its_input(interview):
    room = await interview("main.sh", language="bash")
    room.mine.text.clear()
    room.mine.text.insert(0, "read -p 'Name? ' name; echo \"Hi $name\"")
    run_id = await room.run()
    await room.state.until(lambda: room.runs().get("prompt"))
    await room.ada.json("POST", f"api/interview/runs/{run_id}/input", {"value": "Grace"})
    assert await printed(room) == "Name? Grace\nHi Grace\n"


async def test_a_notebook_runs_cells_in_the_language_of_the_pad(interview):
    room = await interview(NOTEBOOK, language="bash")
    await room.run(cell_id=room.write("echo $0 | grep -o main.sh; pwd"))
    await room.until_idle()
    assert room.text() == "main.sh\n/pad\n"


async def test_a_notebook_may_be_in_another_language_than_its_pad(interview):
    room = await interview(NOTEBOOK)
    metadata = room.mine.doc.get("meta", type=Map)["metadata"]
    metadata["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
    await room.run(cell_id=room.write("echo ${BASH_VERSION:+this is Bash}"))
    await room.until_idle()
    assert room.text() == "this is Bash\n"


async def test_a_notebook_that_names_no_kernel_of_ours_has_the_pads(interview):
    room = await interview(NOTEBOOK)
    metadata = room.mine.doc.get("meta", type=Map)["metadata"]
    metadata["kernelspec"] = {"name": "../../etc", "display_name": "Evil", "language": "x"}
    await room.run(cell_id=room.write("import sys; print(sys.implementation.name)"))
    await room.until_idle()
    assert room.text() == "cpython\n"


async def test_files_of_two_languages_run_in_one_pad(interview, pads):
    room = await interview("main.py")
    files = pads.pads_dir / room.pad_id / "files"
    (files / "other.sh").write_text("cat data.txt")
    room.mine.text.insert(0, "open('data.txt', 'w').write('from Python')\nprint('written')")
    await room.run()
    assert await printed(room) == "written\n"
    other = await Interview(room.pad_id, room.ada, room.bob).open("other.sh")
    await other.run(by=room.bob)
    assert await printed(other) == "from Python"


async def test_what_no_language_runs_is_refused_in_words(interview, pads):
    room = await interview("main.py")
    (pads.pads_dir / room.pad_id / "files" / "notes.txt").write_text("hello")
    answer = await room.ada.request("POST", "api/interview/runs", {"path": "notes.txt"})
    assert answer.code == 400
    assert "“.txt” cannot be run here" in json.loads(answer.body)["message"]


async def test_a_language_that_went_away_is_said_in_words(interview, pads):
    room = await interview(NOTEBOOK, language="gone")
    await room.run(cell_id=room.write("echo"))
    await room.state.until(lambda: room.runs().get("kernel") == "dead")
    assert "This pad's language (gone) cannot be run" in room.runs()["message"]


async def test_a_file_that_is_renamed_into_another_language_runs_in_that(interview):
    room = await interview("main.py")
    room.mine.text.insert(0, "print('Python')\n")
    await room.run()
    assert await printed(room) == "Python\n"
    await room.ada.json("PATCH", "api/contents/main.py", {"path": "main.sh"})
    room.mine.text.clear()
    room.mine.text.insert(0, "echo ${BASH_VERSION:+Bash}\n")
    room.path = "main.sh"
    await room.run()
    await room.state.until(lambda: [o.get("text") for o in room.console()] == ["Bash\n"])
