"""What an answer would be made of: passages as they can be read now, what is said of each paragraph, and what agencies say."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mash.foundation.documents.redaction import Burned, burned
from mash.foundation.documents.redaction import Passage as Text
from mash.oversight.rights.models import Consulted, Mark, Passage, RightsRequest
from mash.oversight.rights.queries.gather import Found, gather
from mash.oversight.rights.rules import ParagraphSaid, questions
from mash.registers.standards.queries import codes


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph with its mark (None where nothing is said of it yet)."""

    number: int
    text: str
    mark: Mark | None
    third_party: bool
    health: bool

    @property
    def exemption(self) -> str:
        return self.mark.exemption if self.mark else ""

    @property
    def reasonable(self) -> str:
        return self.mark.reasonable if self.mark else ""

    @property
    def undecided(self) -> bool:
        """Whether it is about somebody else, and neither left out nor said to be reasonable to give."""
        return self.third_party and not self.exemption and not self.reasonable


@dataclass(frozen=True, slots=True)
class Piece:
    """One passage that the search found and that can be read now."""

    row: Passage
    found: Found
    paragraphs: tuple[Paragraph, ...]
    source: Consulted | None = None

    @property
    def undecided(self) -> int:
        return sum(one.undecided for one in self.paragraphs)

    @property
    def left_out(self) -> int:
        return sum(bool(one.exemption) for one in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Draft:
    """`changed` counts passages that are not as they were found, and those that came since."""

    pieces: tuple[Piece, ...] = ()
    changed: int = 0
    waiting: int = 0
    asked: dict[str, Consulted] = field(default_factory=dict)

    def said(self) -> list[ParagraphSaid]:
        return [
            ParagraphSaid(one.third_party, one.health, one.exemption, one.reasonable)
            for piece in self.pieces
            for one in piece.paragraphs
        ]

    @property
    def overruled(self) -> int:
        """Paragraphs given although their source said no, without a reason of the handler's own."""
        return sum(
            not one.exemption and not (one.mark and one.mark.reason.strip())
            for piece in self.pieces
            if piece.source and piece.source.verdict == "may-not"
            for one in piece.paragraphs
        )

    def assessed(self, request: RightsRequest) -> bool | None:
        """Whether it was granted; None where nothing is weighed. What is weighed and not yet done counts as no."""
        if not questions(request.kind, request.route):
            return None
        last = request.assessments.last()
        if request.kind != "access" and last is not None:
            return True
        return bool(last and last.granted)

    def piece(self, public_id: str) -> Piece | None:
        return next((one for one in self.pieces if one.row.public_id == public_id), None)

    def burned(self, *, at: datetime) -> Burned:
        """What goes out. No text of a paragraph that is left out is in it; its reason stands in its place, unless the reason
        is one that must not be told: of that paragraph nothing stands at all.
        """
        found = codes("rights-exemption", at=at)
        silent = {one.code for one in found if one.attributes.get("silent")}
        texts: list[Text] = []
        redactions: dict[tuple[str, int], str] = {}
        for piece in self.pieces:
            kept = [one for one in piece.paragraphs if one.exemption not in silent]
            if not kept:
                continue
            ref = piece.found.ref
            text = "\n\n".join(one.text for one in kept)
            texts.append(Text(ref, piece.found.heading, piece.found.source, text))
            redactions |= {(ref, n): one.exemption for n, one in enumerate(kept) if one.exemption}
        return burned(texts, redactions, {one.code: one.label for one in found})


def draft_of(request: RightsRequest) -> Draft:
    """The draft as whoever asks can read it now."""
    rows = {one.ref: one for one in Passage.objects.filter(request=request)}
    marks: dict[tuple[int, int], Mark] = {
        (one.passage_id, one.number): one for one in Mark.objects.filter(request=request)
    }
    asked = Consulted.objects.filter(consultation__request=request).select_related("consultation__agency")
    answers = {one.ref: one for one in asked if one.consultation.state != "withdrawn"}
    found = gather(request)
    pieces = []
    changed = 0
    for one in found:
        row = rows.get(one.ref)
        if row is None or row.digest != one.digest:
            changed += 1
            continue
        pieces.append(
            Piece(
                row,
                one,
                tuple(
                    _paragraph(number, text, marks.get((row.pk, number)), row)
                    for number, text in enumerate(one.paragraphs)
                ),
                answers.get(one.ref),
            )
        )
    waiting = request.consultations.filter(state="sent").count()
    return Draft(tuple(pieces), changed, waiting, answers)


def _paragraph(number: int, text: str, mark: Mark | None, row: Passage) -> Paragraph:
    third = mark.third_party if mark else row.about_other
    return Paragraph(number, text, mark, third, row.health)
