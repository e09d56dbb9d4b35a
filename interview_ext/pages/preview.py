"""The waiting room by itself, for somebody who is writing its words."""

from __future__ import annotations

import re
from typing import Final

from .assets import STATIC_DIR
from .environment import make_environment
from .language import gettext
from .markdown import render_markdown

# A preview runs nothing and loads nothing: its frame is a sandbox without an origin, to which
# the server's own files are another site's.
_LEFT_OUT: Final = re.compile(r"<(script|noscript)\b.*?</\1>|<link\b[^>]*>", re.DOTALL)


def waiting_room_preview(
    base_url: str,
    *,
    title: str,
    message: str,
    logo: str,
    image: str,
    image_text: str,
    interviewer: str,
) -> str:
    """The page that candidates wait on, whole, in the reader's language.

    Called by the settings' handler.

    Arguments:
        base_url: of the host application.
        title: beside the logo; empty for the page's own word.
        message: Markdown.
        logo: as an address that loads nothing; empty for the application's mark.
        image: the waiting room's own, as such an address; empty for none.
        image_text: what it shows.
        interviewer: the name of somebody who is there.
    """
    template = make_environment(base_url).get_template("waiting.html")
    page = template.render(
        base_url=base_url,
        xsrf_form_html=str,
        xsrf_token="",
        room_title=title,
        room_message=render_markdown(message),
        room_logo=logo,
        room_image=image,
        room_image_text=image_text,
        pad_id="",
        pad_title=gettext("Interview"),
        address="#",
        inside="#",
        api_url="#",
        login_url="#",
        state="present",
        name="",
        interviewers=[interviewer],
        interviewer_present=True,
        since="",
        waited=gettext("You’ve just arrived."),
    )
    style = (STATIC_DIR / "pages.css").read_text("utf-8")
    return _LEFT_OUT.sub("", page).replace("</head>", f"<style>{style}</style></head>", 1)
