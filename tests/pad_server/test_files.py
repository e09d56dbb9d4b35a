"""Files of a pad, whatever a program makes of them: links, pipes, names, depths, races."""

from __future__ import annotations

import base64
import contextlib
import os
import threading

import pytest

from interview_ext.pad_server import files


@pytest.fixture
def pad(tmp_path):
    """A pad's folder with a secret beside it."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("SECRET")
    root = tmp_path / "files"
    root.mkdir()
    return root


def test_no_race_leads_out_of_the_pad(pad, tmp_path):
    """While a program exchanges a folder and a link all the time, all operations stay inside."""
    (pad / "real").mkdir()
    (pad / "real" / "file").write_text("inside")
    over = threading.Event()

    def exchange():
        while not over.is_set():
            for target in ("real", str(tmp_path / "outside")):
                os.symlink(target, pad / "new")
                os.rename(pad / "new", pad / "link")
            os.rename(pad / "link", pad / "gone")
            os.rename(pad / "real", pad / "link")
            os.rename(pad / "link", pad / "real")

    thread = threading.Thread(target=exchange)
    thread.start()
    try:
        root = str(pad)
        for _ in range(3000):
            for attempt in (
                lambda: files.read(root, "link/file", 100),
                lambda: files.write(root, "link/made", b"x"),
                lambda: files.append(root, "link/file", b"x", 100),
                lambda: files.delete(root, "link/file"),
                lambda: files.rename(root, "link/file", "link/moved"),
                lambda: files.make_folder(root, "link/folder"),
                lambda: files.listing(root, "link", 10),
            ):
                with contextlib.suppress(OSError):
                    assert attempt() != b"SECRET"
    finally:
        over.set()
        thread.join()
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["file"]
    assert (tmp_path / "outside" / "file").read_text() == "SECRET"


def test_deleting_a_link_spares_what_it_leads_to(pad, tmp_path):
    os.symlink(tmp_path / "outside", pad / "link")
    (pad / "folder").mkdir()
    os.symlink(tmp_path / "outside", pad / "folder" / "link")
    files.delete(str(pad), "link")
    files.delete(str(pad), "folder")
    assert list(pad.iterdir()) == []
    assert (tmp_path / "outside" / "file").read_text() == "SECRET"


def test_folders_of_any_depth_are_deleted(pad):
    deep = os.open(pad, os.O_RDONLY)
    for _ in range(2000):
        os.mkdir("d", dir_fd=deep)
        below = os.open("d", os.O_RDONLY, dir_fd=deep)
        os.close(deep)
        deep = below
    os.close(deep)
    files.delete(str(pad), "d")
    assert list(pad.iterdir()) == []


def test_a_second_name_is_not_followed(pad, tmp_path):
    os.link(tmp_path / "outside" / "file", pad / "name")
    assert files.find(str(pad), "name") is None
    with pytest.raises(files.NotAFile):
        files.read(str(pad), "name", 100)
    with pytest.raises(files.NotAFile):
        files.append(str(pad), "name", b"x", 100)
    files.write(str(pad), "name", b"mine")  # takes the name's place
    assert (tmp_path / "outside" / "file").read_text() == "SECRET"


async def test_hostile_names_are_left_out_or_shown_as_they_are(new_pad, browser, pads):
    pad_id = await new_pad(start_with="file")
    folder = os.fsencode(pads.pads_dir / pad_id / "files")
    for name in (
        b"new\nline",
        b"\xff\xfe",
        "\u202egpj.exe".encode(),
        b"-rf",
        b"x" * 255,
        b".hidden",
        b"<img src=x>",
    ):
        open(os.path.join(folder, name), "w").close()
    os.mkfifo(os.path.join(folder, b"pipe"))
    ada = await browser(pad_id).enter()
    listed = await ada.json("GET", "api/contents/?content=1")
    assert sorted(one["name"] for one in listed["content"]) == sorted(
        ["-rf", "<img src=x>", "main.py", "x" * 255]
    )
    for name in ("pipe", ".hidden", "-rf/x", "main.py/x", "x" * 256):
        for method, body in (("GET", None), ("DELETE", None), ("PATCH", {"path": "other"})):
            answer = await ada.request(method, f"api/contents/{name}", body)
            assert 400 <= answer.code < 500, (name, method, answer.code)
    for target in ("\ud800", "a\x00b", "../x", "main.py", ".x", "x" * 300, "a/b", ""):
        answer = await ada.request("PATCH", "api/contents/-rf", {"path": target})
        assert 400 <= answer.code < 500, (target, answer.code, answer.body)


async def test_files_are_uploaded_in_pieces_up_to_a_limit(new_pad, browser, pads):
    pad_id = await new_pad(start_with="file")
    pads.get(pad_id).contents_manager.max_upload = 300_000
    ada = await browser(pad_id).enter()

    async def put(data: bytes, chunk: int | None) -> int:
        model = {
            "type": "file",
            "format": "base64",
            "content": base64.b64encode(data).decode(),
            **({"chunk": chunk} if chunk is not None else {}),
        }
        return (await ada.request("PUT", "api/contents/data.csv", model)).code

    assert [await put(b"a" * 100_000, n) for n in (1, 2, -1)] == [201, 200, 200]
    assert (await ada.request("GET", "files/data.csv")).body == b"a" * 300_000
    assert await put(b"b", 4) == 413
    assert await put(b"b" * 300_001, None) == 413
    assert (await ada.request("GET", "files/data.csv")).body == b"a" * 300_000


async def test_files_and_folders_are_made_moved_copied_and_deleted(new_pad, browser, pads):
    pad_id = await new_pad(start_with="both")
    ada = await browser(pad_id).enter()
    folder = await ada.json("POST", "api/contents/", {"type": "directory"})
    assert folder["type"] == "directory"
    moved = await ada.json("PATCH", "api/contents/Untitled%20Folder", {"path": "data"})
    assert moved["path"] == "data"
    made = await ada.json("POST", "api/contents/data", {"type": "notebook"})
    assert made["path"].endswith(".ipynb")
    copied = await ada.json("POST", "api/contents/data", {"copy_from": "main.py"})
    assert copied["path"] == "data/main.py"
    names = [one["name"] for one in (await ada.json("GET", "api/contents/data"))["content"]]
    assert sorted(names) == sorted(["main.py", made["name"]])
    assert (await ada.json("GET", f"api/contents/{made['path']}"))["content"]["nbformat"] == 4
    assert (await ada.request("DELETE", "api/contents/data")).code == 204
    assert not (pads.pads_dir / pad_id / "files" / "data").exists()
