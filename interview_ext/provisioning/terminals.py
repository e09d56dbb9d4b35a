"""Bounds how many pseudo-terminals one sandbox may have.

Linux counts them for the whole machine, and one sandbox could use them all up. Each has a file
system of its own for them, whose size can be set only from within the namespaces it was made in:
in the user namespace that the sandbox's mounts belong to, where nothing runs any more. A process
with threads, as the server is, cannot go there, so this is a program of its own.

    python -I -S terminals.py DESCRIPTOR MAXIMUM

The descriptor is of the sandbox's mount namespace. The server runs this right after it has started
a sandbox, long before the kernel in it takes code.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import sys

NS_GET_USERNS = 0xB701
CLONE_NEWNS = 0x00020000
CLONE_NEWUSER = 0x10000000
MS_NOSUID, MS_NOEXEC, MS_REMOUNT = 2, 8, 32

# As bubblewrap mounts it.
OPTIONS = "mode=620,ptmxmode=666"


def main() -> None:
    mounts, maximum = int(sys.argv[1]), int(sys.argv[2])
    users = fcntl.ioctl(mounts, NS_GET_USERNS)
    if os.path.samestat(os.fstat(users), os.stat("/proc/self/ns/user")):
        raise SystemExit("these are the machine's own mounts")
    libc = ctypes.CDLL(None, use_errno=True)

    def must(result: int) -> None:
        if result:
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))

    must(libc.setns(users, CLONE_NEWUSER))
    must(libc.setns(mounts, CLONE_NEWNS))
    flags = ctypes.c_ulong(MS_REMOUNT | MS_NOSUID | MS_NOEXEC)
    options = f"{OPTIONS},max={maximum}".encode()
    must(libc.mount(b"devpts", b"/dev/pts", b"devpts", flags, options))


if __name__ == "__main__":
    main()
