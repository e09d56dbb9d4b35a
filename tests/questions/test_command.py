"""Questions from the command line: in, out, and checked."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import zipfile

import pytest

from interview_ext.questions.exporting import write_archive

from ..testing.conftest import sandboxes  # noqa: F401
from .test_examples import write
from .texts import question_files

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def run(tmp_path, own_jupyter_dirs):
    """Runs `jupyter interview questions …` on the data of the host fixture."""

    def type(arguments: tuple[str, ...]) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-m", "interview_ext.startup", "questions", *arguments]
            if arguments[0] == "check"
            else [
                sys.executable, "-m", "interview_ext.startup", "questions", arguments[0],
                f"--data-dir={tmp_path / 'interview'}", *arguments[1:],
            ],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            timeout=200,
        )  # fmt: skip
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout

    async def run(*arguments: str) -> tuple[int, str]:
        # The server beside it goes on: it may be in the middle of writing something.
        return await asyncio.to_thread(type, arguments)

    return run


async def test_what_goes_in_comes_out_byte_for_byte_in_an_empty_installation(host, run, tmp_path):
    checkout = tmp_path / "checkout"
    odd = question_files({"data/b\u00fccher.bin": bytes(range(256))})
    write(checkout / "deep" / "inside" / "count-words", odd)
    write(checkout / "Other Words", question_files())
    write(checkout, {"README.md": b"ours\n", ".git/config": b"secret"})
    member = await host.member()
    status, said = await run("import", str(checkout))
    assert status == 0, said
    mine = (await member.ok("GET", "questions?tab=mine"))["questions"]
    assert {one["slug"] for one in mine} == {"count-words", "other-words"}
    assert all(one["may_edit"] for one in mine), "they are the owner's"
    status, said = await run("import", str(checkout))
    assert status == 0
    assert said.count("here already") == 2

    status, said = await run("export", "count-words")
    assert status == 0, said
    archive = tmp_path / "questions.zip"
    assert archive.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(archive) as found:
        files = {name: found.read(name) for name in found.namelist()}
    assert files == {f"count-words/{path}": content for path, content in odd.items()}
    status, said = await run("export", "count-words")
    assert status == 2
    assert "exists already" in said

    # The archive into an installation that has nothing yet.
    os.rename(tmp_path / "interview", tmp_path / "before")
    try:
        assert (await run("import", str(archive)))[0] == 0
        status, said = await run("export", "--output=again.zip")
        assert (status, said) == (0, "1 question is in again.zip.\n")
        assert (tmp_path / "again.zip").read_bytes() == archive.read_bytes()
    finally:
        os.rename(tmp_path / "interview", tmp_path / "second")
        os.rename(tmp_path / "before", tmp_path / "interview")


async def test_an_import_is_whole_or_not_at_all(host, run, tmp_path):
    broken = question_files({"hidden_tests/cases.yaml": b"cases:\n  - naem: x\n"})
    write(tmp_path / "both" / "good", question_files())
    write(tmp_path / "both" / "bad", broken)
    status, said = await run("import", str(tmp_path / "both"))
    assert status == 2
    assert "bad/hidden_tests/cases.yaml:2: “naem” is no key of a case." in said
    assert said.endswith("Nothing was imported.\n")
    os.symlink("/etc/passwd", tmp_path / "both" / "good" / "data" / "link")
    status, said = await run("import", str(tmp_path / "both" / "good"))
    assert status == 2
    assert "good/data/link: This is no plain file." in said
    status, said = await run("import", str(tmp_path / "nowhere"))
    assert status == 2
    assert "No such file" in said
    member = await host.member()
    assert (await member.ok("GET", "questions?tab=mine"))["total"] == 0


async def test_folders_are_checked_without_a_bank(sandboxes, run, tmp_path):  # noqa: F811
    write(tmp_path / "bank" / "right", question_files())
    wrong = question_files({"solution/main.py": b"def count(text):\n    return 1\n"})
    write(tmp_path / "bank" / "wrong", wrong)
    write(tmp_path / "bank" / "unread", question_files({"question.md": b"---\ntitle: x\n"}))
    (tmp_path / "more.zip").write_bytes(write_archive({"zipped": question_files()}))
    status, said = await run("check", str(tmp_path / "bank"), str(tmp_path / "more.zip"))
    lines = said.splitlines()
    assert status == 1
    assert {"right: passed", "zipped: passed", "wrong: failed", "unread: failed"} <= set(lines)
    assert "  unread/question.md:1: The front matter does not end." in said
    assert "expected {'a': 2, 'b': 1}, got 1" in said
    assert lines[-1] == "2 of 4 questions passed."


@pytest.mark.parametrize("command", ["import", "export", "check"])
async def test_each_command_explains_itself(run, command):
    status, said = await run(command, "--help")
    assert status == 0
    assert "--author" in said
    assert "exit status" in said
