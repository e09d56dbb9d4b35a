from main import apply, diff, hunks, undo


def test_step_1_one_line_replaced():
    changes = diff(["a", "b", "c"], ["a", "x", "c"])
    assert changes == [(" ", "a"), ("-", "b"), ("+", "x"), (" ", "c")]


def test_step_1_as_few_changes_as_possible():
    old = ["one", "two", "three", "four"]
    new = ["zero", "one", "three", "four", "five"]
    changes = diff(old, new)
    assert [line for sign, line in changes if sign in " -"] == old
    assert [line for sign, line in changes if sign in " +"] == new
    assert sorted(sign for sign, _ in changes if sign != " ") == ["+", "+", "-"]


def test_step_2_apply_and_undo():
    changes = [(" ", "a"), ("-", "b"), ("+", "x")]
    assert apply(["a", "b"], changes) == ["a", "x"]
    assert undo(["a", "x"], changes) == ["a", "b"]


def test_step_3_one_hunk():
    changes = [(" ", letter) for letter in "abcdef"] + [("+", "new")] + [(" ", "g"), (" ", "h")]
    assert hunks(changes, context=2) == ["@@ -5,4 +5,5 @@", " e", " f", "+new", " g", " h"]
