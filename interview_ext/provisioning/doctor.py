"""Whether this machine can keep candidates' code apart, in words for its administrator."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from . import cgroups, machine, seccomp, sharing
from .machine import NoSandbox, Problem
from .process import memory_file
from .python_environment import COMMAND
from .runtime import RuntimeDirectory, default_base
from .sandbox import Confined, SandboxLimits, sandbox

if TYPE_CHECKING:
    from .languages import FoundLanguage

SWITCHES = {
    "/proc/sys/kernel/unprivileged_userns_clone": (
        "0",
        "this machine does not let ordinary users build sandboxes (user namespaces are off).",
        "The administrator allows it with: sudo sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    "/proc/sys/user/max_user_namespaces": (
        "0",
        "this machine does not let anybody build sandboxes (user namespaces are off).",
        "The administrator allows it with: sudo sysctl -w user.max_user_namespaces=10000",
    ),
    "/proc/sys/kernel/apparmor_restrict_unprivileged_userns": (
        "1",
        "AppArmor does not let bubblewrap build a sandbox on this machine.",
        "The administrator lets bubblewrap do so with: "
        "printf 'abi <abi/4.0>,\\nprofile bwrap /usr/bin/bwrap flags=(unconfined) { userns, }"
        "\\n' | sudo tee /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap",
    ),
}
"""Settings of the kernel that forbid user namespaces: the forbidding value, what and remedy."""

IN_A_CONTAINER = Problem(
    "the container that the server runs in does not let it build a sandbox.",
    "The administrator starts the container with user namespaces and an unmasked /proc, for "
    "example: docker run --security-opt seccomp=unconfined --security-opt systempaths=unconfined "
    "--security-opt apparmor=unconfined",
)


def why_no_sandbox(said: str) -> Problem:
    """Why bubblewrap failed.

    Called by the provisioner when a sandbox ended before it was complete.

    Arguments:
        said: what bubblewrap wrote to its standard error.
    """
    for path, (forbidding, what, remedy) in SWITCHES.items():
        try:
            if Path(path).read_text().strip() == forbidding:
                return Problem(what, remedy)
        except OSError:
            continue  # this kernel has no such switch
    last = said.strip().splitlines()[-1] if said.strip() else "it ended without a word"
    if "ENOSPC" in last:
        return Problem(
            "this machine does not let anybody build more sandboxes (the number of its user "
            "namespaces is used up).",
            "The administrator allows more with: sudo sysctl -w user.max_user_namespaces=10000",
        )
    forbidden = "ermission" in last or "not permitted" in last
    if "mount proc" in last or (forbidden and _in_a_container()):
        return Problem(f"{IN_A_CONTAINER.what.rstrip('.')} ({last}).", IN_A_CONTAINER.remedy)
    return Problem(
        f"bubblewrap could not build the sandbox ({last}).",
        "The administrator looks at the server's log and runs: bwrap --unshare-all "
        "--ro-bind / / true",
    )


def _in_a_container() -> bool:
    return os.path.exists("/.dockerenv") or os.path.exists("/run/.containerenv")


def sandbox_report(python: str | os.PathLike[str] | None = None) -> list[Problem]:
    """What this machine lacks to run interviews safely; an empty list if it lacks nothing.

    Builds a real sandbox for a moment. Called from the command line, and before the first
    interview.

    Arguments:
        python: the interpreter that runs kernels. Default: the server's own, which shows whether
            a sandbox can be built before the kernels have theirs.
    """
    problems = machine.missing_programs()
    try:
        filters = seccomp.filters()
    except seccomp.NoSeccomp:
        problems.append(machine.NO_SECCOMP)
    try:
        interpreter = machine.interpreter(os.fspath(python or machine.this_python()))
    except NoSandbox as error:
        return [*problems, error.problem]
    if problems:
        return problems
    user: int | None = None
    if os.geteuid() == 0:
        uids = machine.uids_for_pads(machine.uid_map())
        if uids is None:
            return [machine.NO_OTHER_USER]
        user = uids[0]
    runtime = RuntimeDirectory(default_base(), user)
    try:
        with tempfile.TemporaryDirectory() as pad_dir, contextlib.ExitStack() as opened:
            runtime.connection_file.touch()
            runtime.hand_over()
            if user is not None:
                sharing.share(pad_dir, user)
            paths = [pad_dir, *interpreter.read_only]
            fds = tuple(memory_file(opened, content).fileno() for content in filters)
            confined = Confined(
                command=(interpreter.executable, "-c", "import ipykernel"),
                pad_dir=pad_dir,
                runtime_dir=str(runtime.path),
                connection_file=str(runtime.connection_file),
                interpreter=interpreter,
                hidden=machine.hidden_from_others(paths) if user is not None else frozenset(),
                seccomp_fds=fds,
            )
            launch = sandbox(confined, machine.describe(user), SandboxLimits())
            runtime.make_stage([point for _, point in launch.stage])
            trial = subprocess.run(
                launch.argv,
                env=dict(launch.environment),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=60,
                pass_fds=fds,
                check=False,
            )
    finally:
        runtime.remove()
    if trial.returncode == 0:
        return []
    if "ipykernel" in trial.stderr or "Traceback" in trial.stderr:
        last = trial.stderr.strip().splitlines()[-1]
        return [
            Problem(
                f"the Python at {interpreter.executable} does not work in the sandbox ({last}).",
                "The administrator sees to it that all users may read it.",
                "no_interpreter",
            )
        ]
    return [why_no_sandbox(trial.stderr)]


State = Literal["good", "weaker", "missing"]


@dataclass(frozen=True)
class Finding:
    """One thing about this machine that matters to interviews, for the administrator.

    Arguments:
        name: of what was looked at.
        state: ``good``; ``weaker``, where interviews are held with less; ``missing``, where what
            it is for cannot be had.
        found: what is there, or what is wrong with it.
        cost: what is lost by that; empty where all is good.
        remedy: what to do about it; empty where there is nothing to do.
    """

    name: str
    state: State
    found: str
    cost: str = ""
    remedy: str = ""


NOTHING_RUNS = "No code runs on this machine; everything else works."


def sandbox_findings(
    python: str | os.PathLike[str] | None = None, require_cgroups: bool = False
) -> list[Finding]:
    """What this machine gives for keeping candidates' code apart, part by part.

    Called from the command line. Interviews can run safely if nothing is ``missing``.

    Arguments:
        python: the interpreter that runs kernels; None where it has not been made yet.
        require_cgroups: whether the application was told to refuse to run without them.
    """
    problems = sandbox_report(python)
    return [
        *_bubblewrap(),
        _seccomp(),
        *(_trouble(problem) for problem in problems if problem.reason == "no_sandbox"),
        *([] if problems else [Finding("Sandbox", "good", "one was built and worked")]),
        _cgroups(require_cgroups),
        _interpreter(python, problems),
    ]


def _bubblewrap() -> list[Finding]:
    path = machine.find_program("bwrap")
    if path is None or machine.bwrap_version(path) < machine.OLDEST_BWRAP:
        return []  # among what the sandbox lacks
    version = ".".join(map(str, machine.bwrap_version(path)))
    return [Finding("bubblewrap", "good", f"{version} at {path}")]


def _seccomp() -> Finding:
    try:
        seccomp.filters()
    except seccomp.NoSeccomp:
        problem = machine.NO_SECCOMP
        return Finding("System calls", "missing", problem.what, NOTHING_RUNS, problem.remedy)
    return Finding("System calls", "good", "filtered with libseccomp")


def _trouble(problem: Problem) -> Finding:
    return Finding("Sandbox", "missing", problem.what, NOTHING_RUNS, problem.remedy)


def _cgroups(required: bool) -> Finding:
    place = cgroups.find_place()
    if isinstance(place, cgroups.Place):
        version = "version 2" if place.kind == "v2" else "version 1"
        if place.has_cpu:
            return Finding(
                "Control groups", "good", f"{version}: memory, processes, processor time"
            )
        return Finding(
            "Control groups",
            "weaker",
            f"{version}: memory and processes",
            "A candidate's code may use all processors of this machine.",
            "Give the server's control group the controller cpu.",
        )
    return Finding(
        "Control groups",
        "missing" if required else "weaker",
        place.why,
        "Memory is bounded for each process instead of a sandbox as a whole, and processor time "
        "is not bounded.",
        "Start the server in a group that it may divide, such as: systemd-run --user --scope "
        "--property=Delegate=yes jupyter interview (or Delegate=yes in its service).",
    )


def _interpreter(python: str | os.PathLike[str] | None, problems: list[Problem]) -> Finding:
    for problem in problems:
        if problem.reason == "no_interpreter":
            return Finding("Python", "missing", problem.what, NOTHING_RUNS, problem.remedy)
    if python is None:
        return Finding(
            "Python",
            "weaker",
            "the environment that runs code has not been made yet",
            "It is made when the server starts; until then runs wait for it.",
            f"Make it now: {COMMAND}",
        )
    return Finding("Python", "good", os.fspath(python))


def language_findings(found: list[FoundLanguage]) -> list[Finding]:
    """What of the languages is there, one by one."""
    return [
        Finding(
            language.language.name if language.language else language.kernel_name,
            "good" if language.offered else "weaker",
            language.version() or ("found" if language.offered else language.problem),
            "",
            language.remedy,
        )
        for language in found
    ]
