"""The sandbox policy: what goes in, what comes out."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interview_ext.provisioning import sandbox as policy
from interview_ext.provisioning.sandbox import (
    Confined,
    Interpreter,
    Machine,
    SandboxLimits,
    inside_path,
    is_inside,
    sandbox,
)

MACHINE = Machine(
    bwrap="/usr/bin/bwrap",
    top=(("/bin", "usr/bin"), ("/lib", None)),
    etc=("ld.so.cache",),
    private=("/usr/local/share/jupyter",),
)
PYTHON = Interpreter(
    executable="/home/ann/venv/bin/python",
    read_only=("/home/ann/venv", "/opt/python"),
    private=("/home/ann/venv/etc/jupyter",),
    links=(("/home/ann/bin/python", "/opt/python/bin/python3.13"),),
)
KERNEL = Confined(
    command=("/home/ann/venv/bin/python", "-m", "kernel"),
    pad_dir="/srv/pads/a/files",
    runtime_dir="/run/interview-x",
    connection_file="/run/interview-x/kernel.json",
    interpreter=PYTHON,
    environment={"LANGUAGE_LEVEL": "3"},
)


def pairs(argv: tuple[str, ...], option: str) -> list[tuple[str, str]]:
    return [(argv[i + 1], argv[i + 2]) for i, word in enumerate(argv) if word == option]


def test_is_pure() -> None:
    """The policy can be read, tested and reused without a server, a clock or a machine."""
    tree = ast.parse(Path(policy.__file__).read_text())
    imported = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add(("." * node.level) + (node.module or ""))
    assert imported <= {"__future__", "os.path", "collections.abc", "dataclasses", "..sizes"}


def test_an_ordinary_server_needs_bubblewrap_alone() -> None:
    launch = sandbox(KERNEL, MACHINE, SandboxLimits())
    assert launch.argv[0] == "/usr/bin/bwrap"
    assert launch.stage == ()
    assert set(launch.environment) == {"PATH", "LC_ALL"}


def test_all_doors_are_closed() -> None:
    argv = sandbox(KERNEL, MACHINE, SandboxLimits()).argv
    options = set(argv[: argv.index("--")])
    assert options >= {
        *(f"--unshare-{name}" for name in ("user", "ipc", "pid", "net", "uts", "cgroup")),
        "--disable-userns",
        "--new-session",
        "--die-with-parent",
        "--clearenv",
    }
    assert "--share-net" not in options
    assert argv[argv.index("--cap-drop") + 1] == "ALL"
    assert [argv[i + 1] for i, word in enumerate(argv) if word == "--remount-ro"][-2:] == [
        "/dev",
        "/",
    ]


def test_only_pad_and_sockets_are_writable() -> None:
    argv = sandbox(KERNEL, MACHINE, SandboxLimits()).argv
    assert pairs(argv, "--bind") == [
        ("/run/interview-x/io", "/run/interview-x/io"),
        ("/srv/pads/a/files", "/pad"),
    ]
    shown = {source for source, _ in pairs(argv, "--ro-bind")}
    assert shown == {
        "/usr",
        "/lib",
        "/etc/ld.so.cache",
        *(f"/run/interview-x/etc/{name}" for name in policy.ETC),
        "/home/ann/venv",
        "/opt/python",
        "/run/interview-x/kernel.json",
    }
    assert not any(word in ("--dev-bind", "--bind-try", "--overlay") for word in argv)


def test_configuration_of_the_server_stays_empty() -> None:
    argv = sandbox(KERNEL, MACHINE, SandboxLimits()).argv
    for path in ("/usr/local/share/jupyter", "/home/ann/venv/etc/jupyter"):
        at = [i for i, word in enumerate(argv) if word == path]
        assert [argv[i - 1] for i in at] == ["--tmpfs", "--remount-ro"]
        assert at[0] > argv.index("/home/ann/venv")


def test_what_is_shown_of_it_all_the_same_is_shown_in_it() -> None:
    """A kernel's own files may be in the shared data of the Python that the server runs."""
    shown = ("/usr/local/share/jupyter/interview/kernels/sql", "/usr/share/words")
    argv = sandbox(replace(KERNEL, read_only=shown), MACHINE, SandboxLimits()).argv
    hidden = "/usr/local/share/jupyter"
    assert argv.index(hidden) < argv.index(shown[0]) < len(argv) - argv[::-1].index(hidden)
    assert argv[argv.index(shown[0]) - 1] == "--ro-bind"
    assert shown[1] not in argv  # there already, with all of /usr


def test_root_drops_to_another_user_and_stages_what_that_user_cannot_reach() -> None:
    hidden = frozenset({"/home/ann/venv", "/srv/pads/a/files"})
    launch = sandbox(
        replace(KERNEL, hidden=hidden), replace(MACHINE, drop_to=1879048200), SandboxLimits()
    )
    assert launch.stage == (
        ("/home/ann/venv", "/run/interview-x/stage/0"),
        ("/srv/pads/a/files", "/run/interview-x/stage/1"),
    )
    words = list(launch.argv)
    assert (
        words.index("/usr/bin/unshare")
        < words.index("/usr/bin/setpriv")
        < words.index("/usr/bin/bwrap")
    )
    assert words[words.index("--reuid") + 1] == "1879048200"
    assert "--clear-groups" in words
    assert ("/run/interview-x/stage/0", "/home/ann/venv") in pairs(launch.argv, "--ro-bind")
    assert ("/run/interview-x/stage/1", "/pad") in pairs(launch.argv, "--bind")


def test_root_never_runs_bubblewrap_as_root() -> None:
    launch = sandbox(KERNEL, replace(MACHINE, drop_to=1879048200), SandboxLimits())
    assert launch.argv[0] == "/usr/bin/setpriv"


def test_what_is_hidden_from_an_ordinary_server_is_an_error() -> None:
    with pytest.raises(ValueError, match="cannot be reached"):
        sandbox(replace(KERNEL, hidden=frozenset({"/home/ann/venv"})), MACHINE, SandboxLimits())


def test_limits() -> None:
    limits = SandboxLimits(memory=100, address_space=0, processes=7, file_size=0, tmp_size=5)
    argv = sandbox(KERNEL, MACHINE, limits).argv
    inside = argv[argv.index("--") + 1 :]
    assert inside[0] == "/usr/bin/prlimit"
    assert {"--data=100", "--nproc=7", "--core=0"} <= set(inside)
    assert not any(word.startswith(("--as", "--fsize")) for word in inside)
    at = argv.index("/tmp")
    assert argv[at - 3 : at] == ("--size", "5", "--tmpfs")
    assert inside[-3:] == KERNEL.command


def test_environment() -> None:
    argv = sandbox(KERNEL, MACHINE, SandboxLimits(cpus=2)).argv
    environment = dict(pairs(argv, "--setenv"))
    assert environment["LANGUAGE_LEVEL"] == "3"
    assert environment["HOME"] == policy.HOME
    assert environment["OMP_NUM_THREADS"] == "2"
    assert environment["PATH"].startswith("/home/ann/venv/bin:")
    assert argv.index("--clearenv") < argv.index("--setenv")


@given(st.text(alphabet="ab./ ", max_size=30))
def test_a_kernel_never_starts_outside_of_its_pad(path: str) -> None:
    inside = inside_path("/srv/pads/a/files/" + path, "/srv/pads/a/files")
    assert is_inside(inside, "/pad")
    assert ".." not in inside.split("/")


@pytest.mark.parametrize(
    ("path", "inside"),
    [
        ("/srv/pads/a/files", "/pad"),
        ("/srv/pads/a/files/one/two", "/pad/one/two"),
        ("/srv/pads/a/files-of-another", "/pad"),
        ("/etc", "/pad"),
    ],
)
def test_where_a_directory_is_seen(path: str, inside: str) -> None:
    assert inside_path(path, "/srv/pads/a/files") == inside
