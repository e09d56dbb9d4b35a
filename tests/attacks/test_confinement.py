"""Attempts to see, reach or change what is outside of the sandbox.

Each attack is Python that prints what it got. They are small and run one after the other in one
cell each; what they must not find is asserted on what the attacker sees.
"""

from __future__ import annotations

import ast
import contextlib
import os
import re
import socket
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

TRY = """
import ctypes, errno, glob, os, signal, socket, stat, struct, subprocess, sys, time
libc = ctypes.CDLL(None, use_errno=True)
def attempt(name, action):
    try:
        got = action()
    except OSError as error:
        got = errno.errorcode.get(error.errno, type(error).__name__)
    except BaseException as error:
        got = type(error).__name__
    print(f"{name}: {got}")
def put(path, text):
    file = os.open(path, os.O_WRONLY | os.O_APPEND)
    return os.write(file, text.encode())
def names(path):
    return os.listdir(path) if os.path.isdir(path) else open(path).read()
def call(number, *arguments):
    ctypes.set_errno(0)
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(a) if isinstance(a, int) else a
                                                  for a in arguments])
    return "DONE" if result != -1 else errno.errorcode[ctypes.get_errno()]
"""


async def attack(siege, source: str) -> dict[str, str]:
    """Run attempts in the attacker's pad; what each got, by its name."""
    async with siege.unharmed():
        run = await siege.attacker.result(TRY + source)
    assert run.error is None, run.outputs
    return dict(line.split(": ", 1) for line in run.text.splitlines())


async def test_files_of_the_machine(siege, server):
    home = Path(os.path.expanduser("~"))
    database = server.folder / "data" / "interview" / "interview.db"
    recording = next((server.folder / "data" / "interview" / "pads").glob("*/recording.sqlite"))
    assert database.is_file()
    paths = {
        "shadow": "/etc/shadow",
        "home": str(home),
        "server": str(server.folder),
        "database": str(database),
        "recording": str(recording),
        "sibling": str(recording.parent / "files"),
        "sources": str(Path(__file__).parents[2] / "interview_ext"),
        "root": "/root",
        "var": "/var",
        "sys": "/sys/fs/cgroup",
        "docker": "/run/docker.sock",
    }
    got = await attack(
        siege,
        f"for name, path in {paths!r}.items():\n"
        "    attempt(name, lambda: names(path))\n"
        "attempt('up', lambda: sorted(os.listdir('/pad/..')))\n"
        "attempt('sockets', lambda: len(glob.glob('/*/interview-*')))\n"
        "attempt('init', lambda: open('/proc/1/root/etc/shadow').read())\n"
        "blocks = lambda: [p for p in glob.glob('/dev/*') if stat.S_ISBLK(os.lstat(p).st_mode)]\n"
        "attempt('disks', blocks)\n",
    )
    for name, path in paths.items():
        seen = got.pop(name)
        if seen.startswith("["):  # there is nothing but the way to the kernels' Python
            pythons = (sys.prefix, sys.base_prefix)
            for below in ast.literal_eval(seen):
                assert any(p.startswith(f"{path}/{below}") for p in pythons), (name, seen)
        else:
            assert seen in ("ENOENT", "EACCES", "EPERM"), name
    assert "pad" in got.pop("up")
    assert got.pop("sockets") == "1"
    assert got.pop("init") in ("ENOENT", "EACCES", "EPERM")
    assert got.pop("disks") == "[]"
    assert got == {}


async def test_secrets_of_the_server(siege, server):
    token = re.findall(r"token=(\w+)", server.sign_in_address)[0]
    got = await attack(
        siege,
        "seen = []\n"
        "for path in glob.glob('/proc/[0-9]*/*'):\n"
        "    if path.rsplit('/', 1)[1] in ('environ', 'cmdline', 'maps', 'mountinfo'):\n"
        "        try: seen.append(open(path, 'rb').read().decode(errors='replace'))\n"
        "        except OSError: pass\n"
        f"attempt('token', lambda: {token[:16]!r} + {token[16:]!r} in ' '.join(seen))\n"
        "ours = lambda: sorted(k for k in os.environ if k.startswith(('JPY', 'JUPYTER')))\n"
        "attempt('variables', ours)\n"
        "attempt('processes', lambda: len([p for p in os.listdir('/proc') if p.isdigit()]) < 12)\n"
        "files = glob.glob('/*/interview-*/kernel.json')\n"
        "attempt('connection', lambda: [open(path, 'w') for path in files])\n",
    )
    assert got == {
        "token": "False",
        "variables": "[]",
        "processes": "True",
        "connection": got["connection"],
    }
    assert got["connection"] in ("EROFS", "EACCES")


@pytest.fixture
def abstract_socket() -> Iterator[str]:
    """The name of a socket in the machine's abstract namespace, on which somebody listens."""
    name = f"interview-{uuid.uuid4()}"
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as listener:
        listener.bind("\0" + name)
        listener.listen()
        yield name


async def test_the_network(siege, server, abstract_socket):
    got = await attack(
        siege,
        "def connect(family, address):\n"
        "    with socket.socket(family) as s:\n"
        "        s.settimeout(2)\n"
        "        s.connect(address)\n"
        "        return 'CONNECTED'\n"
        f"attempt('loopback', lambda: connect(socket.AF_INET, ('127.0.0.1', {server.port})))\n"
        f"attempt('loopback 6', lambda: connect(socket.AF_INET6, ('::1', {server.port})))\n"
        f"attempt('abstract', lambda: connect(socket.AF_UNIX, '\\0{abstract_socket}'))\n"
        "attempt('public', lambda: connect(socket.AF_INET, ('192.0.2.1', 80)))\n"
        "attempt('metadata', lambda: connect(socket.AF_INET, ('169.254.169.254', 80)))\n"
        "attempt('dns', lambda: socket.gethostbyname('example.org'))\n"
        "attempt('vsock', lambda: connect(40, (2, 1024)))\n"
        "attempt('packet', lambda: socket.socket(17, socket.SOCK_RAW))\n"
        "attempt('alg', lambda: socket.socket(38, socket.SOCK_SEQPACKET))\n"
        "attempt('netfilter', lambda: socket.socket(16, socket.SOCK_RAW, 12))\n"
        "attempt('raw', lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))\n"
        "attempt('interfaces', lambda: [name for _, name in socket.if_nameindex()])\n",
    )
    assert got.pop("interfaces") == "['lo']"
    assert got.pop("dns") in ("gaierror", "EAI_AGAIN", "ENOENT") or "CONNECTED" not in got
    for name in ("vsock", "packet", "alg", "netfilter"):
        assert got.pop(name) == "EAFNOSUPPORT", name
    assert got.pop("raw") in ("EPERM", "EACCES")
    assert set(got.values()) <= {"ECONNREFUSED", "ENETUNREACH", "EADDRNOTAVAIL"}, got


async def test_other_processes(siege, server):
    got = await attack(
        siege,
        f"attempt('server', lambda: os.kill({server.process.pid}, 0))\n"
        "attempt('group', lambda: os.killpg(1, 0))\n"
        "attempt('attach', lambda: call(101, 16, 1, 0, 0))\n"
        "attempt('trace me', lambda: call(101, 0, 0, 0, 0))\n"
        "attempt('read memory', lambda: call(310, 1, 0, 0, 0, 0, 0))\n"
        "attempt('write memory', lambda: call(311, 1, 0, 0, 0, 0, 0))\n"
        "attempt('take files', lambda: call(438, 3, 0, 0))\n"
        "attempt('priority', lambda: os.setpriority(os.PRIO_PROCESS, 0, -10))\n",
    )
    assert got["server"] == "ESRCH"
    assert got["group"] in ("ESRCH", "EPERM")
    assert got["priority"] in ("EACCES", "EPERM")
    for name in ("attach", "trace me", "read memory", "write memory", "take files"):
        assert got[name] == "ENOSYS", name


CALLS = {
    "mount": 165,
    "umount2": 166,
    "pivot_root": 155,
    "chroot": 161,
    "fsopen": 430,
    "open_tree": 428,
    "move_mount": 429,
    "mount_setattr": 442,
    "unshare": 272,
    "setns": 308,
    "clone3": 435,
    "add_key": 248,
    "request_key": 249,
    "keyctl": 250,
    "bpf": 321,
    "perf_event_open": 298,
    "io_uring_setup": 425,
    "io_uring_enter": 426,
    "userfaultfd": 323,
    "init_module": 175,
    "finit_module": 313,
    "kexec_load": 246,
    "open_by_handle_at": 304,
    "vmsplice": 278,
    "kcmp": 312,
    "swapon": 167,
    "reboot": 169,
    "syslog": 103,
    "iopl": 172,
    "modify_ldt": 154,
    "quotactl": 179,
    "settimeofday": 164,
    "sethostname": 170,
    "a call of the future": 999,
}
"""Numbers on x86-64, from Linux's table of system calls."""


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the calls' numbers are x86-64's")
async def test_parts_of_linux_that_nobody_needs(siege):
    got = await attack(
        siege,
        f"for name, number in {CALLS!r}.items():\n"
        "    attempt(name, lambda: call(number, 0, 0, 0, 0, 0))\n"
        "NEWUSER, NEWNS = 0x10000000, 0x00020000\n"
        "clone = lambda flag: call(56, flag | signal.SIGCHLD, 0, 0, 0, 0)\n"
        "attempt('clone a user namespace', lambda: clone(NEWUSER))\n"
        "attempt('clone a mount namespace', lambda: clone(NEWNS))\n"
        "master, slave = os.openpty()\n"
        "import fcntl\n"
        "attempt('type for others', lambda: fcntl.ioctl(slave, 0x5412, b'x'))\n"
        "letter = ctypes.c_char_p(b'x')\n"
        "attempt('type for others, high', lambda: call(16, slave, 0x100005412, letter))\n"
        "attempt('console', lambda: fcntl.ioctl(slave, 0x541C, b'x'))\n"
        "attempt('line discipline', lambda: fcntl.ioctl(slave, 0x5423, b'xxxx'))\n",
    )
    for name in CALLS:
        assert got.pop(name) == "ENOSYS", name
    assert set(got.values()) == {"EPERM"}, got


async def test_becoming_somebody_else(siege):
    got = await attack(
        siege,
        "attempt('setuid', lambda: os.setuid(0))\n"
        "attempt('setgroups', lambda: os.setgroups([0]))\n"
        "device = os.makedev(8, 0)\n"
        "attempt('device', lambda: os.mknod('/tmp/disk', stat.S_IFBLK | 0o600, device))\n"
        "attempt('core pattern', lambda: put('/proc/sys/kernel/core_pattern', '|/bin/sh'))\n"
        "attempt('drop caches', lambda: put('/proc/sys/vm/drop_caches', '3'))\n"
        "attempt('sysrq', lambda: put('/proc/sysrq-trigger', 'c'))\n"
        "attempt('map', lambda: put('/proc/self/uid_map', '0 0 1'))\n"
        "attempt('passwd', lambda: put('/etc/passwd', 'x'))\n"
        "attempt('python', lambda: put(os.__file__, 'x'))\n"
        "attempt('usr', lambda: os.open('/usr/bin/evil', os.O_CREAT | os.O_WRONLY))\n"
        "attempt('oom', lambda: put('/proc/self/oom_score_adj', '-1000'))\n"
        "run = lambda *command: subprocess.run(command, capture_output=True,"
        " stdin=subprocess.DEVNULL).returncode\n"
        "attempt('more', lambda: run('prlimit', f'--pid={os.getpid()}', '--nproc=9999'))\n"
        "attempt('suid', lambda: run('su', '-c', 'true'))\n"
        "attempt('caps', lambda: [l.split()[1] for l in open('/proc/self/status')"
        " if l.startswith(('CapEff', 'CapBnd'))])\n",
    )
    assert got.pop("caps") == "['0000000000000000', '0000000000000000']"
    assert got.pop("more") == "1"
    assert got.pop("suid") == "1"
    assert set(got.values()) <= {"EPERM", "EACCES", "EROFS", "EINVAL", "ENOENT", "EIO"}, got


async def test_the_server_is_not_ended_before_a_kernel_where_memory_runs_out(siege, server):
    run = await siege.attacker.result(
        "for wanted in range(-1000, 500, 50):\n"
        "    try:\n"
        "        with open('/proc/self/oom_score_adj', 'w') as file: file.write(str(wanted))\n"
        "    except OSError: continue\n"
        "    break\n"
        "print(open('/proc/self/oom_score_adj').read())\n"
    )
    own = Path(f"/proc/{server.process.pid}/oom_score_adj").read_text()
    assert int(run.text) >= int(own)


async def test_links_out_of_the_pad(siege, server):
    got = await attack(
        siege,
        "attempt('hard link', lambda: os.link('/usr/bin/env', '/pad/env'))\n"
        "attempt('link to nothing', lambda: os.symlink('/etc/shadow', '/pad/shadow'))\n"
        "attempt('through it', lambda: open('/pad/shadow').read())\n",
    )
    assert got == {"hard link": "EXDEV", "link to nothing": "None", "through it": "ENOENT"}
    # The server does not follow it either, for whom the file exists.
    answer = await siege.attacker.request("GET", "api/contents/shadow?content=1")
    assert answer.code in (400, 403, 404)
    assert b"root:" not in answer.body
    answer = await siege.attacker.request("GET", "files/shadow")
    assert b"root:" not in answer.body
