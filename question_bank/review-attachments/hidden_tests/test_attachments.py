import pytest
from attachments import Attachments


@pytest.fixture
def attachments(tmp_path):
    return Attachments(folder=str(tmp_path / "folder"))


def test_files_of_others_cannot_be_read(attachments):
    number = attachments.add("ann", "secret.txt", b"secret")
    with pytest.raises(LookupError):
        attachments.read("bo", number)
    assert attachments.read("ann", number) == b"secret"


def test_files_of_others_cannot_be_deleted(attachments):
    number = attachments.add("ann", "plan.txt", b"a plan")
    with pytest.raises(LookupError):
        attachments.delete("bo", number)
    assert attachments.read("ann", number) == b"a plan"
    assert attachments.usage("ann") == 6


def test_what_is_not_there(attachments):
    with pytest.raises(LookupError):
        attachments.read("ann", 99)
    with pytest.raises(LookupError):
        attachments.delete("ann", 99)
    number = attachments.add("ann", "plan.txt", b"a plan")
    attachments.delete("ann", number)
    with pytest.raises(LookupError):
        attachments.read("ann", number)


def test_texts_with_quotation_marks(attachments):
    attachments.add("ann", "Bo's plan", b"x")
    attachments.add("o'neill", "plan", b"x")
    assert attachments.search("ann", "o's") == ["Bo's plan"]
    assert attachments.search("o'neill", "") == ["plan"]


def test_a_hostile_search_finds_nothing_of_others(attachments):
    attachments.add("ann", "secret.txt", b"x")
    attachments.add("bo", "plan.txt", b"x")
    for text in ("' OR 1=1 --", "%' OR '1'='1", "' UNION SELECT name FROM attachments --"):
        assert attachments.search("bo", text) == []


def test_wildcards_are_ordinary_characters(attachments):
    for name in ("100% sure", "100 euros", "a_b", "aXb"):
        attachments.add("ann", name, b"x")
    assert attachments.search("ann", "100%") == ["100% sure"]
    assert attachments.search("ann", "A_B") == ["a_b"]


@pytest.mark.parametrize(
    "name", ["../outside", "../../outside", "/tmp/outside", "a/b", "..", ".", "", "x" * 300]
)
def test_any_name_can_be_kept_or_is_refused(attachments, name):
    other = attachments.add("ann", "plan.txt", b"a plan")
    try:
        number = attachments.add("ann", name, b"content")
    except ValueError:
        assert attachments.usage("ann") == 6
    else:
        assert attachments.read("ann", number) == b"content"
        assert name in attachments.search("ann", "")
    assert attachments.read("ann", other) == b"a plan"


def test_no_name_leaves_the_folder(tmp_path):
    attachments = Attachments(folder=str(tmp_path / "deep" / "folder"))
    planned = attachments.add("ann", "plan.txt", b"a plan")
    other = Attachments(folder=str(tmp_path / "deep" / "other"))
    try:
        other.add("mallory", "../folder/plan.txt", b"replaced")
        other.add("mallory", f"../folder/{planned}", b"replaced")
    except ValueError:
        pass
    assert attachments.read("ann", planned) == b"a plan"


def test_the_same_name_several_times(attachments):
    numbers = [attachments.add("ann", "a.txt", b"1"), attachments.add("ann", "a.txt", b"22")]
    numbers.append(attachments.add("bo", "a.txt", b"333"))
    owners = ["ann", "ann", "bo"]
    contents = [attachments.read(*pair) for pair in zip(owners, numbers, strict=True)]
    assert contents == [b"1", b"22", b"333"]
    attachments.delete("ann", numbers[0])
    assert attachments.read("ann", numbers[1]) == b"22"
    assert attachments.usage("ann") == 2


def test_the_limit(attachments):
    number = attachments.add("ann", "largest", b"x" * 5_000_000)
    assert len(attachments.read("ann", number)) == 5_000_000
    with pytest.raises(ValueError):
        attachments.add("ann", "too large", b"x" * 5_000_001)
    assert attachments.search("ann", "") == ["largest"]
    assert attachments.usage("ann") == 5_000_000
