"""Two people in one document."""

from __future__ import annotations


async def test_two_people_type_in_the_same_file(new_pad, browser, pads):
    pad_id = await new_pad()
    ada = await (await browser(pad_id).enter("candidate", "Ada")).room("main.py")
    bob = await (await browser(pad_id).enter("interviewer", "Bob")).room("main.py")
    ada.text.insert(0, "print('ada')\n")
    await bob.until(lambda: str(bob.text) == "print('ada')\n")
    bob.text.insert(0, "# bob\n")
    await ada.until(lambda: str(ada.text) == "# bob\nprint('ada')\n")
    await pads.get(pad_id).rooms.save_all()
    file = pads.pads_dir / pad_id / "files" / "main.py"
    assert file.read_text() == "# bob\nprint('ada')\n"
