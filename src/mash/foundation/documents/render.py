"""Templates and data to PDF/UA-1, by typst, with nothing but the fonts that it brings.

Data reach a template as JSON in one input string and are read there as values, so that no text of a
person's is ever markup. PDF/UA-1 (ISO 14289-1) forbids characters without a glyph; those that typst's
fonts lack, such as most emoji, are written by their Unicode names in square brackets.
"""

import enum
import json
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import typst

from mash.foundation.documents.words import WORDS

TEMPLATES: Final = Path(__file__).parent / "templates"
# Each round learns every character that typst names; a second may meet those hidden behind the first.
_ROUNDS: Final = 4
_UNSHOWN: Final = re.compile(r'the text `"(?P<text>(?:[^"\\]|\\.)*)"` could not be displayed')
_ESCAPE: Final = re.compile(r"\\u\{(?P<hex>[0-9a-f]+)\}")
_KEPT_CONTROLS: Final = "\n\t"
_LATIN: Final = range(0x20, 0x180)

type Json = str | int | float | bool | list[Json] | dict[str, Json] | None


class DocumentError(Exception):
    """The document could not be made: the data do not have the template's shape."""


class Template(enum.StrEnum):
    """The templates and the shape of their data; `str` throughout, dates already written out.

    Common to all: service, title, reference, phone.
    """

    REFERRAL_COPY = "referral_copy"
    """Also: received_at, next_steps: [str], sections: [{heading, rows: [{label, value}]}]."""

    DECISION_OUTCOME = "decision_outcome"
    """Also: received_at, next_steps: [str], decided_at, outcome, reason and disagree ("" to leave either out)."""

    PACKAGE = "package"
    """Also: recipient, made_at, gateway: [str], handling: [str], come_back, sections: [{heading, source ("" to leave
    out), paragraphs: [{text, withheld: bool}]}], withheld: [{reason, count}] ([] to leave the list out).

    `redaction.sections_data` and `redaction.withheld_data` make the last two. A withheld paragraph's text is the label
    of its reason.
    """

    WALL_SHEET = "wall_sheet"
    """Also: note, head: [str] of six columns, sections: [{heading, switchboard ("" to leave out), rows: [[str] * 6]}]."""

    DISPOSAL_CERTIFICATE = "disposal_certificate"
    """Also: facts: [{label, value}], rows: [{what, count}], note."""

    MINUTES = "minutes"
    """Also: facts: [{label, value}], sections: [{heading, paragraphs: [str]}]."""


def render(
    template: Template | str, data: Mapping[str, object], *, language: str, at: datetime | None = None
) -> bytes:
    """A tagged PDF. `language` is "en", "en-gb" or "cy"; `at` is the time written into the file's metadata.

    The same arguments give the same bytes. Raises ValueError for an unknown template or language and
    DocumentError for data of another shape than the template's.
    """
    name = Template(template)
    tongue = language.partition("-")[0].lower()
    if tongue not in WORDS:
        raise ValueError(f"Documents are written in {', '.join(WORDS)}, and not in {language!r}.")
    cleaned = _each_text(_plain(dict(data)), _without_controls)
    missing: set[str] = set()
    for _ in range(_ROUNDS):
        readable = _each_text(cleaned, partial(_named, unshown=frozenset(missing).__contains__))
        try:
            return _compile(name, readable, tongue, at)
        except typst.TypstError as error:
            found = _unshown(error)
            if not found:
                raise DocumentError(f"The template {name} did not take its data: {error}") from error
            missing |= found
    # Combinations that no list of single characters explains: write everything but Latin by name.
    readable = _each_text(cleaned, partial(_named, unshown=_beyond_latin))
    return _compile(name, readable, tongue, at)


def _compile(name: Template, data: Json, language: str, at: datetime | None) -> bytes:
    compiler = typst.Compiler(
        str(TEMPLATES / f"{name}.typ"),
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data), "words": json.dumps(WORDS[language]), "language": language},
    )
    # Without a time of its own typst would write the present into the file; it knows whole seconds, and no zone by its name.
    moment = at.astimezone(UTC).replace(microsecond=0) if at else 0
    made = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=moment)
    assert isinstance(made, bytes)  # noqa: S101 - one PDF; a list comes only for images
    return made


def _plain(value: object) -> Json:
    """JSON's own types of what a caller gave; lazy translations and other objects by their text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value)


def _each_text(value: Json, change: Callable[[str], str]) -> Json:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    if isinstance(value, dict):
        return {key: _each_text(item, change) for key, item in value.items()}
    return value


def _without_controls(text: str) -> str:
    """One kind of line end, and no character that is neither seen nor spaced: controls and half surrogates."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        char for char in lines if char in _KEPT_CONTROLS or unicodedata.category(char) not in {"Cc", "Cs"}
    )


def _named(text: str, unshown: Callable[[str], bool]) -> str:
    if not any(map(unshown, text)):
        return text
    return "".join(_name(char) if unshown(char) else char for char in text)


def _name(char: str) -> str:
    if unicodedata.category(char) in {"Cf", "Mn", "Me"}:
        return ""  # joiners and variation marks change a neighbour that is itself written by name
    return f"[{unicodedata.name(char, f'U+{ord(char):04X}').lower()}]"


def _beyond_latin(char: str) -> bool:
    return char not in _KEPT_CONTROLS and ord(char) not in _LATIN


def _unshown(error: typst.TypstError) -> set[str]:
    texts = (match["text"] for match in _UNSHOWN.finditer(f"{error} {error.diagnostic}"))
    plain = (_ESCAPE.sub(lambda match: chr(int(match["hex"], 16)), text) for text in texts)
    return {char for text in plain for char in text if _beyond_latin(char)}
