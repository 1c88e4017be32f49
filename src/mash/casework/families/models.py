"""Children who are not born yet, and brothers and sisters who were considered though a case is not about them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

YES_NO = [("yes", "Yes"), ("no", "No"), ("not-known", "Not known")]


class Expectation(models.Model):
    """What is known of a child who is not born yet, as of one moment. The latest of a subject counts; none is changed."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="expectations")
    mother = models.ForeignKey(
        "matters.Subject", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    expected_on = models.DateField(null=True, blank=True, help_text="None while nobody knows")
    source = models.CharField(
        max_length=40, blank=True, help_text="Code of the list expected-date-source: who says so"
    )
    booked = models.CharField(
        max_length=10, choices=YES_NO, default="not-known", help_text="For maternity care"
    )
    booked_on = models.DateField(null=True, blank=True)
    booked_days = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Days of gestation when booked, as the midwife says: 7 a week"
    )
    care = models.CharField(
        max_length=10, choices=YES_NO, default="not-known", help_text="Whether she is seen by antenatal care"
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was said that the expected date had passed"
    )

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["matter"]),
            models.Index(
                fields=["expected_on"],
                condition=Q(told_at__isnull=True, expected_on__isnull=False),
                name="families_to_come",
            ),
        ]

    def __str__(self) -> str:
        return f"expectation {self.pk}"


class Outcome(models.Model):
    """How a pregnancy ended, or that what was recorded of its end was a mistake. The latest counts; none is changed."""

    KINDS = [
        ("born", "Born"),
        ("stillborn", "Stillborn"),
        ("lost", "Miscarriage"),
        ("ended", "Termination"),
        ("none", "There was no pregnancy"),
        ("expected", "Still expected: it was recorded by mistake"),
    ]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=KINDS)
    on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    born_with = models.ForeignKey(
        "matters.Subject",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of twins and more: the child who had been expected",
    )
    once = models.CharField(
        max_length=20,
        blank=True,
        db_default="",
        help_text="Of twins and more: the form's own number; sent twice is one",
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["matter"])]
        constraints = [
            models.UniqueConstraint(
                fields=["born_with", "once"], condition=~Q(once=""), name="families_a_twin_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Considered(models.Model):
    """A brother, sister or other child of the household whom a case is not about: what was made of them, and why.

    The latest for a person counts. It is the record that the practice standard asks for.
    """

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="considered")
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(
        max_length=10, choices=[("added", "Added to the case"), ("considered", "Considered, not added")]
    )
    why_offered = models.CharField(
        max_length=200, help_text="How they are near, as when it was recorded: kinds of people.queries"
    )
    reason = models.TextField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["matter"])]

    def __str__(self) -> str:
        return f"considered {self.pk}"
