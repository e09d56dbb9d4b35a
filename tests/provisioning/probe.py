"""Run inside a kernel by test_isolation.py: what is seen from there, as JSON.

What to try is in a file of the pad.
"""

import errno
import glob
import json
import os
import resource
import socket
import stat
import subprocess
import sys
from pathlib import Path

wanted = json.loads(Path("/pad/wanted.json").read_text())


def attempt(action):
    try:
        result = action()
    except BaseException as error:
        return {"error": type(error).__name__, "errno": getattr(error, "errno", None)}
    return {"result": result if isinstance(result, (int, str, list, bool)) else repr(result)}


def write(path):
    with open(path, "w") as f:
        return f.write("x")


def fill(path):
    size = 0
    try:
        with open(path, "wb") as f:
            while size < wanted["fill"]:
                size += f.write(b"\0" * 65536)
                f.flush()
    except OSError as error:
        return errno.errorcode[error.errno]
    finally:
        os.unlink(path)
    return "no limit"


def connect(address, family=socket.AF_INET):
    with socket.socket(family) as s:
        s.settimeout(5)
        s.connect(address)
        return "connected"


FORK = """
import os, time
n = 0
try:
    while n < 1000:
        if os.fork() == 0:
            time.sleep(60)
            os._exit(0)
        n += 1
except BlockingIOError:
    pass
print(n)
"""


def processes():
    # In a child, so that reaching the limit does not disturb the kernel.
    command = [sys.executable, "-c", FORK]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True)
    n = int(child.stdout.readline())
    os.killpg(child.pid, 9)
    child.wait()
    return n


def memory():
    code = f"x = bytearray({wanted['memory']}); print('got it')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    return done.stdout + done.stderr


def has_secret(path):
    return "SECRET" in str(attempt(lambda: Path(path).read_text()).get("result", ""))


def too_big():
    with open("/tmp/big", "wb") as f:
        os.ftruncate(f.fileno(), 2**40)


def exit_status(*command):
    return subprocess.run(command, capture_output=True).returncode


def is_disk(path):
    return stat.S_ISBLK(os.lstat(path).st_mode)


def status(name):
    with open("/proc/self/status") as lines:
        return next(line.split()[1] for line in lines if line.startswith(name + ":"))


facts = {
    "environ": dict(os.environ),
    "first environ": Path("/proc/self/environ").read_text().split("\0"),
    "uid": [os.getuid(), os.geteuid(), os.getgid(), os.getegid()],
    "groups": os.getgroups(),
    "caps": [status("Cap" + kind) for kind in ("Inh", "Prm", "Eff", "Bnd", "Amb")],
    "no new privs": status("NoNewPrivs"),
    "pids": sorted(int(p) for p in os.listdir("/proc") if p.isdigit()),
    "hostname": socket.gethostname(),
    "interfaces": [name for _, name in socket.if_nameindex()],
    "roots": sorted(os.listdir("/")),
    "etc": sorted(os.listdir("/etc")),
    "home": os.path.expanduser("~"),
    "visible": [path for path in wanted["hidden"] if os.path.lexists(path)],
    "connect": {
        port: attempt(lambda port=port: connect(("127.0.0.1", port))) for port in wanted["ports"]
    },
    "abstract": attempt(lambda: connect("\0" + wanted["abstract"], socket.AF_UNIX)),
    "lookup": attempt(lambda: socket.gethostbyname("example.org")),
    "outside": attempt(lambda: connect(("192.0.2.1", 80))),
    "write": {path: attempt(lambda path=path: write(path)) for path in wanted["unwritable"]},
    "write inside": {path: attempt(lambda path=path: write(path)) for path in wanted["writable"]},
    "fill": {path: fill(path) for path in wanted["full"]},
    "biggest file": attempt(too_big),
    "fds": {
        f: os.readlink("/proc/self/fd/" + f)
        for f in os.listdir("/proc/self/fd")
        if os.path.exists("/proc/self/fd/" + f)
    },
    "userns": exit_status("unshare", "--user", "true"),
    "mount": exit_status("mount", "-t", "tmpfs", "none", "/tmp"),
    "sysctl": attempt(lambda: write("/proc/sys/kernel/core_pattern")),
    "connection file": attempt(lambda: write(wanted["connection"])),
    "kill": attempt(lambda: os.kill(wanted["server"], 0)),
    "root of init": attempt(lambda: os.listdir("/proc/1/root/" + wanted["secret"])),
    "setuid": attempt(lambda: os.setuid(0)),
    "mknod": attempt(lambda: os.mknod("/tmp/disk", stat.S_IFBLK | 0o600, os.makedev(8, 0))),
    "core": resource.getrlimit(resource.RLIMIT_CORE),
    "processes": attempt(processes),
    "memory": attempt(memory),
    "secrets": [path for path in glob.glob("/proc/[0-9]*/environ") if has_secret(path)],
    "ttys": attempt(lambda: os.open("/dev/tty", os.O_RDWR)),
    "disks": [path for path in glob.glob("/dev/*") if is_disk(path)],
    "sys": os.path.exists("/sys"),
}
print(json.dumps(facts))
