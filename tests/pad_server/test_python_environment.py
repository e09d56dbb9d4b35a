"""What people in a pad read while the Python that runs their code is still being made."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from pycrdt import Array

from interview_ext.provisioning.python_environment import PATIENCE

NOTEBOOK = "interview.ipynb"


async def test_a_run_waits_for_python_and_says_so(
    jp_serverapp, new_pad, browser, kernels_python, tmp_path
):
    made = Path(kernels_python).parents[1]
    place = tmp_path / "python"
    place.mkdir()
    jp_serverapp.config.PythonEnvironment.directory = str(place)
    # Another process is just making it.
    lock = os.open(place / f"{made.name}.lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    mine = await ada.room(NOTEBOOK)
    state = await ada.open_room("json:pad:pad")
    cell = mine.doc.get("cells", type=Array)[0]
    with mine.doc.transaction():
        cell["source"].insert(0, "print('at last')")
    await mine.settle()
    model = {"path": NOTEBOOK, "cell_id": cell["id"]}
    await ada.json("POST", "api/interview/runs", model)
    await state.until(lambda: state.map("runs").get(NOTEBOOK, {}).get("message") == PATIENCE)
    assert state.map("runs")[NOTEBOOK]["kernel"] == "starting"
    (place / made.name).symlink_to(made)
    os.close(lock)
    await mine.until(lambda: mine.cells[0]["outputs"])
    assert mine.cells[0]["outputs"][0]["text"] == "at last\n"
    assert state.map("runs")[NOTEBOOK]["message"] == ""


async def test_ending_the_interview_does_not_wait_for_python(
    jp_serverapp, new_pad, browser, kernels_python, tmp_path, pads
):
    place = tmp_path / "python"
    place.mkdir()
    jp_serverapp.config.PythonEnvironment.directory = str(place)
    lock = os.open(place / f"{Path(kernels_python).parents[1].name}.lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(lock, fcntl.LOCK_EX)
    pad_id = await new_pad()
    bob = await browser(pad_id).enter("interviewer", "Bob")
    state = await bob.open_room("json:pad:pad")
    events = await bob.events()  # whoever arrives has the kernels made ready
    await state.until(lambda: state.map("runs").get(NOTEBOOK, {}).get("message") == PATIENCE)
    pad = pads.get(pad_id)
    await pad.end(pad.spec)
    await events.until("closing")
    assert pad.kernel_manager.list_kernel_ids() == []
    os.close(lock)
