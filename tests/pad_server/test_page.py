"""The JupyterLab page of a pad."""

from __future__ import annotations

import json
import re
from dataclasses import replace


async def page_config(person) -> dict:
    response = await person.request("GET", "lab", headers={"Accept": "text/html"})
    assert response.code == 200
    found = re.search(
        r'<script id="jupyter-config-data"[^>]*>(.*?)</script>', response.body.decode(), re.S
    )
    return json.loads(found[1])


async def test_each_person_gets_the_page_of_their_role(new_pad, browser):
    pad_id = await new_pad()
    for role, read_only in (("candidate", "false"), ("interviewer", "false"), ("observer", "true")):
        config = await page_config(await browser(pad_id).enter(role))
        assert config["interviewMode"] == "pad"
        assert config["interviewRole"] == role
        assert config["interviewReadOnly"] == read_only
        assert config["token"] == ""
        assert str(config).count("/tmp/") == 0, "nothing of the machine is told"


async def test_who_comes_after_the_end_gets_the_page_of_playback(new_pad, browser, pads):
    pad_id = await new_pad()
    before = await browser(pad_id).enter("interviewer")
    await pads.get(pad_id).end(replace(pads.get(pad_id).spec, state="ended", read_only=True))
    for person in (before, await browser(pad_id).enter("observer")):
        config = await page_config(person)
        assert config["interviewMode"] == "playback"
        assert config["interviewRole"] == "observer"
        assert config["interviewReadOnly"] == "true"
        assert "@jupyter/docprovider-extension" in config["disabledExtensions"]


async def test_the_browser_keeps_jupyterlab_from_one_pad_to_the_next(new_pad, browser, pads):
    first, second = [await page_config(await browser(await new_pad()).enter()) for _ in range(2)]
    assert first["baseUrl"] != second["baseUrl"]
    for name in ("fullStaticUrl", "fullLabextensionsUrl"):
        assert first[name] == second[name]
        assert first[name].startswith(pads.host.base_url)
        assert "pads" not in first[name]


async def test_a_stranger_is_led_to_the_pads_address(new_pad, browser, pads):
    pad_id = await new_pad()
    response = await browser(pad_id).request("GET", "lab", headers={"Accept": "text/html"})
    assert response.code == 302
    assert response.headers["Location"] == pads.get(pad_id).address


async def test_settings_are_those_of_jupyterlab_and_nobody_changes_them(new_pad, browser):
    person = await browser(await new_pad()).enter("interviewer")
    answer = await person.json("GET", "lab/api/settings")
    ids = {setting["id"] for setting in answer["settings"]}
    assert "@jupyterlab/notebook-extension:tracker" in ids
    one = await person.json("GET", "lab/api/settings/@jupyterlab/notebook-extension:tracker")
    assert one["schema"]["title"] == "Notebook"
    change = await person.request(
        "PUT", "lab/api/settings/@jupyterlab/notebook-extension:tracker", {"raw": "{}"}
    )
    assert change.code == 403
