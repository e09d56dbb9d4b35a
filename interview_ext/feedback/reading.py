"""Reads a draft of a scorecard, which is a small shared document. Pure but for pycrdt."""

from __future__ import annotations

from typing import Any

from pycrdt import Array, Doc, Map, Text

from .form import EVIDENCE, SUMMARY, Form, text_key
from .scorecard import Content

ANSWERS = "answers"


def read_draft(state: bytes | None, form: Form) -> Content:
    """What a draft says, as far as the form asks for it.

    Takes a while for a long draft, so it is called in a thread.

    Arguments:
        state: all of the document as one update; None where there is no draft.
    """
    if state is None:
        return Content()
    doc: Doc[Any] = Doc()
    doc.apply_update(state)
    asked = [*(one.key for one in form.competencies), *(one.key for one in form.fields)]
    keys = [SUMMARY, *(text_key(key) for key in asked)]
    answers = doc.get(ANSWERS, type=Map).to_py() or {}
    evidence = doc.get(EVIDENCE, type=Array).to_py() or []
    texts = {key: str(doc.get(key, type=Text)) for key in keys}
    return Content.read(form, answers, texts, evidence)
