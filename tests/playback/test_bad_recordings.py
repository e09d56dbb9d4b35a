"""Whatever a recording holds, what can be read of it is played back."""

from __future__ import annotations

import sqlite3
import subprocess
import sys

import pytest
from pycrdt import Array, Doc, Map, Text, XmlFragment, XmlText

from interview_ext.playback.builder import build
from interview_ext.playback.plain import EMBED
from interview_ext.playback.replay import Replica
from interview_ext.recording.document import DocumentRow

from ..rooms.test_nesting import ARRAYS, nested
from .history import History, Player


def notebook(tmp_path) -> History:
    history = History(tmp_path / "pad")
    history.rows = [
        DocumentRow("n", "a.ipynb", "notebook", "json"),
        DocumentRow("f", "b.py", "file", "text"),
    ]
    return history


def test_what_is_unreadable_is_passed_over_and_said(tmp_path):
    history = notebook(tmp_path)
    doc = Doc()
    text = doc.get("source", type=Text)
    with history.editing("f", "ada", doc):
        text.insert(0, "before")
    history.now = 61_000
    history.add("update", b"no update at all", "f", "ada")
    history.add("update", b"", "f", "ada")
    history.add("update", b"\xff" * 40, "n", "ada")
    history.add("update", nested(200_000, ARRAYS), "n", "ada")
    history.add("update", doc.get_update(), "unknown", "ada")
    history.add("run", b"{no json", author="ada")
    history.add("run", b"[" * 100_000, author="ada")
    history.add("presence", b"[]", author="ada")
    history.add("run", {"path": 5, "source": None, "result": [], "asked": "x"}, author="ada")
    history.add("admission", {"admissions": [None, {"id": []}]})
    history.add("awareness", {"anchor": {}}, "f", "ada")
    history.add("signal", {"signal": "paste", "size": "much", "path": {}}, author="ada")
    history.now = 62_000
    with history.editing("f", "ada", doc):
        text.insert(0, "after ")
    player = history.build()
    assert player.at(62_000)["docs"][1]["source"] == "after before"
    assert len(player.manifest["notes"]) == 8
    assert any("nested too deep" in note for note in player.manifest["notes"])
    assert player.manifest["notes"][0].startswith("0:01:01 A change of b.py is unreadable")


def test_odd_documents_are_told_as_json_that_browsers_can_read(tmp_path):
    history = notebook(tmp_path)
    doc = Doc()
    cells = doc.get("cells", type=Array)
    with history.editing("n", "ada", doc), doc.transaction():
        cells.append(Map({"source": Text("fine")}))
        cells.append("no cell")
        cells.append(None)
    deep: Map = Map({"deepest": 1})
    for _ in range(200):
        deep = Map({"down": deep})
    history.now = 10
    with history.editing("n", "ada", doc), doc.transaction():
        cell = cells[0]
        cell["bytes"] = b"\0\1"
        cell["nan"] = float("nan")
        cell["infinite"] = [float("inf"), 1.5, 2**60]
        cell["$"] = "a name"
        cell["$lines"] = 5
        cell["__proto__"] = Map({"polluted": True})
        cell["plain"] = {"$": "x", "__proto__": {"a": 1}, "b": True}
        cells.append(deep)
        cells.append(Doc())
    history.now = 20
    with history.editing("n", "ada", doc), doc.transaction():
        cells[0]["__proto__"]["polluted"] = 2
        cells[0]["b"] = 1
        inner = cells[3]
        for _ in range(200):
            inner = inner["down"]
        inner["deepest"] = 2
    history.now = 30
    with history.editing("n", "ada", doc):
        source = cells[0]["source"]
        source.insert(0, "still ")
    player = history.build()
    document = player.at(30)["docs"][0]
    cell = document["cells"][0]
    lines = cell.pop("$lines")
    assert lines == [[player.people["ada"], 30]]
    assert cell == {
        "source": "still fine",
        "bytes": None,
        "nan": None,
        "infinite": [None, 1.5, float(2**60)],
        "plain": {"b": True},
        "b": 1,
    }
    assert document["cells"][1:3] == ["no cell", None]
    assert player.manifest["notes"] == []


def test_a_document_of_another_shape_is_shown_as_far_as_it_goes(tmp_path):
    history = notebook(tmp_path)
    doc = Doc()
    doc["cells"] = Map({"a": 1})
    doc["meta"] = Text("no map")
    with history.editing("n", "ada", doc):
        doc["cells"]["b"] = 2
    strange = Doc()
    fragment = strange.get("source", type=XmlFragment)
    with history.editing("f", "ada", strange):
        fragment.children.append(XmlText("hello"))
    with history.editing("n", "ada", doc):
        doc["meta"].insert(0, "x")
    player = history.build()
    root = player.at(0)["docs"][0]
    assert root is None or isinstance(root["cells"], list)


@pytest.mark.parametrize("thing", [{"image": "x"}, [1, 2], 5, "no text, though it looks so"])
def test_what_is_no_text_does_not_shift_what_comes_after_it(tmp_path, thing):
    history = notebook(tmp_path)
    doc = Doc()
    text = doc.get("source", type=Text)
    with history.editing("f", "ada", doc):
        text += "äb\ncd"
    with history.editing("f", "eve", doc):
        text.insert_embed(3, thing)
    for number, character in enumerate("xé🐍"):
        history.now = number + 1
        with history.editing("f", "ada", doc):
            text.insert(len(text) - 2, character)
    history.now = 5
    with history.editing("f", "ada", doc):
        del text[2:3]
    root = history.build().at(5)["docs"][1]
    assert root["source"].replace(EMBED, "").replace(str(thing), "") == "ä\nxé🐍cd"
    assert len(root["$lines"]) == 2


def test_a_document_that_nothing_can_be_made_of_is_left_out_and_said(tmp_path, monkeypatch):
    history = notebook(tmp_path)
    for id, name in (("n", "cells"), ("f", "source")):
        doc = Doc()
        with history.editing(id, "ada", doc):
            if id == "n":
                doc.get(name, type=Array).append(Map({"source": Text("fine")}))
            else:
                text = doc.get(name, type=Text)
                text += "troublesome"
    history.add("run", {"path": "b.py", "source": "x", "status": "ok"}, "f", "ada")

    class Panic(BaseException):
        """As the library's own are."""

    advance = Replica.advance

    def fail(self, *arguments):
        if self.type == "file":
            raise Panic("at the disco")
        return advance(self, *arguments)

    monkeypatch.setattr(Replica, "advance", fail)
    player = history.build()
    assert player.manifest["notes"] == [
        "b.py is left out: it takes more memory or time than there is"
    ]
    assert [row["path"] for row in player.manifest["documents"]] == ["a.ipynb", ""]
    assert player.at(0)["docs"][0]["cells"][0]["source"] == "fine"
    [run] = player.events("run")
    assert run["doc"] is None


def test_what_follows_damage_in_the_file_is_missing_and_said(tmp_path):
    history = notebook(tmp_path)
    doc = Doc()
    text = doc.get("source", type=Text)
    for number in range(3000):
        history.now = number
        with history.editing("f", "ada", doc):
            text.insert(0, "x" * 50)
    history.write()
    path = history.folder / "recording.sqlite"
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(b"damage" * (size // 20))
    try:
        build(history.folder, {"id": "a", "title": "b"}, lambda done, document: None)
    except (sqlite3.Error, ValueError):
        assert not (history.folder / "playback").exists()
    else:
        assert "cannot be read any further" in Player(history.folder).manifest["notes"][-1]


def test_an_index_that_cannot_be_made_leaves_the_old_one(tmp_path):
    history = notebook(tmp_path)
    history.add("state", {"state": "ended"})
    history.build()
    before = sorted(path.name for path in history.folder.iterdir())
    (history.folder / "recording.sqlite").write_bytes(b"nothing" * 1000)
    with pytest.raises(sqlite3.Error):
        build(history.folder, {"id": "a", "title": "b"}, lambda done, document: None)
    after = sorted(path.name for path in history.folder.iterdir())
    assert [name for name in after if not name.startswith("recording")] == [
        name for name in before if not name.startswith("recording")
    ]


def test_the_process_says_in_words_what_went_wrong(tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "interview_ext.playback", str(tmp_path)],
        input=b'{"id": "a", "title": "b"}',
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"could not be prepared" in done.stdout


def test_a_recording_that_takes_for_ever_is_given_up(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [DocumentRow("f", "a.py", "file", "text")]
    doc = Doc()
    source = doc.get("source", type=Text)
    with history.editing("f", "ada", doc):
        source += "é\n" * 1_000_000
    for _ in range(5000):
        with history.editing("f", "ada", doc):
            source.insert(0, "x")
    history.write()
    command = [sys.executable, "-m", "interview_ext.playback", str(history.folder), "--seconds=2"]
    done = subprocess.run(command, input="{}", capture_output=True, text=True, timeout=60)
    assert done.returncode < 0, done.stdout
    assert not (history.folder / "playback").exists()
