"""The kernels that a pad offers: those that run in a sandbox, and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from traitlets import List, TraitError, Unicode, default

from .folders import kernel_directories
from .language import Language
from .languages import FoundLanguage, files_for, languages
from .provisioner import NAME
from .python_environment import PythonEnvironment

ALIASES = {"python": "python3"}
"""Folders whose kernel goes by another name, which notebooks from elsewhere know it by."""

RUNNER = Path(__file__).with_name("runner")
"""The kernel of all languages that have none of their own."""


def kernel_name_of(language: str) -> str:
    """The name of the kernel of a language, as notebooks have it."""
    return ALIASES.get(language.lower(), language.lower())


def is_sandboxed(spec: KernelSpec) -> bool:
    """Whether a kernelspec says that it runs in our sandbox.

    A kernelspec that says nothing would be started by the local provisioner, without any
    protection.
    """
    stanza = spec.metadata.get("kernel_provisioner")
    return isinstance(stanza, dict) and stanza.get("provisioner_name") == NAME


class SandboxedKernelSpecManager(KernelSpecManager):
    """Finds languages in our own directories and refuses all that is not sandboxed."""

    kernel_dirs = List(
        Unicode(),
        config=True,
        help="""Directories of languages, earlier ones first. Each language is a folder with a
        language.toml; a folder with a kernel.json too has a kernel of its own, whose metadata
        names the provisioner interview-sandbox.""",
    )

    @default("kernel_dirs")
    def _default_kernel_dirs(self) -> list[str]:
        return kernel_directories()

    @default("ensure_native_kernel")
    def _default_ensure_native_kernel(self) -> bool:
        return False

    def languages(self, wanted: Callable[[str], bool] = lambda name: True) -> list[FoundLanguage]:
        """Every language that is described, found on this machine or not.

        Arguments:
            wanted: told a folder's name, whether to look into it; default: into all.
        """
        return languages(self.kernel_dirs, PythonEnvironment(parent=self), wanted)

    def offered(self) -> dict[str, Language]:
        """The languages that pads may be made with, by the names of their kernels."""
        return {name: one.language for name, one in self._offered().items() if one.language}

    def find_kernel_specs(self) -> dict[str, str]:
        """Names and directories of the kernels that a pad offers."""
        return {name: str(one.folder) for name, one in self._offered().items()}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernelspec of that name.

        Raises:
            NoSuchKernel: there is none, it is not sandboxed, or the machine lacks its programs.
        """
        name = kernel_name_of(kernel_name)
        # Asked on the event loop at each start, so it looks at no other language.
        one = self._offered(lambda folder: kernel_name_of(folder) == name).get(name)
        spec = self._load(one) if one is not None else None
        if spec is None:
            raise NoSuchKernel(kernel_name)
        return spec

    def _offered(
        self, wanted: Callable[[str], bool] = lambda name: True
    ) -> dict[str, FoundLanguage]:
        found: dict[str, FoundLanguage] = {}
        for one in self.languages(wanted):
            name = kernel_name_of(one.kernel_name)
            if self.allowed_kernelspecs and name not in self.allowed_kernelspecs:
                continue
            if one.language is None:
                self.log.warning("%s", one.problem)
            elif one.offered and self._load(one) is not None:
                found[name] = one
        return found

    def _load(self, one: FoundLanguage) -> KernelSpec | None:
        assert one.language is not None
        if one.language.runner is not None:
            return self._runner_spec(one.folder, one.language)
        try:
            spec: KernelSpec = self.kernel_spec_class.from_resource_dir(str(one.folder))
        except (OSError, ValueError, TypeError, TraitError) as error:
            self.log.warning("Kernelspec %s cannot be read: %s", one.folder, error)
            return None
        if not is_sandboxed(spec):
            self.log.warning("Kernelspec %s is not sandboxed and is not offered", one.folder)
            return None
        return spec

    def _runner_spec(self, folder: Path, language: Language) -> KernelSpec:
        shown = [str(RUNNER), str(folder), *files_for(language)]
        interview: dict[str, object] = {"read_only": shown}
        if language.address_space is not None:
            interview["address_space"] = language.address_space
        argv = ["python", "-P", str(RUNNER), str(folder), "-f", "{connection_file}"]
        return self.kernel_spec_class(
            argv=argv,
            display_name=language.name,
            language=language.kernel_name,
            interrupt_mode="signal",
            resource_dir=str(folder),
            metadata={
                "debugger": False,
                "kernel_provisioner": {"provisioner_name": NAME},
                "interview": interview,
            },
        )
