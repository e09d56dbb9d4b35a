"""Removing what strangers left."""

from __future__ import annotations

import os
from pathlib import Path

from interview_ext.trees import remove_tree


def test_directories_in_each_other_as_deep_as_can_be(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    tree.mkdir()
    back = os.open(".", os.O_RDONLY)
    try:
        os.chdir(tree)
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.fchdir(back)
        os.close(back)
    remove_tree(tree)
    assert not tree.exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").touch()
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree" / "link").symlink_to(tmp_path / "kept")
    remove_tree(tmp_path / "tree")
    assert (tmp_path / "kept" / "file").exists()


def test_nothing_to_remove(tmp_path: Path) -> None:
    remove_tree(tmp_path / "nothing")
