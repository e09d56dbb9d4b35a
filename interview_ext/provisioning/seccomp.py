"""Which system calls code in a sandbox may make, as filters for the Linux kernel.

Two filters, of which the stricter answer counts. The first knows the calls that programs of an
interview need and answers "there is no such call" to all others, so that libraries fall back to
what is there, and so that calls which future kernels bring are refused from the first day. The
second looks at arguments: no new namespaces, no sockets but the ordinary kinds, no typing into
a terminal for somebody else.

The numbers of calls and flags are those of Linux's ``include/uapi`` headers.
"""

from __future__ import annotations

import errno
import functools
import socket
import tempfile

FILES = """
    access chdir chmod chown close close_range copy_file_range creat dup dup2 dup3 faccessat
    faccessat2 fadvise64 fallocate fchdir fchmod fchmodat fchmodat2 fchown fchownat fcntl fdatasync
    fgetxattr flistxattr flock fremovexattr fsetxattr fstat fstatfs fsync ftruncate futimesat
    getcwd getdents getdents64 getxattr getxattrat inotify_add_watch inotify_init inotify_init1
    inotify_rm_watch ioctl lchown lgetxattr link linkat listxattr listxattrat llistxattr
    lremovexattr lseek lsetxattr lstat memfd_create mkdir mkdirat mknod mknodat
    newfstatat open openat openat2 pipe pipe2 pread64 preadv preadv2 pwrite64 pwritev pwritev2 read
    readahead readlink readlinkat readv removexattr removexattrat rename renameat renameat2 rmdir
    sendfile setxattr setxattrat splice stat statfs statx symlink symlinkat sync sync_file_range
    syncfs tee truncate umask unlink unlinkat utime utimensat utimes write writev cachestat
"""

MEMORY = """
    brk get_mempolicy madvise map_shadow_stack membarrier mincore mlock mlock2 mlockall mmap
    mprotect mremap mseal msync munlock munlockall munmap pkey_alloc pkey_free pkey_mprotect
    remap_file_pages set_mempolicy mbind
"""

PROCESSES = """
    alarm arch_prctl capget clone execve execveat exit exit_group fork futex futex_requeue
    futex_wait futex_waitv futex_wake get_robust_list getegid geteuid getgid getgroups getitimer
    getpgid getpgrp getpid getppid getpriority getresgid getresuid getrlimit getrusage getsid
    gettid getuid ioprio_get ioprio_set kill pause pidfd_open pidfd_send_signal prctl prlimit64
    rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
    rt_sigtimedwait rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min
    sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
    sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
    set_robust_list set_thread_area get_thread_area set_tid_address setfsgid setfsuid setgid
    setgroups setitimer setpgid setpriority setregid setresgid setresuid setreuid setrlimit
    setsid setuid sigaltstack signalfd signalfd4 tgkill time times tkill vfork wait4 waitid
    restart_syscall getcpu riscv_flush_icache capset
"""

WAITING = """
    clock_getres clock_gettime clock_nanosleep epoll_create epoll_create1 epoll_ctl epoll_ctl_old
    epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2 gettimeofday nanosleep
    poll ppoll pselect6 select timer_create timer_delete timer_getoverrun timer_gettime
    timer_settime timerfd_create timerfd_gettime timerfd_settime
"""

TALKING = """
    accept accept4 bind connect getpeername getsockname getsockopt listen mq_getsetattr mq_notify
    mq_open mq_timedreceive mq_timedsend mq_unlink msgctl msgget msgrcv msgsnd recvfrom recvmmsg
    recvmsg semctl semget semop semtimedop sendmmsg sendmsg sendto setsockopt shmat shmctl shmdt
    shmget shutdown socket socketpair
"""

MACHINE = "getrandom sysinfo uname"

ALLOWED = frozenset(" ".join((FILES, MEMORY, PROCESSES, WAITING, TALKING, MACHINE)).split())
"""The calls that exist for a kernel; those that this machine does not know are left out."""

NAMESPACES = {
    "CLONE_NEWTIME": 0x00000080,
    "CLONE_NEWNS": 0x00020000,
    "CLONE_NEWCGROUP": 0x02000000,
    "CLONE_NEWUTS": 0x04000000,
    "CLONE_NEWIPC": 0x08000000,
    "CLONE_NEWUSER": 0x10000000,
    "CLONE_NEWPID": 0x20000000,
    "CLONE_NEWNET": 0x40000000,
}
"""Flags of ``clone``; ``clone3``, whose flags a filter cannot see, does not exist for a kernel."""

TERMINAL = {"TIOCSTI": 0x5412, "TIOCLINUX": 0x541C, "TIOCSETD": 0x5423}
"""``ioctl`` requests that put characters into a terminal's input, or code into its path."""

FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK)
"""Kinds of sockets: the network namespace is empty, but libraries ask (libzmq for interfaces)."""

NETLINK_ROUTE = 0

INTERNET = (0, socket.IPPROTO_ICMP, socket.IPPROTO_TCP, socket.IPPROTO_UDP, socket.IPPROTO_ICMPV6)
"""Protocols of the internet families; asking for others has Linux load modules for them."""

LOW = 0xFFFFFFFF
"""The half of an argument that the Linux kernel looks at where it takes an int."""


class NoSeccomp(Exception):
    """There is no libseccomp on this machine, or it cannot write filters."""


@functools.cache
def filters() -> tuple[bytes, ...]:
    """The compiled filters, in the form that bubblewrap's ``--add-seccomp-fd`` reads.

    Called by the provisioner ahead of the first launch, off the event loop: it looks for a
    library of the system.

    Raises:
        NoSeccomp: the library is not there.
    """
    try:
        # On import it looks for libseccomp, which may be missing.
        import pyseccomp
    except (ImportError, OSError, RuntimeError) as error:
        raise NoSeccomp(str(error)) from error

    calls = pyseccomp.SyscallFilter(pyseccomp.ERRNO(errno.ENOSYS))
    for name in sorted(ALLOWED):
        try:
            calls.add_rule(pyseccomp.ALLOW, name)
        except (ValueError, OSError):
            continue  # newer than the library, or of another processor: stays refused

    arguments = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
    refuse = pyseccomp.ERRNO(errno.EPERM)

    def masked(position: int, mask: int, value: int) -> object:
        return pyseccomp.Arg(position, pyseccomp.MASKED_EQ, mask, value)

    for flag in NAMESPACES.values():
        arguments.add_rule(refuse, "clone", masked(0, flag, flag))
    for request in TERMINAL.values():
        arguments.add_rule(refuse, "ioctl", masked(1, LOW, request))
    no_family = pyseccomp.ERRNO(errno.EAFNOSUPPORT)
    for call in ("socket", "socketpair"):
        most = max(FAMILIES)
        for family in range(most + 1):
            if family not in FAMILIES:
                arguments.add_rule(no_family, call, masked(0, LOW, family))
        arguments.add_rule(no_family, call, pyseccomp.Arg(0, pyseccomp.GT, most))
    for protocol in range(1, 64):
        if protocol != NETLINK_ROUTE:
            arguments.add_rule(
                no_family,
                "socket",
                masked(0, LOW, socket.AF_NETLINK),
                masked(2, LOW, protocol),
            )
    for family in (socket.AF_INET, socket.AF_INET6):
        for protocol in range(256):
            if protocol not in INTERNET:
                arguments.add_rule(
                    no_family, "socket", masked(0, LOW, family), masked(2, LOW, protocol)
                )
        arguments.add_rule(
            no_family,
            "socket",
            masked(0, LOW, family),
            pyseccomp.Arg(2, pyseccomp.GT, 255),
        )
    return tuple(_export(each) for each in (calls, arguments))


def _export(compiled: object) -> bytes:
    with tempfile.TemporaryFile() as file:
        compiled.export_bpf(file)  # type: ignore[attr-defined]
        file.seek(0)
        return file.read()
