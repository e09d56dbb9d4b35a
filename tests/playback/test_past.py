"""The files of a pad are made again as they were, whatever is in its documents."""

from __future__ import annotations

import json

import nbformat
from pycrdt import Array, Doc, Map, Text

from interview_ext.playback.past import restore
from interview_ext.recording.document import DocumentRow

from .history import History


def test_documents_are_at_the_moment_and_where_they_were_then(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [
        DocumentRow("f", "new.py", "file", "text"),
        DocumentRow("late", "late.py", "file", "text"),
        DocumentRow("never", "never.py", "file", "text"),
    ]
    files = tmp_path / "pad" / "files"
    files.mkdir(parents=True)
    for name in ("new.py", "late.py", "never.py", "other.txt"):
        (files / name).write_text("at the end")
    doc, late = Doc(), Doc()
    source = doc.get("source", type=Text)
    with history.editing("f", "ada", doc), doc.transaction():
        source.insert(0, "one")
        doc.get("state", type=Map)["path"] = "old.py"
    history.now = 1000
    with history.editing("f", "ada", doc):
        source.insert(0, "two ")
    history.now = 2000
    with history.editing("f", "ada", doc), doc.transaction():
        source.clear()
        doc.get("state", type=Map)["path"] = "new.py"
    for words in ("first ", "then "):
        with history.editing("late", "ada", late):
            late.get("source", type=Text).insert(0, words)
    history.write()
    restore(tmp_path / "pad", 1500, tmp_path / "then")
    then = {path.name: path.read_text() for path in (tmp_path / "then").iterdir()}
    assert then == {"old.py": "two one", "late.py": "first ", "other.txt": "at the end"}


def test_cells_are_run_again_in_the_order_of_their_last_runs(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [DocumentRow("n", "a.ipynb", "notebook", "json")]
    doc = Doc()
    with history.editing("n", "", doc), doc.transaction():
        for id in "abc":
            doc.get("cells", type=Array).append(Map({"id": id, "source": Text(id)}))
    for number, (cell, started) in enumerate(
        [("a", 1), ("gone", 2), ("c", 3), ("b", None), ("a", 4), ("b", 5)]
    ):
        history.now = number
        history.add("run", {"path": "a.ipynb", "cell_id": cell, "started": started})
    history.write()
    runs = restore(tmp_path / "pad", 4, tmp_path / "then")
    assert [run["cell_id"] for run in runs] == ["c", "a"]


def test_a_document_that_says_it_is_elsewhere_stays_inside(tmp_path):
    history = History(tmp_path / "pad")
    hostile = [
        "../out.py",
        "/tmp/out-of-the-pad.py",
        "a/../../out.py",
        "x" * 5000,
        "a\0b",
        "main.py/x",
    ]
    history.rows = [DocumentRow("main", "main.py", "file", "text")]
    history.rows += [
        DocumentRow(f"d{number}", f"d{number}.py", "file", "text") for number in range(len(hostile))
    ]
    for row, path in zip(history.rows, ["main.py", *hostile], strict=True):
        doc = Doc()
        with history.editing(row.id, "ada", doc), doc.transaction():
            doc.get("source", type=Text).insert(0, "hostile")
            doc.get("state", type=Map)["path"] = path
    history.write()
    restore(tmp_path / "pad", 0, tmp_path / "in" / "then")
    there = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "in").rglob("*")]
    assert sorted(there) == ["in/then", "in/then/main.py"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in", "pad"]


def test_whatever_was_a_notebook_becomes_one(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [DocumentRow("n", "a.ipynb", "notebook", "json")]
    doc = Doc()
    cells = doc.get("cells", type=Array)
    with history.editing("n", "ada", doc), doc.transaction():
        cells.append("no cell")
        cells.append(
            Map({"id": "a", "cell_type": "code", "source": Text("1"), "outputs": Array([])})
        )
        cells.append(Map({"cell_type": 5, "source": 6, "metadata": [], "outputs": "x"}))
        cells.append(
            Map(
                {
                    "id": "b",
                    "cell_type": "code",
                    "metadata": Map({"x": 1}),
                    "source": Text("2"),
                    "execution_state": "running",
                    "execution_count": 3.0,
                    "outputs": Array(
                        [
                            Map({"output_type": "stream", "name": "stdout", "text": Text("out")}),
                            Map({"output_type": "weird"}),
                            None,
                        ]
                    ),
                }
            )
        )
        doc.get("meta", type=Map)["metadata"] = "none"
    history.write()
    restore(tmp_path / "pad", 0, tmp_path / "then")
    text = (tmp_path / "then" / "a.ipynb").read_text()
    nbformat.validate(nbformat.reads(text, 4))
    made = json.loads(text)["cells"]
    assert [cell["source"] for cell in made] == ["1", "", "2"]
    assert made[2]["execution_count"] == 3
    assert made[2]["outputs"] == [{"output_type": "stream", "name": "stdout", "text": "out"}]


def test_no_document_takes_the_place_or_the_runs_of_another(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [
        DocumentRow("a", "a.ipynb", "notebook", "json"),
        DocumentRow("b", "b.py", "file", "text"),
    ]
    (tmp_path / "pad" / "files").mkdir(parents=True)
    notebook, file = Doc(), Doc()
    with history.editing("a", "ada", notebook), notebook.transaction():
        notebook.get("cells", type=Array).append(Map({"id": "one", "source": Text("1")}))
    with history.editing("b", "ada", file), file.transaction():
        file.get("source", type=Text).insert(0, "mine")
        file.get("state", type=Map)["path"] = "a.ipynb"
    history.now = 1
    run = {"path": "a.ipynb", "cell_id": "one", "started": 1}
    history.add("run", run, document="a", author="ada")
    history.write()
    runs = restore(tmp_path / "pad", 5, tmp_path / "then")
    assert runs == [{"path": "a.ipynb", "cell_id": "one"}]
    assert (tmp_path / "then" / "b.py").read_text() == "mine"
    assert "one" in (tmp_path / "then" / "a.ipynb").read_text()
