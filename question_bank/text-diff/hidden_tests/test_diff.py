import random
import time

import pytest
from main import apply, diff, hunks, undo


def fewest(old, new):
    """How many changes are needed, found in the slow and certain way."""
    row = list(range(len(new) + 1))
    for line in old:
        before, row = row, [row[0] + 1]
        for at, other in enumerate(new):
            row.append(before[at] if line == other else 1 + min(before[at + 1], row[at]))
    return row[-1]


def check(old, new):
    changes = diff(old, new)
    assert [line for sign, line in changes if sign in (" ", "-")] == old
    assert [line for sign, line in changes if sign in (" ", "+")] == new
    signs = "".join(sign for sign, _ in changes)
    assert "+-" not in signs, "added lines come before removed ones"
    assert len(signs.replace(" ", "")) == fewest(old, new)


@pytest.mark.parametrize(
    ("old", "new"),
    [([], []), ([], ["a"]), (["a"], []), (["a", "b"], ["a", "b"]), (["a", "b"], ["c", "d"])],
)
def test_nothing_and_everything(old, new):
    check(old, new)


def test_repeated_lines():
    check(["", "a", "", "b", ""], ["", "", "b", "", "a", ""])
    check(["x"] * 7, ["x"] * 4)


def test_signs_inside_of_lines():
    check(["+a", "-b", " c", ""], ["-b", "+a", "c", " "])


def test_random_files():
    chance = random.Random(17)
    for _ in range(60):
        old, new = ([chance.choice("abcd") for _ in range(chance.randrange(12))] for _ in range(2))
        check(old, new)


def test_apply_refuses_what_does_not_belong():
    changes = [(" ", "a"), ("-", "b"), ("+", "x")]
    for wrong in ([], ["a"], ["a", "x"], ["a", "b", "c"], ["b", "a"]):
        with pytest.raises(ValueError):
            apply(wrong, changes)
    for wrong in ([], ["a"], ["a", "b"], ["a", "x", "c"]):
        with pytest.raises(ValueError):
            undo(wrong, changes)
    assert apply([], []) == []
    assert undo(["n"], [("+", "n")]) == []


def test_no_change_no_hunks():
    assert hunks([]) == []
    assert hunks([(" ", "a"), (" ", "b")]) == []


def test_when_changes_share_a_hunk():
    def changes(between):
        return [("-", "first"), *[(" ", "same")] * between, ("+", "last")]

    assert hunks(changes(2), context=1) == ["@@ -1,3 +1,3 @@", "-first", *[" same"] * 2, "+last"]
    assert hunks(changes(3), context=1) == [
        "@@ -1,2 +1,1 @@",
        "-first",
        " same",
        "@@ -4,1 +3,2 @@",
        " same",
        "+last",
    ]
    assert sum(line.startswith("@@") for line in hunks(changes(6))) == 1
    assert sum(line.startswith("@@") for line in hunks(changes(7))) == 2


def test_hunks_without_lines_of_one_version():
    assert hunks([("+", "a"), ("+", "b")]) == ["@@ -0,0 +1,2 @@", "+a", "+b"]
    assert hunks([("-", "a")]) == ["@@ -1,1 +0,0 @@", "-a"]
    changes = [(" ", "a"), (" ", "b"), ("+", "c"), (" ", "d"), ("-", "e"), (" ", "f")]
    assert hunks(changes, context=0) == ["@@ -2,0 +3,1 @@", "+c", "@@ -4,1 +4,0 @@", "-e"]


def test_large_files():
    chance = random.Random(4)
    old = [f"line {chance.randrange(3000)}" for _ in range(10_000)]
    new = list(old)
    for _ in range(40):
        at = chance.randrange(len(new))
        if chance.random() < 0.5:
            new.insert(at, f"new {at}")
        else:
            del new[at]
    began = time.perf_counter()
    changes = diff(old, new)
    assert time.perf_counter() - began < 5
    assert [line for sign, line in changes if sign in (" ", "-")] == old
    assert [line for sign, line in changes if sign in (" ", "+")] == new
    assert sum(sign != " " for sign, _ in changes) <= 40
