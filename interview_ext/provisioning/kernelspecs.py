"""The kernels that a pad offers: those that run in a sandbox, and no others."""

from __future__ import annotations

from pathlib import Path

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_core.paths import jupyter_path
from traitlets import List, TraitError, Unicode, default

from .provisioner import NAME

ALIASES = {"python": "python3"}
"""Names by which a kernel is asked for, and the name by which it is known."""


def kernel_directories() -> list[str]:
    """Where kernelspecs are: an installation's shared data, or the folder beside a checkout."""
    checkout = Path(__file__).resolve().parents[2]
    is_checkout = (checkout / "pyproject.toml").is_file()
    beside = [str(checkout / "kernels")] if is_checkout else []
    return [*beside, *jupyter_path("interview", "kernels")]


def is_sandboxed(spec: KernelSpec) -> bool:
    """Whether a kernelspec says that it runs in our sandbox.

    A kernelspec that says nothing would be started by the local provisioner, without any
    protection.
    """
    stanza = spec.metadata.get("kernel_provisioner")
    return isinstance(stanza, dict) and stanza.get("provisioner_name") == NAME


class SandboxedKernelSpecManager(KernelSpecManager):
    """Finds kernelspecs in our own directories and refuses all that is not sandboxed."""

    kernel_dirs = List(
        Unicode(),
        config=True,
        help="""Directories of kernelspecs, earlier ones first. Each kernel is a folder with a
        kernel.json whose metadata names the provisioner interview-sandbox.""",
    )

    @default("kernel_dirs")
    def _default_kernel_dirs(self) -> list[str]:
        return kernel_directories()

    @default("ensure_native_kernel")
    def _default_ensure_native_kernel(self) -> bool:
        return False

    def find_kernel_specs(self) -> dict[str, str]:
        """Names and directories of the kernels that a pad offers."""
        found: dict[str, str] = {}
        for directory in self.kernel_dirs:
            try:
                folders = sorted(Path(directory).iterdir())
            except OSError:
                continue
            for folder in folders:
                name = ALIASES.get(folder.name.lower(), folder.name.lower())
                if name not in found and self._load(folder) is not None:
                    found[name] = str(folder)
        if self.allowed_kernelspecs:
            found = {name: d for name, d in found.items() if name in self.allowed_kernelspecs}
        return found

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """The kernelspec of that name.

        Raises:
            NoSuchKernel: there is none, or it is not sandboxed.
        """
        name = ALIASES.get(kernel_name.lower(), kernel_name.lower())
        folder = self.find_kernel_specs().get(name)
        spec = self._load(Path(folder)) if folder is not None else None
        if spec is None:
            raise NoSuchKernel(kernel_name)
        return spec

    def _load(self, folder: Path) -> KernelSpec | None:
        if not (folder / "kernel.json").is_file():
            return None
        try:
            spec: KernelSpec = self.kernel_spec_class.from_resource_dir(str(folder))
        except (OSError, ValueError, TypeError, TraitError) as error:
            self.log.warning("Kernelspec %s cannot be read: %s", folder, error)
            return None
        if not is_sandboxed(spec):
            self.log.warning("Kernelspec %s is not sandboxed and is not offered", folder)
            return None
        return spec
