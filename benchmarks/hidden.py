"""How soon the hidden tests of an example say how they went, from the click on."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .servers import Interview, ServerTrouble, running, wait_for

API = "/interview/api"

# Seconds between two looks at whether they are done: what is measured is late by half of it.
LOOK = 0.01

# Seconds that a candidate works before the next click.
WORK = 7.0


@dataclass
class HiddenFigures:
    """What was measured: seconds from the request until the result can be read.

    Arguments:
        at_once: of each example in each of its languages, by what that is called: right after the
            task was opened.
        later: the same, when somebody has worked on it for `WORK` seconds.
    """

    at_once: dict[str, float] = field(default_factory=dict)
    later: dict[str, float] = field(default_factory=dict)


def measure_hidden(core: int, most: int) -> HiddenFigures:
    """Run the hidden tests of the examples twice each, on the files that candidates begin with.

    Arguments:
        core: the processor that the server starts on; what it runs then takes whatever there is.
        most: of how many examples, each of their languages counted.

    Raises:
        ServerTrouble: the server failed, or refused something.
    """
    figures = HiddenFigures()
    with running(Interview, core) as server:
        assert isinstance(server, Interview)
        for thread in Path(f"/proc/{server.pid}/task").iterdir():
            os.sched_setaffinity(int(thread.name), range(os.cpu_count() or 1))
        for example in wait_for_examples(server):
            pad = server.request("POST", f"{API}/pads", {"title": example["title"]})
            for language in example["languages"]:
                if len(figures.later) < most:
                    _test(server, f"{API}/pads/{pad['id']}/tasks", example, language, figures)
        if not figures.later:
            raise ServerTrouble("no example's hidden tests could be run")
    return figures


def wait_for_examples(server: Interview) -> list[dict[str, Any]]:
    """The examples, once all of them are in the bank; bringing them in keeps a server busy."""
    folders = Path(__file__).parents[1] / "question_bank"
    count = len(list(folders.glob("*/question.md")))

    def all_there() -> list[dict[str, Any]] | None:
        path = f"{API}/questions?tab=examples&limit=200"
        found: list[dict[str, Any]] = server.request("GET", path)["questions"]
        return found if len(found) == count else None

    return wait_for(all_there, 60, "the examples")


def _test(
    server: Interview, tasks: str, example: dict[str, Any], language: str, figures: HiddenFigures
) -> None:
    """Measure the hidden tests of an example in a language, where it has some that run here."""
    try:
        task = server.request("POST", tasks, {"question_id": example["id"], "language": language})
        server.request("POST", f"{tasks}/{task['id']}/open", {})
    except ServerTrouble:
        return
    several = len(example["languages"]) > 1
    name = f"{example['title']} ({language})" if several else example["title"]
    for taken in (figures.at_once, figures.later):
        path = f"{tasks}/{task['id']}/tests"
        began = time.perf_counter()
        try:
            server.request("POST", path, {})
        except ServerTrouble:
            return
        while True:
            [run, *_] = server.request("GET", path)["runs"]
            if run["state"] != "running":
                break
            time.sleep(LOOK)
        seconds = time.perf_counter() - began
        if run["state"] != "done":
            return
        taken[name] = seconds
        if taken is figures.at_once:
            time.sleep(WORK)
