"""Archives of questions: lossless out and in, and nothing that an archive could do otherwise."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview_ext.errors import InvalidInput
from interview_ext.questions.exporting import write_archive
from interview_ext.questions.importing import find_questions, read_archive, read_folder
from interview_ext.questions.paths import FOLDERS, path_problem
from interview_ext.questions.problem import InvalidQuestion
from interview_ext.questions.question import Limits, check_files

from .test_examples import write
from .texts import question_files

LIMITS = Limits(file=100_000, question=300_000, files=50)


def read(archive: bytes, limits: Limits = LIMITS) -> dict[str, dict[str, bytes]]:
    return read_archive(io.BytesIO(archive), limits)


def packed(entries: dict[str, bytes], **options: int) -> bytes:
    """An archive with just these entries, as any program may write it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            info = zipfile.ZipInfo(name)
            info.filename = name
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in options.items():
                setattr(info, key, value)
            archive.writestr(info, content)
    return out.getvalue()


parts = st.text(min_size=1, max_size=12).filter(lambda part: part not in (".", ".."))
paths = st.builds(
    lambda folder, below: "/".join((folder, *below)),
    st.sampled_from(FOLDERS),
    st.lists(parts, min_size=1, max_size=3),
).filter(lambda path: path_problem(path) is None)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(paths, st.binary(max_size=200), max_size=6))
def test_whatever_the_files_are_nothing_is_lost(files):
    files = question_files(files)
    if check_files({path: len(content) for path, content in files.items()}, LIMITS):
        return
    assert read(write_archive({"a": files, "b": question_files()})) == {
        "a": files,
        "b": question_files(),
    }
    with tempfile.TemporaryDirectory() as directory:
        folder = write(Path(directory) / "a", files)
        assert read_folder(folder, LIMITS) == files


def test_what_programs_put_around_is_left_out():
    files = {f"bank-main/questions/one/{path}": data for path, data in question_files().items()}
    files |= {
        "bank-main/README.md": b"ours",
        "__MACOSX/bank-main/questions/one/._question.md": b"resource fork",
        "bank-main/questions/one/.DS_Store": b"finder",
        "bank-main/questions/one/hidden_tests/__pycache__/x.pyc": b"cache",
    }
    assert read(packed(files)) == {"one": question_files()}


def test_an_archive_of_one_folders_files_is_a_question():
    assert read(packed(question_files())) == {"question": question_files()}


def test_folders_of_one_name_are_told_apart():
    files = {
        f"{team}/words/{path}": data for team in "ab" for path, data in question_files().items()
    }
    assert set(read(packed(files))) == {"words", "words-2"}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("../question.md", "leads out of the archive"),
        ("q/../../question.md", "leads out of the archive"),
        ("/etc/question.md", "leads out of the archive"),
        ("q//x", "leads out of the archive"),
        ("q/data\\..\\..\\x", "cannot be used"),
        ("loose.txt", "in no question's folder"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name, words):
    files = {f"q/{path}": data for path, data in question_files().items()}
    with pytest.raises(InvalidQuestion, match=words):
        read(packed({**files, name: b"x"}))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFCHR])
def test_links_and_devices_are_refused(kind):
    with pytest.raises(InvalidQuestion, match="no plain file"):
        read(packed({"q/question.md": b"/etc/passwd"}, external_attr=(kind | 0o777) << 16))


def test_a_bomb_is_refused_before_it_bursts():
    zeros = b"\0" * 10_000_000
    with pytest.raises(InvalidQuestion, match="This is too much"):
        read(packed({"q/question.md": b"x", "q/data/zeros": zeros}))
    some = {f"q{n}/data/{m}": b"\0" * 90_000 for n in range(8) for m in range(3)}
    some |= {f"q{n}/question.md": b"x" for n in range(8)}
    with pytest.raises(InvalidInput, match="The archive holds more than"):
        read(packed(some))
    many = {f"q/data/{number}": b"" for number in range(60)} | {"q/question.md": b"x"}
    with pytest.raises(InvalidQuestion, match="in 50 files"):
        read(packed(many))


def test_an_entry_that_lies_about_its_size_is_refused():
    archive = bytearray(packed({"q/question.md": b"x" * 5000}))
    at = archive.index(b"PK\1\2") + 24
    assert archive[at : at + 4] == (5000).to_bytes(4, "little")
    archive[at : at + 4] = (10).to_bytes(4, "little")
    with pytest.raises(InvalidInput, match="Nothing was imported"):
        read(bytes(archive))


def test_a_directory_of_a_million_entries_is_not_even_read():
    entry = b"PK\1\2" + b"\0" * 42
    end = b"PK\5\6" + b"\0" * 4 + b"\xff\xff" * 2 + (60_000 * 46).to_bytes(4, "little") + b"\0" * 6
    with pytest.raises(InvalidInput, match="more than 50,000 files"):
        read(entry * 60_000 + end)


def test_an_encrypted_archive_is_refused():
    archive = bytearray(packed({"q/question.md": b"x"}))
    archive[archive.index(b"PK\1\2") + 8] |= 1
    archive[archive.index(b"PK\3\4") + 6] |= 1
    with pytest.raises(InvalidInput, match="encrypted"):
        read(bytes(archive))


def test_only_the_usual_compression_is_read():
    archive = bytearray(packed({"q/question.md": b"x"}))
    archive[archive.index(b"PK\1\2") + 10] = 14
    with pytest.raises(InvalidInput, match="compressed in another way"):
        read(bytes(archive))


@pytest.mark.parametrize(
    "archive", [b"", b"PK\3\4", b"not a zip", packed({"a.txt": b""}), packed({})]
)
def test_what_is_no_archive_of_questions(archive):
    with pytest.raises(InvalidInput):
        read(archive)


def test_two_files_of_one_name():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("q/question.md", "one")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("q/question.md", "two")
    with pytest.raises(InvalidInput, match="two files of the name"):
        read(out.getvalue())


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 3000), st.binary(min_size=1, max_size=8))
def test_garbage_is_read_or_refused_and_nothing_else(garbage, at, change):
    archive = bytearray(write_archive({"q": question_files()}))
    archive[at : at + len(change)] = change
    for content in (garbage, bytes(archive)):
        with contextlib.suppress(InvalidInput):
            read(content)


def test_links_in_folders_are_never_followed(tmp_path):
    folder = write(tmp_path / "q", question_files())
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("secret")
    os.symlink(tmp_path / "elsewhere", folder / "data" / "more")
    with pytest.raises(InvalidQuestion, match="data/more: This is no plain file"):
        read_folder(folder, LIMITS)
    os.unlink(folder / "data" / "more")
    os.mkfifo(folder / "data" / "pipe")
    with pytest.raises(InvalidQuestion, match="data/pipe: This is no plain file"):
        read_folder(folder, LIMITS)


def test_questions_are_found_wherever_they_are_in_a_checkout(tmp_path):
    one = write(tmp_path / "a" / "one", question_files({"data/question.md": b"not a question"}))
    two = write(tmp_path / "two", question_files())
    write(tmp_path / ".git" / "x", question_files())
    assert find_questions(tmp_path) == [one, two]
    assert find_questions(one) == [one]
    with pytest.raises(InvalidInput, match="no question at"):
        find_questions(tmp_path / "two" / "starter")
