"""Agreements on sharing, their versions, who signed each, and their clauses."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from mash.registers.agreements.rules import Effect, Mode


class Agreement(models.Model):
    """An overarching memorandum, or a schedule that stands under one. `hub` is the hub that it binds, none for all."""

    KINDS = [("overarching", "Overarching agreement"), ("schedule", "Schedule")]

    key = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=KINDS)
    hub = models.ForeignKey(
        "agencies.Hub", null=True, blank=True, on_delete=models.PROTECT, related_name="agreements"
    )
    under = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="schedules"
    )

    class Meta:
        ordering = ["kind", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="schedule", under__isnull=False) | Q(kind="overarching", under__isnull=True),
                name="agreements_a_schedule_stands_under_one",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One text of an agreement: drafted, laid open for signature and then never changed, in force from a day.

    `digest` is the SHA-256 of its canonical document, taken when it is laid open: what the agencies sign. `terms` holds
    the text of what binds besides the clauses: see documents.TERMS.
    """

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SIGNING = "signing", "Open for signature"
        AGREED = "agreed", "Agreed"
        DROPPED = "dropped", "Dropped"

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    purpose = models.TextField()
    review_by = models.DateField()
    warn_days = models.PositiveSmallIntegerField(default=60)
    grace_days = models.PositiveSmallIntegerField(default=30)
    joint = models.BooleanField(
        default=False, help_text="Joint controllers; else each agency stays controller of what it supplied."
    )
    terms = models.JSONField(default=dict)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, help_text="The first day on which it is not in force.")
    digest = models.CharField(max_length=64, blank=True)
    edition = models.PositiveIntegerField(default=1, help_text="Counts the changes to a draft.")
    drafted_by = models.CharField(max_length=80, help_text="str(Actor)")
    drafted_by_name = models.CharField(max_length=200)
    drafted_at = models.DateTimeField()

    class Meta:
        ordering = ["agreement", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="agreements_one_of_each_version"),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=["draft", "signing"]),
                name="agreements_one_under_way",
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="agreements_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(starts__isnull=False), name="agreements_agreed_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} version {self.number}"


class Signatory(models.Model):
    """An agency that is party to a version, and who signed for it. `ends` is the first day on which it is not bound.

    `how` is `here` for whoever signed while signed in from a seat of that agency, else `recorded` by the lead from a
    signature on `paper`, which says where it is kept.
    """

    HOW = [("here", "Signed here"), ("recorded", "Recorded from a signed copy")]

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="signatories")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, blank=True, help_text="Who signed")
    post = models.CharField(max_length=200, blank=True)
    signed_on = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    how = models.CharField(max_length=8, choices=HOW, blank=True)
    paper = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=80, blank=True, help_text="str(Actor)")
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["agency__name"]
        verbose_name_plural = "signatories"
        constraints = [
            models.UniqueConstraint(fields=["version", "agency"], name="agreements_one_signature_an_agency")
        ]

    def __str__(self) -> str:
        return f"{self.agency_id} of version {self.version_id}"


class Clause(models.Model):
    """One clause of a version: see rules.Clause, whose fields it keeps. Codes are of the lists `sharing-…`."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="clauses")
    number = models.CharField(max_length=12)
    position = models.PositiveSmallIntegerField()
    effect = models.CharField(max_length=6, choices=[(one.value, one.value) for one in Effect])
    source = models.CharField(max_length=80, help_text="any, hub, kind:KIND or agency:KEY")
    recipient = models.CharField(max_length=80, help_text="any, hub, kind:KIND or agency:KEY")
    roles = models.JSONField(default=list, blank=True)
    desks = models.JSONField(default=list, blank=True)
    categories = models.JSONField()
    populations = models.JSONField()
    purposes = models.JSONField()
    mode = models.CharField(max_length=9, choices=[(one.value, one.value) for one in Mode])
    power = models.CharField(max_length=40, blank=True)
    article_6 = models.CharField(max_length=40, blank=True)
    condition = models.CharField(max_length=40, blank=True)
    confidentiality = models.CharField(max_length=40, blank=True)
    records = models.JSONField(default=list, blank=True)
    limits = models.JSONField(default=list, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    why = models.CharField(
        max_length=500, help_text="Why this is necessary and proportionate, or why it is forbidden"
    )

    # What a clause says, besides its place: the fields of its document.
    SAYS: ClassVar[tuple[str, ...]] = (
        "number",
        "effect",
        "source",
        "recipient",
        "roles",
        "desks",
        "categories",
        "populations",
        "purposes",
        "mode",
        "power",
        "article_6",
        "condition",
        "confidentiality",
        "records",
        "limits",
        "starts",
        "ends",
        "why",
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="agreements_one_clause_a_number")
        ]

    def __str__(self) -> str:
        return f"clause {self.number} of version {self.version_id}"
