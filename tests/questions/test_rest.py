"""The question bank as browsers see it."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

import pytest

from interview_ext.errors import NotFound, Refused
from interview_ext.pads.store import Member
from interview_ext.questions.exporting import write_archive
from interview_ext.questions.store import Query

from ..hosts import Browser, Host
from .texts import FRONT, MARKDOWN, question_files

ARCHIVE = {"Content-Type": "application/zip"}
NOW = datetime(2026, 1, 1, tzinfo=UTC)
BEN = Member("b" * 22, "ben", "Ben", "interviewer")


async def new_question(member: Browser, title: str = "Count words", **fields: Any) -> dict:
    return await member.ok(
        "POST", "questions", {"title": title, "type": "code", "languages": ["python"], **fields}
    )


async def send(member: Browser, question_id: str, path: str, content: bytes, **headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return await member.api(
        "PUT", f"questions/{question_id}/files/{path}", raw=content, headers=named
    )


async def bring(member: Browser, archive: bytes) -> Any:
    return await member.api("POST", "questions/import", raw=archive, headers=ARCHIVE)


async def whole_question(member: Browser, files: dict[str, bytes] | None = None) -> dict:
    answer = await bring(member, write_archive({"count-words": files or question_files()}))
    assert answer.status == 200, answer.body
    (question,) = answer.body["imported"]
    return question


async def published(host: Host, question_id: str) -> None:
    """Publish without running tests, which have tests of their own."""
    store = host.app.questions.store
    entry = await store.entry(question_id, "", working=True)
    assert await store.publish(question_id, entry.digest, entry.card, entry.author_id, NOW)


async def test_a_draft_begins_with_something_sensible(host):
    member = await host.member()
    made = await new_question(member, title="Größe: “all”")
    assert made["slug"] == "grosse-all"
    assert made["state"] == "draft"
    assert made["may_edit"]
    assert made["revision"] == 0
    assert not made["edited"]
    assert made["uses"] == 0
    model = await member.ok("GET", f"questions/{made['id']}")
    assert model["title"] == "Größe: “all”"
    assert model["problems"] == []
    assert [step["title"] for step in model["steps"]] == ["First step"]
    assert {file["path"] for file in model["files"]} == {
        "question.md", "starter/main.py", "hidden_tests/test_hidden.py",
    }  # fmt: skip
    assert model["check"]["state"] == "none"


@pytest.mark.parametrize(
    ("type_", "languages"),
    [
        ("notebook", ["python"]), ("code", ["python", "java", "rust"]), ("sql", ["sql"]),
        ("front-end", ["javascript"]), ("free-form", []), ("whiteboard", []),
    ],
)  # fmt: skip
async def test_every_type_begins_without_problems(host, type_, languages):
    member = await host.member()
    made = await new_question(member, type=type_, languages=languages)
    model = await member.ok("GET", f"questions/{made['id']}")
    assert model["problems"] == []
    assert model["type"] == type_
    assert model["languages"] == languages


@pytest.mark.parametrize(
    "fields",
    [
        {"title": ""}, {"title": "x" * 201}, {"type": "quiz"}, {"languages": []},
        {"languages": ["klingon"]}, {"languages": [1]}, {"type": "whiteboard"}, {"more": 1},
    ],
)  # fmt: skip
async def test_a_draft_that_cannot_begin_is_refused_in_words(host, fields):
    member = await host.member()
    body = {"title": "A", "type": "code", "languages": ["python"], **fields}
    answer = await member.api("POST", "questions", body)
    assert answer.status == 400
    assert len(answer.body["message"]) > 10
    assert (await member.ok("GET", "questions?tab=mine"))["total"] == 0


async def test_files_are_kept_byte_for_byte_and_guarded_by_their_tags(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    content = bytes(range(256)) * 10
    first = await send(member, id, "data/all%20bytes.bin", content)
    assert first.status == 200
    assert first.body["path"] == "data/all bytes.bin"
    assert first.body["size"] == 2560
    assert first.body["text"] is False
    response = await member.fetch(
        "GET", f"/interview/api/questions/{id}/files/data/all%20bytes.bin"
    )
    assert response.body == content
    assert response.headers["ETag"] == first.body["etag"] == first.headers["ETag"]
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert response.headers["Content-Type"] == "application/octet-stream"

    again = await send(member, id, "data/all%20bytes.bin", b"new", If_Match=first.body["etag"])
    assert again.status == 200
    late = await send(member, id, "data/all%20bytes.bin", b"late", If_Match=first.body["etag"])
    assert late.status == 412
    assert "Nothing was saved" in late.body["message"]
    there = await send(member, id, "data/all%20bytes.bin", b"late", If_None_Match="*")
    assert there.status == 412
    response = await member.fetch(
        "GET", f"/interview/api/questions/{id}/files/data/all%20bytes.bin"
    )
    assert response.body == b"new"

    answer = await member.api("DELETE", f"questions/{id}/files/data/all%20bytes.bin")
    assert answer.status == 204
    answer = await member.api("DELETE", f"questions/{id}/files/data/all%20bytes.bin")
    assert answer.status == 404
    answer = await member.api("DELETE", f"questions/{id}/files/question.md")
    assert answer.status == 400


async def test_what_is_written_shows_in_the_list_even_while_it_is_wrong(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    await send(member, id, "question.md", (FRONT + MARKDOWN).encode())
    model = await member.ok("GET", f"questions/{id}")
    assert model["labels"] == ["strings", "warm-up"]
    assert model["minutes"] == 20
    broken = (FRONT.replace("labels: [", "labels: [[") + MARKDOWN).encode()
    assert (await send(member, id, "question.md", broken)).status == 200
    model = await member.ok("GET", f"questions/{id}")
    assert model["title"] == "Count words", "the last words that could be read"
    (problem,) = [one for one in model["problems"] if one["file"] == "question.md"]
    assert problem["line"] == 8
    assert "YAML" in problem["message"]
    assert problem["cure"]
    response = await member.fetch("GET", f"/interview/api/questions/{id}/files/question.md")
    assert response.body == broken, "nothing that was typed is lost"
    answer = await member.api("POST", f"questions/{id}/publish")
    assert answer.status == 400
    assert answer.body["problems"][0]["line"] == 8


@pytest.mark.parametrize(
    "path", ["..%2Fescape.py", "starter%5Cx", "other/x", "starter/MAIN.py", "starter/main.py/x"]
)
async def test_files_that_cannot_be_are_refused(host, path):
    member = await host.member()
    id = (await new_question(member))["id"]
    answer = await send(member, id, path, b"x")
    assert answer.status == 400
    assert answer.body["problems"][0]["cure"]
    assert len((await member.ok("GET", f"questions/{id}"))["files"]) == 3


async def test_what_is_too_large_is_refused_in_words(make_host):
    host = await make_host(
        **{"QuestionManager.max_file_size": 20_000, "QuestionManager.max_question_size": 50_000}
    )
    member = await host.member()
    id = (await new_question(member))["id"]
    assert (await send(member, id, "data/fits.csv", b"x" * 20_000)).status == 200
    for size in (20_001, 5_000_000):
        answer = await send(member, id, "data/large.csv", b"x" * size)
        assert answer.status == 400
        assert "too large" in answer.body["message"]
    assert (await send(member, id, "data/more.csv", b"x" * 20_000)).status == 200
    answer = await send(member, id, "data/last.csv", b"x" * 19_000)
    assert answer.status == 400
    assert "The question has" in answer.body["message"]


async def test_a_large_table_is_refused_in_words_and_nothing_is_lost(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    csv = b"customer,total\n" * (50 * 1024 * 1024 // 15)
    answer = await send(member, id, "data/orders.csv", csv)
    assert answer.status == 400
    assert "at most 20 MiB" in answer.body["message"]
    assert len((await member.ok("GET", f"questions/{id}"))["files"]) == 3
    answer = await bring(member, b"PK" + bytes(120 * 1024 * 1024))
    assert answer.status == 400
    assert "at most 100 MiB" in answer.body["message"]


async def test_words_are_found_in_databases_that_have_no_index_of_them(host):
    member = await host.member()
    store = host.app.questions.store
    async with store._database.writing() as connection:
        await connection.exec_driver_sql("DROP TABLE question_search")
    store._has_search = None
    for title in ("Café orders by week", "Weekly revenue"):
        await new_question(member, title=title)
    found = await member.ok("GET", "questions?tab=mine&q=CAF%20ord")
    assert [one["title"] for one in found["questions"]] == ["Café orders by week"]
    assert (await member.ok("GET", "questions?tab=mine&q=week"))["total"] == 2
    assert (await member.ok("GET", "questions?tab=mine&q=eek"))["total"] == 0
    filters = await member.ok("GET", "questions/filters?tab=mine&q=revenue")
    assert filters["types"] == [{"value": "code", "name": "code", "count": 1}]


async def test_who_is_not_signed_in_sends_nothing(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    stranger = await host.stranger()
    answer = await send(stranger, id, "data/x.csv", b"x" * 1_000_000)
    assert answer.status == 403
    assert (await bring(stranger, b"PK")).status == 403
    paths = {file["path"] for file in (await member.ok("GET", f"questions/{id}"))["files"]}
    assert "data/x.csv" not in paths


async def test_files_and_folders_are_renamed(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    await send(member, id, "data/a/one.csv", b"1")
    await send(member, id, "data/a/two.csv", b"2")

    async def rename(path: str, to: str) -> Any:
        return await member.api("POST", f"questions/{id}/rename", {"path": path, "to": to})

    assert (await rename("data/a", "data/b")).status == 204
    assert (await rename("data/b/one.csv", "data/b/first.csv")).status == 204
    assert (await rename("data/b/first.csv", "data/b/two.csv")).status == 409
    assert (await rename("data/nothing", "data/c")).status == 404
    assert (await rename("question.md", "data/c")).status == 400
    assert (await rename("data/b/two.csv", "../c")).status == 400
    files = (await member.ok("GET", f"questions/{id}"))["files"]
    assert [one["path"] for one in files if one["path"].startswith("data")] == [
        "data/b/first.csv", "data/b/two.csv",
    ]  # fmt: skip
    response = await member.fetch("GET", f"/interview/api/questions/{id}/files/data/b/two.csv")
    assert response.body == b"2"


async def test_words_are_found_by_how_they_begin(host):
    member = await host.member()
    for title in ("Café orders by week", "Weekly revenue", "A cache with a limit"):
        await new_question(member, title=title)

    async def titles(query: str) -> list[str]:
        found = await member.ok("GET", f"questions?tab=mine&{query}")
        assert found["total"] == len(found["questions"])
        return [one["title"] for one in found["questions"]]

    assert await titles("q=caf") == ["Café orders by week"]
    assert await titles("q=CAF%C3%89%20ord") == ["Café orders by week"]
    assert set(await titles("q=week")) == {"Café orders by week", "Weekly revenue"}
    assert await titles("q=nothing") == []
    assert await titles("q=%22%20NEAR%28*%20-title:") == []
    assert await titles("sort=title") == [
        "A cache with a limit", "Café orders by week", "Weekly revenue",
    ]  # fmt: skip
    assert (await titles("sort=newest"))[0] == "A cache with a limit"


async def test_filters_and_parts_of_lists(host):
    member = await host.member()
    for number in range(5):
        made = await new_question(member, title=f"Question {number}")
        text = FRONT.replace("Count words", f"Question {number}").replace(
            "easy", ("easy", "hard")[number % 2]
        )
        await send(member, made["id"], "question.md", (text + MARKDOWN).encode())
    await new_question(member, title="Draw", type="whiteboard", languages=[])

    async def total(query: str) -> int:
        return (await member.ok("GET", f"questions?tab=mine&{query}"))["total"]

    assert await total("difficulty=hard") == 2
    assert await total("difficulty=hard&difficulty=easy") == 5
    assert await total("type=whiteboard") == 1
    assert await total("language=python") == 5
    assert await total("label=Warm-Up") == 5
    assert await total("label=warm-up&difficulty=hard&q=question%203") == 1
    assert await total("author=nobody") == 0
    for bad in ("tab=all", "sort=size", "limit=0", "limit=x", "cursor=-1", "favourite=1", "x=1"):
        answer = await member.api("GET", f"questions?{bad}")
        assert answer.status == 400, bad

    seen: list[str] = []
    cursor = ""
    while True:
        part = await member.ok("GET", f"questions?tab=mine&sort=title&limit=4{cursor}")
        seen += [one["title"] for one in part["questions"]]
        assert part["total"] == 6
        if part["next"] is None:
            break
        cursor = f"&cursor={part['next']}"
    assert seen == ["Draw", *(f"Question {number}" for number in range(5))]

    filters = await member.ok("GET", "questions/filters?tab=mine")
    assert {one["value"]: one["count"] for one in filters["types"]} == {"code": 5, "whiteboard": 1}
    assert filters["languages"] == [{"value": "python", "name": "Python", "count": 5}]
    assert {one["value"] for one in filters["labels"]} == {"strings", "warm-up"}
    narrowed = await member.ok(
        "GET", "questions/filters?tab=mine&type=code&label=strings&q=question"
    )
    assert [one["value"] for one in narrowed["types"]] == ["code"]
    assert {one["value"]: one["count"] for one in narrowed["labels"]} == {
        "strings": 5, "warm-up": 5,
    }  # fmt: skip
    others = await member.ok("GET", "questions/filters?tab=mine&type=whiteboard")
    assert {one["value"] for one in others["types"]} == {"code", "whiteboard"}
    assert others["languages"] == []
    (author,) = filters["authors"]
    assert author["count"] == 6
    assert await total(f"author={author['value']}") == 6


async def test_favourites_are_ones_own(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    await new_question(member, title="Another")
    assert (await member.api("PUT", f"questions/{id}/favourite")).status == 204
    assert (await member.api("PUT", f"questions/{id}/favourite")).status == 204
    found = await member.ok("GET", "questions?tab=favourites")
    assert [one["id"] for one in found["questions"]] == [id]
    assert found["questions"][0]["favourite"] is True
    await host.app.store.keep_member(BEN, NOW)
    theirs = await host.app.questions.find(BEN, Query(BEN.id, tab="favourites"))
    assert theirs["total"] == 0
    assert (await member.api("DELETE", f"questions/{id}/favourite")).status == 204
    assert (await member.ok("GET", "questions?tab=favourites"))["total"] == 0


async def test_a_published_question_changes_for_others_only_when_published_again(host):
    member = await host.member()
    question = await whole_question(member)
    id = question["id"]
    await published(host, id)
    await send(member, id, "question.md", (FRONT.replace("Count", "Tell") + MARKDOWN).encode())
    await send(member, id, "hidden_tests/more.txt", b"new")

    mine = await member.ok("GET", f"questions/{id}")
    assert mine["title"] == "Tell words"
    assert mine["edited"]
    assert mine["revision"] == 1
    manager = host.app.questions
    await host.app.store.keep_member(BEN, NOW)
    theirs = await manager.model(BEN, id)
    assert theirs["title"] == "Count words"
    assert not theirs["edited"]
    assert not theirs["may_edit"]
    assert "hidden_tests/more.txt" not in {file["path"] for file in theirs["files"]}
    listed = await member.ok("GET", "questions?tab=organization")
    assert [one["title"] for one in listed["questions"]] == ["Count words"]
    assert (await member.ok("GET", "questions?tab=organization&q=tell"))["total"] == 0
    assert (await member.ok("GET", "questions?tab=mine&q=tell"))["total"] == 1

    snapshot = await manager.revision(id, 1)
    assert snapshot.title == "Count words"
    await published(host, id)
    assert (await manager.model(BEN, id))["title"] == "Tell words"
    assert (await manager.revision(id, 1)).files == snapshot.files, "a revision never changes"
    entry = await manager.require(BEN, id, "use")
    assert (entry.slug, entry.published) == ("count-words", 2)
    assert (await manager.revision(id, 2)).title == "Tell words"
    await manager.used(id)
    await manager.used(id)
    (one,) = (await member.ok("GET", "questions?sort=most_used"))["questions"]
    assert one["uses"] == 2
    assert one["last_used"] is not None


async def test_an_archived_question_is_gone_for_others_and_goes_on_in_pads(host):
    member = await host.member()
    id = (await whole_question(member))["id"]
    await published(host, id)
    manager = host.app.questions
    await host.app.store.keep_member(BEN, NOW)
    archived = await member.ok("POST", f"questions/{id}/archive")
    assert archived["state"] == "archived"
    assert not archived["may_edit"]
    assert (await member.ok("GET", "questions"))["total"] == 0
    assert (await member.ok("GET", "questions?archived=true"))["total"] == 1
    with pytest.raises(NotFound):
        await manager.require(BEN, id, "use")
    assert (await manager.revision(id, 1)).title == "Count words"
    author = await host.app.store.member(archived["author"]["id"])
    with pytest.raises(Refused, match="archived"):
        await manager.require(author, id, "use")
    answer = await send(member, id, "data/x.csv", b"x")
    assert answer.status == 403
    assert "Restore" in answer.body["message"]
    assert (await member.api("POST", f"questions/{id}/archive")).status == 403
    restored = await member.ok("POST", f"questions/{id}/restore")
    assert restored["state"] == "published"
    assert (await member.ok("GET", "questions"))["total"] == 1


async def test_a_duplicate_is_a_draft_of_ones_own(host):
    member = await host.member()
    id = (await whole_question(member))["id"]
    copy = await member.ok("POST", f"questions/{id}/duplicate")
    assert copy["id"] != id
    assert copy["slug"] == "count-words-2"
    assert copy["state"] == "draft"
    ours, theirs = [await member.ok("GET", f"questions/{one}") for one in (id, copy["id"])]
    assert ours["files"] == theirs["files"]
    await send(member, copy["id"], "starter/main.py", b"changed")
    response = await member.fetch("GET", f"/interview/api/questions/{id}/files/starter/main.py")
    assert response.body == question_files()["starter/main.py"]


async def test_what_is_exported_comes_back_byte_for_byte(host):
    member = await host.member()
    files = question_files({"data/odd \u00fc name.bin": bytes(range(256)), "data/empty.csv": b""})
    files["question.md"] = files["question.md"].replace(b"\n", b"\r\n")
    id = (await whole_question(member, files))["id"]
    response = await member.fetch("GET", f"/interview/api/questions/{id}/export")
    assert response.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.body)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    assert found == {f"count-words/{path}": content for path, content in files.items()}

    again = await bring(member, response.body)
    assert again.status == 200
    assert again.body["imported"] == []
    assert [one["id"] for one in again.body["there"]] == [id]
    await send(member, id, "data/empty.csv", b"not any more")
    other = await bring(member, response.body)
    assert [one["slug"] for one in other.body["imported"]] == ["count-words-2"]

    both = await member.fetch(
        "GET",
        f"/interview/api/questions/export?id={id}&id={other.body['imported'][0]['id']}",
    )
    with zipfile.ZipFile(io.BytesIO(both.body)) as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {
            "count-words", "count-words-2",
        }  # fmt: skip
    answer = await member.fetch("GET", "/interview/api/questions/export?id=nothing-of-the-kind")
    assert answer.code == 404
    assert "question" in json.loads(answer.body)["message"]


async def test_an_import_is_whole_or_not_at_all(host):
    member = await host.member()
    broken = question_files()
    broken["question.md"] = broken["question.md"].replace(b"type: code", b"type: quiz")
    archive = write_archive({"good": question_files(), "bad": broken})
    answer = await bring(member, archive)
    assert answer.status == 400
    assert answer.body["reason"] == "invalid_question"
    (problem,) = answer.body["problems"]
    assert problem["file"] == "bad/question.md"
    assert problem["line"] == 3
    assert (await member.ok("GET", "questions?tab=mine"))["total"] == 0
    for garbage in (b"", b"PK", b"garbage" * 100, archive[:-30]):
        answer = await bring(member, garbage)
        assert answer.status == 400
        assert "Nothing was imported" in answer.body["message"]


async def test_everybody_who_looks_on_is_told(host):
    member = await host.member()
    socket = await member.socket("events")
    await new_question(member)
    message = await socket.until(lambda one: one["type"] == "questions")
    assert message == {"type": "questions"}
    socket.close()


async def test_a_question_survives_a_restart(host):
    member = await host.member()
    id = (await whole_question(member))["id"]
    await published(host, id)
    await host.stop()
    await host.start()
    member = await host.member()
    model = await member.ok("GET", f"questions/{id}")
    assert model["state"] == "published"
    assert len(model["files"]) == 6


async def test_files_that_nobody_has_any_more_are_not_kept(host):
    member = await host.member()
    id = (await whole_question(member))["id"]
    for number in range(5):
        await send(member, id, "data/words.txt", b"%d" % number * 1000)
    store = host.app.questions.store
    async with store._database.reading() as connection:
        rows = (await connection.exec_driver_sql("SELECT count(*) FROM question_blobs")).scalar()
    assert rows == len({*question_files().values()}), "one for each content that there is"


async def test_two_who_write_at_once_do_not_lose_a_file(host):
    member = await host.member()
    id = (await new_question(member))["id"]
    names = [f"data/{number}.csv" for number in range(8)]
    answers = await asyncio.gather(*(send(member, id, name, name.encode()) for name in names))
    assert {answer.status for answer in answers} == {200}
    files = {file["path"] for file in (await member.ok("GET", f"questions/{id}"))["files"]}
    assert set(names) <= files
