"""Reads a page as a browser or a screen reader would, with nothing but the standard library."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"br", "circle", "hr", "img", "input", "link", "meta", "path", "rect"}


@dataclass
class Element:
    """One element: its tag, attributes and children, which are elements and text."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.attributes[name]

    def get(self, name: str, default: str = "") -> str:
        return self.attributes.get(name, default)

    def within(self, tag: str) -> bool:
        """Whether an ancestor has this tag."""
        return self.parent is not None and (self.parent.tag == tag or self.parent.within(tag))

    @property
    def text(self) -> str:
        """What it says, with white space as a reader sees it; templates say nothing yet."""
        parts = [
            child if isinstance(child, str) else child.text
            for child in self.children
            if isinstance(child, str) or child.tag not in {"template", "script", "style"}
        ]
        return " ".join("".join(parts).split())

    def walk(self) -> list[Element]:
        """All elements inside."""
        inside = [child for child in self.children if isinstance(child, Element)]
        return [each for child in inside for each in (child, *child.walk())]


class Page(HTMLParser):
    """A parsed page; `unclosed` and `stray` name tags that do not match."""

    def __init__(self, html: str | bytes) -> None:
        super().__init__()
        self.source = html.decode() if isinstance(html, bytes) else html
        self.root = Element("", {})
        self.stray: list[str] = []
        self._open = self.root
        self.feed(self.source)
        self.close()
        self.unclosed = self._open.tag

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attributes]
        assert len(names) == len(set(names)), f"<{tag}> says something twice: {names}"
        element = Element(tag, {name: value or "" for name, value in attributes}, self._open)
        self._open.children.append(element)
        if tag not in VOID:
            self._open = element

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open.tag and self._open.parent is not None:
            self._open = self._open.parent
        else:
            self.stray.append(tag)

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """Every element of this tag with these attributes, but none that a template holds."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            each
            for each in self.root.walk()
            if each.tag == tag
            and not each.within("template")
            and all(each.get(k) == v for k, v in wanted.items())
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        """The only such element."""
        found = self.all(tag, **attributes)
        assert len(found) == 1, f"{len(found)} of <{tag} {attributes}>"
        return found[0]

    @property
    def headline(self) -> str:
        """The one first-level heading."""
        return self.one("h1").text

    @property
    def text(self) -> str:
        """Everything the page says."""
        return self.one("body").text


def findings(page: Page) -> list[str]:
    """What is wrong with a page for somebody who cannot see it, or for a strict browser."""
    found: list[str] = []
    if page.stray or page.unclosed:
        found.append(f"tags do not match: {page.stray} {page.unclosed}")
    html = page.one("html")
    if not html.get("lang") or html.get("dir") not in {"ltr", "rtl"}:
        found.append("no language or direction")
    if len(page.all("h1")) != 1 or len(page.all("main")) != 1 or not page.one("title").text:
        found.append("not one title, one main part and one first-level heading")
    identifiers = [each["id"] for each in page.root.walk() if each.get("id")]
    live = [
        each["id"] for each in page.root.walk() if each.get("id") and not each.within("template")
    ]
    if len(live) != len(set(live)):
        found.append("an id is used twice")
    labelled = {label.get("for") for label in page.all("label")}
    for each in page.root.walk():
        if each.tag == "input" and each.get("type") != "hidden" and each.get("id") not in labelled:
            found.append(f"a field without a label: {each.attributes}")
        if each.tag == "img" and "alt" not in each.attributes:
            found.append("a picture without a text")
        if each.tag == "svg" and each.get("aria-hidden") != "true":
            found.append("a drawing that a screen reader would spell out")
        if each.tag in {"a", "button"} and not (each.text or each.get("aria-label")):
            found.append(f"a control without a name: {each.attributes}")
        for name in ("aria-describedby", "aria-labelledby"):
            for identifier in each.get(name).split():
                if identifier not in identifiers:
                    found.append(f"{name} names nothing: {identifier}")
        if "style" in each.attributes or any(name.startswith("on") for name in each.attributes):
            found.append(f"inline style or script: {each.tag}")
        if each.tag == "style" or (each.tag == "script" and (each.text or not each.get("src"))):
            found.append("inline style or script")
        for name in ("src", "href", "action"):
            url = each.get(name)
            if each.tag != "a" and ("//" in url or ":" in url):
                found.append(f"something from elsewhere: {url}")
    return found
