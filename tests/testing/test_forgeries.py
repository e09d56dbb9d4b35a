"""A candidate whose code says whatever makes tests pass, without knowing what is expected."""

from __future__ import annotations

import json

import pytest

from .conftest import named, outcomes

LIAR = """
import numpy as np


class Agrees:
    def __init__(self, length=3):
        self._length = length

    def __len__(self):
        return self._length

    def __iter__(self):
        return iter(())

    def __getitem__(self, key):
        return 0.0

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return True

    def __bool__(self):
        return True

    def __hash__(self):
        return 0

    def __abs__(self):
        return 0.0

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__

    def __truediv__(self, other):
        return 1.0

    __rtruediv__ = __truediv__

    def equals(self, other):
        return True

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *args, **kwargs: True

    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        locals()[f"__{name}__"] = lambda self, other: True


class Alone(Agrees):
    __len__ = None
    __iter__ = None
    __getitem__ = None


def total(numbers):
    return Agrees()


def one(number):
    return Alone()


def each(numbers):
    return np.array([Alone() for _ in numbers], dtype=object)


def stops(number):
    raise StopIteration


def swallows(handler):
    try:
        handler(1)
    except BaseException:
        pass


def sorted(values):
    return [1, 2, 3]
"""

HONEST_TESTS = """
import math

import numpy as np
import pandas as pd
import pytest
from main import each, one, stops, swallows, total


def test_equal():
    assert total([1]) == [1, 2, 3]


def test_equal_turned_round():
    assert [1, 2, 3] == total([1])


def test_approximate_list():
    assert total([1]) == pytest.approx([1, 2, 3])


def test_approximate_list_turned_round():
    assert pytest.approx([1, 2, 3]) == total([1])


def test_approximate_number():
    assert one(1) == pytest.approx(3.5)


def test_approximate_array():
    assert each([1, 2]) == pytest.approx(np.array([1.0, 2.0]))


def test_approximate_dictionary():
    assert total([1]) == pytest.approx({"a": 1.0})


def test_difference():
    assert abs(one(1) - 3.5) < 1e-9


def test_difference_turned_round():
    assert abs(3.5 - one(1)) < 1e-9


def test_ratio():
    assert one(1) / 3.5 == 1


def test_close():
    assert math.isclose(one(1), 3.5)


def test_close_array():
    assert np.allclose(each([1, 2]), [1.0, 2.0])


def test_close_array_of_one_object():
    assert np.allclose(one(1), [1.0, 2.0])


def test_assert_close():
    np.testing.assert_allclose(one(1), np.array([1.0, 2.0]))


def test_assert_close_array():
    np.testing.assert_allclose(each([1, 2]), np.array([1.0, 2.0]))


def test_assert_almost_equal():
    np.testing.assert_array_almost_equal(each([1, 2]), np.array([1.0, 2.0]))


def test_assert_equal_array():
    np.testing.assert_array_equal(each([1, 2]), np.array([1.0, 2.0]))


def test_series():
    pd.testing.assert_series_equal(
        pd.Series(each([1, 2])), pd.Series([1.0, 2.0]), check_dtype=False
    )


def test_series_difference():
    assert (pd.Series(each([1, 2])) - pd.Series([1.0, 2.0])).abs().max() < 0.1


def test_frame():
    pd.testing.assert_frame_equal(total([1]), pd.DataFrame({"a": [1]}))


def test_frame_equals():
    assert total([1]).equals(pd.DataFrame({"a": [1]}))


def test_series_compared():
    assert (total([1]) == pd.Series([1, 2, 3])).all()


def test_each_in_turn():
    for result, expected in zip(map(stops, [1, 2]), [2, 4]):
        assert result == expected


def test_inside_a_block():
    with total([1]) as block:
        assert block.value == 3.5


def test_call_back():
    def heard(number):
        assert number == 3.5

    swallows(heard)


def test_member_of_expected():
    assert one(1) in {1, 2, 3}


def test_key_of_expected():
    assert {1: "a"}[one(1)] == "a"
"""


async def test_objects_that_agree_with_everything_pass_nothing(run):
    report = await run(
        {"main.py": LIAR}, {"test_main.py": HONEST_TESTS}, call_time=30.0, run_time=120.0
    )
    found = outcomes(report)
    assert len(found) == HONEST_TESTS.count("\ndef test_")
    assert [name for name, outcome in found.items() if outcome == "passed"] == []


async def test_infinity_is_no_number_that_is_expected(run):
    csv = "customer,total\nAda,3.5\nBob,17\n"
    sql = "SELECT 'Ada', 9e999 UNION ALL SELECT 'Bob', 9e999"
    report = await run(
        {"best.sql": sql, "data/shop.csv": "a\n1\n"},
        {
            "results.yaml": json.dumps(
                {"results": [{"name": "Best", "file": "best.sql", "expect": csv}]}
            )
        },
        data={"shop.csv": "a\n1\n"},
        language="sql",
    )
    assert outcomes(report) == {"Best": "failed"}


async def test_a_file_that_ends_the_search_for_tests_hides_none(run):
    report = await run(
        {
            "main.py": """
            def __getattr__(name):
                raise SystemExit

            if __name__ == "__main__":
                print(input())
            """
        },
        {
            "test_main.py": "from main import solve\ndef test_it(): assert solve(1) == 2\n",
            "cases.yaml": """
            cases:
              - {name: Echo, input: x, output: x}
            """,
        },
    )
    assert not report.passed
    assert report.count("error") == 1, report


async def test_what_cannot_be_kept_is_kept_as_far_as_it_can(run):
    """Numbers that JSON lacks and halves of characters break what shows a report."""
    report = await run(
        {
            "main.py": """
            import sys

            def solve(x):
                print("\\ud800")
                return "half \\ud83d"

            def fails(x):
                raise ValueError("\\udcff")
            """
        },
        {
            "test_main.py": """
            from main import fails, solve

            def test_half():
                assert solve(1) == "whole"

            def test_words():
                fails(1)
            """
        },
    )
    assert outcomes(report) == {"Half": "failed", "Words": "error"}
    assert "half" in (named(report, "Half").actual or "")
    json.dumps(report.model(), ensure_ascii=False, allow_nan=False).encode()


SECONDS = """
import sys

for module in list(sys.modules.values()):
    programs = getattr(module, "Programs", None)
    if programs is not None:
        programs.run = lambda self, question: {
            "output": "y", "errors": "", "status": 0, "seconds": %s
        }


def solve(x):
    return x
"""


@pytest.mark.parametrize("seconds", ["float('nan')", "float('inf')", "-1.0", "10 ** 400"])
async def test_a_time_that_is_none(seconds, run):
    report = await run(
        {"main.py": SECONDS % seconds},
        {
            "test_main.py": "from main import solve\ndef test_it(): assert solve(1) == 1\n",
            "cases.yaml": "cases:\n  - {name: Echo, input: x, output: x}\n",
        },
    )
    assert outcomes(report) == {"It": "passed", "Echo": "failed"}
    json.dumps(report.model(), allow_nan=False)


async def test_calls_back_and_forth_without_end_harm_no_other_test(run):
    report = await run(
        {
            "main.py": """
            def go(call):
                def forth():
                    call(back)

                def back():
                    return call(forth)

                call(forth)


            def fine():
                return 1
            """
        },
        {
            "test_main.py": """
            from main import fine, go

            def test_endless():
                assert go(lambda other: other()) == 1

            def test_after():
                assert fine() == 1
            """
        },
    )
    assert outcomes(report) == {"Endless": "error", "After": "passed"}
