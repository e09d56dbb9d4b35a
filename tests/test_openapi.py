"""The description of the REST API is true: checked against the routes and the running server."""

from __future__ import annotations

import asyncio
import functools
import re
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, not_a_server_error
from tornado.routing import PathMatches, Router
from tornado.web import RequestHandler

from interview_ext.openapi import document_text

from .hosts import TOKEN

schemathesis.serializer.alias("application/zip", "application/octet-stream")

DOCUMENT = yaml.safe_load(document_text())
METHODS = ("get", "post", "put", "patch", "delete")
EXAMPLES = 10


def operations() -> list[tuple[str, str]]:
    return [
        (method, path)
        for path, item in DOCUMENT["paths"].items()
        for method in item
        if method in METHODS
    ]


def test_the_document_is_valid():
    OpenAPIV31SpecValidator(DOCUMENT).validate()


def test_operations_have_names_of_their_own():
    names = [DOCUMENT["paths"][path][method]["operationId"] for method, path in operations()]
    assert len(set(names)) == len(names)


async def test_it_is_served_to_everybody(make_host):
    host = await make_host()
    response = await (await host.stranger()).fetch("GET", "/interview/api/openapi.yaml")
    assert response.code == 200
    assert response.headers["Content-Type"] == "application/yaml"
    assert yaml.safe_load(response.body) == DOCUMENT


def routes(router: Any) -> list[tuple[str, type[RequestHandler]]]:
    """Every pattern below an application's router, with what handles it."""
    found = []
    for rule in getattr(router, "rules", []):
        if isinstance(rule.target, Router):
            found += routes(rule.target)
        elif isinstance(rule.matcher, PathMatches) and isinstance(rule.target, type):
            found.append((rule.matcher.regex.pattern.rstrip("$"), rule.target))
    return found


def shape(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def paths_of(pattern: str) -> list[str]:
    """A route's regular expression as paths, with `{}` for what varies."""
    choice = re.search(r"\((\w+(?:\|\w+)+)\)", pattern)
    if choice:
        return [
            p for one in choice[1].split("|") for p in paths_of(pattern.replace(choice[0], one))
        ]
    return [re.sub(r"\((?:\?P<\w+>)?\[[^\]]+\]\+\)", "{}", pattern).replace("\\", "")]


def implemented(handler: type[RequestHandler]) -> set[str]:
    return {
        method
        for method in METHODS
        if getattr(handler, method) is not RequestHandler._unimplemented_method
    }


async def test_it_has_just_the_routes_that_exist(host):
    pad = await host.new_pad()
    server = await host.app.pads.open(pad["id"])
    existing = set()
    for pattern, handler in routes(host.server.web_app.default_router):
        for path in paths_of(pattern):
            if path.startswith("/interview/api/"):
                existing |= {(method, path) for method in implemented(handler)}
    for pattern, handler in routes(server.web_app.default_router):
        for path in paths_of(pattern):
            below = path.removeprefix(server.base_url)
            if below.startswith("api/interview/") or below == "enter":
                where = f"/interview/pads/{{}}/{below}"
                existing |= {(method, where) for method in implemented(handler)}
    assert existing == {(method, shape(path)) for method, path in operations()}


@functools.cache
def schema() -> Any:
    """The document as schemathesis reads it, which takes a while."""
    return schemathesis.openapi.from_dict(DOCUMENT)


def excluded() -> list[Any]:
    """What is not asked: a title of invisible characters fits the schema and is refused all the
    same; and who may do what has tests of its own, for every route and role.
    """
    names = {
        "positive_data_acceptance", "negative_data_rejection", "ignored_auth",
        "unsupported_method", "ensure_resource_availability", "use_after_free",
        "missing_required_header",
    }  # fmt: skip
    return [check for check in CHECKS.get_all() if check.__name__ in names]


@pytest.fixture
def examined(make_host, jp_asyncio_loop):
    """A host that lets itself be examined: nobody is told to come back later."""
    return jp_asyncio_loop.run_until_complete(
        make_host(knocks_per_address=0, knocks_per_pad=0, max_waiting=100_000)
    )


@pytest.mark.parametrize("method_path", operations(), ids=lambda item: f"{item[0]} {item[1]}")
async def test_the_server_does_what_it_says(examined, method_path):
    method, path = method_path
    if "x-websocket" in DOCUMENT["paths"][path][method]:
        pytest.skip("a WebSocket: see tests/waiting and tests/pad_server")
    member = await examined.member()
    pad = await examined.new_pad(member)
    await examined.knock(pad["id"])
    (admission,) = await examined.app.waiting_room.admissions(pad["id"])
    headers = {"Authorization": f"token {TOKEN}"}
    if path.startswith("/interview/pads/"):
        await examined.enter(member, pad["id"])
        base = f"/interview/pads/{pad['id']}/"
        await member.fetch("GET", base + "api/interview/pad")
        headers = member.headers(base)
    question = await member.ok("POST", "questions", {"title": "Queue", "type": "whiteboard"})
    template = await member.ok("POST", "templates", {"title": "Backend"})
    ids = {
        "pad_id": pad["id"],
        "template_id": template["id"],
        "admission_id": admission["id"],
        "question_id": question["id"],
        "path": "question.md",
    }
    operation = schema()[path][method.upper()]

    def examine(mode: GenerationMode) -> None:
        numbers = iter(range(10**6))

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        )
        def check(case: schemathesis.Case) -> None:
            # Most of the time about something that is there.
            if next(numbers) % 4:
                case.path_parameters.update(
                    {key: ids[key] for key in ids if key in case.path_parameters}
                )
            response = case.call(
                base_url=examined.url(""), headers={**headers}, allow_redirects=False
            )
            if mode is GenerationMode.NEGATIVE:
                case.validate_response(response, checks=[not_a_server_error])
            else:
                case.validate_response(response, excluded_checks=excluded())

        check()

    await asyncio.to_thread(examine, GenerationMode.POSITIVE)
    # Of bytes no schema says what is wrong with them.
    body = DOCUMENT["paths"][path][method].get("requestBody")
    bytes_alone = {"application/zip", "application/octet-stream"}
    if body is not None and not bytes_alone & {*body.get("content", ())}:
        await asyncio.to_thread(examine, GenerationMode.NEGATIVE)
