"""`jupyter interview kernels-python`: makes the Python that runs the code of interviews."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from jupyter_core.application import JupyterApp
from traitlets import Bool

from ..errors import InterviewError
from .provisioner import SandboxProvisioner
from .python_environment import PythonEnvironment


class KernelsPythonApp(JupyterApp):
    """Makes the environment and says what it does; called from the command line and `make`."""

    name = "jupyter-interview-kernels-python"
    description = """
    Make the Python that runs the code of interviews: an environment with the packages that
    candidates may import. Does nothing where it is there already.
    """
    classes = [PythonEnvironment, SandboxProvisioner]
    flags: dict[str, Any] = {
        "rebuild": (
            {"KernelsPythonApp": {"rebuild": True}},
            "Make it anew, with the newest packages that the list allows.",
        )
    }
    aliases: dict[str, Any] = {
        "config": "JupyterApp.config_file",
        "directory": "PythonEnvironment.directory",
        "requirements": "PythonEnvironment.requirements",
    }
    rebuild = Bool(False, config=True, help="Make it anew even where it is there.")

    def _config_file_name_default(self) -> str:
        return "jupyter_interview_config"

    def start(self) -> None:
        """Make it; the exit status is 1 if that cannot be done."""
        super().start()
        environment = PythonEnvironment(parent=self)
        began = time.monotonic()
        try:
            python = asyncio.run(environment.make(self._say, anew=self.rebuild))
        except InterviewError as error:
            self.log.critical("%s", error.message)
            self.exit(1)
        self._say(f"Kernels run {python} ({time.monotonic() - began:.0f} s)")

    def _say(self, words: str) -> None:
        print(words, flush=True)
