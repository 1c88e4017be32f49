"""Redaction by paragraphs: what is withheld leaves, and its coded reason stands in its place. Pure.

There is no black bar to look under. Whoever makes a document out of what `burned` returns never held the text that
was withheld: not in the page, in the metadata or in a part of the file that nobody looks at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")

# For each paragraph that is withheld, by its passage's ref and its number from 0, the code of the reason.
type Redactions = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Passage:
    """A text that may be sent. `ref` is its own among the passages; `source` says who said it and when.

    `ref`, `heading` and `source` are never redacted and so hold no text of a person's.
    """

    ref: str
    heading: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """What stands at one place: the text itself, or where `withheld`, the label of the reason and nothing else."""

    text: str
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A passage as it goes out; no ref, which is the maker's own."""

    heading: str
    source: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Burned:
    """Sections in the order of their passages, and how many paragraphs were withheld for each label of a reason."""

    sections: tuple[Section, ...]
    withheld: tuple[tuple[str, int], ...]

    @property
    def kept(self) -> int:
        """How many paragraphs stayed."""
        return sum(not one.withheld for section in self.sections for one in section.paragraphs)


def paragraphs(text: str) -> tuple[str, ...]:
    """A text's paragraphs: parted by blank lines, single line ends kept, none of them empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return tuple(one.strip() for one in _BLANK_LINES.split(lines) if one.strip())


def burned(passages: Iterable[Passage], redactions: Redactions, reasons: Mapping[str, str]) -> Burned:
    """What goes out. `reasons` gives the label of each code.

    Raises ValueError where a redaction names no paragraph or no reason, or two passages share a ref: a redaction
    that would miss its text must stop the document and not let the text through.
    """
    passages = tuple(passages)
    parts = {one.ref: paragraphs(one.text) for one in passages}
    if len(parts) != len(passages):
        raise ValueError("Two passages have one ref.")
    for (ref, number), code in redactions.items():
        if ref not in parts or not 0 <= number < len(parts[ref]):
            raise ValueError("A redaction names a paragraph that is not there.")
        if not reasons.get(code, "").strip():
            raise ValueError(f"A redaction names a reason that is not known: {code!r}.")
    sections = tuple(
        Section(
            one.heading,
            one.source,
            tuple(
                Paragraph(reasons[redactions[one.ref, number]], withheld=True)
                if (one.ref, number) in redactions
                else Paragraph(text)
                for number, text in enumerate(parts[one.ref])
            ),
        )
        for one in passages
    )
    counted = Counter(reasons[code] for code in redactions.values())
    return Burned(sections, tuple(sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))))


def sections_data(made: Burned) -> list[dict[str, object]]:
    """The sections in the shape of `Template.PACKAGE`."""
    return [
        {
            "heading": one.heading,
            "source": one.source,
            "paragraphs": [{"text": each.text, "withheld": each.withheld} for each in one.paragraphs],
        }
        for one in made.sections
    ]


def withheld_data(made: Burned) -> list[dict[str, object]]:
    """What was withheld by reason, in the shape of `Template.PACKAGE`."""
    return [{"reason": reason, "count": count} for reason, count in made.withheld]
