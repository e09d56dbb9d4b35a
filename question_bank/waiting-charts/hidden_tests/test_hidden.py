import pandas as pd
import pytest
from analysis import plot_spread, plot_weekly, weekly

END = "2025-06-30 00:00"


def asked(*rows):
    made = pd.DataFrame(rows, columns=["team", "asked_at", "answered_at"])
    return made.assign(question_id=range(len(made)), priority="normal")


def test_fresh_questions_are_left_out_even_if_answered():
    questions = asked(
        ("Accounts", "2025-06-23 00:00", "2025-06-23 04:00"),
        ("Accounts", "2025-06-23 00:01", "2025-06-23 00:02"),
        ("Accounts", "2025-06-29 12:00", None),
    )
    weeks = weekly(questions, END)
    assert list(weeks["questions"]) == [1]
    assert list(weeks["median_hours"]) == pytest.approx([4])


def test_old_questions_without_an_answer_count_until_the_end():
    questions = asked(
        ("Accounts", "2025-06-16 00:00", "2025-06-16 01:00"),
        ("Accounts", "2025-06-16 00:00", None),
        ("Accounts", "2025-06-17 00:00", None),
    )
    assert list(weekly(questions, END)["median_hours"]) == pytest.approx([13 * 24])


def test_weeks_begin_on_monday_and_are_sorted():
    questions = asked(
        ("Technical", "2025-05-05 00:00", "2025-05-05 02:00"),
        ("Technical", "2025-05-04 23:59", "2025-05-05 02:59"),
        ("Accounts", "2025-05-11 23:00", "2025-05-12 00:00"),
    )
    weeks = weekly(questions, END)
    assert list(weeks["week"].astype(str).str[:10]) == ["2025-04-28", "2025-05-05", "2025-05-05"]
    assert list(weeks["team"]) == ["Technical", "Accounts", "Technical"]
    assert list(weeks["median_hours"]) == pytest.approx([3, 1, 2])


def test_weeks_of_the_file():
    weeks = weekly(pd.read_csv("data/questions.csv"), END)
    assert len(weeks) == 11 * 3
    ill = weeks[(weeks["team"] == "Deliveries") & (weeks["median_hours"] > 12)]
    assert list(ill["week"].astype(str).str[:10]) == ["2025-05-19", "2025-05-26"]


@pytest.fixture(scope="module")
def axes():
    weeks = weekly(pd.read_csv("data/questions.csv"), END)
    # A change that an axis cut off at the bottom would make look dramatic.
    return plot_weekly(weeks.assign(median_hours=weeks["median_hours"] + 100))


def test_the_vertical_axis_begins_at_zero(axes):
    low, high = axes.get_ylim()
    assert low == 0
    assert high > 100


def test_lines_show_the_numbers(axes):
    highest = max(max(line.get_ydata()) for line in axes.get_lines() if len(line.get_ydata()) > 1)
    weeks = weekly(pd.read_csv("data/questions.csv"), END)
    assert highest == pytest.approx(weeks["median_hours"].max() + 100)


def test_teams_can_be_told_apart(axes):
    legend = axes.get_legend()
    shown = [] if legend is None else [text.get_text() for text in legend.get_texts()]
    shown += [text.get_text().strip() for text in axes.texts]
    assert {"Accounts", "Deliveries", "Technical"} <= set(shown)
    assert axes.get_title() != ""


def test_panels_can_be_compared():
    panels = list(plot_spread(pd.read_csv("data/questions.csv")).axes)
    assert [ax.get_xscale() for ax in panels] == ["log"] * 3
    assert len({tuple(ax.get_xlim()) for ax in panels}) == 1
    assert all(len(ax.patches) >= 1 for ax in panels)
