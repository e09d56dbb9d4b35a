"""Whether this machine can keep candidates' code apart, in words for its administrator."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path

from . import machine, sharing
from .machine import NoSandbox, Problem
from .runtime import RuntimeDirectory, default_base
from .sandbox import Confined, SandboxLimits, sandbox

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


def sandbox_report(python: str | None = None) -> list[Problem]:
    """What this machine lacks to run interviews safely; an empty list if it lacks nothing.

    Builds a real sandbox for a moment. Called from the command line, and before the first
    interview.

    Arguments:
        python: the interpreter that runs Python kernels; default: the server's own.
    """
    problems = machine.missing_programs()
    try:
        interpreter = machine.interpreter(python or machine.this_python())
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
        with tempfile.TemporaryDirectory() as pad_dir:
            runtime.connection_file.touch()
            runtime.hand_over()
            if user is not None:
                sharing.share(pad_dir, user)
            paths = [pad_dir, *interpreter.read_only]
            confined = Confined(
                command=(interpreter.executable, "-c", "import ipykernel"),
                pad_dir=pad_dir,
                runtime_dir=str(runtime.path),
                connection_file=str(runtime.connection_file),
                interpreter=interpreter,
                hidden=machine.hidden_from_others(paths) if user is not None else frozenset(),
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
