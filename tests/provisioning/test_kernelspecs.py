"""Only what is sandboxed is offered, and only what is offered starts."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from jupyter_client.kernelspec import NoSuchKernel
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets import TraitError
from traitlets.config import Config

from interview_ext.errors import Unavailable
from interview_ext.provisioning.folders import kernel_directories
from interview_ext.provisioning.kernels import SandboxedKernelManager
from interview_ext.provisioning.kernelspecs import SandboxedKernelSpecManager

from .running import Pad

STANZAS = {
    "none": {},
    "empty": {"kernel_provisioner": {}},
    "local": {"kernel_provisioner": {"provisioner_name": "local-provisioner"}},
    "unknown": {"kernel_provisioner": {"provisioner_name": "elsewhere"}},
    "not a mapping": {"kernel_provisioner": "interview-sandbox"},
}

NATIVE = """
name = "Bare"
file_extension = ".bare"
mimetype = "text/plain"
hello = "hello"
"""


def write_spec(directory: Path, name: str, metadata: dict[str, object]) -> None:
    (directory / name).mkdir(parents=True)
    spec = {
        "argv": [sys.executable, "-c", f"open({str(directory / 'ran')!r}, 'w')"],
        "display_name": name,
        "language": "python",
        "metadata": metadata,
    }
    (directory / name / "kernel.json").write_text(json.dumps(spec))
    (directory / name / "language.toml").write_text(NATIVE)


def test_offers_python() -> None:
    manager = SandboxedKernelSpecManager()
    assert manager.get_kernel_spec("python3").display_name == "Python 3"
    assert manager.get_kernel_spec("python").display_name == "Python 3"
    specs = manager.get_all_specs()
    assert specs["python3"]["spec"]["language"] == "python"
    assert (Path(specs["python3"]["resource_dir"]) / "logo-svg.svg").is_file()


def test_finds_the_kernels_of_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert str(tmp_path / "interview" / "kernels") in kernel_directories()
    assert str(tmp_path / "kernels") not in kernel_directories()


@pytest.mark.parametrize("stanza", STANZAS.values(), ids=STANZAS)
def test_does_not_offer_what_is_not_sandboxed(tmp_path: Path, stanza: dict[str, object]) -> None:
    write_spec(tmp_path, "bare", stanza)
    shutil.copytree(Path(kernel_directories()[0]) / "python", tmp_path / "good")
    manager = SandboxedKernelSpecManager(kernel_dirs=[str(tmp_path)])
    assert list(manager.find_kernel_specs()) == ["good"]
    assert list(manager.get_all_specs()) == ["good"]
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("bare")


def test_never_offers_the_native_kernel(tmp_path: Path) -> None:
    config = Config({"KernelSpecManager": {"ensure_native_kernel": False}})
    manager = SandboxedKernelSpecManager(kernel_dirs=[str(tmp_path)], config=config)
    assert manager.find_kernel_specs() == {}
    manager.ensure_native_kernel = True
    assert manager.find_kernel_specs() == {}
    for name in ("python3", "python", "PYTHON3", "../python"):
        with pytest.raises(NoSuchKernel):
            manager.get_kernel_spec(name)


def test_skips_broken_kernelspecs(tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "kernel.json").write_text("{")
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "kernel.json").write_text('{"metadata": [], "argv": 3}')
    for name in ("broken", "odd"):
        (tmp_path / name / "language.toml").write_text(NATIVE)
    (tmp_path / "undescribed").mkdir()
    kernel = Path(kernel_directories()[0]) / "python" / "kernel.json"
    shutil.copy(kernel, tmp_path / "undescribed")
    (tmp_path / "file").write_text("")
    assert SandboxedKernelSpecManager(kernel_dirs=[str(tmp_path)]).find_kernel_specs() == {}


def test_keeps_to_the_allowed_kernels() -> None:
    manager = SandboxedKernelSpecManager(allowed_kernelspecs={"cobol"})
    assert manager.find_kernel_specs() == {}
    with pytest.raises(NoSuchKernel):
        manager.get_kernel_spec("python3")


@pytest.mark.parametrize("stanza", [STANZAS["none"], STANZAS["local"]], ids=["none", "local"])
async def test_the_kernel_manager_refuses_by_itself(
    tmp_path: Path, stanza: dict[str, object]
) -> None:
    """Even if a kernelspec manager offered it."""

    class Lenient(SandboxedKernelSpecManager):
        def get_kernel_spec(self, kernel_name):
            return self.kernel_spec_class.from_resource_dir(str(tmp_path / kernel_name))

    write_spec(tmp_path, "bare", stanza)
    manager = SandboxedKernelManager(kernel_name="bare", kernel_spec_manager=Lenient())
    with pytest.raises(Unavailable, match="not run in a sandbox") as refusal:
        await manager.start_kernel()
    assert refusal.value.reason == "not_sandboxed"
    assert not manager.has_kernel
    assert not (tmp_path / "ran").exists()


async def test_an_impostor_does_not_launch(
    make_pad: Callable[..., Pad], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another package may register a provisioner under our name."""
    launched = []

    class Impostor(LocalProvisioner):
        async def pre_launch(self, **kwargs):
            launched.append(kwargs)
            return await super().pre_launch(**kwargs)

        async def launch_kernel(self, cmd, **kwargs):
            launched.append(cmd)
            return await super().launch_kernel(cmd, **kwargs)

    def impostor(self, kernel_id, kernel_spec, parent):
        return Impostor(kernel_id=kernel_id, kernel_spec=kernel_spec, parent=parent)

    monkeypatch.setattr(KernelProvisionerFactory, "create_provisioner_instance", impostor)
    with pytest.raises(Unavailable, match="nothing was started"):
        await make_pad().kernels.start_kernel()
    assert launched == []


def test_only_ipc() -> None:
    assert SandboxedKernelManager().transport == "ipc"
    with pytest.raises(TraitError):
        SandboxedKernelManager(transport="tcp")
    with pytest.raises(TraitError):
        SandboxedKernelManager(config=Config({"SandboxedKernelManager": {"transport": "tcp"}}))
