"""What an agency is asked about, as it supplied it: read under the agency's own policies."""

from __future__ import annotations

from dataclasses import dataclass

from mash.casework.sharing.models import Answer, Item
from mash.oversight.rights.models import Consultation, Consulted


@dataclass(frozen=True, slots=True)
class Thing:
    """What it supplied, about whom as it was given the name, in which of its requests."""

    about: str
    kind: str
    text: str


def things_of(consultation: Consultation) -> list[tuple[Consulted, Thing]]:
    """Each thing asked about that whoever asks may read, in the order in which it was asked."""
    rows = list(consultation.consulted.all())
    parts = {one.ref: one.ref.split(":") for one in rows}
    items = {
        one.public_id: one
        for one in Item.objects.filter(
            public_id__in=[p[1] for p in parts.values() if p[0] == "item"]
        ).select_related("answer__about")
    }
    answers = {
        one.public_id: one
        for one in Answer.objects.filter(
            public_id__in=[p[1] for p in parts.values() if p[0] == "answer"]
        ).select_related("about")
    }
    found = []
    for row in rows:
        kind, key, part = parts[row.ref]
        if kind == "item" and key in items:
            item = items[key]
            found.append((row, Thing(_name(item.answer), item.get_kind_display(), item.text)))
        elif kind == "answer" and key in answers:
            answer = answers[key]
            found.append(
                (row, Thing(_name(answer), part.replace("_", " ").capitalize(), getattr(answer, part)))
            )
    return found


def _name(answer: Answer) -> str:
    return str(answer.about.given.get("name", ""))
