"""Any moment that is played back is what it was: for random histories, at every change."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text

from interview_ext.playback import builder
from interview_ext.recording.document import DocumentRow

from .history import History, Player, bare, stamped, truth

texts = st.text(st.sampled_from("abc \n\néß漢😀🧑"), max_size=12)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 2) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abk"), inner),
    max_leaves=6,
)
CLIENTS = ("ada", "bob", "")


@st.composite
def actions(draw: Any) -> tuple[Any, ...]:
    kind = draw(
        st.sampled_from(
            [
                "insert",
                "delete",
                "move",
                "type",
                "type",
                "type",
                "type",
                "cut",
                "replace",
                "exchange",
                "key",
                "nested",
                "unset",
                "output",
                "stream",
                "grow",
                "grow",
                "clear",
                "long",
                "deliver",
                "keyframe",
            ]
        )
    )
    numbers = tuple(draw(st.integers(0, 30)) for _ in range(3))
    return kind, draw(st.sampled_from((0, 1, 2))), numbers, draw(texts), draw(values)


class Clients:
    """Three who edit a document at the same time, and hear of each other only now and then."""

    def __init__(self, history: History, id: str, type: str) -> None:
        self.history, self.id, self.type = history, id, type
        self.docs = [Doc(), Doc(), Doc()]
        self.heard = [0, 0, 0]
        for doc in self.docs:
            self.begin(doc)

    def begin(self, doc: Doc) -> None:
        for name, type in (
            (("cells", Array), ("meta", Map)) if self.type == "notebook" else (("source", Text),)
        ):
            doc.get(name, type=type)

    def mine(self) -> list[bytes]:
        return [
            frame.data
            for frame in self.history.frames
            if frame.document == self.id and frame.kind in ("update", "keyframe")
        ]

    def server(self) -> Doc:
        doc = Doc()
        for update in self.mine():
            doc.apply_update(update)
        return doc

    def act(self, action: tuple[Any, ...]) -> None:
        kind, client, numbers, text, value = action
        doc = self.docs[client]
        if kind == "deliver":
            updates = self.mine()
            for update in updates[self.heard[client] :]:
                doc.apply_update(update)
            self.heard[client] = len(updates)
        elif kind == "keyframe":
            self.history.add("keyframe", self.server().get_update(), self.id)
        else:
            with self.history.editing(self.id, CLIENTS[client], doc), doc.transaction():
                if self.type == "notebook":
                    edit_notebook(doc, kind, numbers, text, value)
                else:
                    edit_text(doc.get("source", type=Text), kind, numbers, text)


def edit_notebook(doc: Doc, kind: str, numbers: tuple[int, ...], text: str, value: Any) -> None:
    cells = doc.get("cells", type=Array)
    if kind == "insert" or not len(cells):
        cells.insert(numbers[0] % (len(cells) + 1), new_cell(text, numbers[1]))
        return
    index = numbers[0] % len(cells)
    cell = cells[index]
    outputs = cell["outputs"]
    if kind == "delete":
        del cells[index]
    elif kind == "move":
        source = str(cell["source"])
        del cells[index]
        cells.insert(numbers[1] % (len(cells) + 1), new_cell(source, numbers[2]))
    elif kind == "exchange":
        edit_text(cell["source"], "type", numbers, "gone")
        cell["source"] = Text(text)
        edit_text(cell["source"], "type", numbers, "more")
    elif kind == "key":
        cell["execution_count"] = value
    elif kind == "nested":
        cell["metadata"]["a"] = Map({"b": value})
        doc.get("meta", type=Map)["metadata"] = value
        cell["metadata"]["a"]["c"] = numbers[0]
    elif kind == "unset":
        if "execution_count" in cell:
            del cell["execution_count"]
    elif kind == "output":
        outputs.append(Map({"output_type": "display_data", "data": {"text/plain": value}}))
        edit_text(cell["source"], "type", numbers, text)
    elif kind == "stream":
        outputs.append(Map({"output_type": "stream", "name": "stdout", "text": Text(text)}))
    elif kind == "grow":
        for output in outputs:
            if output["output_type"] == "stream":
                stream = output["text"]
                stream.insert(len(stream), text + "!")
    elif kind == "long":
        outputs.append(Map({"output_type": "x", "data": {"image/png": text + "A" * 1000}}))
    elif kind == "clear":
        outputs.clear()
    else:
        edit_text(cell["source"], kind, numbers, text)


def edit_text(shared: Text, kind: str, numbers: tuple[int, ...], text: str) -> None:
    old = str(shared)
    start = numbers[0] % (len(old) + 1)
    stop = min(len(old), start + numbers[1] % 5)
    at, end = len(old[:start].encode()), len(old[:stop].encode())
    if kind == "replace":
        at, end = 0, len(old.encode())
    if kind in ("cut", "replace") and end > at:
        del shared[at:end]
    if kind != "cut" and text:
        shared.insert(at, text)


def new_cell(text: str, number: int) -> Map:
    return Map(
        {
            "id": f"cell-{number}",
            "cell_type": "code",
            "source": Text(text),
            "metadata": Map({}),
            "outputs": Array([]),
        }
    )


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    st.lists(st.tuples(st.sampled_from(("n", "f")), st.integers(0, 3), actions()), max_size=40),
    st.integers(1, 9),
)
def test_every_moment_is_what_a_full_replay_gives(steps, length):
    with tempfile.TemporaryDirectory() as folder, patch.object(builder, "CHANGES", length):
        history = History(Path(folder) / "pad")
        history.rows = [
            DocumentRow("n", "a.ipynb", "notebook", "json"),
            DocumentRow("f", "b.py", "file", "text"),
        ]
        types = {"n": "notebook", "f": "file"}
        clients = {id: Clients(history, id, type) for id, type in types.items()}
        for id, pause, action in steps:
            history.now += pause
            clients[id].act(action)
        player = history.build()
        compare(history, player, types)


def compare(history: History, player: Player, types: dict[str, str]) -> None:
    """Every moment of every segment beside a full replay."""
    assert player.manifest["notes"] == []
    expected = {0: dict.fromkeys(types)}
    docs = {id: Doc() for id in types}
    began: dict[str, Any] = dict.fromkeys(types)
    times = [0]
    for frame in history.frames:
        t = frame.time - history.frames[0].time
        docs[frame.document].apply_update(frame.data)
        began = {**began, frame.document: truth(docs[frame.document], types[frame.document])}
        expected[t] = began
        times.append(t)
    carried: dict[str, Any] | None = None
    seen = 0
    for number, about in enumerate(player.manifest["segments"]):
        beginning = json.loads(json.dumps(player.segment(number)["state"]))
        if carried is not None:
            assert beginning == carried, "a segment begins where the one before ends"
        for t, state, last in player.moments(number):
            assert about["from"] <= t <= about["to"]
            for id in types:
                document = state["docs"][player.documents[id]]
                for source, lines in stamped(document):
                    assert len(lines) == source.count("\n") + 1
                if last and not (
                    t == about["to"] and number + 1 < len(player.manifest["segments"])
                ):
                    known = max(time for time in times if time <= t)
                    assert bare(document) == expected[known][id]
                    seen += 1
            carried = json.loads(json.dumps(state))
    assert not history.frames or seen
    kinds = [
        (doc, operation[0])
        for number in range(len(player.manifest["segments"]))
        for _, _, doc, *operations in player.segment(number)["changes"]
        for operation in operations
    ]
    for doc in range(len(types)):
        assert kinds.count((doc, "r")) <= 1, "a document is told anew instead of what changed"


def test_a_moment_may_be_asked_for_anywhere(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [DocumentRow("f", "b.py", "file", "text")]
    doc = Doc()
    text = doc.get("source", type=Text)
    for number in range(50):
        history.now = number * 10
        with history.editing("f", "ada", doc):
            text.insert(
                len(str(text).encode()), chr(97 + number % 26) + ("😀" if number % 3 else "\n")
            )
    with patch.object(builder, "CHANGES", 8):
        player = history.build()
    assert len(player.manifest["segments"]) == 7
    for number in range(50):
        source = player.at(number * 10 + 9)["docs"][0]["source"]
        assert source == str(text)[: len(source)]
        assert source.count("\n") + source.count("😀") == number + 1
