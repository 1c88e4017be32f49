"""What follows a decision: each subject's pathways, their steps, their clocks, and who else was considered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference


class Pathway(models.Model):
    """One pathway of one subject. `state` is a state of its kind's workflow; `ended_at` says that it has ended."""

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="pathways")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="pathways")
    decision = models.ForeignKey(
        "cases.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="pathways"
    )
    kind = models.CharField(max_length=20, help_text="A key of workflow.KINDS")
    state = models.CharField(max_length=30)
    began_where = models.CharField(
        max_length=40, default="hub", help_text="Code of the list pathway-begun-where"
    )
    began_words = models.CharField(max_length=300, blank=True, help_text="Who began it elsewhere")
    began_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    outcome = models.CharField(
        max_length=40, blank=True, help_text="Code of the list that its last step asks for"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="The first of its running clocks")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["matter"]),
            models.Index(fields=["desk", "kind", "due_at"], condition=Q(ended_at=None), name="pathways_open"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind"], condition=Q(ended_at=None), name="pathways_one_open_of_a_kind"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Step(models.Model):
    """One step: added, never changed. One that was wrong is taken back by another (`takes_back`), and both stay.

    `facts` holds what the step asks, by name: texts, codes, ISO dates and moments.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="steps")
    verb = models.CharField(max_length=30)
    source = models.CharField(max_length=30, blank=True)
    target = models.CharField(max_length=30)
    facts = models.JSONField(default=dict)
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    reason = models.TextField(blank=True, help_text="Why the other was taken back")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    by_registration = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"


class Clock(models.Model):
    """A time that a step started, and the step that stopped it. `source` says whose figure it is."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="clocks")
    code = models.CharField(max_length=40, help_text="Step of the standard, or code of the list pathway-time")
    basis = models.CharField(max_length=10)
    source = models.CharField(max_length=80, help_text="The standard and its version, or the list")
    calendar = models.CharField(max_length=60)
    fixed = models.BooleanField(default=False, help_text="Due on a day that was agreed: hours do not move it")
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warns_at = models.DateTimeField()
    started_by = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    stopped_by = models.ForeignKey(Step, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True)
    replaced = models.BooleanField(default=False, help_text="The step that started it was taken back")
    warned_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(
                fields=["warns_at"], condition=Q(stopped_at=None, replaced=False), name="pathways_running"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Considered(models.Model):
    """That somebody of the household was thought of on this pathway, and what was made of it. The latest counts."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    pathway = models.ForeignKey(Pathway, on_delete=models.PROTECT, related_name="considered")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=20, help_text="Code of the list pathway-considered")
    reason = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.outcome
