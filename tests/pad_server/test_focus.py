"""Focus time: begun and ended by either side, seen by both, kept in the recording."""

from __future__ import annotations

import json
from dataclasses import replace

from interview_ext.recording.reader import read_frames
from interview_ext.rooms import message as protocol
from interview_ext.rooms.message import AwarenessState


async def until_focus(events, wanted):
    while bool((message := await events.until("pad"))["focus"]) != wanted:
        pass
    return message["focus"]


async def recorded(pads, pad_id):
    pad = pads.get(pad_id)
    await pad.recording.flush()
    return [
        (json.loads(frame.data), frame.author)
        for frame in read_frames(pad.folder / "recording.sqlite")
        if frame.kind == "focus"
    ]


async def test_either_side_begins_and_ends_it(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    heard, told = await ada.events(), await bob.events()
    for begins, ends in ((ada, bob), (bob, ada)):
        begun = (await begins.json("POST", "api/interview/focus"))["focus"]
        assert begun["by"] == {"id": begins.participant.id, "name": begins.participant.name}
        assert await until_focus(heard, True) == await until_focus(told, True) == begun
        assert (await ends.json("POST", "api/interview/focus"))["focus"] == begun
        await ends.json("DELETE", "api/interview/focus")
        await until_focus(heard, False)
        await until_focus(told, False)
        await ends.json("DELETE", "api/interview/focus")
    minutes = pads.get(pad_id).focus_minutes
    assert minutes == 5
    assert await recorded(pads, pad_id) == [
        ({"event": "begun", "minutes": 5}, ada.participant.id),
        ({"event": "ended"}, bob.participant.id),
        ({"event": "begun", "minutes": 5}, bob.participant.id),
        ({"event": "ended"}, ada.participant.id),
    ]


async def test_it_ends_when_its_minutes_are_over(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    events = await ada.events()
    await ada.json("POST", "api/interview/focus")
    await until_focus(events, True)
    pad = pads.get(pad_id)
    document = pad.rooms.pad
    document.set_focus({**document.focus(), "until": float(pad.recording.now)})
    pad.focus.resume()
    await until_focus(events, False)
    assert (await recorded(pads, pad_id))[-1] == ({"event": "ended"}, "")


async def test_it_goes_on_after_a_restart(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    begun = (await bob.json("POST", "api/interview/focus"))["focus"]
    spec = replace(pads.get(pad_id).spec, entries=list(pads.get(pad_id).entries.items()))
    await pads.close(pad_id)
    await pads.open(spec)
    assert (await bob.json("GET", "api/interview/pad"))["focus"] == begun
    assert pads.get(pad_id).rooms.pad.withdrawn
    await bob.json("DELETE", "api/interview/focus")
    assert (await bob.json("GET", "api/interview/pad"))["focus"] is None


async def test_what_ran_out_meanwhile_is_over_after_a_restart(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    pad = pads.get(pad_id)
    await bob.json("POST", "api/interview/focus")
    pad.rooms.pad.set_focus({**pad.rooms.pad.focus(), "until": 1.0})
    spec = replace(pad.spec, entries=list(pad.entries.items()))
    await pads.close(pad_id)
    await pads.open(spec)
    events = await bob.events()
    await until_focus(events, False)
    assert (await recorded(pads, pad_id))[-1] == ({"event": "ended"}, "")


async def test_the_end_of_the_interview_is_the_end_of_it(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    await bob.json("POST", "api/interview/focus")
    pad = pads.get(pad_id)
    await pad.end(replace(pad.spec, state="ended", read_only=True))
    assert (await bob.json("GET", "api/interview/pad"))["focus"] is None
    assert [what["event"] for what, _ in await recorded(pads, pad_id)] == ["begun", "ended"]


async def test_there_is_none_where_nobody_looks_on(new_pad, browser):
    for changes in ({"kind": "take_home"}, {"kind": "sandbox"}, {"state": "not_started"}):
        pad_id = await new_pad(**changes)
        ada = await browser(pad_id).enter("candidate", "Ada")
        response = await ada.request("POST", "api/interview/focus")
        assert response.code == 409, changes
        assert json.loads(response.body)["reason"] == "not_in_progress"


async def test_who_begins_it_again_and_again_is_slowed_down(new_pad, browser):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    codes = []
    for _ in range(20):
        codes.append((await ada.request("POST", "api/interview/focus")).code)
        await ada.request("DELETE", "api/interview/focus")
    assert codes[0] == 200
    assert 429 in codes


async def test_the_candidate_does_not_hide_again_and_again_unless_the_interviewer_agrees(
    new_pad, browser, pads
):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    events = await ada.events()
    await ada.json("POST", "api/interview/focus")
    await until_focus(events, True)
    await ada.json("DELETE", "api/interview/focus")
    refused = await ada.request("POST", "api/interview/focus")
    told = json.loads(refused.body)
    assert (refused.code, told["reason"]) == (429, "focus_pause")
    assert "In 5 minutes" in told["message"]
    assert 0 < int(refused.headers["Retry-After"]) <= 300
    assert (await bob.json("GET", "api/interview/pad"))["focus"] is None
    await bob.json("POST", "api/interview/focus")
    assert (await ada.json("POST", "api/interview/focus"))["focus"]["by"]["name"] == "Bob"
    await bob.json("DELETE", "api/interview/focus")
    # Once as long has passed as it may last.
    pad = pads.get(pad_id)
    pad.focus._pause = pad.recording.now
    begun = (await ada.json("POST", "api/interview/focus"))["focus"]
    assert begun["by"]["name"] == "Ada"


def place(client, clock, name="x"):
    state = {"place": {"cell": None, "anchor": clock, "head": clock}, "mark": name}
    return AwarenessState(client, clock, json.dumps(state))


async def test_candidates_do_not_hear_where_interviewers_are(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    hers, his = await ada.room("main.py"), await bob.room("main.py")

    def heard(client):
        return [one for one in hers.awareness if one.client == client]

    his.socket.write_message(protocol.awareness([place(7, 1)]), binary=True)
    await hers.until(lambda: heard(7))
    await ada.json("POST", "api/interview/focus")
    await hers.until(lambda: heard(7)[-1].gone)
    # What takes away a cursor is of the clock that brought it, or the next word would not count.
    assert heard(7)[-1].clock == 1

    his.socket.write_message(protocol.awareness([place(7, 2)]), binary=True)
    await his.until(lambda: any(one.clock == 2 for one in his.awareness))
    hers.socket.write_message(protocol.awareness([place(8, 1)]), binary=True)
    await his.until(lambda: any(one.client == 8 for one in his.awareness))
    await hers.until(lambda: heard(8))
    assert heard(7)[-1].gone
    # Who opens the document meanwhile hears nothing either, nor does who asks.
    late = await ada.room("main.py")
    late.socket.write_message(bytes([protocol.QUERY_AWARENESS]), binary=True)
    await late.until(lambda: sum(one.client == 8 for one in late.awareness) == 2)
    assert not [one for one in late.awareness if one.client == 7]

    await bob.json("DELETE", "api/interview/focus")
    await hers.until(lambda: heard(7)[-1].clock == 2 and not heard(7)[-1].gone)


async def test_cursors_that_were_withdrawn_are_not_recorded(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    his = await bob.room("main.py")
    his.socket.write_message(protocol.awareness([place(7, 1)]), binary=True)
    await his.until(lambda: his.awareness)
    await bob.json("POST", "api/interview/focus")
    his.socket.write_message(protocol.awareness([place(7, 2)]), binary=True)
    await his.until(lambda: his.awareness[-1].clock == 2)
    pad = pads.get(pad_id)
    await pad.recording.flush()
    places = [
        json.loads(frame.data)
        for frame in read_frames(pad.folder / "recording.sqlite")
        if frame.kind == "awareness"
    ]
    assert places == [{"cell": None, "anchor": 1, "head": 1}, {}]
