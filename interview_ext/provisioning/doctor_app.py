"""`jupyter interview doctor`: whether interviews can run safely on this machine."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Iterable

from jupyter_core.application import JupyterApp

from .doctor import Finding, language_findings, sandbox_findings
from .kernelspecs import SandboxedKernelSpecManager
from .provisioner import SandboxProvisioner
from .python_environment import PythonEnvironment

MARKS = {"good": "ok", "weaker": "--", "missing": "NO"}
WIDTH = 100
NAME = 20
INDENT = " " * (NAME + 7)


class DoctorApp(JupyterApp):
    """Looks at this machine. Its exit status is 0 where interviews can run safely, else 1."""

    name = "jupyter-interview-doctor"
    description = """
    Say whether interviews can run safely on this machine, what it lacks, what that costs, and how
    to get it. Run it as the user that runs the server. The exit status is 0 if they can, else 1.
    """
    classes = [SandboxProvisioner, PythonEnvironment, SandboxedKernelSpecManager]

    def _config_file_name_default(self) -> str:
        return "jupyter_interview_config"

    def start(self) -> None:
        """Print what was found, and exit."""
        super().start()
        provisioner = SandboxProvisioner(parent=self)
        specs = SandboxedKernelSpecManager(parent=self)
        environment = PythonEnvironment(parent=self)
        sandbox = sandbox_findings(environment.find(), provisioner.require_cgroups)
        found = language_findings(specs.languages())
        safe = all(finding.state != "missing" for finding in sandbox)
        print("Sandbox")
        print(as_text(sandbox))
        print("\nLanguages (pads are offered in those that are found)")
        print(as_text(found))
        print()
        print("Interviews can run safely." if safe else "No code can run on this machine yet.")
        sys.exit(0 if safe else 1)


def as_text(findings: Iterable[Finding]) -> str:
    """Findings for a terminal: a line each, and below it what is lost and how to get it."""
    lines = []
    for finding in findings:
        head = f"  {MARKS[finding.state]}  {finding.name:<{NAME}} "
        lines += textwrap.wrap(
            finding.found,
            WIDTH,
            initial_indent=head,
            subsequent_indent=INDENT,
            break_long_words=False,
            break_on_hyphens=False,
        ) or [head.rstrip()]
        for words in (finding.cost, finding.remedy):
            # A command to copy stays in one line.
            lines += [INDENT + words] if words else []
    return "\n".join(lines)
