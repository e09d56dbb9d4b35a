"""Where the folders of languages are."""

from __future__ import annotations

from pathlib import Path

from jupyter_core.paths import jupyter_path


def kernel_directories() -> list[str]:
    """Where languages are: an installation's shared data, or the folder beside a checkout."""
    checkout = Path(__file__).resolve().parents[2]
    is_checkout = (checkout / "pyproject.toml").is_file()
    beside = [str(checkout / "kernels")] if is_checkout else []
    return [*beside, *jupyter_path("interview", "kernels")]
