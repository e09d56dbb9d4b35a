"""Files go both ways between the server and the kernels, whoever the server is."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from interview_ext.errors import Unavailable
from interview_ext.provisioning import machine, sharing
from interview_ext.provisioning.machine import UIDS, UIDS_IN_A_CONTAINER, uid_for, uids_for_pads

from .running import Kernel, Pad

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs kernels as other users")


async def test_files_go_both_ways(make_pad: Callable[..., Pad]) -> None:
    pad = make_pad()
    os.umask(0o077)
    try:
        (pad.directory / "data").mkdir()
        (pad.directory / "data" / "before.txt").write_text("before")
        async with pad.kernel() as kernel:
            (pad.directory / "during.txt").write_text("during")
            (pad.directory / "new").mkdir()
            (pad.directory / "new" / "during.txt").write_text("during")
            code = (
                "import os, pathlib\n"
                "for name in ('data/before.txt', 'during.txt', 'new/during.txt'):\n"
                "    with open(name, 'a') as f: f.write('+kernel')\n"
                "os.makedirs('made/deep')\n"
                "old = os.umask(0o077)\n"
                "pathlib.Path('made/deep/result.csv').write_text('1')\n"
                "pathlib.Path('new/secret.txt').write_text('2')\n"
                "os.remove('during.txt')\n"
                "print('done')"
            )
            result = await kernel.run(code)
            assert result.text == "done\n", result
            assert (pad.directory / "data" / "before.txt").read_text() == "before+kernel"
            assert (pad.directory / "new" / "during.txt").read_text() == "during+kernel"
            assert not (pad.directory / "during.txt").exists()
            made = pad.directory / "made" / "deep" / "result.csv"
            assert made.read_text() == "1"
            made.write_text("server")
            (pad.directory / "made" / "by-server.txt").write_text("x")
            code = (
                "for name in ('deep/result.csv', 'by-server.txt'):\n"
                "    print(open('made/' + name, 'r+').read())"
            )
            assert (await kernel.run(code)).text == "server\nx\n"
        shutil.rmtree(pad.directory / "made")
        (pad.directory / "new" / "secret.txt").unlink()
    finally:
        os.umask(0o022)


def user_of(kernel: Kernel) -> int:
    """The user, on this machine, that a kernel runs as."""
    return os.stat(f"/proc/{kernel.provisioner.kernel_pid}").st_uid


@as_root
async def test_pads_have_users_of_their_own(make_pad: Callable[..., Pad]) -> None:
    one, other = make_pad("one"), make_pad("other")
    async with one.kernel() as first, other.kernel() as second:
        users = [user_of(first), user_of(second)]
        assert users[0] != users[1]
        assert all(user in UIDS or user in UIDS_IN_A_CONTAINER for user in users)
    # The same user again, even after the directory has moved.
    moved = one.directory.with_name("moved")
    one.directory.rename(moved)
    async with Pad(moved, one.config).kernel() as kernel:
        assert user_of(kernel) == users[0]


@as_root
async def test_other_users_cannot_enter_a_pad(make_pad: Callable[..., Pad], open_dir: Path) -> None:
    """Not even outside of all namespaces: as another pad's user on the machine itself."""
    pad = make_pad()
    pad.directory = open_dir / "files"
    pad.directory.mkdir()
    sharing.share(str(pad.directory), UIDS[5])
    (pad.directory / "answer.py").write_text("secret")

    def read(uid: int) -> int:
        command = ["cat", str(pad.directory / "answer.py")]
        return subprocess.run(command, user=uid, group=uid, extra_groups=[]).returncode

    assert read(UIDS[5]) == 0
    assert read(UIDS[6]) != 0


@as_root
async def test_sockets_are_out_of_the_kernels_reach(
    make_pad: Callable[..., Pad], runtime_dir: Path
) -> None:
    async with make_pad().kernel() as kernel:
        io = Path(kernel.manager.ip).parent
        assert io.stat().st_uid == 0
        code = f"open({str(io / 'x')!r}, 'w')"
        assert (await kernel.run(code)).error == "PermissionError"
        assert (await kernel.run(f"import os; os.remove({kernel.manager.ip + '-1'!r})")).error in (
            "PermissionError",
            "FileNotFoundError",
        )
        await kernel.manager.restart_kernel(now=True)
        await kernel.ready()
        assert (await kernel.run("print('back')")).text == "back\n"


@as_root
def test_what_is_shared(open_dir: Path) -> None:
    """Files with modes of their own are opened up; links and others' files are left alone."""
    directory = open_dir / "files"
    (directory / "deep").mkdir(parents=True)
    private = directory / "deep" / "run.sh"
    private.write_text("")
    private.chmod(0o700)
    outside = open_dir / "outside"
    outside.write_text("")
    (directory / "link").symlink_to(outside)
    (directory / "link-to-directory").symlink_to(open_dir)
    os.link(outside, directory / "hard-link")
    os.mkfifo(directory / "pipe")
    os.mkdir(directory / "theirs")
    (directory / "theirs" / "file").write_text("")
    os.chown(directory / "theirs", UIDS[1], UIDS[1])
    uid = UIDS[1]
    sharing.share(str(directory), uid)
    sharing.share(str(directory), uid)

    def allowed(path: Path) -> bytes | None:
        has_list = sharing.ACCESS in os.listxattr(path)
        return os.getxattr(path, sharing.ACCESS) if has_list else None

    assert sharing.shared_with(str(directory)) == uid
    assert sharing.shared_with(str(directory / "deep")) == uid
    assert sharing.shared_with(str(open_dir)) is None
    assert allowed(private) == sharing.acl(uid, 7)
    assert stat.S_IMODE(private.stat().st_mode) & 0o707 == 0o700
    for path in (outside, open_dir, directory / "theirs" / "file"):
        assert allowed(path) is None, path


@as_root
def test_deep_and_many_directories_are_no_trap(open_dir: Path) -> None:
    directory = open_dir / "files"
    directory.mkdir()
    fd = os.open(directory, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("d", dir_fd=fd)
        below = os.open("d", os.O_RDONLY, dir_fd=fd)
        os.close(fd)
        fd = below
    os.close(fd)
    before = len(os.listdir("/proc/self/fd"))
    sharing.share(str(directory), UIDS[2])
    assert len(os.listdir("/proc/self/fd")) == before
    subprocess.run(["rm", "-rf", str(directory)], check=True)


@as_root
def test_without_access_control_lists_the_directory_changes_hands(open_dir: Path) -> None:
    """On a file system that knows none; mounted where only the test sees it."""
    code = (
        "import os, sys; from interview_ext.provisioning.sharing import share\n"
        "open(sys.argv[1] + '/file', 'w').close()\n"
        "share(sys.argv[1], 23456)\n"
        "print([os.stat(sys.argv[1] + name).st_uid for name in ('', '/file')])"
    )
    script = 'mount -t ramfs none "$1" && exec "$2" -c "$3" "$1"'
    done = subprocess.run(
        ["unshare", "--mount", "sh", "-ec", script, "sh", str(open_dir), sys.executable, code],
        capture_output=True,
        text=True,
    )
    assert done.stdout == "[23456, 23456]\n", done.stderr


@as_root
async def test_a_place_for_sockets_that_kernels_cannot_reach(
    make_pad: Callable[..., Pad], open_dir: Path
) -> None:
    private = open_dir / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(Unavailable, match="runtime_dir") as refusal:
        await make_pad(runtime_dir=str(private)).kernels.start_kernel()
    assert refusal.value.reason == "no_runtime_dir"


def test_user_ids() -> None:
    everything = [range(0, 2**32 - 1)]
    container = [range(0, 65536)]
    alone = [range(0, 1)]
    assert uids_for_pads(everything) == UIDS
    assert uids_for_pads(container) == UIDS_IN_A_CONTAINER
    assert uids_for_pads(alone) is None
    assert uid_for("/srv/pads/a", UIDS) == uid_for("/srv/pads/../pads/a", UIDS)
    many = {uid_for(f"/srv/pads/{n}", UIDS) for n in range(1000)}
    assert len(many) == 1000
    assert all(uid in UIDS for uid in many)


ORDINARY = """
import asyncio, json, os, sys
from pathlib import Path
from tests.provisioning.running import Pad

async def main():
    pad = Pad(Path(sys.argv[1]))
    async with pad.kernel() as kernel:
        ran = await kernel.run("import os; open('made', 'w').write('x'); print(os.getuid())")
        running = await kernel.start("import time; print('on'); time.sleep(100)", until="on")
        await kernel.manager.interrupt_kernel()
        interrupted = await running
        await kernel.manager.restart_kernel(now=True)
        await kernel.ready()
        outside = await kernel.run(f"open({str(Path.home() / 'secret')!r})")
        sockets = Path(kernel.manager.ip).parent
        print(json.dumps({
            "uid": os.getuid(), "inside": ran.text, "made": (pad.directory / "made").read_text(),
            "interrupted": interrupted.error, "outside": outside.error,
            "owner": (pad.directory / "made").stat().st_uid, "sockets": str(sockets),
        }))
    assert not sockets.exists()

asyncio.run(main())
"""


def bind(source: Path, target: Path) -> list[str]:
    """Commands that show `source` at `target`; of a directory nobody else may enter, its parts."""
    if target.stat().st_mode & 0o005 == 0o005:
        return [f"mkdir -p '{target}' && mount --bind '{source}' '{target}'"]
    parts = [part.name for part in target.iterdir() if part.is_dir()]
    return [
        f"mkdir -p '{target / part}' && mount --bind '{source / part}' '{target / part}'"
        for part in parts
    ]


@as_root
def test_an_ordinary_user_runs_kernels_too(sandboxes: None, open_dir: Path) -> None:
    """The server of someone who is not root, with a virtual environment that is theirs.

    In a mount namespace in which every directory on the way to this Python can be entered.
    """
    uid = 23456
    home = open_dir / "home"
    home.mkdir()
    (home / "secret").write_text("secret")
    (home / "run").mkdir(mode=0o700)
    script = home / "ordinary.py"
    script.write_text(ORDINARY)
    for path in (home, *home.iterdir()):
        os.chown(path, uid, uid)
    checkout = Path(machine.__file__).parents[2]
    steps = []
    shown = sorted({os.path.realpath(p) for p in (sys.prefix, sys.base_prefix, str(checkout))})
    for number, path in enumerate(shown):
        point = open_dir / str(number)
        point.mkdir()
        steps.append(f"mount --bind '{path}' '{point}'")
    hidden = [p for p in machine.hidden_from_others(shown)]
    tops = sorted({"/" + path.split("/")[1] for path in hidden})
    for top in tops:
        steps.append(f"mount -t tmpfs -o mode=755 none '{top}'")
        for number, path in enumerate(shown):
            if path.startswith(top + "/"):
                steps += bind(open_dir / str(number), Path(path))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "PYTHONPATH": str(checkout),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    steps.append(
        f"cd / && exec setpriv --reuid {uid} --regid {uid} --clear-groups --inh-caps=-all "
        f"--bounding-set=-all '{sys.executable}' '{script}' '{home / 'pad'}'"
    )
    command = ["unshare", "--mount", "--propagation", "private", "sh", "-ec", "\n".join(steps)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["sockets"].startswith(str(home / "run"))
    del facts["sockets"]
    assert facts == {
        "uid": uid,
        "inside": "1000\n",
        "made": "x",
        "interrupted": "KeyboardInterrupt",
        "outside": "FileNotFoundError",
        "owner": uid,
    }
    assert list((home / "run").iterdir()) == []
