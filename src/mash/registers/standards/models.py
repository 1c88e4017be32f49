"""Practice standards and code lists: effective-dated rows that a hub changes without a programmer.

`valid_from` is the first day on which a row holds and `valid_to` the first on which it no longer does.
Migration 0002 adds what Django's models cannot say: two standards in force for one population of one hub, or
two rows of one code, never overlap in time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from mash.registers.clocks.rules import DayRule, Unit

from .rules import Basis, Of, Population, Rating, Runs, Severity, StartsFrom, Step

if TYPE_CHECKING:
    from enum import StrEnum


def _choices(values: type[StrEnum]) -> list[tuple[str, str]]:
    return [(each.value, each.value.replace("_", " ")) for each in values]


VALID_FORWARDS = Q(valid_to=None) | Q(valid_to__gt=F("valid_from"))


class PracticeStandard(models.Model):
    """One version of a hub's practice. `hub` is a hub's key, or empty for every hub without its own.

    A draft is changed line by line; laid open, its text is fixed and `digest` is the SHA-256 of it, which is what is
    approved. The day from which it holds is the one that was meant until it is in force.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open", "Open for approval"
        IN_FORCE = "in_force"
        DROPPED = "dropped"

    key = models.SlugField(max_length=40)
    version = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    population = models.CharField(max_length=10, choices=_choices(Population))
    hub = models.SlugField(max_length=60, blank=True)
    state = models.CharField(max_length=10, choices=State)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)
    installed_at = models.DateTimeField()
    installed_by = models.CharField(max_length=80, help_text="str(Actor)")
    installed_by_name = models.CharField(max_length=200, blank=True)
    why = models.TextField(blank=True, help_text="What it changes, and why.")
    drafted_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="drafts"
    )
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "version"], name="standards_one_of_each_version"),
            models.CheckConstraint(condition=VALID_FORWARDS, name="standards_standard_valid_forwards"),
            models.CheckConstraint(
                condition=~Q(state="open") | ~Q(digest=""), name="standards_open_is_fixed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class Timescale(models.Model):
    """How long a step may take; `rating` empty is every rating without a row of its own."""

    standard = models.ForeignKey(PracticeStandard, on_delete=models.PROTECT, related_name="timescales")
    step = models.CharField(max_length=40, choices=_choices(Step))
    rating = models.CharField(max_length=10, blank=True, choices=_choices(Rating))
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=20, choices=_choices(Unit))
    day_rule = models.CharField(max_length=10, choices=_choices(DayRule), default=DayRule.BY_CLOSE.value)
    calendar = models.CharField(max_length=10, choices=_choices(Runs))
    starts_from = models.CharField(max_length=10, choices=_choices(StartsFrom))
    warn_percent = models.PositiveSmallIntegerField(
        default=75, help_text="Warn after this share of the time."
    )
    basis = models.CharField(max_length=10, choices=_choices(Basis))
    source = models.TextField(help_text="Where the figure comes from, or that it is the hub's own.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["standard", "step", "rating"], name="standards_one_timescale_a_step_and_rating"
            ),
            models.CheckConstraint(condition=Q(warn_percent__lte=100), name="standards_warn_within_the_time"),
        ]

    def __str__(self) -> str:
        return f"{self.step} {self.rating or 'any'}: {self.amount} {self.unit}"


class MinimumContent(models.Model):
    """One thing that must be there; `ratings` lists the ratings that ask for it, empty for all."""

    standard = models.ForeignKey(PracticeStandard, on_delete=models.PROTECT, related_name="minimums")
    of = models.CharField(max_length=10, choices=_choices(Of))
    code = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    quantity = models.PositiveSmallIntegerField(default=1)
    ratings = models.JSONField(default=list, blank=True)
    severity = models.CharField(max_length=10, choices=_choices(Severity))
    gap = models.CharField(max_length=300, help_text="The sentence shown while it is missing.")
    action = models.SlugField(max_length=60, blank=True, help_text="The verb that closes the gap.")

    class Meta:
        verbose_name_plural = "minimum content"
        constraints = [
            models.UniqueConstraint(fields=["standard", "of", "code"], name="standards_one_minimum_a_code")
        ]

    def __str__(self) -> str:
        return f"{self.of}: {self.code}"


class DecisionRole(models.Model):
    """The roles that may take a route. `floor` names a law that reserves it; no row here lowers that."""

    standard = models.ForeignKey(PracticeStandard, on_delete=models.PROTECT, related_name="decision_roles")
    route = models.SlugField(max_length=40)
    roles = models.JSONField(default=list)
    floor = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["standard", "route"], name="standards_one_row_a_route")
        ]

    def __str__(self) -> str:
        return self.route


class Quorum(models.Model):
    """Whose seats must be filled at a meeting of a kind: codes of the lists `quorum-kind` and `quorum-seat`."""

    standard = models.ForeignKey(PracticeStandard, on_delete=models.PROTECT, related_name="quorums")
    kind = models.SlugField(max_length=40)
    seats = models.JSONField(default=list)
    basis = models.CharField(max_length=10, choices=_choices(Basis))
    source = models.TextField()

    class Meta:
        verbose_name_plural = "quorums"
        constraints = [
            models.UniqueConstraint(fields=["standard", "kind"], name="standards_one_quorum_a_kind")
        ]

    def __str__(self) -> str:
        return self.kind


class Approval(models.Model):
    """One person who was named to approve a version, and what they said: once, and never changed."""

    VERDICTS = [("approved", "Approved"), ("refused", "Refused")]

    standard = models.ForeignKey(PracticeStandard, on_delete=models.PROTECT, related_name="approvals")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    post = models.CharField(max_length=200, blank=True)
    agency = models.CharField(max_length=200, blank=True, help_text="Of which agency they are, in words.")
    verdict = models.CharField(max_length=8, choices=VERDICTS, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "user"], name="standards_one_approval_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.standard_id}"


class CodeList(models.Model):
    """A named list of codes, such as `source-of-referral`."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    source = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.title


class Code(models.Model):
    """One code as it reads in one stretch of time. A code that ends keeps its row: old records still show it."""

    list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="codes")
    code = models.CharField(max_length=40)
    label = models.TextField()
    label_cy = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField()
    attributes = models.JSONField(default=dict, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=VALID_FORWARDS, name="standards_code_valid_forwards")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
