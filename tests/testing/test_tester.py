"""Tests of a question as its author writes them, and what people read of them."""

from __future__ import annotations

import json

import pytest

from interview_ext.errors import InvalidInput, Unavailable

from .conftest import named, outcomes

SOLVE = {"main.py": "def solve(words):\n    print('sorting')\n    return sorted(words)\n"}


async def test_results_are_told_in_words(run):
    report = await run(
        SOLVE,
        {
            "test_main.py": '''
            import pytest
            from main import solve

            def test_sorting():
                """Words are sorted.

                More about it.
                """
                assert solve(["b", "a"]) == ["a", "b"]

            def test_empty_list():
                assert solve([]) == ["a"]

            def test_expected_on_the_left():
                assert ["x"] == solve(["y"])

            @pytest.mark.parametrize("word", ["p", "q"])
            def test_single_words(word):
                assert solve([word]) == ["q"]

            @pytest.mark.skip(reason="Later.")
            def test_later():
                assert solve([]) is None
            '''
        },
    )
    assert outcomes(report) == {
        "Words are sorted": "passed",
        "Empty list": "failed",
        "Expected on the left": "failed",
        "Single words (p)": "failed",
        "Single words (q)": "passed",
        "Later": "skipped",
    }
    empty = named(report, "Empty list")
    assert (empty.expected, empty.actual, empty.message) == ("['a']", "[]", "")
    left = named(report, "Expected on the left")
    assert (left.expected, left.actual) == ("['x']", "['y']")
    assert named(report, "Later").message == "Later."
    assert not report.passed
    assert "sorting" in report.output
    assert report.model()["tests"][0]["name"] == "Words are sorted"


async def test_errors_show_the_candidates_own_lines(run):
    report = await run(
        {
            "main.py": """
            def divide(a, b):
                return helper(a, b)

            def helper(a, b):
                return a / b
            """
        },
        {
            "test_main.py": """
            import pytest
            from main import divide

            def test_zero():
                SECRET = 3
                divide(SECRET, 0)

            def test_zero_is_refused():
                with pytest.raises(ZeroDivisionError, match="division"):
                    divide(1, 0)

            def test_other_error():
                with pytest.raises(ValueError):
                    divide(1, 2)
            """
        },
    )
    assert outcomes(report) == {
        "Zero": "error",
        "Zero is refused": "passed",
        "Other error": "failed",
    }
    message = named(report, "Zero").message
    assert message.startswith("ZeroDivisionError: division by zero")
    assert "main.py, line 5, in helper\n    return a / b" in message
    assert "SECRET" not in message
    assert "DID NOT RAISE" in named(report, "Other error").message


async def test_frames_arrays_and_printed_text_are_compared_as_usual(run):
    report = await run(
        {
            "main.py": """
            import numpy as np
            import pandas as pd

            def weekly(path):
                orders = pd.read_csv(path, parse_dates=["day"])
                return orders.groupby(pd.Grouper(key="day", freq="W"))["total"].sum()

            def spoil(frame):
                frame["extra"] = 1
                return frame

            def mean(values):
                print("mean of", len(values))
                return np.asarray(values).mean()
            """,
            "data/orders.csv": "day,total\n2024-01-01,999\n",
        },
        {
            "test_main.py": """
            import numpy as np
            import pandas as pd
            import pytest
            from main import mean, spoil, weekly

            def test_weekly():
                index = pd.date_range("2024-01-07", periods=2, freq="W", name="day")
                expected = pd.Series([3.0, 4.0], index=index, name="total")
                pd.testing.assert_series_equal(weekly("data/orders.csv"), expected)

            def test_weekly_is_checked():
                pd.testing.assert_series_equal(weekly("data/orders.csv"), pd.Series([1.0, 2.0]))

            def test_own_data():
                assert len(pd.read_csv("data/orders.csv")) == 3

            def test_input_is_left_alone():
                frame = pd.DataFrame({"a": [1, 2]})
                before = frame.copy()
                spoil(frame)
                pd.testing.assert_frame_equal(frame, before)

            def test_mean(capsys):
                assert mean(np.array([1.0, 2.0])) == pytest.approx(1.5)
                assert capsys.readouterr().out == "mean of 2\\n"
            """
        },
        data={"orders.csv": "day,total\n2024-01-01,1.0\n2024-01-02,2.0\n2024-01-09,4.0\n"},
    )
    assert outcomes(report) == {
        "Weekly": "passed",
        "Weekly is checked": "failed",
        "Own data": "passed",
        "Input is left alone": "failed",
        "Mean": "passed",
    }


async def test_objects_of_the_candidates_classes_are_used_as_usual(run):
    report = await run(
        {
            "shop.py": """
            import enum
            from dataclasses import dataclass

            class Full(ValueError):
                def __init__(self, room):
                    super().__init__(f"only {room} fit")
                    self.room = room

            class Color(enum.IntEnum):
                RED = 1

            @dataclass
            class Item:
                name: str
                price: float = 0.0

            class Cart:
                def __init__(self, room=2):
                    self.items, self.room = [], room
                def add(self, item):
                    if len(self.items) >= self.room:
                        raise Full(self.room)
                    self.items.append(item)
                    return self
                def __len__(self):
                    return len(self.items)
                def __iter__(self):
                    return iter(self.items)
                def __getitem__(self, at):
                    return self.items[at]
                def __enter__(self):
                    return self
                def __exit__(self, *error):
                    self.items.clear()

            def total(items, price=lambda item: item.price):
                return sum(price(item) for item in items)

            def count():
                n = 0
                while True:
                    yield n
                    n += 1

            def fill(numbers, table):
                numbers.append(4)
                numbers.reverse()
                table["new"] = {"deep": 1}

            async def later(value):
                return value + 1
            """
        },
        {
            "test_shop.py": """
            import asyncio
            import itertools
            import pytest
            from shop import Cart, Color, Full, Item, count, fill, later, total

            def test_cart():
                cart = Cart().add(Item("pen", 2.0)).add(Item("cup", price=5.0))
                assert len(cart) == 2 and cart[0].name == "pen"
                assert [item.price for item in cart] == [2.0, 5.0]
                assert isinstance(cart, Cart) and not isinstance(cart, Item)
                assert Item("a") == Item("a") and Item("a") != Item("b")
                assert total(cart) == 7.0
                assert total(cart, price=lambda item: 1) == 2
                with cart as same:
                    assert same is not None
                assert len(cart) == 0

            def test_own_errors():
                cart = Cart(room=0)
                with pytest.raises(Full, match="only 0 fit") as caught:
                    cart.add(Item("pen"))
                assert caught.value.room == 0
                with pytest.raises(ValueError):
                    cart.add(Item("pen"))

            def test_generator():
                assert list(itertools.islice(count(), 3)) == [0, 1, 2]

            def test_in_place():
                numbers, table = [1, 2], {"old": 0}
                fill(numbers, table)
                assert numbers == [4, 2, 1]
                assert table == {"old": 0, "new": {"deep": 1}}

            def test_coroutine():
                assert asyncio.run(later(1)) == 2

            def test_enum():
                assert Color.RED == 1 and Color.RED.name == "RED"
            """
        },
    )
    assert [test for test in report.tests if test.outcome != "passed"] == []
    assert len(report.tests) == 6


async def test_missing_names_fail_only_the_tests_that_use_them(run):
    report = await run(
        SOLVE,
        {
            "test_main.py": """
            from main import later, solve

            def test_first_step():
                assert solve(["a"]) == ["a"]

            def test_second_step():
                assert later() == 1
            """,
            "test_other.py": """
            from other import anything

            def test_anything():
                assert anything() == 1
            """,
        },
    )
    assert named(report, "First step").outcome == "passed"
    second = named(report, "Second step")
    assert (second.outcome, second.message) == ("error", "main has no “later”.")
    assert "There is no file other.py" in named(report, "Other").message


async def test_modules_of_packages_are_imported_as_usual(run):
    report = await run(
        {
            "shop/__init__.py": "NAME = 'Corner shop'\n",
            "shop/prices.py": "RATE = 2\n\ndef price(amount):\n    return amount * RATE\n",
            "shop/orders/__init__.py": "",
            "shop/orders/order.py": """
                from ..prices import price

                class Order:
                    def __init__(self, amount):
                        self.amount = amount

                    def total(self):
                        return price(self.amount)
                """,
        },
        {
            "test_shop.py": """
                import shop.prices
                from shop import NAME
                from shop.orders.order import Order

                def test_used():
                    assert NAME == "Corner shop"
                    assert shop.prices.price(4) == 8
                    assert Order(3).total() == 6
                """,
            "test_other.py": "from shop.stock import left\n\ndef test_left():\n    left()\n",
        },
    )
    assert outcomes(report) == {"Used": "passed", "Other": "error"}
    assert "There is no file shop/stock.py" in named(report, "Other").message


async def test_a_notebook_is_what_its_cells_left_behind(run):
    cells = [
        "%matplotlib inline\nimport matplotlib.pyplot as plt\nimport pandas as pd",
        "sales = pd.DataFrame({'week': [1, 2], 'total': [3, 4]})\nsales",
        "fig, ax = plt.subplots()\nax.plot(sales['week'], sales['total'])",
        "ax.set_xlabel('Week')\nplt.show()",
        "1 / 0",
        "best = sales['total'].max()",
    ]
    notebook = {
        "cells": [{"cell_type": "markdown", "source": "# Sales", "metadata": {}}]
        + [
            {"cell_type": "code", "source": cell.splitlines(True), "metadata": {}} for cell in cells
        ],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    report = await run(
        {"analysis.ipynb": json.dumps(notebook)},
        {
            "test_analysis.py": """
            from analysis import ax, best, sales, worst

            def test_best():
                assert best == 4

            def test_sales():
                assert list(sales["total"]) == [3, 4]

            def test_plot():
                assert ax.get_xlabel() == "Week"
                assert [list(line.get_ydata()) for line in ax.get_lines()] == [[3, 4]]

            def test_worst():
                assert worst == 3
            """
        },
    )
    assert outcomes(report) == {
        "Best": "passed",
        "Sales": "passed",
        "Plot": "passed",
        "Worst": "error",
    }
    message = named(report, "Worst").message
    assert "Cell 5 raised ZeroDivisionError" in message
    assert "cell 5, line 1" in message


async def test_a_file_of_a_test_goes_along(run):
    report = await run(
        {"main.py": "def size(path):\n    return len(open(path).read())\n"},
        {
            "test_main.py": """
            from main import size

            def test_size(tmp_path):
                (tmp_path / "a.txt").write_text("four")
                assert size(tmp_path / "a.txt") == 4
                assert size(str(tmp_path / "a.txt")) == 4
            """
        },
    )
    assert outcomes(report) == {"Size": "passed"}


async def test_what_cannot_be_run_is_said(make_tester):
    tester = make_tester()
    with pytest.raises(InvalidInput, match="no tests"):
        await tester.run(
            type="code", language="python", files={}, data={}, tests={"readme.txt": b""}
        )
    with pytest.raises(Unavailable, match="cannot be run on this machine"):
        await tester.run(
            type="code", language="cobol", files={}, data={}, tests={"test_a.py": b"pass"}
        )
    with pytest.raises(InvalidInput, match="cannot be read"):
        await tester.run(
            type="code", language="python", files={}, data={}, tests={"cases.yaml": b"cases: 3"}
        )


async def test_a_function_of_a_test_may_use_the_candidates_objects_in_turn(run):
    report = await run(
        {
            "main.py": """
            class Queue:
                def __init__(self):
                    self.items, self.handlers = [1, 2, 3], []
                def take(self):
                    return self.items.pop(0)
                def run(self, handler):
                    while self.items:
                        handler(self)
                    return "done"
            """
        },
        {
            "test_main.py": """
            import pytest
            from main import Queue

            def test_handler():
                taken = []
                queue = Queue()
                assert queue.run(lambda same: taken.append(queue.take())) == "done"
                assert taken == [1, 2, 3]

            def test_error_in_handler():
                def handler(queue):
                    raise LookupError("not there")
                with pytest.raises(LookupError, match="not there"):
                    Queue().run(handler)
            """
        },
    )
    assert [test for test in report.tests if test.outcome != "passed"] == []
    assert len(report.tests) == 2
