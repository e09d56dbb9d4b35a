"""How soon the hidden tests of an example say how they went, from the click on."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .servers import Interview, ServerTrouble, running, wait_for

API = "/interview/api"

# Seconds between two looks at whether they are done: what is measured is late by half of it.
LOOK = 0.01


@dataclass(frozen=True)
class HiddenFigures:
    """What was measured.

    Arguments:
        seconds: of each example, by its title: from the request until the result can be read.
    """

    seconds: dict[str, float]


def measure_hidden(core: int, most: int) -> HiddenFigures:
    """Run the hidden tests of the examples once each, on the files that candidates begin with.

    Arguments:
        core: the processor that the server starts on; what it runs then takes whatever there is.
        most: of how many examples.

    Raises:
        ServerTrouble: the server failed, or refused something.
    """
    with running(Interview, core) as server:
        assert isinstance(server, Interview)
        for thread in Path(f"/proc/{server.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), range(os.cpu_count() or 1))
        examples = wait_for_examples(server)
        server.open_pads(1)
        [pad] = server.request("GET", f"{API}/pads")["pads"]
        taken: dict[str, float] = {}
        for example in examples:
            if len(taken) == most:
                break
            seconds = _tested(server, f"{API}/pads/{pad['id']}/tasks", example)
            if seconds is not None:
                taken[example["title"]] = seconds
        if not taken:
            raise ServerTrouble("no example's hidden tests could be run")
        return HiddenFigures(taken)


def wait_for_examples(server: Interview) -> list[dict[str, Any]]:
    """The examples, once all of them are in the bank; bringing them in keeps a server busy."""
    folders = Path(__file__).parents[1] / "question_bank"
    count = len(list(folders.glob("*/question.md")))

    def all_there() -> list[dict[str, Any]] | None:
        path = f"{API}/questions?tab=examples&limit=200"
        found: list[dict[str, Any]] = server.request("GET", path)["questions"]
        return found if len(found) == count else None

    return wait_for(all_there, 60, "the examples")


def _tested(server: Interview, tasks: str, example: dict[str, Any]) -> float | None:
    """Seconds that the hidden tests of an example take; None where it has none that run here."""
    if not example["languages"]:
        return None
    body = {"question_id": example["id"], "language": example["languages"][0]}
    try:
        task = server.request("POST", tasks, body)
        server.request("POST", f"{tasks}/{task['id']}/open", {})
    except ServerTrouble:
        return None
    path = f"{tasks}/{task['id']}/tests"
    began = time.perf_counter()
    server.request("POST", path, {})
    while True:
        [run, *_] = server.request("GET", path)["runs"]
        if run["state"] != "running":
            break
        time.sleep(LOOK)
    taken = time.perf_counter() - began
    return taken if run["state"] == "done" else None
