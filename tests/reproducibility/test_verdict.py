"""What counts as the same, and what is said of what does not."""

from __future__ import annotations

from typing import Any

import pytest

from interview_ext.reproducibility.verdict import judge, notebook_model, out_of_order


def stream(text: Any, name: str = "stdout") -> dict[str, Any]:
    return {"output_type": "stream", "name": name, "text": text}


def result(count: int = 1, **data: Any) -> dict[str, Any]:
    data = {key.replace("_", "/"): value for key, value in data.items()}
    return {"output_type": "execute_result", "data": data, "execution_count": count}


def error(name: str, message: str = "") -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": ["…"]}


def cell(*outputs: Any, source: str = "x", count: int | None = 1) -> dict[str, Any]:
    return {
        "id": "a",
        "cell_type": "code",
        "source": source,
        "outputs": list(outputs),
        "execution_count": count,
    }


@pytest.mark.parametrize(
    ("then", "now"),
    [
        ([], []),
        ([stream("a"), stream("b")], [stream("ab")]),
        ([stream(["a\n", "b"])], [stream("a\nb")]),
        ([stream("a"), stream("!", "stderr"), stream("b")], [stream("ab"), stream("!", "stderr")]),
        ([result(1, text_plain="<A at 0x7f01>")], [result(9, text_plain="<A at 0x7fFF02>")]),
        (
            [result(image_png="abc\n", text_plain="<Figure 1>")],
            [result(image_png="abc", text_plain="<Figure 2>")],
        ),
        ([result(text_plain="1", text_html="<b id=1>")], [result(text_plain="1", text_html="<b>")]),
        ([error("KeyError", "'a'")], [error("KeyError", "'a'")]),
    ],
)
def test_the_same(then, now):
    assert judge(cell(*then), 3, now, "x").verdict == "same"
    assert judge(cell(*then), 3, now, "x").words == ""


@pytest.mark.parametrize(
    ("then", "now", "verdict", "words"),
    [
        ([stream("a")], [stream("b")], "differs", "What it prints is different."),
        ([stream("a")], [], "differs", "What it prints is different."),
        ([stream("a")], [stream("a", "stderr")], "differs", "What it prints is different."),
        ([result(text_plain="1")], [result(text_plain="2")], "differs", "The result is different."),
        ([result(image_png="a")], [result(image_png="b")], "differs", "The picture is different."),
        ([result(text_plain="1")], [], "differs", "It shows something else."),
        (
            [stream("a")],
            [error("NameError", "name 'x' is not defined")],
            "fails",
            "It fails in a clean kernel: NameError: name 'x' is not defined.",
        ),
        ([error("KeyError", "1")], [error("KeyError", "2")], "differs", "It fails in another way"),
        ([error("KeyError", "1")], [], "differs", "It does not fail any more (KeyError)."),
    ],
)
def test_not_the_same(then, now, verdict, words):
    judged = judge(cell(*then), 3, now, "x")
    assert judged.verdict == verdict
    assert judged.words.startswith(words)
    assert (judged.id, judged.index) == ("a", 3)


def test_a_cell_that_was_never_run_or_was_changed_since():
    assert judge(cell(count=None), 0, [stream("a")], None).verdict == "not_run"
    assert judge(cell(count=None), 0, [], "x").verdict == "same", "a run that shows nothing"
    changed = judge(cell(stream("a"), source="y"), 0, [stream("a")], "x")
    assert changed.verdict == "same"
    assert changed.words == "It was changed after it was last run."


def test_hostile_outputs_are_passed_over():
    odd = [None, 5, {"output_type": "stream", "text": {"a": 1}}, {"output_type": "display_data"}]
    assert judge(cell(*odd), 0, [], "x").verdict in ("same", "differs")


@pytest.mark.parametrize(
    ("positions", "counts", "expected"),
    [
        ([0, 1, 2], [], False),
        ([1, 0, 2], [], True),
        ([2], [], False),
        ([], [1, 2, None, 5], False),
        ([], [3, 2], True),
        ([0, 1], [2, 1], False),
    ],
)
def test_whether_cells_were_run_in_order(positions, counts, expected):
    assert out_of_order(positions, counts) is expected


def test_a_notebook_in_words():
    good = judge(cell(), 0, [], "x")
    bad = judge(cell(stream("a")), 1, [error("NameError")], "old")
    assert notebook_model("a.ipynb", [good], [0], [])["words"] == (
        "Run from the top in a clean kernel, all cells give the same."
    )
    model = notebook_model("a.ipynb", [good, bad], [1, 0], [])
    assert model["out_of_order"]
    assert model["words"] == (
        "Run from the top in a clean kernel: the same: 1, failing: 1. "
        "In the interview, cells were run in another order than they stand in. "
        "Changed after they were last run: 1."
    )
    assert model["cells"][1]["verdict"] == "fails"
