"""What a language.toml may say, what it is told when it says something else, and what is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from interview_ext.provisioning.language import InvalidLanguage, parse_language
from interview_ext.provisioning.languages import (
    by_extension,
    kernel_directories,
    languages,
    visible_program,
)

GOOD = """
name = "Shout"
file_extension = ".shout"
mimetype = "text/x-shout"
hello = '''
HELLO
'''
[needs]
commands = ["cat"]
[runner]
run = ["cat", "{source}"]
"""


def parse(text: str, name: str = "shout", native: bool = False):
    return parse_language(text, name, f"/kernels/{name}/language.toml", native=native)


def test_what_is_left_out_has_a_sensible_value() -> None:
    language = parse(GOOD)
    assert language.file == "main.shout"
    assert language.hello == "HELLO\n"
    assert language.extensions == (".shout",)
    assert language.runner is not None
    assert language.runner.compile == ()
    assert language.runner.terminal
    assert language.language_info() == {
        "name": "shout", "file_extension": ".shout", "mimetype": "text/x-shout",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Shout"', "", "name is missing"),
        ('name = "Shout"', "name = 3", "name must be a text"),
        ('name = "Shout"', 'name = ""', "name must be a text"),
        ('".shout"', '"shout"', "file_extension 'shout' is not such as '.rs'"),
        ("[needs]", "nmae = 1\n[needs]", "nmae is not known; known are .*name"),
        ("[needs]", 'file = "../x.shout"\n[needs]', "file '../x.shout' is not the name of a file"),
        ("[needs]", 'file = "main.rs"\n[needs]', "file must end with '.shout'"),
        ("[needs]", 'run_file = "x"\n[needs]', "run_file is for native kernels"),
        ("[needs]", "address_space = -1\n[needs]", "address_space must be a number of bytes"),
        ('commands = ["cat"]', 'commands = "cat"', "needs.commands must be a list of texts"),
        ('commands = ["cat"]', 'comands = ["cat"]', "needs.comands is not known"),
        ('commands = ["cat"]', 'files = ["/root/*"]', "'/root/\\*' is not below /etc/"),
        ('run = ["cat", "{source}"]', "", "runner.run is missing"),
        ("{source}", "{sorce}", "runner.run: {sorce} means nothing; there are {source}"),
        ("[runner]", "[runner]\nterminal = 1", "runner.terminal must be true or false"),
        ("[runner]", "[runner]\nname = '('", "runner.name is no pattern"),
        ("[runner]", "[runner]\nname = 'x'", "runner.name must have one group"),
        ("[runner]", "[runer]", "neither a \\[runner\\] nor a kernel.json"),
        ("[runner]", "[runner", "is not TOML"),
    ],
)
def test_mistakes_are_said_with_file_key_and_cure(old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(InvalidLanguage, match=said) as error:
        parse(GOOD.replace(old, new, 1))
    assert "/kernels/shout/language.toml" in str(error.value)


def test_a_native_kernel_needs_no_runner() -> None:
    native = GOOD.partition("[runner]")[0]
    assert parse(native, native=True).runner is None
    with pytest.raises(InvalidLanguage, match="remove one of them"):
        parse(GOOD, native=True)


@pytest.mark.parametrize("name", ["Shout", "a b", "", "../x", "-x"])
def test_the_folder_names_the_kernel(name: str) -> None:
    with pytest.raises(InvalidLanguage, match="folder's name"):
        parse(GOOD, name)


def test_all_languages_that_ship_are_well_described() -> None:
    found = languages([kernel_directories()[0]])
    assert found
    for one in found:
        assert one.language is not None, one.problem
        if one.problem:
            assert "cannot be found" in one.problem
            assert one.remedy, f"{one.kernel_name} does not say how to get it"


def write(directory: Path, name: str, text: str) -> None:
    (directory / name).mkdir()
    (directory / name / "language.toml").write_text(text)


def test_what_is_missing_and_how_to_get_it(tmp_path: Path) -> None:
    write(tmp_path, "good", GOOD)
    lacking = GOOD.replace('["cat"]', '["cat", "no-such-cat"]\ndebian = ["cats"]')
    write(tmp_path, "lacking", lacking.replace("Shout", "Lacking"))
    write(
        tmp_path, "module", GOOD.replace('commands = ["cat"]', 'python = ["ipykernel", "no_such"]')
    )
    write(tmp_path, "wrong", "name = 3")
    (tmp_path / "no language").mkdir()
    found = {one.kernel_name: one for one in languages([str(tmp_path)])}
    assert set(found) == {"good", "lacking", "module", "wrong"}
    assert found["good"].offered
    assert found["lacking"].problem == "no-such-cat cannot be found."
    assert found["lacking"].remedy == "Install it with: sudo apt install cats"
    assert found["module"].problem == "no_such cannot be found."
    assert found["module"].remedy.startswith("Add no_such to ")
    assert "neither a [runner] nor a kernel.json" in found["wrong"].problem
    assert [name for name, one in found.items() if one.offered] == ["good"]


def test_a_program_counts_only_where_a_sandbox_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "only-here"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert visible_program("only-here") is None
    assert visible_program("cat") is not None
    lacking = tmp_path / "kernels"
    lacking.mkdir()
    write(lacking, "shout", GOOD.replace('["cat"]', '["only-here"]'))
    (one,) = languages([str(lacking)])
    assert "where a sandbox looks" in one.problem


def test_a_link_out_of_what_is_visible_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "outside").mkdir()
    program = tmp_path / "outside" / "linked"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    (tmp_path / "linked").symlink_to(program)
    monkeypatch.setattr("interview_ext.provisioning.languages.PATH", str(tmp_path))
    assert visible_program("linked") is None


def test_the_first_directory_and_the_first_language_win(tmp_path: Path) -> None:
    for number in (1, 2):
        directory = tmp_path / str(number)
        directory.mkdir()
        write(directory, "shout", GOOD.replace("HELLO", f"HELLO {number}"))
    write(tmp_path / "2", "whisper", GOOD.replace("Shout", "Whisper"))
    found = [
        one.language
        for one in languages([str(tmp_path / "1"), str(tmp_path / "2")])
        if one.language
    ]
    assert [one.name for one in found] == ["Shout", "Whisper"]
    assert found[0].hello == "HELLO 1\n"
    assert by_extension(found)[".shout"].kernel_name == "shout"


def test_a_version_is_the_first_line_that_is_printed(tmp_path: Path) -> None:
    write(tmp_path, "shout", GOOD.replace("[needs]", 'version = ["cat", "--version"]\n[needs]', 1))
    (one,) = languages([str(tmp_path)])
    assert one.version().startswith("cat ")
    write(tmp_path, "mute", GOOD)
    assert (
        next(one for one in languages([str(tmp_path)]) if one.kernel_name == "mute").version() == ""
    )
