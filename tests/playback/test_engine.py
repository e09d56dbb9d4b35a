"""The player's engine in the browser and the rules written down here come to the same."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from pycrdt import Doc, Text

from benchmarks.servers import ServerTrouble, node
from interview_ext.playback import builder
from interview_ext.playback.lines import MAX_LINES
from interview_ext.recording.document import DocumentRow

from .history import History
from .test_playback import Clients

ENGINE = Path(__file__).parents[2] / "benchmarks" / "engine.mjs"
KINDS = (
    ["insert", "delete", "move", "cut", "replace", "exchange", "key", "nested", "unset"]
    + ["output", "stream", "clear", "long", "deliver", "keyframe"]
    + ["type", "grow"] * 6
)


def states(folder: Path, moments: list[int]) -> list[dict[str, Any]]:
    """What the engine says everything was at these moments."""
    try:
        program = node()
    except ServerTrouble:
        pytest.skip("there is no Node.js here")
    done = subprocess.run(
        [program, "--experimental-transform-types", str(ENGINE), str(folder), "states"],
        input="\n".join(map(str, moments)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("seed", range(4))
def test_browser_and_server_agree_about_every_moment(tmp_path, seed):
    chance = random.Random(seed)
    history = History(tmp_path / "pad")
    history.rows = [
        DocumentRow("n", "a.ipynb", "notebook", "json"),
        DocumentRow("f", "b.py", "file", "text"),
    ]
    clients = {"n": Clients(history, "n", "notebook"), "f": Clients(history, "f", "file")}
    for _ in range(250):
        history.now += chance.randrange(3)
        text = "".join(chance.choice("abc \n\néß漢😀🧑") for _ in range(chance.randrange(10)))
        value = chance.choice([None, True, 1, 0.5, "x\ny", [1, {"a": "b"}], {"source": "p\nq"}])
        numbers = tuple(chance.randrange(30) for _ in range(3))
        action = (chance.choice(KINDS), chance.randrange(3), numbers, text, value)
        clients[chance.choice("nnf")].act(action)
    with patch.object(builder, "CHANGES", 60):
        player = history.build()
    assert len(player.manifest["segments"]) > 2
    moments = list(range(0, player.manifest["duration"] + 1, 3))
    chance.shuffle(moments)
    for moment, state in zip(moments, states(player.folder, moments), strict=True):
        assert state["docs"] == player.at(moment)["docs"], moment


def test_they_agree_when_a_text_becomes_very_long(tmp_path):
    history = History(tmp_path / "pad")
    history.rows = [DocumentRow("f", "b.py", "file", "text")]
    doc: Doc = Doc()
    text = doc.get("source", type=Text)
    with history.editing("f", "ada", doc):
        text += "x\n" * (MAX_LINES - 2)
    changes = [(0, "y"), (3, "\n"), (0, "\n"), (9, "z")]
    for number, (at, characters) in enumerate(changes):
        history.now = number + 1
        with history.editing("f", "bob", doc):
            text.insert(at, characters)
    with patch.object(builder, "CHANGES", 3):
        player = history.build()
    moments = list(range(len(changes) + 1))
    for moment, state in zip(moments, states(player.folder, moments), strict=True):
        [document, _] = state["docs"]
        assert document == player.at(moment)["docs"][0], moment
        assert ("$lines" in document) == (moment < 3), moment
