"""Why records are taken for one person: the machine's link and its reasons in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import Q

from mash.foundation.visibility import as_service
from mash.registers.people.clusters.queries import model_in_force
from mash.registers.people.finding import ask
from mash.registers.people.finding.queries import words_of
from mash.registers.people.matching.words import values_of
from mash.registers.people.models import Link, Record


@dataclass(frozen=True, slots=True)
class Why:
    """The machine's heaviest link of a record with another of the same person. `record` and `other` are public ids.

    `weight` is in bits. `reasons` are words, the strongest first; none where the index does not answer.
    """

    record: str
    other: str
    weight: float
    probability: float
    model: str
    reasons: tuple[str, ...] = ()


def links_within(records: Collection[str], at: datetime) -> dict[str, Why]:
    """Of each of these records (public ids) that the asker may know of, its heaviest link with another of them."""
    with as_service("matching"):
        model = model_in_force(at)
        if model is None:
            return {}
        kept = {one.pk: one for one in Record.objects.filter(public_id__in=list(records))}
        links = list(
            Link.objects.filter(Q(a__in=kept) & Q(b__in=kept), model=model).order_by(
                "-weight", "a_id", "b_id"
            )
        )
    best: dict[int, tuple[int, Link]] = {}
    for link in links:
        best.setdefault(link.a_id, (link.b_id, link))
        best.setdefault(link.b_id, (link.a_id, link))
    return {
        kept[pk].public_id: Why(
            kept[pk].public_id,
            kept[other].public_id,
            link.weight,
            link.probability,
            model.version,
            reasons_for(kept[pk], kept[other]),
        )
        for pk, (other, link) in best.items()
    }


def reasons_for(one: Record, other: Record) -> tuple[str, ...]:
    """Why these two are or are not one person, from the process that has the index; empty where it does not answer."""
    found = ask.explain(values_of(one.said), values_of(other.said))
    return words_of(found) if found else ()


def reasons_between(a: int, b: int) -> tuple[str, ...]:
    """The same of two records by number; nothing where either came in with a matter that is hidden from the asker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mash.findable(%s::bigint[])", [[a, b]])
        findable = [number for (number,) in cursor.fetchall()]
    with as_service("matching"):
        found = {one.pk: one for one in Record.objects.filter(pk__in=findable)}
    return reasons_for(found[a], found[b]) if len(found) == 2 else ()
