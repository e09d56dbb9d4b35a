"""Code runs on the server and its outputs are everybody's."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from pycrdt import Array

from interview_ext.rooms import manager as room_manager

NOTEBOOK = "interview.ipynb"


class Interview:
    """A candidate and an interviewer in the same pad, with the notebook open."""

    def __init__(self, pad_id: str, ada: Any, bob: Any) -> None:
        self.pad_id, self.ada, self.bob = pad_id, ada, bob

    async def open(self, path: str = NOTEBOOK) -> Interview:
        self.mine = await self.ada.room(path)
        self.theirs = await self.bob.room(path)
        self.state = await self.bob.open_room("json:pad:pad")
        self.path = path
        return self

    def write(self, source: str, cell: int = 0) -> str:
        """Type into a cell; returns its id."""
        shared = self.mine.doc.get("cells", type=Array)[cell]
        with self.mine.doc.transaction():
            shared["source"].clear()
            shared["source"].insert(0, source)
        return shared["id"]

    async def run(self, by: Any = None, **model: Any) -> str:
        doc = self.mine.doc
        clock = {}
        if by in (None, self.ada):
            from interview_ext.rooms.message import clocks

            clock = {"client": doc.client_id, "clock": clocks(doc.get_state())[doc.client_id]}
        answer = await (by or self.ada).json(
            "POST", "api/interview/runs", {"path": self.path, **model, **clock}
        )
        return answer["run_id"]

    def cell(self, index: int = 0) -> dict[str, Any]:
        return self.theirs.cells[index]

    def text(self, index: int = 0) -> str:
        return "".join(o.get("text", "") for o in self.cell(index)["outputs"])

    def runs(self) -> dict[str, Any]:
        return self.state.map("runs").get(self.path, {})

    def console(self) -> list[dict[str, Any]]:
        return self.state.map("consoles").get(self.path, [])

    async def until_idle(self) -> None:
        await self.state.until(lambda: self.runs().get("run_id") is None)
        await self.theirs.until(
            lambda: all(cell["execution_state"] == "idle" for cell in self.theirs.cells)
        )


@pytest.fixture
def interview(new_pad, browser):
    async def interview(path: str = NOTEBOOK, **changes: Any) -> Interview:
        pad_id = await new_pad(**changes)
        ada = await browser(pad_id).enter("candidate", "Ada")
        bob = await browser(pad_id).enter("interviewer", "Bob")
        return await Interview(pad_id, ada, bob).open(path)

    return interview


async def test_a_cell_runs_and_both_see_its_output(interview):
    room = await interview()
    cell_id = room.write("print('hello')\n6 * 7")
    await room.run(cell_id=cell_id)
    await room.theirs.until(lambda: room.cell()["execution_state"] == "running")
    await room.until_idle()
    stream, result = room.cell()["outputs"]
    assert stream == {"output_type": "stream", "name": "stdout", "text": "hello\n"}
    assert result["data"]["text/plain"] == "42"
    assert room.cell()["execution_count"] == 1
    assert room.mine.cells == room.theirs.cells
    await room.state.until(lambda: room.runs()["kernel"] == "idle")


async def test_what_runs_is_what_was_typed_last(interview):
    room = await interview()
    for text in ("first", "second", "third"):
        await room.run(cell_id=room.write(f"print('{text}')"))
    await room.theirs.until(lambda: room.text() == "third\n")
    await room.until_idle()


async def test_a_run_waits_no_longer_than_it_must_for_lost_keystrokes(interview):
    room = await interview()
    response = await room.ada.request(
        "POST",
        "api/interview/runs",
        {"path": NOTEBOOK, "cell_id": "first", "client": 12345, "clock": 7},
    )
    assert response.code == 409
    assert b"nothing was run" in response.body


async def test_outputs_stream_while_the_cell_runs_and_name_who_ran_it(interview):
    room = await interview()
    await room.run(cell_id=room.write("print('before')\ninput('go on? ')"))
    await room.state.until(lambda: (room.runs().get("prompt") or {}).get("text") == "go on? ")
    await room.theirs.until(lambda: room.text() == "before\n")
    assert room.runs()["by"] == "Ada"
    assert room.runs()["cell_id"] == "first"
    await room.state.until(lambda: room.runs()["kernel"] == "busy")
    await room.ada.json("POST", "api/interview/interrupt", {"path": NOTEBOOK})
    await room.until_idle()
    assert room.cell()["outputs"][-1]["ename"] == "KeyboardInterrupt"


async def test_input_is_answered_by_the_other_person(interview):
    room = await interview()
    run_id = await room.run(cell_id=room.write("name = input('Name? ')\nprint('Hi', name)"))
    await room.state.until(lambda: room.runs().get("prompt"))
    await room.bob.json("POST", f"api/interview/runs/{run_id}/input", {"value": "Grace"})
    await room.until_idle()
    assert room.text() == "Name? Grace\nHi Grace\n"
    late = await room.bob.request("POST", f"api/interview/runs/{run_id}/input", {"value": "x"})
    assert late.code == 409


async def test_an_endless_loop_is_interrupted_by_either(interview):
    room = await interview()
    await room.run(cell_id=room.write("print('on', flush=True)\nwhile True: pass"))
    await room.theirs.until(lambda: room.text() == "on\n")
    await room.bob.json("POST", "api/interview/interrupt", {"path": NOTEBOOK})
    await room.until_idle()
    assert room.cell()["outputs"][-1]["ename"] == "KeyboardInterrupt"
    await room.run(cell_id=room.write("print('again')"))
    await room.theirs.until(lambda: room.text() == "again\n")


async def test_restart_forgets_variables_and_stops_what_runs(interview):
    room = await interview()
    await room.run(cell_id=room.write("x = 1\nprint('set', flush=True)\nwhile True: pass"))
    await room.theirs.until(lambda: room.text() == "set\n")
    await room.bob.json("POST", "api/interview/restart", {"path": NOTEBOOK})
    await room.until_idle()
    await room.run(cell_id=room.write("print('x' in globals())"))
    await room.theirs.until(lambda: room.text() == "False\n")


async def test_a_failing_cell_shows_its_error_and_stops_the_queue(interview):
    room = await interview()
    first = room.write("1 / 0")
    cells = room.mine.doc.get("cells", type=Array)
    from pycrdt import Map, Text

    cells.append(
        Map(
            {
                "id": "second",
                "cell_type": "code",
                "source": Text("print('should not run')"),
                "metadata": Map({}),
                "outputs": Array([]),
                "execution_state": "idle",
                "execution_count": None,
            }
        )
    )
    await room.run(cell_id=first)
    await room.run(cell_id="second")
    await room.theirs.until(lambda: room.cell()["outputs"])
    await room.until_idle()
    error = room.cell()["outputs"][0]
    assert (error["output_type"], error["ename"]) == ("error", "ZeroDivisionError")
    assert room.cell(1)["outputs"] == []


async def test_a_progress_bar_overwrites_its_line(interview):
    room = await interview()
    source = "for i in range(100): print(f'\\r{i}%', end='', flush=True)\nprint('\\rdone')"
    await room.run(cell_id=room.write(source))
    await room.until_idle()
    assert room.text() == "done\n"


async def test_displays_are_updated_and_cleared(interview):
    room = await interview()
    await room.run(
        cell_id=room.write(
            "from IPython.display import display, clear_output\n"
            "print('gone')\nclear_output()\n"
            "h = display('old', display_id=True)\nh.update('new')"
        )
    )
    await room.until_idle()
    assert [o["data"]["text/plain"] for o in room.cell()["outputs"]] == ["'new'"]


async def test_endless_output_is_cut_with_a_line_that_says_so(interview):
    room = await interview()
    await room.run(cell_id=room.write("for _ in range(60): print('x' * 100_000)"))
    await room.until_idle()
    assert "Output cut off here" in room.text()
    assert len(room.text()) < 3_000_000


async def test_a_kernel_that_dies_is_replaced_and_says_so(interview):
    room = await interview()
    await room.run(cell_id=room.write("import os; os.kill(os.getpid(), 9)"))
    await room.theirs.until(lambda: "stopped unexpectedly" in room.text())
    await room.until_idle()
    await room.state.until(lambda: room.runs()["kernel"] == "idle")
    await room.run(cell_id=room.write("print('alive')"))
    await room.theirs.until(lambda: room.text() == "alive\n")


async def test_a_file_runs_as_a_program_and_its_output_is_shared(interview):
    room = await interview("main.py")
    room.mine.text.insert(0, "import sys\nprint(__name__, sys.argv)\nx = 1\n1 / 0\n")
    await room.run()
    await room.state.until(lambda: len(room.console()) == 2)
    stream, error = room.console()
    assert stream["text"] == "__main__ ['main.py']\n"
    assert error["ename"] == "ZeroDivisionError"
    assert any("main.py" in line for line in error["traceback"])
    await room.state.until(lambda: room.runs()["run_id"] is None)
    # Each run is a clean one.
    room.mine.text.clear()
    room.mine.text.insert(0, "print('x' in globals())\n")
    await room.run(by=room.ada)
    await room.state.until(lambda: [o.get("text") for o in room.console()] == ["False\n"])


async def test_a_program_sees_what_was_just_typed_in_another_file(interview):
    room = await interview("main.py")
    room.mine.text.insert(0, "answer = 42\n")
    await room.mine.settle()
    notebook = await Interview(room.pad_id, room.ada, room.bob).open()
    await notebook.run(cell_id=notebook.write("import main; print(main.answer)"))
    await notebook.theirs.until(lambda: notebook.text() == "42\n")


async def test_what_a_program_writes_into_an_open_file_is_seen(interview):
    room = await interview("main.py")
    notebook = await Interview(room.pad_id, room.ada, room.bob).open()
    await notebook.run(cell_id=notebook.write("open('main.py', 'w').write('# made by code')"))
    await room.theirs.until(lambda: str(room.theirs.text) == "# made by code")


async def test_closing_every_browser_loses_nothing_of_a_run(interview, browser, pads):
    room = await interview()
    await room.run(cell_id=room.write("import time; time.sleep(1); print('done')"))
    await room.theirs.until(lambda: room.cell()["execution_state"] == "running")
    for peer in (room.mine, room.theirs, room.state):
        peer.socket.close()
    await room.mine.until_closed()
    back = await room.bob.room(NOTEBOOK)
    await back.until(lambda: back.cells[0]["outputs"] and back.cells[0]["outputs"][0]["text"])
    assert back.cells[0]["outputs"][0]["text"] == "done\n"


@pytest.mark.parametrize(
    ("model", "status"),
    [
        ({"path": NOTEBOOK}, 400),
        ({"path": "main.py", "cell_id": "first"}, 400),
        ({"path": NOTEBOOK, "cell_id": "none"}, 404),
        ({"path": "nothere.py"}, 404),
        ({"path": "../../etc/passwd.py"}, 400),
        ({"path": "x" * 10_000}, 400),
        ({"path": NOTEBOOK, "cell_id": "first", "more": 1}, 400),
        ({"path": 7}, 400),
        ([], 400),
    ],
)
async def test_bad_requests_run_nothing(new_pad, browser, model, status):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter()
    response = await ada.request("POST", "api/interview/runs", model)
    assert response.code == status, response.body
    assert b'"message"' in response.body
    assert b'"reason"' in response.body


async def test_a_missing_sandbox_is_said_in_words(interview, monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    room = await interview()
    await room.run(cell_id=room.write("print(1)"))
    await room.state.until(lambda: room.runs().get("kernel") == "dead")
    assert "bubblewrap" in room.runs()["message"]
    await room.until_idle()


async def test_pressing_run_again_and_again_runs_the_file_each_time(interview):
    room = await interview("main.py")
    for number in range(4):
        room.mine.text.clear()
        room.mine.text.insert(0, f"print('run {number}')\n")
        await room.run()
        # As soon as the output is there, the next one is asked for.
        await room.state.until(
            lambda n=number: [o.get("text") for o in room.console()] == [f"run {n}\n"]
        )


async def test_each_pads_code_runs_in_its_own_folder_whatever_is_configured(new_pad, browser, pads):
    before = pads.host.config.copy()
    pads.host.config.SandboxProvisioner.processes = 100
    pads.host.config.LabApp.log_level = 30
    try:
        rooms = []
        for _ in range(2):
            pad_id = await new_pad(start_with="file")
            ada = await browser(pad_id).enter("candidate", "Ada")
            rooms.append(await Interview(pad_id, ada, ada).open("main.py"))
        first, second = rooms
        first.mine.text.insert(0, "open('made', 'w').write('by the first')\nprint('done')")
        await first.run()
        await first.state.until(lambda: [o.get("text") for o in first.console()] == ["done\n"])
        assert (pads.pads_dir / first.pad_id / "files" / "made").read_text() == "by the first"
        assert not (pads.pads_dir / second.pad_id / "files" / "made").exists()
        assert "pad_dir" not in pads.host.config.SandboxProvisioner
        assert "user_settings_dir" not in pads.host.config.LabApp
    finally:
        pads.host.config = before


async def test_a_run_that_nobody_watches_shows_all_it_prints(interview, monkeypatch):
    monkeypatch.setattr(room_manager, "LINGER", 0.1)
    room = await interview()
    source = "import os, time\nprint('early')\nwhile not os.path.exists('go'): time.sleep(0.01)"
    await room.run(cell_id=room.write(source + "\nprint('late')"))
    await room.theirs.until(lambda: "early" in room.text())
    for peer in (room.mine, room.theirs):
        peer.socket.close()
    server = room.bob.pads.get(room.pad_id)
    document = server.rooms.at(NOTEBOOK)
    async with asyncio.timeout(30):
        while document.clients:
            await asyncio.sleep(0.01)
    # Until the room would have been put away, had nothing run in it.
    asked = asyncio.Event()
    busy = server.rooms.in_use
    monkeypatch.setattr(server.rooms, "in_use", lambda path: (asked.set(), busy(path))[1])
    async with asyncio.timeout(30):
        await asked.wait()
    assert server.rooms.at(NOTEBOOK) is document
    (server.folder / "files" / "go").touch()
    again = await room.bob.room(NOTEBOOK)
    await again.until(lambda: again.cells[0]["execution_state"] == "idle")
    assert again.cells[0]["outputs"][0]["text"] == "early\nlate\n"


@pytest.mark.parametrize("subprotocol", [None, "v1.kernel.websocket.jupyter.org"])
async def test_a_browser_asks_the_kernel_for_completions(interview, subprotocol):
    room = await interview()
    await room.run(cell_id=room.write("import os"))
    await room.theirs.until(lambda: room.cell()["execution_count"] == 1)
    [kernel] = await room.ada.json("GET", "api/kernels")
    path = f"api/kernels/{kernel['id']}/channels"
    socket = await room.ada.websocket(path, subprotocols=subprotocol and [subprotocol])
    assert socket.selected_subprotocol == subprotocol
    question = {
        "channel": "shell",
        "header": {"msg_id": "q", "msg_type": "complete_request", "session": "s", "version": "5.3"},
        "parent_header": {},
        "metadata": {},
        "content": {"code": "os.getcw", "cursor_pos": 8},
        "buffers": [],
    }
    if subprotocol:
        socket.write_message(serialize_msg_to_ws_v1(question, "shell", as_json), binary=True)
    else:
        socket.write_message(json.dumps(question))
    said = []
    async with asyncio.timeout(20):
        while len(said) < 2:
            answer = await socket.read_message()
            assert answer is not None, "the server closed the connection"
            if subprotocol:
                _, parts = deserialize_msg_from_ws_v1(answer)
                header, parent, _, content = map(json.loads, parts[:4])
                message = {"header": header, "parent_header": parent, "content": content}
            else:
                message = json.loads(answer)
            if message["parent_header"].get("msg_id") == "q":
                said.append(message)
    assert said[0]["header"]["msg_type"] == "complete_reply"
    assert any(match.endswith("getcwd") for match in said[0]["content"]["matches"])
    assert said[1]["content"] == {"execution_state": "idle"}
    socket.close()


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode()
