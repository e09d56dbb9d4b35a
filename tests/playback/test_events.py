"""What happened besides typing, told so that people can read it."""

from __future__ import annotations

from pycrdt import Array, Doc, Map, Text

from interview_ext.playback.activity import MAX_BUCKETS, Activity
from interview_ext.playback.events import MAX_EVENTS
from interview_ext.recording.document import DocumentRow

from .history import History


def interview(tmp_path) -> tuple[History, Doc]:
    """A pad with a notebook of one cell, and Ada and Bob in it."""
    history = History(tmp_path / "pad")
    history.rows = [DocumentRow("n", "a.ipynb", "notebook", "json")]
    history.person("ada", "Ada")
    history.person("bob", "Bob")
    doc = Doc()
    cells = doc.get("cells", type=Array)
    with history.editing("n", "", doc), doc.transaction():
        cells.append(Map({"id": "one", "source": Text("")}))
        doc.get("state", type=Map)["path"] = "a.ipynb"
    return history, doc


def test_runs_people_kernels_and_the_door(tmp_path):
    history, _ = interview(tmp_path)
    start = history.frames[0].time
    history.now = 1000
    history.add("presence", {"here": True}, author="ada")
    history.add("presence", {"here": True}, author="ada")
    door = [{"id": "x", "name": "Ada", "state": "knocking"}]
    history.add("admission", {"admissions": door})
    history.add(
        "admission", {"admissions": [{"id": "y", "name": "Eve", "state": "knocking"}, *door]}
    )
    history.add("admission", {"admissions": [{**door[0], "state": "admitted"}]})
    history.now = 9000
    history.add(
        "run",
        {
            "path": "a.ipynb",
            "cell_id": "one",
            "source": "1/0" * 2000,
            "asked": start + 4000,
            "started": start + 5000,
            "ended": start + 9000,
            "status": "error",
            "result": {"outputs": 1, "error": "ZeroDivisionError: division by zero", "text": ""},
        },
        author="bob",
    )
    history.add("kernel", {"event": "restart", "path": "a.ipynb", "words": ""}, author="bob")
    history.add("state", {"state": "ended"})
    history.add("presence", {"here": False}, author="ada")
    player = history.build()
    ada, bob = player.people["ada"], player.people["bob"]
    (run,) = player.events("run")
    assert run["source"] == ("1/0" * 2000)[:2000]
    del run["source"]
    assert run == {
        "t": 5000,
        "kind": "run",
        "who": bob,
        "end": 9000,
        "doc": 0,
        "cell": "one",
        "status": "error",
        "result": {"outputs": 1, "error": "ZeroDivisionError: division by zero", "text": ""},
    }
    assert [(e["kind"], e["who"]) for e in player.manifest["events"]] == [
        ("join", ada),
        *[("admission", -1)] * 3,
        ("run", bob),
        ("kernel", bob),
        ("state", -1),
        ("leave", ada),
    ]
    assert [(e["name"], e["state"]) for e in player.events("admission")] == [
        ("Ada", "knocking"),
        ("Eve", "knocking"),
        ("Ada", "admitted"),
    ]
    names = {one["name"]: one for one in player.manifest["participants"]}
    assert names["Bob"] == {"id": "bob", "name": "Bob", "role": "candidate", "color": "#123456"}
    assert player.manifest["idle"] == [[1000, 9000]]


def test_ten_pastes_of_a_word_are_not_ten_alarms(tmp_path):
    history, _ = interview(tmp_path)
    for number in range(10):
        history.now = 1000 + number * 3000
        history.add("signal", {"signal": "paste", "size": 5, "inside": True}, author="ada")
    history.add("signal", {"signal": "paste", "size": 7, "inside": True}, author="bob")
    history.add(
        "signal",
        {"signal": "paste", "size": 9, "inside": False, "path": "a.ipynb", "cell": "one"},
        author="ada",
    )
    history.now = 100_000
    history.add("signal", {"signal": "copy_all", "size": 400, "path": "a.ipynb"}, author="ada")
    history.add("signal", {"signal": "unheard of"}, author="ada")
    player = history.build()
    ada, bob = player.people["ada"], player.people["bob"]
    told = [
        (e["who"], e["signal"], e["count"], e["size"], e.get("inside"))
        for e in player.events("signal")
    ]
    assert told == [
        (ada, "paste", 10, 50, True),
        (bob, "paste", 1, 7, True),
        (ada, "paste", 1, 9, False),
        (ada, "copy_all", 1, 400, None),
    ]
    outside = player.events("signal")[2]
    assert (outside["doc"], outside["cell"]) == (0, "one")


def test_leaving_and_returning_are_one_event(tmp_path):
    history, _ = interview(tmp_path)
    for at, signal in (
        (0, "returned"),
        (1000, "left"),
        (5000, "returned"),
        (6000, "left"),
        (9000, "returned"),
        (200_000, "left"),
    ):
        history.now = at
        history.add("signal", {"signal": signal}, author="ada")
    history.now = 300_000
    history.add("state", {"state": "ended"})
    told = [(e["t"], e["signal"], e["count"], e["end"]) for e in history.build().events("signal")]
    assert told == [(1000, "away", 2, 9000), (200_000, "away", 1, 300_000)]


def test_text_that_was_neither_typed_nor_pasted_is_told(tmp_path):
    history, doc = interview(tmp_path)
    source = doc.get("cells", type=Array)[0]["source"]
    text = "".join(chr(97 + number % 26) for number in range(90))

    def bring(at: int, what: str, author: str = "ada") -> None:
        history.now = at
        with history.editing("n", author, doc):
            source.insert(len(source), what)

    bring(1000, text[:79])  # short
    bring(2000, text, "")  # a program's
    bring(100_000, text + "!")
    bring(200_000, text.upper())
    history.now = 201_500
    history.add("signal", {"signal": "paste", "size": 90, "inside": False}, author="ada")
    history.now = 300_000
    with history.editing("n", "ada", doc):
        del source[0 : len(source)]
    bring(301_000, text)  # an undo
    bring(400_000, "😀" * 80, "bob")
    bursts = [e for e in history.build().events("signal") if e["signal"] == "burst"]
    assert [(e["t"], e["size"], e["doc"], e["cell"]) for e in bursts] == [
        (100_000, 91, 0, "one"),
        (400_000, 160, 0, "one"),
    ]


def test_a_cell_that_comes_with_its_text_is_told_unless_it_was_there(tmp_path):
    history, doc = interview(tmp_path)
    cells = doc.get("cells", type=Array)
    text = "".join(chr(97 + number % 26) for number in range(90))
    scrap = "# it is often so: forty characters in all"

    def put(at: int, id: str, source: str) -> None:
        history.now = at
        with history.editing("n", "ada", doc), doc.transaction():
            cells.append(Map({"id": id, "source": Text(source)}))

    put(100_000, "two", text)
    put(200_000, "copy", text)
    history.now = 300_000
    with history.editing("n", "ada", doc), doc.transaction():
        del cells[1]
        del cells[1]
    put(400_000, "undone", text)
    put(500_000, "short", scrap)
    history.now = 510_000
    with history.editing("n", "ada", doc), doc.transaction():
        del cells[2]
    # What was there before does not hide what comes with it.
    put(600_000, "more", f"{scrap} {text.upper()}")
    history.now = 700_000
    with history.editing("n", "ada", doc), doc.transaction():
        cells[0]["source"] = Text(text[::-1])
    bursts = [e for e in history.build().events("signal") if e["signal"] == "burst"]
    assert [(e["t"], e["size"], e["cell"]) for e in bursts] == [
        (100_000, 90, "two"),
        (600_000, len(scrap) + 91, "more"),
        (700_000, 90, "one"),
    ]


def test_a_flood_of_one_kind_hides_nothing_else(tmp_path):
    history, _ = interview(tmp_path)
    for number in range(2 * MAX_EVENTS + 10):
        history.now = number
        history.add("presence", {"here": number % 2 == 0}, author="ada")
    history.now = 100_000
    history.add("presence", {"here": True}, author="bob")
    history.add("run", {"path": "a.ipynb", "cell_id": "one", "status": "ok"}, author="ada")
    history.add("signal", {"signal": "paste", "size": 9}, author="ada")
    player = history.build()
    bob = player.people["bob"]
    kinds = [(e["kind"], e["who"]) for e in player.manifest["events"] if e["t"] == 100_000]
    assert kinds == [("join", bob), ("run", player.people["ada"]), ("signal", player.people["ada"])]
    assert player.manifest["notes"] == ["0:01:40 10 more things happened than are listed"]


def test_cursors_are_where_people_put_them(tmp_path):
    history, _ = interview(tmp_path)
    start = {"cell": "one", "anchor": 0, "head": 0}
    for at, author, place in (
        (100, "ada", start),
        (200, "bob", {**start, "head": 5}),
        (300, "ada", start),
        (400, "ada", {}),
        (500, "bob", {"cell": 1, "anchor": "x"}),
    ):
        history.now = at
        history.add("awareness", place, "n", author)
    history.now = 600
    history.add("awareness", {}, "elsewhere", "bob")
    player = history.build()
    ada, bob = str(player.people["ada"]), str(player.people["bob"])
    assert player.at(150)["cursors"] == {ada: {"doc": 0, **start}}
    assert player.at(399)["cursors"] == {
        ada: {"doc": 0, **start},
        bob: {"doc": 0, **start, "head": 5},
    }
    assert player.at(600)["cursors"] == {ada: None, bob: {"doc": 0, **start, "head": 5}}


def test_the_histogram_grows_coarser_and_loses_nothing():
    activity = Activity()
    for number, t in enumerate(range(0, 7_200_000, 700)):
        activity.note(number % 2, t)
    activity.note(-1, 7_200_000)
    of = activity.histogram(3, 7_200_000)
    assert [sum(counts) for counts in of] == [5143, 5143, 0]
    assert all(MAX_BUCKETS // 2 < len(counts) <= MAX_BUCKETS for counts in of)
    assert activity.idle == []


def test_a_run_is_told_in_the_document_it_ran_in_whatever_another_says_of_itself(tmp_path):
    history, _ = interview(tmp_path)
    history.rows.append(DocumentRow("b", "b.py", "file", "text"))
    with history.editing("b", "ada") as doc:
        doc.get("state", type=Map)["path"] = "a.ipynb"
    run = {"path": "a.ipynb", "cell_id": "one", "status": "ok"}
    history.add("run", run, document="n", author="ada")
    player = history.build()
    [told] = player.events("run")
    assert player.manifest["documents"][told["doc"]]["path"] == "a.ipynb"
