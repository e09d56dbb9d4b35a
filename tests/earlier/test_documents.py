"""What is read of a folder that a stranger's code has written to."""

from __future__ import annotations

import json
import os

import pytest

from interview_ext.earlier import documents
from interview_ext.earlier.documents import list_documents, read_document
from interview_ext.errors import Conflict, NotFound


def read(root, path):
    return json.loads(read_document(root, path))


def notebook(root, name, content):
    text = content if isinstance(content, str) else json.dumps(content)
    (root / name).write_text(text)
    return read(root, name)


def test_files_are_listed_with_their_folders_and_links_are_not(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("not theirs")
    root = tmp_path / "files"
    (root / "task" / "inner").mkdir(parents=True)
    (root / "task" / "inner" / "b.py").write_text("b")
    (root / "a.ipynb").write_text("{}")
    (root / ".hidden").write_text("x")
    (root / "link.py").symlink_to(secret)
    (root / "task" / "up").symlink_to(tmp_path)
    os.link(secret, root / "other_name.py")
    os.mkfifo(root / "pipe")
    found = list_documents(root)
    assert [(one.path, one.type, one.size) for one in found] == [
        ("a.ipynb", "notebook", 2),
        ("task/inner/b.py", "file", 1),
    ]
    for path in ("link.py", "task/up/secret", "other_name.py", "pipe", "../secret", "none", ""):
        with pytest.raises(NotFound):
            read_document(root, path)


def test_very_many_files_are_not_all_listed(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_FILES", 3)
    for number in range(9):
        (tmp_path / f"{number}.py").write_text("")
    assert len(list_documents(tmp_path)) == 3


def test_very_many_folders_are_not_all_looked_into(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_FOLDERS", 4)
    (tmp_path / "main.py").write_text("")
    for number in range(9):
        (tmp_path / f"{number}" / "inner").mkdir(parents=True)
        (tmp_path / f"{number}" / "a.py").write_text("")
    looked = []
    listing = documents.files.listing
    monkeypatch.setattr(
        documents.files, "listing", lambda *args: [looked.append(args[1]), listing(*args)][1]
    )
    assert [one.path for one in list_documents(tmp_path)] == [
        "0/a.py", "1/a.py", "2/a.py", "main.py",
    ]  # fmt: skip
    assert looked == ["", "0", "1", "2"]


def test_a_pad_whose_files_are_gone_has_none(tmp_path):
    assert list_documents(tmp_path / "gone") == []


def test_text_is_read(tmp_path):
    (tmp_path / "main.py").write_text("print('ä')\n")
    assert read(tmp_path, "main.py") == {
        "path": "main.py",
        "type": "file",
        "text": "print('ä')\n",
    }


def test_what_is_too_large_or_no_text_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(documents, "MAX_TEXT", 8)
    (tmp_path / "large.txt").write_text("x" * 9)
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\xff")
    for path, reason in (("large.txt", "too_large"), ("picture.png", "no_text")):
        with pytest.raises(Conflict) as caught:
            read_document(tmp_path, path)
        assert caught.value.reason == reason


def test_a_notebook_is_made_what_readers_expect(tmp_path):
    output = {"output_type": "stream", "name": "stdout", "text": ["1\n"]}
    found = notebook(
        tmp_path,
        "n.ipynb",
        {
            "cells": [
                {"cell_type": "code", "source": ["a\n", "b"], "outputs": [output, 7, {"x": 1}]},
                {"cell_type": "markdown", "source": "# Hi", "metadata": []},
                {"cell_type": "weird", "source": 5},
                "no cell",
            ],
            "metadata": {"trusted": True},
            "nbformat": 3,
        },
    )
    assert found["type"] == "notebook"
    cells = found["notebook"]["cells"]
    assert [cell["cell_type"] for cell in cells] == ["code", "markdown", "raw"]
    assert [cell["source"] for cell in cells] == ["a\nb", "# Hi", ""]
    assert cells[0]["outputs"] == [output]
    assert cells[1]["metadata"] == {}
    assert found["notebook"]["nbformat"] == 4


def test_what_is_no_notebook_is_text(tmp_path):
    for number, text in enumerate(("no json", "[]", '{"cells": 1}', "[" * 100_000)):
        found = notebook(tmp_path, f"{number}.ipynb", text)
        assert (found["type"], found["text"]) == ("file", text)
