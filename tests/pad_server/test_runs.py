"""Code runs on the server and its outputs are everybody's."""

from __future__ import annotations


async def test_a_cell_runs_and_both_see_its_output(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await browser(pad_id).enter("candidate", "Ada")
    bob = await browser(pad_id).enter("interviewer", "Bob")
    notebook = await ada.room("interview.ipynb")
    other = await bob.room("interview.ipynb")
    state = await bob.open_room("json:pad:pad")
    cell_id = notebook.cells[0]["id"]
    from pycrdt import Array

    with notebook.doc.transaction():
        notebook.doc.get("cells", type=Array)[0]["source"].insert(0, "print('hello')\n6 * 7")
    await other.until(lambda: other.cells[0]["source"].endswith("6 * 7"))
    await ada.json("POST", "api/interview/runs", {"path": "interview.ipynb", "cell_id": cell_id})
    outputs = await other.until(
        lambda: len(other.cells[0]["outputs"]) == 2 and other.cells[0]["outputs"]
    )
    assert outputs[0]["text"] == "hello\n"
    assert outputs[1]["data"]["text/plain"] == "42"
    await other.until(lambda: other.cells[0]["execution_state"] == "idle")
    assert other.cells[0]["execution_count"] == 1
    await state.until(lambda: state.map("runs")["interview.ipynb"]["kernel"] == "idle")
