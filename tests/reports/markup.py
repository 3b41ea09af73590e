"""Reading pages in tests: references, languages, text."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "img", "input", "hr"}
REFERRING = {"src", "href", "xlink:href", "srcset", "action", "data", "poster", "background", "cite"}


class Page(HTMLParser):
    """Tags, references and text of a page; refuses markup that does not close what it opens."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.references: list[str] = []
        self.by_language: dict[str, list[str]] = {}
        self.text: list[str] = []
        self._open: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()
        assert not self._open, f"left open: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.references += [value for name, value in attrs if name in REFERRING]
        if tag not in VOID:
            self._open.append((tag, dict(attrs).get("lang")))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1][0] == tag, f"</{tag}> closes <{self._open[-1][0]}>"
        self._open.pop()

    def handle_data(self, data):
        if self._open and self._open[-1][0] in {"style", "title", "script"}:
            return
        spoken = next((language for _, language in reversed(self._open) if language), None)
        self.text.append(data)
        self.by_language.setdefault(spoken, []).append(data.strip())
