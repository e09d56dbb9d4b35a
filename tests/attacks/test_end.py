"""Attempts to go on when the interview has ended."""

from __future__ import annotations

import asyncio

from pycrdt import Array

from .siege import NOTEBOOK


async def test_what_is_in_the_notebook_does_not_keep_it_from_ending(siege, server):
    """A browser may write anything into a shared document, such as a string among the cells."""
    attacker = siege.attacker
    run = await attacker.run(
        "import time\n"
        "print('on', flush=True)\n"
        "while True:\n"
        "    open('alive', 'w').write(str(time.time()))\n"
        "    time.sleep(0.05)\n"
    )
    await run.until(lambda: "on" in run.text)
    cell = attacker.cell
    await attacker.json("POST", "api/interview/runs", {"path": NOTEBOOK, "cell_id": cell["id"]})
    cells = attacker.notebook.doc.get("cells", type=Array)
    with attacker.notebook.doc.transaction():
        cells.insert(0, "not a cell")
    await attacker.notebook.settle()
    await siege.member.ok("POST", f"pads/{attacker.id}/end")
    alive = server.folder / "data" / "interview" / "pads" / attacker.id / "files" / "alive"
    written = alive.read_text()
    await asyncio.sleep(0.5)  # ten times as long as the code waits between two writes
    assert alive.read_text() == written
    attacker.leave()
    siege.pads.remove(attacker)
    await siege.member.ok("DELETE", f"pads/{attacker.id}")
