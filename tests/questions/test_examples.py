"""The questions that ship with the package are everybody's, and stay as they are."""

from __future__ import annotations

from pathlib import Path

from interview_ext.questions.examples import example_id, find_examples
from interview_ext.questions.importing import read_folder
from interview_ext.questions.question import Limits

from .texts import question_files


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


async def test_examples_are_in_the_bank_as_they_are_on_disk(make_host):
    host = await make_host(examples=True)
    member = await host.member()
    questions = host.app.questions
    await questions.examples_are_there()
    shipped = find_examples()
    found = await member.ok("GET", "questions?tab=examples&limit=200")
    assert {one["slug"] for one in found["questions"]} == set(shipped)
    assert found["total"] == len(shipped) >= 1
    slug, path = next(iter(shipped.items()))
    files = await questions.store.files(example_id(slug), 1)
    contents = await questions.store.contents(one.sha256 for one in files.values())
    kept = {name: contents[one.sha256] for name, one in files.items()}
    assert kept == read_folder(path, Limits())


async def test_examples_are_read_only_and_follow_their_folders(host, tmp_path):
    member = await host.member()
    questions = host.app.questions
    await questions.examples_are_there()
    folder = write(tmp_path / "bank" / "count-words", question_files())
    broken = write(tmp_path / "bank" / "broken", {"question.md": b"---\n"})
    folders = {"count-words": folder, "broken": broken}
    await questions.bring_examples(folders)
    id = example_id("count-words")
    model = await member.ok("GET", f"questions/{id}")
    assert (model["origin"], model["state"], model["may_edit"]) == ("example", "published", False)
    assert model["author"] is None
    answer = await member.api("PUT", f"questions/{id}/files/data/x.csv", raw=b"x")
    assert answer.status == 403
    assert "Duplicate it" in answer.body["message"]
    for action in ("archive", "publish", "restore"):
        assert (await member.api("POST", f"questions/{id}/{action}")).status == 403
    copy = await member.ok("POST", f"questions/{id}/duplicate")
    assert (copy["state"], copy["origin"], copy["may_edit"]) == ("draft", "member", True)

    await questions.bring_examples(folders)
    assert (await member.ok("GET", f"questions/{id}"))["revision"] == 1, "nothing is new"
    write(folder, {"data/more.csv": b"a\n"})
    await questions.bring_examples(folders)
    assert (await member.ok("GET", f"questions/{id}"))["revision"] == 2
    assert "data/more.csv" not in (await questions.revision(id, 1)).files

    await questions.bring_examples({})
    assert (await member.api("GET", f"questions/{id}")).status == 404
    assert (await questions.revision(id, 2)).title == "Count words"
    await questions.bring_examples(folders)
    assert (await member.ok("GET", f"questions/{id}"))["revision"] == 3
