"""`jupyter interview` that keeps nothing of what happens: the difference is what recording costs.

``python -m benchmarks.unrecorded ARGUMENTS…`` takes the arguments of `jupyter interview`.
"""

from __future__ import annotations

from typing import Any

from interview_ext.app import main
from interview_ext.recording.recording import Recording


class _Nothing:
    def __get__(self, instance: Any, owner: Any) -> Any:
        return lambda *args, **kwargs: None


if __name__ == "__main__":
    for name in ("append", "put_document"):
        setattr(Recording, name, _Nothing())
    main()
