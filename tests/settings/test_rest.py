"""Administrators set things in the browser, and they count at once and after a restart."""

from __future__ import annotations

import json
import re

import pytest

from interview_ext.auth.host_policy import allowed
from interview_ext.settings.svg import safe_svg
from interview_ext.sizes import MiB

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/>'
    b"<metadata>made by Ada</metadata></svg>"
)


async def settings(member):
    return await member.ok("GET", "settings")


async def page(host, pad):
    response = await (await host.stranger()).fetch("GET", f"/interview/pads/{pad['id']}")
    assert response.code == 200
    return response.body.decode()


async def test_without_anything_set_everything_is_as_configured(host):
    answer = await settings(await host.member())
    assert answer["values"] == answer["defaults"]
    assert answer["fixed"] == []
    assert answer["values"]["memory"] == 1024
    assert answer["values"]["languages"] == []
    assert "python" in [one["id"] for one in answer["languages"]]
    assert answer["logo"] == {"fixed": False, "uploaded": False, "version": ""}


async def test_the_waiting_room_says_what_was_set(host):
    member = await host.member()
    pad = await host.new_pad(member)
    await member.ok("PATCH", "settings", {"organization_name": "Acme & Sons"})
    assert "Acme &amp; Sons" in await page(host, pad)
    await member.ok(
        "PATCH",
        "settings",
        {"waiting_room_title": "Acme Labs", "waiting_room_message": "**Bring tea.**"},
    )
    assert "Acme Labs" in await page(host, pad)
    candidate = await host.knock(pad["id"])
    waiting = (await candidate.fetch("GET", f"/interview/pads/{pad['id']}")).body.decode()
    assert "<strong>Bring tea.</strong>" in waiting
    await member.ok("PATCH", "settings", {"waiting_room_title": None})
    assert "Acme &amp; Sons" in await page(host, pad)


async def test_new_pads_begin_with_the_instructions(host):
    member = await host.member()
    await member.ok("PATCH", "settings", {"default_instructions": "Read everything first."})
    pad = await host.new_pad(member)
    assert (await host.app.pads.pad(pad["id"])).instructions == "Read everything first."


async def test_it_is_all_or_nothing(host):
    member = await host.member()
    answer = await member.api("PATCH", "settings", {"recording_days": 30, "memory": 5, "cpus": 0})
    assert (answer.status, answer.body["reason"]) == (400, "invalid_input")
    assert sorted(answer.body["problems"]) == ["cpus", "memory"]
    assert (await settings(member))["values"]["recording_days"] == 0
    assert host.app.pads.recording_days == 0
    assert (await member.api("PATCH", "settings", {"colour": "red"})).status == 400


async def test_a_restart_changes_nothing(host):
    member = await host.member()
    changes = {
        "waiting_room_title": "Acme",
        "recording_days": 30,
        "memory": 256,
        "languages": ["python"],
    }
    await member.ok("PATCH", "settings", changes)
    await member.fetch("PUT", "/interview/api/settings/logo", raw=SVG)
    await host.stop()
    await host.start()
    member = await host.member()
    after = await settings(member)
    assert {key: after["values"][key] for key in changes} == changes
    assert after["logo"]["uploaded"]
    assert host.app.pads.recording_days == 30
    assert host.server.config.SandboxProvisioner.memory == 256 * MiB


async def test_the_default_follows_the_configuration(host):
    member = await host.member()
    await member.ok("PATCH", "settings", {"recording_days": 30})
    await member.ok("PATCH", "settings", {"recording_days": 0})
    assert await host.app.settings_manager.store.all() == {}


async def test_what_a_configuration_file_says_cannot_be_changed(make_host, tmp_path):
    config = tmp_path / "config"
    config.mkdir(exist_ok=True)
    (config / "jupyter_interview_config.py").write_text(
        "c.PadManager.recording_days = 7\n"
        "c.SandboxProvisioner.memory = 300 * 1024 * 1024\n"
        "c.InterviewApp.waiting_room_title = 'From the file'\n"
        "c.InterviewApp.waiting_room_logo = '/nowhere/logo.svg'\n"
    )
    host = await make_host(**{"PadServer.run_time": 77})
    member = await host.member()
    answer = await settings(member)
    assert sorted(answer["fixed"]) == [
        "memory", "recording_days", "run_time", "waiting_room_title"
    ]  # fmt: skip
    assert answer["values"]["recording_days"] == 7
    assert answer["values"]["memory"] == 300
    assert answer["values"]["run_time"] == 77
    assert answer["logo"]["fixed"]
    for changes in ({"recording_days": 30}, {"memory": 512, "cpus": 2}, {"run_time": None}):
        refusal = await member.api("PATCH", "settings", changes)
        assert (refusal.status, refusal.body["reason"]) == (409, "fixed")
        assert "Nothing was changed" in refusal.body["message"]
    assert (await settings(member))["values"] == answer["values"]
    put = await member.fetch("PUT", "/interview/api/settings/logo", raw=SVG)
    assert put.code == 409
    assert "From the file" in await page(host, await host.new_pad(member))


async def test_a_file_that_comes_later_takes_over(host, tmp_path):
    member = await host.member()
    await member.ok("PATCH", "settings", {"waiting_room_title": "From the page"})
    await host.stop()
    host.traits["waiting_room_title"] = "From the file"
    await host.start()
    member = await host.member()
    answer = await settings(member)
    assert answer["values"]["waiting_room_title"] == "From the file"
    assert answer["fixed"] == ["waiting_room_title"]


async def test_the_audit_log_says_who_changed_what(host):
    member = await host.member()
    me = await member.ok("GET", "me")
    await member.ok("PATCH", "settings", {"recording_days": 30, "cpus": 1.0, "languages": []})
    await member.fetch("PUT", "/interview/api/settings/logo", raw=SVG)
    await member.ok("DELETE", "settings/logo")
    await member.ok("DELETE", "settings/logo")
    lines = (await member.ok("GET", "audit?action=settings.changed"))["lines"]
    assert [line["details"] for line in lines] == [
        {"key": "logo", "now": "removed"},
        {"key": "logo", "now": "uploaded", "type": "image/svg+xml", "size": len(safe_svg(SVG))},
        {"key": "recording_days", "was": 0, "now": 30},
    ]  # fmt: skip
    assert all(line["member"]["id"] == me["id"] for line in lines)


async def test_others_who_look_on_are_told(host):
    member = await host.member()
    socket = await member.socket("events")
    await member.ok("PATCH", "settings", {"recording_days": 30})
    assert await socket.until(lambda message: message["type"] == "settings") == {"type": "settings"}
    socket.close()


async def test_a_logo_is_on_the_candidates_pages(host):
    member, pad = await host.member(), await host.new_pad()
    answer = await member.fetch("PUT", "/interview/api/settings/logo", raw=SVG)
    version = json.loads(answer.body)["logo"]["version"]
    assert f"/interview/static/logo?v={version}" in await page(host, pad)
    stranger = await host.stranger()
    logo = await stranger.fetch("GET", f"/interview/static/logo?v={version}")
    assert logo.code == 200
    assert logo.headers["Content-Type"] == "image/svg+xml"
    assert "immutable" in logo.headers["Cache-Control"]
    # Opened by itself it is in a sandbox, whatever it has in it.
    assert "sandbox" in logo.headers["Content-Security-Policy"]
    assert b"made by Ada" not in logo.body
    own = await member.fetch("GET", "/interview/api/settings/logo")
    assert own.body == logo.body
    await member.ok("DELETE", "settings/logo")
    assert "/interview/static/logo" not in await page(host, pad)
    assert (await stranger.fetch("GET", "/interview/static/logo")).code == 404
    assert (await member.api("GET", "settings/logo")).status == 404


@pytest.mark.parametrize("name", ["logo", "waiting-room-image"])
async def test_a_picture_that_cannot_be_shown_changes_nothing(host, name):
    member = await host.member()
    for content in (
        b"\x89PNG\r\n\x1a\n" + b"x" * 600_000,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"x",
    ):
        answer = await member.fetch("PUT", f"/interview/api/settings/{name}", raw=content)
        assert answer.code == 400
        assert len(json.loads(answer.body)["message"]) > 20
    assert not (await settings(member))[name.replace("-", "_")]["uploaded"]


async def test_a_picture_is_in_the_waiting_room_and_on_no_other_page(host):
    member, pad = await host.member(), await host.new_pad()
    await member.ok("PATCH", "settings", {"waiting_room_image_text": "Our “garden”"})
    put = await member.fetch("PUT", "/interview/api/settings/waiting-room-image", raw=SVG)
    version = json.loads(put.body)["waiting_room_image"]["version"]
    where = f"/interview/static/waiting-room-image?v={version}"
    assert where not in await page(host, pad)
    candidate = await host.knock(pad["id"])
    waiting = (await candidate.fetch("GET", f"/interview/pads/{pad['id']}")).body.decode()
    assert f'<img class="room-image" src="{where}" alt="Our “garden”">' in waiting
    picture = await (await host.stranger()).fetch("GET", where)
    assert (picture.code, picture.headers["Content-Type"]) == (200, "image/svg+xml")
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    assert b"made by Ada" not in picture.body
    tried = {"waiting_room_image_text": "<b>"}
    html = (await member.ok("POST", "settings/preview", tried))["html"]
    assert re.search(r'src="data:image/svg\+xml;base64,[^"]+" alt="&lt;b&gt;"', html)
    await host.stop()
    await host.start()
    member = await host.member()
    assert (await settings(member))["waiting_room_image"]["version"] == version
    await member.ok("DELETE", "settings/waiting-room-image")
    assert (await (await host.stranger()).fetch("GET", where)).code == 404


async def test_the_preview_is_the_waiting_room_and_keeps_nothing(host):
    member = await host.member()
    await member.fetch("PUT", "/interview/api/settings/logo", raw=SVG)
    tried = {"waiting_room_title": "<Acme>", "waiting_room_message": "# Hi\n<script>x</script>"}
    html = (await member.ok("POST", "settings/preview", tried))["html"]
    assert "&lt;Acme&gt;" in html
    assert "<h3>Hi</h3>" in html
    assert "What is recorded" in html
    assert "data:image/svg+xml;base64," in html
    for gone in ("<script", "<noscript", "<link", 'src="/', "_xsrf"):
        assert gone not in html
    assert (await settings(member))["values"]["waiting_room_title"] == ""
    wrong = await member.api("POST", "settings/preview", {"waiting_room_title": "x" * 100})
    assert (wrong.status, list(wrong.body["problems"])) == (400, ["waiting_room_title"])


async def test_only_the_languages_offered_can_be_chosen(host):
    member = await host.member()
    everything = [one["id"] for one in (await member.ok("GET", "languages"))["languages"]]
    other = next(name for name in everything if name != "python")
    await member.ok("PATCH", "settings", {"languages": ["python"]})
    names = [one["id"] for one in (await member.ok("GET", "languages"))["languages"]]
    assert names == ["python"]
    refusal = await member.api("POST", "pads", {"title": "Backend", "language": other})
    assert refusal.status == 400
    unknown = await member.api("PATCH", "settings", {"languages": ["klingon"]})
    assert (unknown.status, list(unknown.body["problems"])) == (400, ["languages"])
    await member.ok("PATCH", "settings", {"languages": []})
    assert (await member.api("POST", "pads", {"title": "B", "language": other})).status == 201


async def test_only_administrators_may(host):
    for action in ("read", "write"):
        assert allowed("admin", "interview:settings", action)
        assert not allowed("interviewer", "interview:settings", action)
    stranger = await host.stranger()
    for method, path in [
        ("GET", "settings"), ("PATCH", "settings"), ("POST", "settings/preview"),
        ("GET", "settings/logo"), ("PUT", "settings/logo"), ("DELETE", "settings/logo"),
        ("GET", "settings/waiting-room-image"), ("PUT", "settings/waiting-room-image"),
        ("DELETE", "settings/waiting-room-image"),
    ]:  # fmt: skip
        answer = await stranger.fetch(method, f"/interview/api/{path}", {})
        assert answer.code == 403, (method, path)


async def test_the_quota_counts_at_once(host):
    member = await host.member()
    await member.ok("PATCH", "settings", {"quota": 1, "quota_period": "year"})
    await host.new_pad(member)
    refusal = await member.api("POST", "pads", {"title": "One too many"})
    assert refusal.status == 429
    assert (await member.ok("GET", "quota"))["limit"] == 1
    await member.ok("PATCH", "settings", {"quota": 0})
    await host.new_pad(member)


async def test_the_grace_of_take_homes(host):
    member = await host.member()
    await member.ok("PATCH", "settings", {"take_home_grace": 5})
    assert host.app.pads.take_home_grace == 5
    wrong = await member.api("PATCH", "settings", {"quota_period": "week", "quota": -1})
    assert sorted(wrong.body["problems"]) == ["quota", "quota_period"]


async def test_reviewers_and_interviewers_find_neither_settings_nor_audit_log(host):
    await host.member()
    for role in ("interviewer", "reviewer"):
        colleague = await host.colleague(role, role.title())
        for path in ("settings", "settings/logo", "audit", "audit/filters", "audit/export"):
            answer = await colleague.fetch("GET", f"/interview/api/{path}")
            assert answer.code == 403, (role, path)
        assert (await colleague.api("PATCH", "settings", {"quota": 1})).status == 403
        assert (await colleague.api("POST", "settings/preview", {})).status == 403
        put = await colleague.fetch("PUT", "/interview/api/settings/logo", raw=SVG)
        assert put.code == 403
    assert (await settings(await host.member()))["values"]["quota"] == 0
