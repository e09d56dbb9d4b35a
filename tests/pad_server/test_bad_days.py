"""What goes wrong with the disk is said to the people in the pad, and nothing is lost."""

from __future__ import annotations

import errno

import pytest

from interview_ext.pad_server import files


async def test_a_recording_that_cannot_be_written_is_said_and_made_good(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter()
    events, room = await ada.events(), await ada.room("main.py")
    assert (await events.until("pad"))["trouble"] == ""
    recording = pads.get(pad_id).recording
    await recording.flush()
    recording._file._db.execute("PRAGMA max_page_count = 1")  # answers as a full disk does
    room.text.insert(0, "#" * 200_000)
    said = ""
    while not said:
        said = (await events.until("pad"))["trouble"]
    assert "is kept" in said
    recording._file._db.execute("PRAGMA max_page_count = 1000000")
    while said:
        said = (await events.until("pad"))["trouble"]
    await recording.flush()
    await pads.close(pad_id)
    await pads.open(pads_spec(pads, pad_id))
    assert str((await ada.room("main.py")).text) == "#" * 200_000


def pads_spec(pads, pad_id):
    from interview_ext.pad_server import PadSpec

    return PadSpec(pad_id, "Again", "in_progress", entries=list(pads.gateway.entries.items()))


async def test_a_file_that_cannot_be_saved_is_said_and_saved_later(
    new_pad, browser, pads, monkeypatch
):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter()
    events, room = await ada.events(), await ada.room("main.py")
    write = files.write

    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(files, "write", full)
    room.text.insert(0, "# kept")
    said = ""
    while not said:
        said = (await events.until("pad"))["trouble"]
    assert "No space left" in said
    monkeypatch.setattr(files, "write", write)
    while said:
        said = (await events.until("pad"))["trouble"]
    assert (pads.pads_dir / pad_id / "files/main.py").read_text() == "# kept"


@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "binary", "huge"])
async def test_what_is_no_text_is_refused_in_words(new_pad, browser, pads, kind, tmp_path):
    import os

    pad_id = await new_pad()
    path = pads.pads_dir / pad_id / "files" / "odd.txt"
    secret = tmp_path / "secret"
    secret.write_text("the server's secret")
    if kind == "link":
        path.symlink_to(secret)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "binary":
        path.write_bytes(b"\xff\xfe\x00")
    else:
        with path.open("wb") as file:
            file.truncate(100 * 1024 * 1024)
    ada = await browser(pad_id).enter()
    for method, address, body in (
        ("GET", "api/contents/odd.txt?content=1&type=file&format=text", None),
        ("GET", "files/odd.txt", None),
        ("POST", "api/interview/runs", {"path": "odd.txt"}),
    ):
        if (kind, address) in (("huge", "files/odd.txt"), ("binary", "files/odd.txt")):
            continue
        if kind == "huge" and method == "GET":
            continue
        response = await ada.request(method, address, body)
        assert response.code >= 400, (address, response.body[:100])
        assert b"secret" not in response.body
        assert any(word in response.body for word in (b"message", b"html", b"does not exist"))


async def test_a_link_out_of_the_pad_is_neither_read_nor_written(new_pad, browser, pads, tmp_path):
    pad_id = await new_pad()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("SECRET")
    folder = pads.pads_dir / pad_id / "files"
    (folder / "out").symlink_to(outside)
    (folder / "main.py").unlink()
    (folder / "main.py").symlink_to(outside / "secret.py")
    ada = await browser(pad_id).enter()
    for path in ("out/secret.py", "main.py", "out"):
        for address in (f"api/contents/{path}", f"files/{path}"):
            response = await ada.request("GET", address)
            assert response.code >= 400
            assert b"SECRET" not in response.body
        save = {"type": "file", "format": "text", "content": "overwritten"}
        assert (await ada.request("PUT", f"api/contents/{path}", save)).code >= 400
    copied = await ada.request("POST", "api/contents/", {"copy_from": "main.py"})
    assert copied.code >= 400
    assert (outside / "secret.py").read_text() == "SECRET"
