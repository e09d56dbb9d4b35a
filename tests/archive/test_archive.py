"""One interview in one file: all of it, and nothing that is not of it."""

from __future__ import annotations

import asyncio
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from interview_ext.archive import reading
from interview_ext.archive.reading import read_archive
from interview_ext.archive.writing import write_archive
from interview_ext.errors import InvalidInput

from .test_description import EXAMPLE


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def abroad(tmp_path: Path) -> Path:
    folder = tmp_path / "abroad"
    folder.mkdir()
    return folder


def archive_of(entries: dict[str, bytes], **more: bytes) -> io.BytesIO:
    """An archive as somebody may have made it by hand."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        description = json.dumps(EXAMPLE.model())
        for name, content in {"interview.json": description, **entries, **more}.items():
            archive.writestr(name, content)
    out.seek(0)
    return out


def test_files_come_back_as_they_were(home: Path, abroad: Path) -> None:
    files = home / "files"
    (files / "data" / "deep").mkdir(parents=True)
    (files / "main.py").write_bytes(b"print(1)\n")
    (files / "data" / "deep" / "größe.csv").write_bytes(bytes(range(256)) * 9000)
    out = io.BytesIO()
    assert write_archive(out, EXAMPLE, files, None, None) == []
    out.seek(0)
    assert read_archive(out, abroad) == EXAMPLE
    assert (abroad / "files" / "main.py").read_bytes() == b"print(1)\n"
    came = abroad / "files" / "data" / "deep" / "größe.csv"
    assert came.read_bytes() == bytes(range(256)) * 9000


def test_what_is_no_file_of_the_pad_stays_out(home: Path) -> None:
    files = home / "files"
    files.mkdir()
    secret = home / "secret.txt"
    secret.write_text("the server's own")
    (files / "link.txt").symlink_to(secret)
    os.link(secret, files / "hard.txt")
    (files / "way.out").symlink_to("/etc")
    os.mkfifo(files / "pipe")
    (files / "plain.txt").write_text("mine")
    out = io.BytesIO()
    write_archive(out, EXAMPLE, files, None, None)
    with zipfile.ZipFile(out) as archive:
        assert sorted(archive.namelist()) == ["files/plain.txt", "interview.json"]


@pytest.mark.parametrize(
    "name",
    [
        "files/../../escaped",
        "files/a/../../../escaped",
        "files/./x",
        "files/evil\x1fname",
        "../escaped",
        "/escaped",
        "recording.sqlite-wal",
        "playback/manifest.json.gz",
    ],
)
def test_no_name_leads_out_of_the_folder(abroad: Path, name: str) -> None:
    before = {path for path in abroad.parent.rglob("*") if abroad not in path.parents}
    with pytest.raises(InvalidInput):
        read_archive(archive_of({name: b"got out"}), abroad)
    assert {path for path in abroad.parent.rglob("*") if abroad not in path.parents} == before
    assert not any(path.is_file() for path in abroad.rglob("*"))


def test_a_link_in_an_archive_is_refused(abroad: Path) -> None:
    out = archive_of({})
    with zipfile.ZipFile(out, "a") as archive:
        link = zipfile.ZipInfo("files/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    out.seek(0)
    with pytest.raises(InvalidInput, match="plain file"):
        read_archive(out, abroad)


def test_a_file_that_swells_is_stopped(abroad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_SIZE", 3 * 1024 * 1024)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("interview.json", json.dumps(EXAMPLE.model()))
        archive.writestr("files/zeros", bytes(100 * 1024 * 1024))
    out.seek(0)
    with pytest.raises(InvalidInput, match="more than 3 MiB"):
        read_archive(out, abroad)
    assert sum(path.stat().st_size for path in abroad.rglob("*") if path.is_file()) < 4 * 2**20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "damaged"),
        (b"PK\x03\x04 and then nothing", "damaged"),
        (b"just some text, for a change", "damaged"),
    ],
)
def test_what_is_no_archive_is_refused(abroad: Path, content: bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        read_archive(io.BytesIO(content), abroad)


def test_another_archive_is_refused(abroad: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("holiday.jpg", b"sun")
    out.seek(0)
    with pytest.raises(InvalidInput, match=r"no interview\.json"):
        read_archive(out, abroad)


def test_a_recording_that_is_none_is_refused(abroad: Path) -> None:
    with pytest.raises(InvalidInput):
        read_archive(archive_of({"recording.sqlite": b"SQLite format 3\x00 or not"}), abroad)


# -- the commands


async def command(word: str, *arguments: str, data: Path) -> tuple[int, str]:
    """As an administrator types it, while the server goes on."""
    answer = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "interview_ext.startup", word, *arguments, f"--data-dir={data}"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in answer.stderr, answer.stderr
    return answer.returncode, answer.stdout


async def make_interview(host) -> tuple[dict, Path]:  # type: ignore[no-untyped-def]
    """An interview that was held and has ended; its model and the server's data directory."""
    member = await host.member()
    pad = await host.new_pad(member, title="Data scientist", candidate_name="Grace")
    await host.knock(pad["id"])
    await host.decide(member, pad["id"], "admit")
    await host.enter(member, pad["id"])
    inside = await member.socket(f"/interview/pads/{pad['id']}/api/interview/events")
    await inside.next()
    data = host.directory / "interview"
    (data / "pads" / pad["id"] / "files" / "extra.csv").write_text("a,b\n1,2\n")
    await member.ok("POST", f"pads/{pad['id']}/end")
    return pad, data


async def test_an_interview_moves_to_another_machine(host, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pad, data = await make_interview(host)
    archive, elsewhere = tmp_path / "one.zip", tmp_path / "elsewhere"
    status, said = await command(
        "export", pad["id"][:9], f"--output={archive}", "--no-page", data=data
    )
    assert (status, str(archive) in said) == (0, True), said
    assert archive.stat().st_mode & 0o077 == 0
    status, said = await command("export", pad["id"], f"--output={archive}", data=data)
    assert status == 2
    assert "exists already" in said

    status, said = await command("import", str(archive), data=elsewhere)
    assert status == 0, said
    assert pad["id"] in said
    status, said = await command("verify", pad["id"], data=elsewhere)
    assert (status, "is whole" in said) == (0, True), said
    assert (elsewhere / "pads" / pad["id"] / "files" / "extra.csv").read_text() == "a,b\n1,2\n"

    status, said = await command("import", str(archive), data=elsewhere)
    assert status == 2
    assert "here already" in said
    assert (elsewhere / "pads" / pad["id"] / "recording.sqlite").exists()
    assert [path.name for path in (elsewhere / "pads").iterdir()] == [pad["id"]]

    # There it is an interview like any other.
    await host.stop()
    host.traits["data_dir"] = str(elsewhere)
    await host.start()
    member = await host.member()
    [shown] = (await member.ok("GET", "pads"))["pads"]
    assert (shown["title"], shown["state"]) == ("Data scientist", "ended")
    assert (await host.enter(member, pad["id"])).code == 303
    page = await member.fetch("GET", f"/interview/pads/{pad['id']}/lab")
    assert page.code == 200


async def test_a_changed_archive_is_not_imported(host, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    pad, data = await make_interview(host)
    archive, forged = tmp_path / "one.zip", tmp_path / "forged.zip"
    await command("export", pad["id"], f"--output={archive}", "--no-page", data=data)
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(forged, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "interview.json":
                model = json.loads(content)
                model["pad"]["sealed_head"] = "00" * 32
                content = json.dumps(model).encode()
            target.writestr(name, content)
    elsewhere = tmp_path / "elsewhere"
    status, said = await command("import", str(forged), data=elsewhere)
    assert status == 2
    assert "Nothing was imported" in said
    assert list((elsewhere / "pads").iterdir()) == []
