from analysis import problems, read, report, usable

TODAY = "2025-09-01"


def test_postcodes_keep_their_zero():
    members = read("data/members.csv")
    assert "01067" in set(members["postcode"])


def test_some_rows_have_problems():
    found = problems(read("data/members.csv"), TODAY)
    assert list(found.columns) == ["row", "member_id", "rule"]
    assert len(found) > 50


def test_eight_rules():
    counted = report(read("data/members.csv"), TODAY)
    assert len(counted) == 8
    assert counted["rule"].iloc[0] == "fee"


def test_rules_that_stand_in_the_way():
    assert "member_id" in usable(read("data/members.csv"), TODAY)
