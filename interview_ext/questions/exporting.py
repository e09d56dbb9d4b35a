"""Puts questions into a zip archive, byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def write_archive(folders: Mapping[str, Mapping[str, bytes]]) -> bytes:
    """An archive of folders. The same questions make the same archive.

    Compresses, so it is called in a thread.

    Arguments:
        folders: contents by path, by the name of the folder.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(folders):
            put_folder(archive, name, folders[name])
    return out.getvalue()


def put_folder(archive: zipfile.ZipFile, name: str, files: Mapping[str, bytes]) -> None:
    """Write a question's folder into an archive.

    Arguments:
        files: contents by path.
    """
    for path in sorted(files):
        entry = zipfile.ZipInfo(f"{name}/{path}")
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        archive.writestr(entry, files[path])
