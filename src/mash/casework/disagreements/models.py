"""A disagreement between an agency and the hub: what about, the steps of the ladder it goes up, each side's view, how it ended."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference

SIDES = [("hub", "The hub"), ("agency", "The agency")]


class Disagreement(models.Model):
    """One disagreement between the hub and one agency about one thing of a matter. Its words never change.

    `about_kind` and `about_ref` say what it is about: a request by its reference, or a decision or a consent by theirs.
    `ladder` is the steps as they stood when it was opened, lowest first: `who` with whom, and `working_days`. A later
    version of the agreement changes nothing of it. `step` counts from 1.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        SETTLED = "settled", "Settled"
        WITHDRAWN = "withdrawn", "Withdrawn"

    ABOUT = [
        ("request", "A request to the agency, or its answer"),
        ("decision", "A decision"),
        ("consent", "Whether something that the agency supplied may be passed on"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="disagreements")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", on_delete=models.PROTECT, related_name="+")
    opened_from = models.CharField(max_length=6, choices=SIDES)
    kind = models.CharField(max_length=40, help_text="Code of the list disagreement-kind")
    about_kind = models.CharField(max_length=10, choices=ABOUT)
    about_ref = models.CharField(max_length=40)
    request = models.ForeignKey(
        "sharing.Request", null=True, blank=True, on_delete=models.PROTECT, related_name="disagreements"
    )
    what = models.TextField(help_text="What is disagreed with, in their words")
    instead = models.TextField(help_text="What is wanted instead, in their words")
    urgent = models.BooleanField()
    agreement = models.ForeignKey(
        "agreements.Version", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ladder = models.JSONField(help_text="Steps as they stood: who, working_days")
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    step = models.PositiveSmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True, blank=True)
    climbs_at = models.DateTimeField(
        null=True, blank=True, help_text="When the worker moves it up by itself; none at the last step"
    )
    outcome = models.CharField(max_length=40, blank=True, help_text="Code of the list disagreement-outcome")
    outcome_text = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["matter"]),
            models.Index(fields=["agency", "state", "due_at"]),
            models.Index(fields=["hub", "state", "due_at"]),
            models.Index(
                fields=["climbs_at"], condition=Q(climbs_at__isnull=False), name="disagreements_to_climb"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["about_kind", "about_ref", "agency"],
                condition=Q(state="open"),
                name="disagreements_one_open_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(about_kind="request", request__isnull=False)
                | (~Q(about_kind="request") & Q(request__isnull=True)),
                name="disagreements_about_a_request_names_it",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def last_step(self) -> int:
        return len(self.ladder)


class Step(models.Model):
    """What happened to it, in order: added, never changed. `side` is "" where the clock moved it up.

    `chair_name` and `chair_post` say who decided at the last step.
    """

    KINDS = [
        ("opened", "Opened"),
        ("moved", "Moved up"),
        ("clock", "Moved up by itself: its time was over"),
        ("settled", "Settled"),
        ("decided", "The chair decided"),
        ("withdrawn", "Withdrawn"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    disagreement = models.ForeignKey(Disagreement, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=KINDS)
    step = models.PositiveSmallIntegerField(
        help_text="The step of the ladder it stands at afterwards, from 1"
    )
    side = models.CharField(max_length=6, choices=SIDES, blank=True)
    text = models.TextField(blank=True)
    chair_name = models.CharField(max_length=200, blank=True)
    chair_post = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class View(models.Model):
    """One side's view at one step, in its own words, and who took part: added, never changed."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    disagreement = models.ForeignKey(Disagreement, on_delete=models.PROTECT, related_name="views")
    step = models.PositiveSmallIntegerField()
    side = models.CharField(max_length=6, choices=SIDES)
    text = models.TextField()
    took_part = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"view {self.pk}"
