import pandas as pd
import pytest
from analysis import plot_spread, plot_weekly, weekly


def read():
    return pd.read_csv("data/questions.csv")


def test_median_of_a_week():
    questions = pd.DataFrame(
        {
            "question_id": [1, 2, 3],
            "team": "Accounts",
            "priority": "normal",
            "asked_at": ["2025-04-08 10:00", "2025-04-09 10:00", "2025-04-13 23:00"],
            "answered_at": ["2025-04-08 12:00", "2025-04-09 13:00", "2025-04-14 09:00"],
        }
    )
    weeks = weekly(questions, "2025-06-30 00:00")
    assert list(pd.to_datetime(weeks["week"])) == [pd.Timestamp("2025-04-07")]
    assert list(weeks["questions"]) == [3]
    assert list(weeks["median_hours"]) == pytest.approx([3])


def test_a_line_for_each_team():
    ax = plot_weekly(weekly(read(), "2025-06-30 00:00"))
    assert len([line for line in ax.get_lines() if len(line.get_xdata()) > 1]) == 3


def test_axes_are_labelled():
    ax = plot_weekly(weekly(read(), "2025-06-30 00:00"))
    assert ax.get_xlabel() != ""
    assert "hours" in ax.get_ylabel().lower()


def test_a_panel_for_each_team():
    fig = plot_spread(read())
    assert [ax.get_title() for ax in fig.axes] == ["Accounts", "Deliveries", "Technical"]
