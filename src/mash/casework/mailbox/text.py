"""Text out of what strangers send: fit to keep and to show, and nothing of it runs or is fetched. Pure."""

from __future__ import annotations

import unicodedata
from html.parser import HTMLParser
from typing import Final

_MOST_HTML: Final = 2_000_000
# Cc: controls. Cf: among them marks that turn the order of text round. Cs, Cn: halves and what is no character.
_LEFT_OUT: Final = frozenset({"Cc", "Cf", "Cs", "Cn", "Co"})
_KEPT: Final = frozenset("\n\t\u200c\u200d")
"""Line, tab, and the two joiners that Persian and the scripts of India are written with."""
_SILENT: Final = frozenset(
    {"script", "style", "head", "title", "template", "svg", "math", "object", "iframe"}
)
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "hr",
     "pre", "section", "article", "header", "footer", "dt", "dd"}
)  # fmt: skip


def of_bytes(data: bytes, charset: str) -> str:
    """The text in the character set that it names, or in UTF-8, or in the Windows code page; never an error."""
    for name in (charset, "utf-8"):
        try:
            return data.decode(name) if name else data.decode("utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


def fit(text: str, *, lines: bool = False) -> str:
    """Without controls, marks that turn text round and halves of characters; one line unless `lines`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isascii() or not text.isprintable():
        text = "".join(char for char in text if char in _KEPT or unicodedata.category(char) not in _LEFT_OUT)
    if not lines:
        return " ".join(text.split())
    kept: list[str] = []
    for line in (one.rstrip() for one in text.split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n")


class _Reader(HTMLParser):
    """Takes words and line breaks; addresses of links and pictures are not among them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BLOCKS:
            self.found.append("\n")
        elif tag in {"td", "th"}:
            self.found.append(" ")
        if tag == "body":
            self._silent = 0  # a head that was never closed

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - HTMLParser's signature
        if tag in _BLOCKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BLOCKS:
            self.found.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.found.append(data.replace("\n", " "))


def of_html(page: str) -> str:
    """The words of a web page."""
    reader = _Reader()
    reader.feed(page[:_MOST_HTML])
    reader.close()
    lines = ("".join(reader.found)).split("\n")
    return fit("\n".join(" ".join(line.split()) for line in lines), lines=True)
