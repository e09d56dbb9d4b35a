"""The Python that runs kernels: how it is made, and what it is inside a pad."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from traitlets.config import Config

from interview_ext.errors import Unavailable
from interview_ext.provisioning import machine, python_environment
from interview_ext.provisioning.environment_app import KernelsPythonApp
from interview_ext.provisioning.python_environment import COMPLETE, PythonEnvironment, abandon

from .running import Pad, until

TINY = "tiny-1.0-py3-none-any.whl"


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    """A list of one package, which is a file on this machine."""
    files = {
        "tiny.py": "answer = 42\n",
        "tiny-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n",
        "tiny-1.0.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = "".join(f"{name},sha256={_digest(text)},{len(text)}\n" for name, text in files.items())
    with zipfile.ZipFile(tmp_path / TINY, "w") as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
        wheel.writestr("tiny-1.0.dist-info/RECORD", record + "tiny-1.0.dist-info/RECORD,,\n")
    path = tmp_path / "requirements.txt"
    path.write_text(f"{tmp_path / TINY}\n")
    return path


def _digest(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


@pytest.fixture
def environment(tmp_path: Path, requirements: Path) -> PythonEnvironment:
    return PythonEnvironment(directory=str(tmp_path / "made"), requirements=str(requirements))


def answer_of(python: Path, code: str = "import tiny; print(tiny.answer)") -> str:
    return subprocess.run([python, "-c", code], capture_output=True, text=True).stdout.strip()


async def test_is_made_once_by_whoever_comes_first(
    environment: PythonEnvironment, requirements: Path
) -> None:
    assert environment.find() is None
    said: list[str] = []
    other = PythonEnvironment(
        directory=environment.directory, requirements=environment.requirements
    )
    steps: list[str] = []
    # Those who make it know as little of each other as two processes would.
    python, *same = await asyncio.gather(
        environment.ready(said.append), environment.make(steps.append), other.make(steps.append)
    )
    assert {python, *same} == {environment.find()}
    assert answer_of(python) == "42"
    assert set(said) == {python_environment.PATIENCE}
    assert len([step for step in steps if step.startswith("Making")]) <= 1
    assert list((python.parents[2]).glob(f"*/{COMPLETE}")) == [python.parents[1] / COMPLETE]
    assert answer_of(python, "import pip") == ""
    assert (python.parents[1] / COMPLETE).read_text() == requirements.read_text()
    assert list(python.parents[1].glob("lib/*/site-packages/__pycache__/tiny.*.pyc"))


async def test_another_list_makes_another_environment(
    environment: PythonEnvironment, requirements: Path, tmp_path: Path
) -> None:
    first = await environment.ready()
    for comment in ("once", "twice"):
        requirements.write_text(f"{tmp_path / TINY}  # {comment}\n")
        assert environment.find() is None
        python = await environment.ready()
        assert answer_of(python) == "42"
    # Kernels that run keep theirs over one change; there are never more than two.
    made = {path.parent for path in (tmp_path / "made").glob(f"*/{COMPLETE}")}
    assert len(made) == 2
    assert first.parents[1] not in made


async def test_says_what_an_administrator_does_where_it_cannot_be_made(
    environment: PythonEnvironment, requirements: Path, tmp_path: Path
) -> None:
    good = requirements.read_text()
    requirements.write_text(str(tmp_path / "gone-1.0-py3-none-any.whl"))
    with pytest.raises(Unavailable, match="jupyter interview kernels-python") as failure:
        await environment.ready()
    assert "gone-1.0" in failure.value.message
    assert failure.value.reason == "no_interpreter"
    assert environment.find() is None
    with pytest.raises(Unavailable, match=r"gone-1\.0"):
        await environment.ready()
    requirements.write_text(good)
    assert answer_of(await environment.ready()) == "42"


async def test_what_is_broken_off_is_made_again(environment: PythonEnvironment) -> None:
    waiting = asyncio.create_task(environment.ready())
    await until(lambda: any(Path(environment.directory).glob("*/bin/python")))
    waiting.cancel()
    await abandon()
    assert environment.find() is None
    assert answer_of(await environment.ready()) == "42"


async def test_a_place_that_cannot_be_written(
    environment: PythonEnvironment, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    environment.directory = str(tmp_path / "file" / "below")
    with pytest.raises(Unavailable, match="sudo jupyter interview kernels-python"):
        await environment.ready()


def test_knows_modules_before_and_after_it_is_made(
    environment: PythonEnvironment, requirements: Path
) -> None:
    requirements.write_text(f"# numpy\n{requirements.read_text()}deno>=2,<3  # javascript\n")
    assert environment.missing(["deno", "numpy"]) == ["numpy"]
    assert str(requirements) in environment.how_to_add(["numpy"])
    requirements.write_text(requirements.read_text().replace("deno", "# deno"))
    asyncio.run(environment.make(print))
    assert environment.missing(["tiny", "deno"]) == ["deno"]


def test_a_python_that_the_administrator_named_is_taken_as_it_is(kernels_python: str) -> None:
    config = Config({"SandboxProvisioner": {"python": kernels_python}})
    environment = PythonEnvironment(config=config, directory="/nonexistent")
    assert environment.find() == Path(kernels_python)
    assert environment.missing(["ipykernel", "no_such_module"]) == ["no_such_module"]
    assert f"{kernels_python} -m pip install x" in environment.how_to_add(["x"])
    config.SandboxProvisioner.python = "/nonexistent/python"
    assert PythonEnvironment(config=config).missing(["json"]) == ["json"]


def test_the_command(
    tmp_path: Path, requirements: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = [f"--directory={tmp_path / 'made'}", f"--requirements={requirements}"]
    for options in ([], [], ["--rebuild"]):
        app = KernelsPythonApp()
        app.initialize([*arguments, *options])
        app.start()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line.startswith(("Making", "Kernels"))] == [
        *("Making", "Kernels"),
        "Kernels",
        *("Making", "Kernels"),
    ]
    requirements.write_text(str(tmp_path / "gone-1.0-py3-none-any.whl"))
    app = KernelsPythonApp()
    app.initialize(arguments)
    with pytest.raises(SystemExit) as end:
        app.start()
    assert end.value.code == 1


OURS = ("interview_ext", "jupyter_server", "jupyterlab", "sqlalchemy", "alembic", "pycrdt", "pip")
THEIRS = ("numpy", "pandas", "matplotlib", "sklearn", "scipy", "seaborn", "statsmodels.api")


async def test_candidates_have_their_own_packages_and_not_the_servers(
    make_pad: Callable[..., Pad],
) -> None:
    async with make_pad().kernel() as kernel:
        for module in OURS:
            assert (await kernel.run(f"import {module}")).error == "ModuleNotFoundError", module
        for module in THEIRS:
            imported = await kernel.run(f"import {module} as m, os; os.stat(m.__cached__)")
            assert imported.status == "ok", (module, imported)
        plot = await kernel.run(
            "import matplotlib.pyplot as plt; plt.plot([1, 4, 9]); plt.title('π'); plt.show()"
        )
        (picture,) = [o["data"] for o in plot.outputs if "image/png" in o.get("data", {})]
        assert base64.b64decode(picture["image/png"]).startswith(b"\x89PNG")
        assert plot.text == ""  # not a word about fonts or caches
        # The list of fonts is the environment's: making one costs each sandbox seconds.
        cached = await kernel.run(
            "import os, matplotlib as m; d = m.get_cachedir()\n"
            "print([os.path.islink(os.path.join(d, n)) for n in os.listdir(d) if 'font' in n])"
        )
        assert cached.text == "[True]\n"
        table = await kernel.run("import pandas as pd; pd.DataFrame({'a': [1, 2]})")
        assert "<table" in table.outputs[-1]["data"]["text/html"]
        fit = await kernel.run(
            "from sklearn.linear_model import LinearRegression\n"
            "print(round(LinearRegression().fit([[0], [1]], [1, 3]).predict([[2]])[0], 6))"
        )
        assert fit.text == "5.0\n"


async def test_the_environment_cannot_be_written(
    make_pad: Callable[..., Pad], kernels_python: str
) -> None:
    async with make_pad().kernel() as kernel:
        tried = await kernel.run("import numpy; open(numpy.__file__, 'a')")
        assert tried.error in ("OSError", "PermissionError")
        assert (await kernel.run("import sys; print(sys.executable)")).text == f"{kernels_python}\n"


async def test_is_seen_where_the_servers_own_data_is_hidden(
    make_pad: Callable[..., Pad], kernels_python: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the server is installed into the Python below, its share/jupyter is kept from view."""
    real = Path(kernels_python).parents[1]
    found = machine.interpreter(kernels_python)
    monkeypatch.setattr(
        "interview_ext.provisioning.provisioner.interpreter",
        lambda _: machine.Interpreter(
            found.executable, found.read_only, (*found.private, str(real.parent)), found.links
        ),
    )
    async with make_pad().kernel() as kernel:
        seen = await kernel.run(f"import os, numpy; print(os.listdir({str(real.parent)!r}))")
        assert seen.text == f"['{real.name}']\n"
