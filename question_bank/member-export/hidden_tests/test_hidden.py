import pandas as pd
import pytest
from analysis import problems, read, report, usable

TODAY = "2025-09-01"
GOOD = {
    "member_id": 1,
    "email": "ida@post.example",
    "postcode": "01067",
    "born_on": "1990-05-01",
    "joined_on": "2020-01-01",
    "left_on": None,
    "plan": "basic",
    "fee": 19,
}


def members(*changes):
    rows = [GOOD | {"member_id": n} | change for n, change in enumerate(changes, 1)]
    made = pd.DataFrame(rows, columns=list(GOOD))
    for name in ("born_on", "joined_on", "left_on"):
        made[name] = pd.to_datetime(made[name])
    return made


def rules(*changes, today=TODAY):
    """The rules that each row breaks."""
    found = problems(members(*changes), today)
    broken = [[] for _ in changes]
    for row, rule in zip(found["row"], found["rule"], strict=True):
        broken[int(row)].append(rule)
    return broken


def test_a_file_of_digits_alone(tmp_path):
    path = tmp_path / "members.csv"
    members({"postcode": "01067"}, {"postcode": "99084"}).to_csv(path, index=False)
    found = read(path)
    assert list(found["postcode"]) == ["01067", "99084"]
    assert pd.Timestamp(found["born_on"].iloc[0]) == pd.Timestamp("1990-05-01")
    assert found["left_on"].isna().all()


def test_good_rows_have_no_problem():
    assert rules({}, {"left_on": "2020-01-01"}, {"plan": "family", "fee": 49}) == [[], [], []]


@pytest.mark.parametrize("email", ["", "none", "@post.example", "ida@", "i@d@a", None])
def test_emails(email):
    assert rules({"email": email}, {}) == [["email"], []]


@pytest.mark.parametrize("postcode", ["1067", "010670", "0106A", " 01067", None])
def test_postcodes(postcode):
    assert rules({"postcode": postcode}, {}) == [["postcode"], []]


def test_ages_on_the_birthday():
    assert rules(
        {"born_on": "2011-09-01"},
        {"born_on": "2011-09-02"},
        {"born_on": "1924-09-02"},
        {"born_on": "1924-09-01"},
        {"born_on": None},
    ) == [[], ["born_on"], [], ["born_on"], ["born_on"]]


def test_joining_and_leaving():
    assert rules(
        {"joined_on": "2025-09-01"},
        {"joined_on": "2025-09-02"},
        {"left_on": "2019-12-31"},
        {"joined_on": None, "left_on": "2019-12-31"},
    ) == [[], ["joined_on"], ["left_on"], ["joined_on"]]


def test_plans_and_fees():
    assert rules(
        {"plan": "plus"},
        {"plan": "premium", "fee": 75},
        {"plan": None},
        {"fee": None},
        {"plan": "Basic", "fee": None},
    ) == [["fee"], ["plan"], ["plan"], ["fee"], ["fee", "plan"]]


def test_each_row_of_a_double():
    assert rules({"member_id": 7}, {}, {"member_id": 7}) == [["member_id"], [], ["member_id"]]


def test_the_report_of_the_file():
    counted = report(read("data/members.csv"), TODAY)
    assert dict(zip(counted["rule"], counted["rows"], strict=True)) == {
        "fee": 52,
        "email": 14,
        "born_on": 12,
        "member_id": 12,
        "left_on": 6,
        "plan": 6,
        "joined_on": 4,
        "postcode": 4,
    }
    assert list(counted["rule"])[:4] == ["fee", "email", "born_on", "member_id"]
    assert counted["share"].iloc[0] == pytest.approx(52 / 906)


def test_what_stands_in_the_way():
    assert usable(read("data/members.csv"), TODAY) == ["fee", "member_id"]
    fifty = [{} for _ in range(49)]
    assert usable(members(*fifty, {"fee": 17}), TODAY) == []
    assert usable(members(*fifty[:-1], {"fee": 17}), TODAY) == ["fee"]
