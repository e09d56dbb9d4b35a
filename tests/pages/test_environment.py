"""Many servers of one process have the same templates, each in an environment of its own."""

from __future__ import annotations

from typing import Any

from jinja2 import DictLoader, Environment

from interview_ext.pages.environment import dress


def dressed(words: str, **options: Any) -> Environment:
    """A server's environment, in which one template says these words."""
    environment = Environment(loader=DictLoader({"words.html": words}), **options)
    dress(environment, "/", "/start")
    return environment


def test_a_template_is_compiled_once_for_all_that_are_alike():
    pages = [dressed("{{ words }}", autoescape=True).get_template("error.html") for _ in range(2)]
    first, second = (page.root_render_func.__code__ for page in pages)
    assert first is second


def test_what_differs_is_not_taken_for_the_same():
    said = [
        dressed(text, **options).get_template("words.html").render(words="<b>")
        for text, options in (
            ("{{ words }}", {"autoescape": True}),
            ("{{ words }}", {"autoescape": False}),
            ("{{ words }}!", {"autoescape": True}),
            ("{{ words }}", {"autoescape": True, "variable_start_string": "{{{"}),
            ("{{ words }}", {"autoescape": True}),
        )
    ]
    assert said == ["&lt;b&gt;", "<b>", "&lt;b&gt;!", "{{ words }}", "&lt;b&gt;"]
