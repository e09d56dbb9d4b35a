"""What the machine offers is looked up now and then, and never twice at once."""

from __future__ import annotations

import asyncio
import threading

import pytest

from interview_ext.provisioning import offered as module
from interview_ext.provisioning.offered import OfferedLanguages

from .running import until


async def test_a_language_that_was_added_is_offered_after_a_while(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[threading.Thread] = []

    def look() -> dict[str, object]:
        looks.append(threading.current_thread())
        return dict.fromkeys(f"language {number}" for number in range(len(looks)))

    offered = OfferedLanguages(look)  # type: ignore[arg-type]
    assert list(offered()) == ["language 0"]
    assert list(offered()) == ["language 0"]
    assert len(looks) == 1

    monkeypatch.setattr(module, "LIFETIME", 0.0)
    assert list(offered()) == ["language 0"]
    assert list(offered()) == ["language 0"]
    await until(lambda: len(offered()) > 1)
    assert threading.main_thread() not in looks[1:]
    await asyncio.gather(*asyncio.all_tasks() - {asyncio.current_task()})


async def test_who_waits_gets_what_there_is_now() -> None:
    found = {"one": None}
    offered = OfferedLanguages(lambda: dict(found))  # type: ignore[arg-type]
    assert list(offered()) == ["one"]
    found["two"] = None
    assert list(await offered.look_again()) == ["one", "two"]
    assert list(offered()) == ["one", "two"]
