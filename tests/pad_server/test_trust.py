"""Nothing in a pad is trusted, whatever anybody writes into a document; files are only files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jupyter_core.paths import jupyter_data_dir
from pycrdt import Array, Map

NOTEBOOK = "interview.ipynb"
HTML = "<script>document.title = 'owned'</script>"


def notebook(**metadata: Any) -> dict[str, Any]:
    cell = {
        "cell_type": "code",
        "execution_count": None,
        "id": "a",
        "metadata": {"trusted": True, "kept": 1},
        "outputs": [],
        "source": "",
    }
    return {"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def on_disk(pads, pad_id: str) -> dict[str, Any]:
    return json.loads((pads.pads_dir / pad_id / "files" / NOTEBOOK).read_text())


async def test_a_mark_of_trust_that_a_client_writes_is_taken_away(new_pad, browser, pads):
    pad_id = await new_pad()
    peer = await (await browser(pad_id).enter("candidate", "Ada")).room(NOTEBOOK)
    other = await (await browser(pad_id).enter("interviewer", "Bob")).room(NOTEBOOK)
    cells = peer.doc.get("cells", type=Array)
    with peer.doc.transaction():
        cells[0]["metadata"]["trusted"] = True
        cells[0]["metadata"]["kept"] = 1
        # Not the way a notebook keeps it, but a client may.
        cells.append(Map({**notebook()["cells"][0], "id": "b"}))
        peer.doc.get("meta", type=Map)["metadata"]["trusted"] = True
    await other.until(lambda: len(other.cells) == 2)
    for each in (peer, other):
        await each.until(lambda each=each: "trusted" not in each.cells[0]["metadata"])
        await each.until(lambda each=each: each.cells[1]["metadata"] == {"kept": 1})
        await each.until(lambda each=each: "trusted" not in each.map("meta")["metadata"])
        assert each.cells[0]["metadata"]["kept"] == 1

    # It cannot be brought back under cover of an old one either.
    cells[0]["metadata"]["trusted"] = True
    await peer.until(lambda: "trusted" not in peer.cells[0]["metadata"])
    await other.until(lambda: "trusted" not in other.cells[0]["metadata"])
    room = pads.get(pad_id).rooms.at(NOTEBOOK)
    await room.save()
    assert "trusted" not in json.dumps(on_disk(pads, pad_id))


async def test_a_mark_of_trust_in_a_file_is_not_read(new_pad, browser, pads):
    pad_id = await new_pad()
    path = pads.pads_dir / pad_id / "files" / NOTEBOOK
    path.write_text(json.dumps(notebook(trusted=True)))
    ada = await browser(pad_id).enter()
    assert "trusted" not in json.dumps(await ada.json("GET", f"api/contents/{NOTEBOOK}?content=1"))
    peer = await ada.room(NOTEBOOK)
    assert peer.cells[0]["metadata"] == {"kept": 1}
    assert "trusted" not in peer.map("meta")["metadata"]


async def test_what_is_saved_past_the_room_is_neither_trusted_nor_signed(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter()
    model = {"type": "notebook", "format": "json", "content": notebook(trusted=True)}
    await ada.json("PUT", f"api/contents/{NOTEBOOK}", model)
    saved = on_disk(pads, pad_id)
    assert saved["cells"][0]["metadata"] == {"kept": 1}
    assert "trusted" not in saved["metadata"]
    assert not Path(jupyter_data_dir(), "nbsignatures.db").exists()


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("page.html", HTML, "text/plain; charset=UTF-8"),
        ("page.xhtml", f"<html xmlns='http://www.w3.org/1999/xhtml'>{HTML}</html>", "text/plain"),
        ("code.js", "document.title = 'owned'", "text/plain; charset=UTF-8"),
        ("style.css", "body { display: none }", "text/plain; charset=UTF-8"),
        ("data.xml", "<a/>", "text/plain; charset=UTF-8"),
        ("data.json", "{}", "text/plain; charset=UTF-8"),
        ("picture.svg", f"<svg xmlns='http://www.w3.org/2000/svg'>{HTML}</svg>", "image/svg+xml"),
        ("program.wasm", "\0asm", "application/octet-stream"),
        ("paper.pdf", "%PDF-1.4", "application/octet-stream"),
        ("nothing", HTML, "application/octet-stream"),
    ],
)
async def test_a_file_is_never_sent_as_a_page_or_a_script(
    new_pad, browser, pads, name, content, content_type
):
    pad_id = await new_pad()
    (pads.pads_dir / pad_id / "files" / name).write_text(content)
    ada = await browser(pad_id).enter()
    for query in ("", "?download=1"):
        answer = await ada.request("GET", f"files/{name}{query}")
        assert answer.code == 200
        assert answer.body.decode() == content
        assert answer.headers["Content-Type"].startswith(content_type)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        policy = answer.headers["Content-Security-Policy"].split("; ")
        assert {"sandbox", "default-src 'none'", "frame-ancestors 'none'"} <= set(policy)
