"""How soon a moment of a recording is on the screen: the player's page in Chromium."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from interview_ext.playback.builder import PLAYBACK
from interview_ext.recording import RECORDING
from tests.e2e.browsers import find, launch

from .servers import Interview, ServerTrouble, running, wait_for

# Moments that are jumped to, and the size of the window they are seen in.
JUMPS = 100
WINDOW = {"width": 1280, "height": 800}

# Each jump begins at a moment somewhere else, when the page has come to rest. It is over with the
# first frame from which on what stands in the window is what stands there in the end: the cells,
# where they are, what was typed into them and what they had printed.
_JUMP = """
async ([elsewhere, target]) => {
  const REST = 300;
  const frame = () => new Promise(resolve => requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => resolve(performance.now());
    port2.postMessage(0);
  }));
  const go = time => {
    history.replaceState(null, '', `#t=${(time / 1000).toFixed(3)}`);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  };
  const loading = () => document.querySelector('.interview-Playback-status').textContent !== '';
  const seen = () => {
    const outer = document.querySelector('.jp-Notebook .jp-WindowedPanel-outer');
    const { top, bottom } = outer.getBoundingClientRect();
    const found = [];
    for (const cell of outer.querySelectorAll('.jp-Cell')) {
      const place = cell.getBoundingClientRect();
      if (place.height && place.bottom > top && place.top < bottom) {
        const prompt = cell.querySelector('.jp-InputPrompt')?.textContent;
        const lines = [...cell.querySelectorAll('.cm-line')].map(line => line.textContent);
        const outputs = [...cell.querySelectorAll('.jp-OutputArea-output')].map(
          output => output.querySelector('img')?.src ?? output.textContent
        );
        found.push([cell.dataset.windowedListIndex, Math.round(place.top), prompt, lines, outputs]);
      }
    }
    return JSON.stringify(found);
  };
  const rest = async () => {
    const frames = [];
    let last = performance.now();
    for (;;) {
      const time = await frame();
      const view = loading() ? null : seen();
      if (view !== frames.at(-1)?.view) {
        frames.push({ time, view });
        last = time;
      } else if (view !== null && time - last > REST) {
        return frames;
      }
    }
  };
  // The segment that is jumped to is there already, as it is when one comes back to it.
  go(target);
  await rest();
  go(elsewhere);
  await rest();
  const began = performance.now();
  go(target);
  const work = performance.now() - began;
  const frames = await rest();
  return {
    total: frames.at(-1).time - began,
    first: frames[0].time - began,
    work,
    views: frames.length,
    cells: document.querySelectorAll('.jp-Notebook .jp-Cell').length
  };
}
"""


def measure_screen(core: int, folder: Path) -> list[float]:
    """Jump about in a recording in a real browser.

    Arguments:
        core: the processor for the server; the browser takes whatever there is.
        folder: has the recording and its index.

    Returns:
        Milliseconds from each jump until the window shows what it shows in the end; none where
        there is no browser.

    Raises:
        ServerTrouble: the server failed.
    """
    return [jump["total"] for jump in measure_jumps(core, folder)]


def measure_jumps(core: int, folder: Path) -> list[dict[str, float]]:
    """Like `measure_screen`, with all that the page says about each jump."""
    with sync_playwright() as playwright:
        if find(playwright.chromium) is None:
            return []
        with running(Interview, core) as server, _all_cores():
            assert isinstance(server, Interview)
            path = _put_into_a_pad(server, folder)
            browser = launch(playwright)
            try:
                context = browser.new_context(viewport=WINDOW)
                page = context.new_page()
                page.goto(f"http://127.0.0.1:{server.port}/interview/?token={server.token}")
                page.goto(f"http://127.0.0.1:{server.port}{path}")
                page.get_by_role("slider").wait_for(timeout=60_000)
                return list(_jump_about(page))
            finally:
                browser.close()


def _jump_about(page: Page) -> Iterator[dict[str, Any]]:
    chance = random.Random(7)
    duration = page.evaluate(
        "async () => (await (await fetch('api/interview/playback')).json()).duration"
    )
    for _ in range(JUMPS):
        moments = [chance.random() * duration for _ in range(2)]
        yield page.evaluate(_JUMP, moments)


def _put_into_a_pad(server: Interview, folder: Path) -> str:
    """Make a pad that has ended with this recording; returns its address's path."""
    [(door, _)] = server.open_pads(1)
    pad_id = door.url.partition("/interview/pads/")[2].partition("/")[0]
    server.request("POST", f"/interview/api/pads/{pad_id}/end", {})
    [place] = [one for one in server.root.rglob(RECORDING) if pad_id in str(one)]
    # What the server makes of the pad's own recording is not in the way later.
    wait_for(lambda: (place.parent / PLAYBACK).exists() or None, 60, "the pad's playback")
    for left in place.parent.glob(f"{RECORDING}*"):
        left.unlink()
    shutil.rmtree(place.parent / PLAYBACK)
    shutil.copy(folder / RECORDING, place)
    shutil.copytree(folder / PLAYBACK, place.parent / PLAYBACK)
    return f"/interview/pads/{pad_id}"


@contextmanager
def _all_cores() -> Iterator[None]:
    """Let what is started meanwhile run wherever there is room: a browser is many processes."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def main(folder: Path) -> None:
    """Print every jump as a line of JSON: ``python -m benchmarks.screen FOLDER``."""
    try:
        for jump in measure_jumps(0, folder):
            print(json.dumps(jump))
    except ServerTrouble as trouble:
        raise SystemExit(str(trouble)) from None


if __name__ == "__main__":
    import sys

    main(Path(sys.argv[1]))
