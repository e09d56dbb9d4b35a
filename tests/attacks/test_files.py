"""Attacks by the files that a program makes; the pad's disk is small here."""

from __future__ import annotations

import asyncio
from pathlib import Path

SERVER_OPTIONS = ["--PadServer.disk_size=33554432", "--PadServer.disk_files=3000"]


async def trouble(siege, words: str) -> str:
    """What the people in the pad read at the top, once it says so."""
    async with asyncio.timeout(30):
        while words not in (
            said := (await siege.attacker.json("GET", "api/interview/pad"))["trouble"]
        ):
            await asyncio.sleep(0.05)
    return str(said)


async def room_again(siege, code: str) -> None:
    """Deleting by code and by hand is possible, and all is well afterwards."""
    refused = await siege.attacker.request("POST", "api/contents/", {"type": "file"})
    assert refused.code == 507, refused.body
    made_room = await siege.attacker.result(code)
    assert made_room.error is None, made_room.outputs
    listing = await siege.attacker.result("import os; print(os.listdir())")
    said, deadline = "?", asyncio.get_running_loop().time() + 30
    while said:
        assert asyncio.get_running_loop().time() < deadline, (said, listing.text)
        said = (await siege.attacker.json("GET", "api/interview/pad"))["trouble"]
        await asyncio.sleep(0.05)
    assert (await siege.attacker.request("POST", "api/contents/", {"type": "file"})).code == 201
    again = await siege.attacker.result("print('on')")
    assert again.text == "on\n"


async def test_one_huge_file_is_stopped(siege):
    async with siege.unharmed():
        run = await siege.attacker.result(
            "with open('huge', 'wb') as file:\n"
            "    while True: file.write(b'x' * 1_000_000); file.flush()"
        )
        # Whichever is first: the watch, which starts a kernel anew that goes on writing after it
        # was interrupted, or the limit of one file's size.
        stopped = run.error in ("KeyboardInterrupt", "OSError")
        assert stopped or "Running code was stopped" in run.text, run.outputs
        assert "use more than 32 MiB" in await trouble(siege, "32 MiB")
    await room_again(siege, "import os; os.remove('huge')")


async def test_many_files_are_stopped(siege):
    async with siege.unharmed():
        run = await siege.attacker.run(
            "import itertools, os\n"
            "os.mkdir('many')\n"
            "for i in itertools.count(): open(f'many/{i}', 'w').close()"
        )
        await run.finished()
        assert "more than 3,000 files" in await trouble(siege, "files")
        listed = await siege.attacker.json("GET", "api/contents/many?content=1")
        assert len(listed["content"]) == 2000
    await room_again(siege, "import shutil; shutil.rmtree('many')")


async def test_a_million_inodes_made_behind_the_runs_back_are_stopped(siege):
    """The program goes on in the background, and ignores what is asked of it."""
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import itertools, os, signal\n"
            "if os.fork() == 0:\n"
            "    for name in (1, 2, 15): signal.signal(name, signal.SIG_IGN)\n"
            "    os.setsid()\n"
            "    for i in itertools.count(): os.mkdir(f'd{i}')\n"
        )
        assert run.error is None
        await trouble(siege, "files")
        # Its kernel is started anew, and with it goes what it had started.
        await run.until(lambda: "files" in siege.attacker.state()["message"])
    await room_again(siege, "import glob, os\nfor name in glob.glob('d*'): os.rmdir(name)")


async def test_no_link_leads_out_of_the_pad(siege):
    outside = Path(siege.server.folder) / "outside"
    outside.mkdir(exist_ok=True)
    (outside / "file").write_text("SECRET")
    async with siege.unharmed():
        run = await siege.attacker.result(
            "import os\n"
            f"os.symlink({str(outside)!r}, 'folder')\n"
            f"os.symlink({str(outside / 'file')!r}, 'file')\n"
            "os.symlink('/etc/passwd', 'passwd.txt')\n"
            f"try: os.link({str(outside / 'file')!r}, 'hard')\n"
            "except OSError: print('no hard link')\n"
            "os.mkfifo('pipe')\n"
            "import socket; socket.socket(socket.AF_UNIX).bind('socket')"
        )
        assert run.text == "no hard link\n", run.outputs
        for path in ("folder", "folder/file", "file", "passwd.txt", "hard", "pipe", "socket"):
            for method, address, body in (
                ("GET", f"api/contents/{path}?content=1", None),
                ("GET", f"files/{path}", None),
                ("HEAD", f"files/{path}", None),
                ("PUT", f"api/contents/{path}", {"type": "file", "format": "text", "content": "x"}),
                ("POST", "api/contents/", {"copy_from": path}),
                ("PUT", f"api/collaboration/session/{path}", {"type": "file"}),
                ("DELETE", f"api/contents/{path}", None),
            ):
                if (path, method) == ("hard", "PUT"):
                    continue
                answer = await siege.attacker.request(method, address, body)
                assert answer.code >= 400, (method, path, answer.code)
                assert b"SECRET" not in answer.body
                assert b"root:" not in answer.body
    assert [path.name for path in outside.iterdir()] == ["file"]
    assert (outside / "file").read_text() == "SECRET"
