"""What members get to play back a pad that has ended, and nobody else."""

from __future__ import annotations

import asyncio
import gzip
import json
from dataclasses import replace
from typing import Any

from pycrdt import Array, Map, Text

from tests.playback.history import unpacked

NOTEBOOK = "interview.ipynb"


async def end(pads, pad_id: str) -> None:
    pad = pads.get(pad_id)
    await pad.end(replace(pad.spec, state="ended", read_only=True))


async def manifest_of(person) -> dict[str, Any]:
    """The manifest, once it is there."""
    async with asyncio.timeout(60):
        while True:
            response = await person.request("GET", "api/interview/playback")
            answer = json.loads(response.body)
            if response.code == 200:
                return answer
            assert response.code == 202, (response.code, response.body)
            assert 0 <= answer["progress"] <= 1
            assert answer["message"]
            await asyncio.sleep(0.05)


async def test_an_ended_interview_is_played_back(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada Lovelace")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    for person in (ada, bob):
        await (await person.events()).until("pad")
    notebook, file = await ada.room(NOTEBOOK), await bob.room("main.py")
    cells = notebook.doc.get("cells", type=Array)
    cells.append(
        Map(
            {
                "id": "mine",
                "cell_type": "code",
                "source": Text(""),
                "metadata": Map({}),
                "outputs": Array([]),
            }
        )
    )
    source = cells[1]["source"]
    for character in "äöü = 1\n😀 = 2":
        source.insert(len(source), character)
    await notebook.settle()
    file.text.insert(0, "# " + "x" * 2000 + "\n")
    await file.settle()
    cells.pop(0)
    await notebook.settle()
    typed = {"notebook": notebook.cells, "file": str(file.text)}

    refused = await bob.request("GET", "api/interview/playback")
    assert refused.code == 403, "not while the interview goes on"
    await end(pads, pad_id)
    assert (await ada.request("GET", "api/interview/playback")).code == 403

    manifest = await manifest_of(bob)
    assert manifest["pad"] == {"id": pad_id, "title": "Data scientist"}
    assert manifest["notes"] == []
    people = {one["name"]: who for who, one in enumerate(manifest["participants"])}
    assert people.keys() == {"Ada Lovelace", "Bob"}
    documents = {row["path"]: doc for doc, row in enumerate(manifest["documents"])}
    assert manifest["front"] == documents[NOTEBOOK]
    kinds = [(event["kind"], event["who"]) for event in manifest["events"]]
    assert ("join", people["Ada Lovelace"]) in kinds
    assert kinds[-1] == ("state", -1)
    assert manifest["events"][-1]["state"] == "ended"

    path = f"api/interview/playback/segments/{manifest['segments'][-1]['hash']}"
    response = await bob.request(
        "GET", path, headers={"Accept-Encoding": "gzip"}, decompress_response=False
    )
    assert response.code == 200
    assert "immutable" in response.headers["Cache-Control"]
    assert "private" in response.headers["Cache-Control"]
    assert len(response.body) == manifest["segments"][-1]["size"]
    segment = json.loads(gzip.decompress(response.body))
    segment["changes"] = unpacked(segment["changes"])
    changes = [change[1:] for change in segment["changes"] if change[2] == documents[NOTEBOOK]]
    inserted = [op for change in changes for op in change[2:] if op[0] == "t"]
    assert [op[4] for op in inserted] == list("äöü = 1\n😀 = 2")
    assert inserted[-1][2] == len("äöü = 1\n😀 = ".encode("utf-16-le")) // 2
    assert ["a", ["cells"], 0, 1, []] in [op for change in changes for op in change[2:]]
    assert typed["notebook"][0]["source"] == "äöü = 1\n😀 = 2"
    # What is long is typed text, which is never kept apart.
    assert json.dumps(typed["file"])[1:-1] in json.dumps(segment)

    assert (await bob.request("GET", path.replace("segments", "blobs"))).code == 404
    assert (await bob.request("GET", path[:-1])).code == 404


async def test_a_pad_that_is_opened_again_is_played_back_to_its_new_end(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    (await bob.room("main.py")).text.insert(0, "first")
    await end(pads, pad_id)
    first = await manifest_of(bob)
    pad = pads.get(pad_id)
    spec = replace(pad.spec, state="in_progress", read_only=False)
    await pad.update(replace(spec, entries=list(pad.entries.items())))
    assert (await bob.request("GET", "api/interview/playback")).code == 403
    file = await bob.room("main.py")
    file.text.insert(0, "second")
    await file.settle()
    await end(pads, pad_id)
    second = await manifest_of(bob)
    assert second["start"] == first["start"]
    assert second["duration"] > first["duration"]
    assert [one["kind"] for one in second["events"]].count("state") == 3


async def test_what_is_missing_is_made_when_somebody_asks(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    await end(pads, pad_id)
    first = await manifest_of(bob)
    folder = pads.pads_dir / pad_id
    (folder / "playback" / "state.json").unlink()
    assert await manifest_of(bob) == first

    (folder / "recording.sqlite").rename(folder / "elsewhere")
    gone = await bob.request("GET", "api/interview/playback")
    assert gone.code == 404
    assert b"no recording" in gone.body


async def test_a_recording_that_cannot_be_read_is_said_to_be_so(new_pad, browser, pads):
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    await end(pads, pad_id)
    await manifest_of(bob)
    await pads.get(pad_id).recording.close()
    for name in ("recording.sqlite-wal", "recording.sqlite-shm"):
        (pads.pads_dir / pad_id / name).unlink(missing_ok=True)
    (pads.pads_dir / pad_id / "recording.sqlite").write_bytes(b"no database" * 1000)
    async with asyncio.timeout(60):
        while (response := await bob.request("GET", "api/interview/playback")).code == 202:
            await asyncio.sleep(0.05)
    assert response.code == 503
    assert b"could not be prepared" in response.body
