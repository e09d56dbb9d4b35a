"""The extension beside everything else, in an ordinary JupyterLab at a base URL of its own."""

from __future__ import annotations

import json

import pytest
from tornado.httpclient import HTTPClientError


@pytest.fixture
def jp_server_config(tmp_path):
    return {
        "ServerApp": {"jpserver_extensions": {"interview_ext": True, "jupyterlab": True}},
        "InterviewApp": {"data_dir": str(tmp_path / "interview"), "owner_name": "Ada"},
    }


@pytest.fixture
def interview(jp_serverapp, jp_asyncio_loop):
    jp_asyncio_loop.run_until_complete(jp_serverapp._post_start())
    return jp_serverapp.extension_manager.extension_points["interview_ext"].app


async def test_members_make_pads_there(interview, jp_fetch, jp_base_url):
    me = json.loads((await jp_fetch("interview/api/me")).body)
    assert (me["name"], me["role"]) == ("Ada", "admin")
    body = json.dumps({"title": "Backend"})
    made = await jp_fetch("interview/api/pads", method="POST", body=body)
    pad = json.loads(made.body)
    assert pad["url"].endswith(f"{jp_base_url}interview/pads/{pad['id']}")
    assert (await jp_fetch("interview/pads", pad["id"])).code == 200


async def test_strangers_make_none(interview, jp_fetch):
    with pytest.raises(HTTPClientError) as refusal:
        await jp_fetch("interview/api/pads", headers={"Authorization": ""})
    assert refusal.value.code == 403
    assert json.loads(refusal.value.response.body)["reason"] == "sign_in"


async def test_jupyterlab_stays_as_it_was(interview, jp_fetch, jp_serverapp):
    page = (await jp_fetch("lab")).body.decode()
    assert "interviewMode" not in page
    assert (await jp_fetch("api/contents")).code == 200
    assert (await jp_fetch("api/terminals")).code == 200
    assert jp_serverapp.kernel_spec_manager.ensure_native_kernel
