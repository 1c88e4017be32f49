"""Which agencies are the right ones to ask, and why. Pure; the page shows the reason beside each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Ask agencies of these `kinds` (prefixes of Agency.kind) where one of `concerns` is named; empty is always."""

    kinds: tuple[str, ...]
    populations: frozenset[str]
    concerns: frozenset[str]
    reason: str | Promise


CHILDREN, ADULTS, BOTH = frozenset({"children"}), frozenset({"adults"}), frozenset({"children", "adults"})
ALWAYS: frozenset[str] = frozenset()

TABLE: tuple[Suggestion, ...] = (
    Suggestion(
        ("police",),
        BOTH,
        frozenset(
            {
                "physical",
                "sexual",
                "domestic",
                "sexual-exploitation",
                "criminal-exploitation",
                "trafficking",
                "modern-slavery",
                "missing",
                "online",
                "fgm",
                "forced-marriage",
                "radicalisation",
                "financial",
                "child-on-child",
            }
        ),
        _("A crime may have been committed."),
    ),
    Suggestion(
        ("police",), CHILDREN, ALWAYS, _("Police hold calls to the address and people who are a risk.")
    ),
    Suggestion(
        ("education", "school", "early-years"),
        CHILDREN,
        ALWAYS,
        _("School or nursery sees the child most days."),
    ),
    Suggestion(
        ("health", "hospital", "gp"),
        BOTH,
        ALWAYS,
        _("Health knows injuries, visits missed and who is registered."),
    ),
    Suggestion(
        ("mental-health",),
        BOTH,
        frozenset({"self-harm", "parental", "emotional", "self-neglect", "psychological"}),
        _("The worry touches mental health."),
    ),
    Suggestion(
        ("substance", "drug"),
        BOTH,
        frozenset({"parental", "neglect", "self-neglect"}),
        _("Drugs or alcohol may play a part."),
    ),
    Suggestion(
        ("probation",),
        BOTH,
        frozenset({"domestic", "sexual", "sexual-exploitation", "criminal-exploitation", "physical"}),
        _("Probation may know the person who causes harm."),
    ),
    Suggestion(
        ("housing",),
        BOTH,
        frozenset({"neglect", "domestic", "self-neglect", "financial", "organisational"}),
        _("The landlord sees the home."),
    ),
    Suggestion(
        ("domestic-abuse", "voluntary"),
        BOTH,
        frozenset({"domestic"}),
        _("A support service may already be helping."),
    ),
    Suggestion(
        ("adults", "adult-social-care"), ADULTS, ALWAYS, _("Adult social care knows care and support needs.")
    ),
    Suggestion(
        ("childrens", "children"), CHILDREN, ALWAYS, _("Children's services hold earlier assessments.")
    ),
    Suggestion(
        ("childrens", "children"), ADULTS, frozenset({"domestic"}), _("Children may live in the household.")
    ),
    Suggestion(
        ("adults", "adult-social-care"),
        CHILDREN,
        frozenset({"parental", "domestic"}),
        _("A parent may be known there."),
    ),
)


def why_ask(kind: str, *, population: str, concerns: Iterable[str]) -> str:
    """Why an agency of that kind is suggested, as one sentence; empty where it is not."""
    named = set(concerns)
    for row in TABLE:
        fits = population in row.populations and (not row.concerns or row.concerns & named)
        if fits and kind.startswith(row.kinds):
            return str(row.reason)
    return ""
