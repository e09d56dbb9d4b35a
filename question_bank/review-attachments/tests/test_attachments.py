from attachments import Attachments


def test_add_and_read(tmp_path):
    attachments = Attachments(folder=str(tmp_path / "one"))
    number = attachments.add("ann", "plan.txt", b"a plan")
    assert attachments.read("ann", number) == b"a plan"


def test_search(tmp_path):
    attachments = Attachments(folder=str(tmp_path / "two"))
    for name in ("Plan.txt", "holiday.png", "old plan.txt"):
        attachments.add("ann", name, b"x")
    attachments.add("bo", "plan b.txt", b"x")
    assert attachments.search("ann", "plan") == ["Plan.txt", "old plan.txt"]


def test_delete_and_usage(tmp_path):
    attachments = Attachments(folder=str(tmp_path / "three"))
    attachments.add("ann", "a", b"12345")
    number = attachments.add("ann", "b", b"123")
    assert attachments.usage("ann") == 8
    attachments.delete("ann", number)
    assert attachments.usage("ann") == 5
    assert attachments.search("ann", "") == ["a"]
