"""What is recorded of a pad besides its documents: cursors, signals, runs, and kernels."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

from interview_ext.pad_server import signals
from interview_ext.recording.reader import read_documents, read_frames
from interview_ext.rooms import message as protocol

from .test_runs import NOTEBOOK, Interview


def path_of(pads, pad_id):
    return pads.pads_dir / pad_id / "recording.sqlite"


async def recorded(pads, pad_id, kind):
    """Author and content of the frames of a kind, with the document's path where there is one."""
    await pads.get(pad_id).recording.flush()
    paths = {row.id: row.path for row in read_documents(path_of(pads, pad_id))}
    return [
        (frame.author, *([paths[frame.document]] if frame.document else []), json.loads(frame.data))
        for frame in read_frames(path_of(pads, pad_id))
        if frame.kind == kind
    ]


async def end(pads, pad_id):
    pad = pads.get(pad_id)
    await pad.end(replace(pad.spec, state="ended", read_only=True))


async def test_cursors_are_recorded_until_their_owner_leaves(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    mine, theirs = await ada.room("main.py"), await bob.room("main.py")
    place = {"cell": None, "anchor": 4, "head": 9}
    state = protocol.AwarenessState(7, 1, json.dumps({"place": place, "user": {"name": "Ada"}}))
    mine.socket.write_message(protocol.awareness([state]), binary=True)
    await theirs.until(lambda: theirs.awareness)
    # Nobody places somebody else's cursor.
    forged = protocol.AwarenessState(8, 1, json.dumps({"place": place, "user": {"name": "Ada"}}))
    theirs.socket.write_message(protocol.awareness([forged]), binary=True)
    await theirs.settle()
    mine.socket.close()
    await theirs.until(lambda: theirs.awareness[-1].gone)
    who = ada.participant.id
    assert await recorded(pads, pad_id, "awareness") == [
        (who, "main.py", place),
        (who, "main.py", {}),
    ]


async def test_the_end_finds_every_cursor_gone(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    mine = await ada.room("main.py")
    place = {"cell": None, "anchor": 0, "head": 0}
    state = protocol.AwarenessState(7, 1, json.dumps({"place": place}))
    mine.socket.write_message(protocol.awareness([state]), binary=True)
    await mine.until(lambda: mine.awareness)
    await end(pads, pad_id)
    assert [place for *_, place in await recorded(pads, pad_id, "awareness")] == [place, {}]


async def test_signals_are_recorded_as_they_were_sent(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    sent = [
        {"signal": "paste", "path": NOTEBOOK, "cell": "first", "size": 120, "inside": False},
        {"signal": "left"},
        {"signal": "returned"},
        {"signal": "copy_all", "path": "main.py", "size": 900},
    ]
    for signal in sent:
        assert (await ada.request("POST", "api/interview/signals", signal)).code == 204
    assert (await bob.request("POST", "api/interview/signals", sent[0])).code == 204
    expected = [(ada.participant.id, signal) for signal in sent]
    assert await recorded(pads, pad_id, "signal") == [*expected, (bob.participant.id, sent[0])]


async def test_other_signals_are_refused(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    for signal in (
        {},
        {"signal": "cheated"},
        {"signal": 1},
        {"signal": "paste", "text": "what was pasted"},
        {"signal": "paste", "size": -1},
        {"signal": "paste", "size": 2**31 + 1},
        {"signal": "paste", "size": 1.5},
        {"signal": "paste", "size": True},
        {"signal": "paste", "inside": 1},
        {"signal": "paste", "path": "x" * 1025},
        {"signal": "paste", "cell": "x" * 65},
        {"signal": "paste", "cell": None},
    ):
        response = await ada.request("POST", "api/interview/signals", signal)
        assert response.code == 400, (signal, response.body)
        assert json.loads(response.body)["message"]
    assert (await ada.request("POST", "api/interview/signals", {"signal": "left"})).code == 204
    assert len(await recorded(pads, pad_id, "signal")) == 1


async def test_nobody_fills_the_recording_with_signals(new_pad, browser, pads, monkeypatch):
    monkeypatch.setattr(signals, "A_SECOND", 0.001)
    monkeypatch.setattr(signals, "AT_ONCE", 5)
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    codes = [
        (await ada.request("POST", "api/interview/signals", {"signal": "left"})).code
        for _ in range(8)
    ]
    assert codes == [204] * 5 + [429] * 3
    assert (await bob.request("POST", "api/interview/signals", {"signal": "left"})).code == 204
    assert len(await recorded(pads, pad_id, "signal")) == 6


async def test_signals_count_only_while_the_interview_is_in_progress(new_pad, browser, pads):
    pad_id = await new_pad(state="not_started", started=None)
    bob = await browser(pad_id).enter("interviewer", "Bob")
    response = await bob.request("POST", "api/interview/signals", {"signal": "left"})
    assert response.code == 409
    pad = pads.get(pad_id)
    await pad.update(replace(pad.spec, state="in_progress"))
    assert (await bob.request("POST", "api/interview/signals", {"signal": "left"})).code == 204
    await end(pads, pad_id)
    assert (await bob.request("POST", "api/interview/signals", {"signal": "left"})).code == 403


async def test_runs_are_recorded_with_what_came_of_them(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    room = await Interview(pad_id, ada, bob).open()
    await room.run(cell_id=room.write("print('one')\nprint('x' * 500)\n6 * 7"))
    await room.until_idle()
    await room.run(cell_id=room.write("print('so far')\n1 / 0"))
    await room.until_idle()
    await room.run(cell_id=room.write("pass"))
    await room.until_idle()
    await room.ada.json("POST", "api/interview/restart", {"path": NOTEBOOK})
    await room.bob.json("POST", "api/interview/interrupt", {"path": NOTEBOOK})
    await room.run(cell_id=room.write("import os\nos.abort()"))
    await room.until_idle()

    recorded_runs = await recorded(pads, pad_id, "run")
    assert {path for _, path, _ in recorded_runs} == {NOTEBOOK}
    runs = [content for _, _, content in recorded_runs]
    assert [run["status"] for run in runs] == ["ok", "error", "ok", "died"]
    results = [run["result"] for run in runs]
    assert results[0] == {"outputs": 2, "error": None, "text": "one\n" + "x" * 196}
    assert results[1] == {
        "outputs": 2,
        "error": "ZeroDivisionError: division by zero",
        "text": "so far\n",
    }
    assert results[2] == {"outputs": 0, "error": None, "text": ""}
    assert runs[0]["asked"] <= runs[0]["started"] <= runs[0]["ended"]

    kernels = await recorded(pads, pad_id, "kernel")
    ada_id, bob_id = ada.participant.id, bob.participant.id
    assert kernels[:2] == [
        (ada_id, {"path": NOTEBOOK, "event": "restart", "words": ""}),
        (bob_id, {"path": NOTEBOOK, "event": "interrupt", "words": ""}),
    ]
    (died,) = kernels[2:]
    assert died[0] == ""
    assert died[1]["event"] == "died"
    assert "was started again" in died[1]["words"]


async def test_a_recording_that_could_not_be_sealed_is_sealed_when_it_can_be_written(
    new_pad, browser, pads
):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter()
    room = await ada.room("main.py")
    pad = pads.get(pad_id)
    await pad.recording.flush()
    pad.recording._file._db.execute("PRAGMA max_page_count = 1")  # answers as a full disk does
    room.text.insert(0, "#" * 200_000)
    await room.settle()
    await end(pads, pad_id)
    assert pads.gateway.seals == {}
    pad.recording._file._db.execute("PRAGMA max_page_count = 1000000")
    async with asyncio.timeout(20):
        while not pads.gateway.seals:
            await asyncio.sleep(0.01)
    frames, _ = pads.gateway.seals[pad_id]
    assert frames == len(list(read_frames(path_of(pads, pad_id))))
    # One that was killed before is sealed when the pad is opened the next time.
    pads.gateway.seals.clear()
    spec = replace(pad.spec, sealed=False)
    await pads.close(pad_id)
    await pads.open(spec)
    # The list of its documents is noted at each sealing.
    assert pads.gateway.seals[pad_id][0] == frames + 1
