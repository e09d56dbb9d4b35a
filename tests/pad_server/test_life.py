"""Entering, leaving, being removed, the end, reopening, and coming back after a stop."""

from __future__ import annotations

import json
import secrets
from dataclasses import replace

from pycrdt import Array

from interview_ext.auth.identity import hash_secret
from interview_ext.recording.reader import read_frames


async def end(pads, pad_id):
    pad = pads.get(pad_id)
    await pad.end(replace(pad.spec, state="ended", read_only=True))


async def test_a_ticket_works_once(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter()
    again = await browser(pad_id).request("POST", "enter", body="ticket=" + secrets.token_hex(16))
    assert again.code == 403
    assert b"reason" in again.body
    assert (await ada.json("GET", "api/me"))["identity"]["name"] == "Ada Lovelace"
    assert hash_secret(ada.cookies["interview-pad"]) in pads.gateway.entries


async def test_a_browser_is_only_one_person(new_pad, browser):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    held = dict(ada.cookies)
    other = browser(pad_id)
    other.cookies = held
    ticket = secrets.token_urlsafe(32)
    other.pads.gateway.tickets[ticket] = replace(ada.participant, id="other", name="Bob")
    response = await other.request("POST", "enter", body=f"ticket={ticket}")
    assert response.code == 409
    assert "Ada" in response.body.decode()


async def test_entering_from_another_site_is_refused(new_pad, browser):
    pad_id = await new_pad()
    response = await browser(pad_id).request(
        "POST", "enter", body="ticket=" + "x" * 32, headers={"Origin": "http://evil.example"}
    )
    assert response.code == 403


async def test_presence_is_who_has_the_pad_open(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    state = await bob.open_room("json:pad:pad")
    first, second = await ada.events(), await ada.events()
    assert (await first.until("pad"))["me"]["name"] == "Ada"
    await state.until(lambda: state.map("people").get(ada.participant.id, {}).get("here"))
    assert [p.name for p in pads.gateway.present[pad_id]] == ["Ada"]
    first.socket.close()
    await second.until("pad")
    second.socket.close()
    await state.until(lambda: not state.map("people")[ada.participant.id]["here"])
    assert pads.gateway.present[pad_id] == []


async def test_only_interviewers_hear_who_knocks(new_pad, browser, pads):
    pad_id = await new_pad()
    pads.gateway.knocks = [{"id": "1", "name": "Eve", "state": "knocking"}]
    candidate = await (await browser(pad_id).enter("candidate", "Ada")).events()
    interviewer = await (await browser(pad_id).enter("interviewer", "Bob")).events()
    heard = await interviewer.until("admissions")
    assert heard["admissions"][0]["name"] == "Eve"
    pads.get(pad_id).admissions_changed([])
    assert (await interviewer.until("admissions"))["admissions"] == []
    await pads.get(pad_id).update(replace(pads.get(pad_id).spec, title="New title"))
    while (await candidate.until("pad"))["title"] != "New title":
        pass
    assert {message["type"] for message in candidate.seen} == {"pad"}


async def test_the_interviewer_decides_through_the_pad(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    await bob.json("PATCH", "api/interview/admissions/abc", {"action": "admit"})
    assert pads.gateway.decided == [(pad_id, "abc", "admit", bob.participant.id)]
    await bob.json("POST", "api/interview/end")
    assert pads.gateway.ended == [pad_id]


async def test_removing_closes_everything_of_that_person_only(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    events, room = await ada.events(), await ada.room("main.py")
    other_events, other_room = await bob.events(), await bob.room("main.py")
    await pads.get(pad_id).remove(ada.participant.id)
    assert (await events.until("closing"))["reason"] == "removed"
    assert await events.closed() == 4002
    assert await room.until_closed() == 4002
    assert (await ada.request("GET", "api/interview/pad")).code == 403
    other_room.text.insert(0, "# still here")
    await other_room.settle()
    await pads.get(pad_id).rooms.save_all()
    assert other_room.close_code is None
    assert other_events.socket.close_code is None


async def test_the_end_of_one_pad_leaves_another_alone(new_pad, browser, pads):
    """Two pads run code in one process; one ends, and the other notices nothing."""
    ending, going_on = [await new_pad(start_with="notebook") for _ in range(2)]
    people = {}
    for pad_id in (ending, going_on):
        ada = await browser(pad_id).enter("candidate", "Ada")
        events = await ada.events()
        state = await ada.open_room("json:pad:pad")
        await state.until(
            lambda s=state: s.map("runs").get("interview.ipynb", {}).get("kernel") == "idle"
        )
        (kernel_id,) = pads.get(pad_id).kernel_manager.list_kernel_ids()
        kernel = await ada.websocket(f"api/kernels/{kernel_id}/channels")
        room = await ada.room("interview.ipynb")
        room.doc.get("cells", type=Array)[0]["source"].insert(0, "input('more? ')")
        await room.settle()
        model = {"path": "interview.ipynb", "cell_id": "first"}
        run_id = (await ada.json("POST", "api/interview/runs", model))["run_id"]
        await state.until(lambda s=state: s.map("runs")["interview.ipynb"]["prompt"])
        people[pad_id] = (ada, events, room, run_id, kernel)

    kernels = pads.get(ending).kernel_manager
    (manager,) = [kernels.get_kernel(id) for id in kernels.list_kernel_ids()]
    await end(pads, ending)

    ada, events, room, _, kernel = people[ending]
    assert (await events.until("closing"))["reason"] == "ended"
    assert await events.closed() == 4001
    assert await room.until_closed() == 4001
    while await kernel.read_message() is not None:
        pass
    assert kernels.list_kernel_ids() == []
    assert not await manager.is_alive()
    assert (await ada.request("GET", "api/interview/pad")).code == 403
    files = pads.pads_dir / ending / "files"
    assert "more?" in (files / "interview.ipynb").read_text()

    ada, events, room, run_id, kernel = people[going_on]
    await ada.json("POST", f"api/interview/runs/{run_id}/input", {"value": "yes"})
    await room.until(lambda: room.cells[0]["execution_state"] == "idle")
    assert room.cells[0]["outputs"][-1]["data"]["text/plain"] == "'yes'"
    assert room.close_code is None
    assert events.socket.close_code is None
    assert kernel.close_code is None


async def test_after_the_end_members_read_and_nobody_writes(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    room = await bob.room("main.py")
    room.text.insert(0, "# kept")
    await room.settle()
    await end(pads, pad_id)
    model = await bob.json("GET", "api/interview/pad")
    assert (model["read_only"], model["me"]["role"], model["state"]) == (True, "observer", "ended")
    room = await bob.room("main.py")
    assert str(room.text) == "# kept"
    room.text.insert(0, "# changed ")
    assert await room.until_closed() == 1008
    again = await bob.room("main.py")
    assert str(again.text) == "# kept"
    assert (await bob.request("POST", "api/interview/runs", {"path": "main.py"})).code == 403


async def test_a_reopened_pad_goes_on(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    room = await bob.room("main.py")
    room.text.insert(0, "# before")
    await room.settle()
    await end(pads, pad_id)
    reader = await bob.room("main.py")
    await pads.get(pad_id).rooms.open_path("interview.ipynb", "notebook")
    pad = pads.get(pad_id)
    spec = replace(pad.spec, state="in_progress", read_only=False)
    await pad.update(replace(spec, entries=list(pad.entries.items())))
    await reader.until_closed()
    room = await bob.room("main.py")
    room.text.insert(len("# before"), " and after")
    await room.settle()
    await pad.rooms.save_all()
    assert (pads.pads_dir / pad_id / "files/main.py").read_text() == "# before and after"
    # The candidate comes in again by the address, not by the cookie from before the end.
    assert (await ada.request("GET", "api/interview/pad")).code == 403


async def test_everything_is_there_after_a_stop(new_pad, browser, pads, jp_serverapp, http_server):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    room = await ada.room("main.py")
    room.text.insert(0, "# one\n")
    notebook = await ada.room("interview.ipynb")
    notebook.doc.get("cells", type=Array)[0]["source"].insert(0, "2 + 2")
    await room.settle()
    await notebook.settle()
    spec = pads.get(pad_id).spec
    await pads.close(pad_id)
    assert pads.get(pad_id) is None
    await room.until_closed()

    await pads.open(replace(spec, entries=list(pads.gateway.entries.items())))
    back = await ada.room("main.py")
    assert str(back.text) == "# one\n"
    assert (await ada.room("interview.ipynb")).cells[0]["source"] == "2 + 2"
    # A browser that stayed open joins with the document it had: nothing doubles.
    room.socket = await ada.websocket("api/collaboration/room/" + (await _room_id(ada, "main.py")))
    room.text.insert(0, "# zero\n")
    await back.until(lambda: str(back.text) == "# zero\n# one\n")


async def _room_id(browser, path):
    model = await browser.json(
        "PUT", f"api/collaboration/session/{path}", {"type": "file", "format": "text"}
    )
    return f"{model['format']}:{model['type']}:{model['fileId']}"


async def test_everybody_has_a_colour_of_their_own_and_keeps_it(new_pad, browser, pads):
    pad_id = await new_pad()
    people = [await browser(pad_id).enter("candidate", f"Person {n}") for n in range(6)]
    colors = [(await p.json("GET", "api/me"))["identity"]["color"] for p in people]
    assert len(set(colors)) == 6
    events = [await person.events() for person in people]
    for person in events:
        await person.until("pad")
    spec = pads.get(pad_id).spec
    await pads.close(pad_id)
    await pads.open(replace(spec, entries=list(pads.gateway.entries.items())))
    again = [(await p.json("GET", "api/me"))["identity"]["color"] for p in reversed(people)]
    assert again[::-1] == colors


async def test_who_came_who_knocked_and_what_became_of_it_is_recorded(new_pad, browser, pads):
    pad_id = await new_pad(state="not_started")
    ada = await browser(pad_id).enter("candidate", "Ada")
    events = await ada.events()
    await events.until("pad")
    pad = pads.get(pad_id)
    pad.admissions_changed([{"id": "1", "name": "Ada", "state": "admitted"}])
    await pad.update(replace(pad.spec, state="in_progress"))
    await end(pads, pad_id)
    rows = [
        (frame.kind, frame.author, frame.data)
        for frame in read_frames(pads.pads_dir / pad_id / "recording.sqlite")
        if frame.kind not in ("update", "keyframe", "documents")
    ]
    assert [(kind, author, json.loads(data)) for kind, author, data in rows] == [
        ("presence", ada.participant.id, {"here": True}),
        ("admission", "", {"admissions": [{"id": "1", "name": "Ada", "state": "admitted"}]}),
        ("state", "", {"state": "in_progress"}),
        ("presence", ada.participant.id, {"here": False}),
        ("state", "", {"state": "ended"}),
    ]
