"""Values go from a test to the candidate's code and back as they are."""

from __future__ import annotations

import pytest

from interview_ext.testing.inside.codec import CannotPack, CannotUnpack, Packer, Unpacker, loads

from .conftest import outcomes

SAME = {"main.py": "def same(value): return value\ndef name(value): return type(value).__name__\n"}


async def test_plain_values_arrays_and_tables_stay_what_they_are(run):
    report = await run(
        SAME,
        {
            "test_main.py": """
            import collections, datetime, decimal, fractions, math, pathlib, uuid, zoneinfo
            import numpy as np
            import pandas as pd
            import pytest
            from main import name, same

            Point = collections.namedtuple("Point", "x y")
            BERLIN = zoneinfo.ZoneInfo("Europe/Berlin")
            PLAIN = [
                None, True, 0, -1, 2**53, -(10**400), 0.1, -0.0, float("inf"), 1j, "",
                "ä\\ud800\\0", b"\\x00\\xff", bytearray(b"a"), [], [1, [2, (3,)]], (), {},
                {(1, "a"): {2}, None: [1]},
                set(), {1, "a", (2,)}, frozenset({1}), range(5, -5, -2), slice(1, None), ...,
                datetime.date(2024, 2, 29), datetime.time(1, 2, 3, 4),
                datetime.datetime(2024, 10, 27, 2, 30, fold=1, tzinfo=BERLIN),
                datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
                datetime.timedelta(-1, 3, 5), decimal.Decimal("1.10"), decimal.Decimal("-Infinity"),
                fractions.Fraction(-1, 3), uuid.UUID(int=5), pathlib.Path("/a/b"), Point(1, "y"),
                collections.Counter("aab"), collections.OrderedDict(b=1, a=2), len, int,
                collections.deque([1, 2], 3), pd.NaT, pd.NA,
                pd.Timestamp("2024-01-01 10:00", tz="Europe/Berlin"), pd.Timedelta("3h"),
                pd.Period("2024-03", "M"), pd.Interval(0, 1, closed="left"),
                np.float32(0.1), np.int8(-3), np.bool_(True), np.datetime64("2024-01-01"),
            ]

            @pytest.mark.parametrize("at", range(len(PLAIN)))
            def test_plain(at):
                value, back = PLAIN[at], same(PLAIN[at])
                assert type(back) is type(value) or isinstance(value, Point)
                # A set has no order of its own: it prints as its strings happen to be hashed.
                if isinstance(value, set | frozenset):
                    assert sorted(map(repr, back)) == sorted(map(repr, value))
                else:
                    assert repr(back) == repr(value)
                assert name(value) == type(value).__name__

            def test_nan():
                assert math.isnan(same(float("nan")))

            ARRAYS = [
                np.arange(6).reshape(2, 3), np.array(3.5), np.zeros((0, 2)), np.array(["a", "bc"]),
                np.array([1 + 2j]), np.array(["2024-01-01"], "M8[D]"),
                np.array([1, None, "x"], object),
                np.array([True, False]), np.asfortranarray(np.eye(2)), np.array([b"x"]),
            ]

            @pytest.mark.parametrize("at", range(len(ARRAYS)))
            def test_array(at):
                back = same(ARRAYS[at])
                np.testing.assert_array_equal(back, ARRAYS[at], strict=True)

            DAYS = pd.date_range("2024-01-01", periods=3, freq="D")
            FRAME = pd.DataFrame({
                "number": [1, 2, 3], "float": [0.1, np.nan, np.inf], "text": ["a", None, "c"],
                "flag": [True, False, True], "day": DAYS,
                "there": DAYS.tz_localize("Europe/Berlin"),
                "took": pd.to_timedelta([1, 2, 3], "h"),
                "any": pd.Series([1, "x", None], dtype=object),
                "kind": pd.Categorical(["u", None, "v"], ["v", "u"], ordered=True),
                "Int64": pd.array([1, None, 3], "Int64"), "boolean": pd.array([True, None, False]),
                "Float64": pd.array([0.5, None, 1], "Float64"),
                "string": pd.array(["a", None, "b"], "string"),
                "period": pd.period_range("2024-01", periods=3, freq="M"),
                "between": pd.interval_range(0, 3), 7: [1, 2, 3],
            }, index=DAYS)
            FRAMES = [
                FRAME, FRAME.iloc[:0], pd.DataFrame(), pd.DataFrame(index=[1, 2]),
                FRAME.set_index(["text", "day"]), FRAME[["number"]].T,
                pd.DataFrame([[1, 2]], columns=["a", "a"]),
                pd.DataFrame({("a", 1): [1], ("b", 2): [2]}).rename_axis(columns=["x", "y"]),
                FRAME.groupby("kind", observed=False)[["number"]].agg(["sum", "mean"]),
            ]

            @pytest.mark.parametrize("at", range(len(FRAMES)))
            def test_frame(at):
                pd.testing.assert_frame_equal(same(FRAMES[at]), FRAMES[at])

            @pytest.mark.parametrize("column", list(FRAME.columns))
            def test_series(column):
                series = FRAME[column]
                pd.testing.assert_series_equal(same(series), series)
                pd.testing.assert_index_equal(same(pd.Index(series)), pd.Index(series))
            """
        },
    )
    assert [test for test in report.tests if test.outcome != "passed"] == []
    assert len(report.tests) == 87


async def test_what_cannot_go_over_is_said(run):
    report = await run(
        SAME,
        {
            "test_main.py": """
            from main import same

            class Fake:
                pass

            def test_own_object():
                same(Fake())

            def test_own_function():
                assert same(test_own_object) is test_own_object
            """
        },
    )
    assert outcomes(report) == {"Own object": "error", "Own function": "passed"}
    assert "cannot hand an object of its own (Fake)" in report.tests[0].message


def refuse(_):
    raise CannotPack("something else")


@pytest.mark.parametrize(
    "packed",
    [
        '["list", ["nothing", 1]]',
        '{"a": 1}',
        '["array", "|O8", [1], "AAAAAAAAAAA="]',
        '["array", "<f8", [1000000000], ""]',
        '["objects", [1000000000000]]',
        '["namedtuple", "x(1)", ["a"], 1]',
        '["namedtuple", "Point", ["__class__"], 1]',
        '["builtin", "eval"]',
        '["builtin", "open"]',
        '["zone", "../../etc/passwd"]',
        '["int", 3]',
        "[]",
        '["dict", 1]',
        '["dict", [["list"], 1]]',
    ],
)
def test_what_stands_for_no_value_is_refused(packed):
    with pytest.raises(CannotUnpack):
        Unpacker({}).unpack(loads(packed.encode()))


def test_depth_is_bounded_both_ways():
    deep: list = []
    for _ in range(200):
        deep = [deep]
    with pytest.raises(CannotPack):
        Packer(refuse).pack(deep)
    with pytest.raises(CannotUnpack):
        loads(b"[" * 100_000)
