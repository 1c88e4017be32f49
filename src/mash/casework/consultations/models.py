"""Advice that the hub gives: who asked, about whom or about nobody by name, what was said, and what came of it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mash.casework.matters.models import Subject
from mash.foundation.kernel import reference


class Consultation(models.Model):
    """One question to a desk. What was asked and said never changes; where it stands does, and who asked stands apart.

    It belongs to no matter until a contact comes of it: then it is seen with that contact's.
    """

    class State(models.TextChoices):
        OPEN = "open", "Advice still to be given"
        GIVEN = "given", "Advice given"
        WAITING = "waiting", "Advised to refer"
        SECOND_LOOK = "second-look", "Waits for a second look"
        ENDED = "ended", "Ended"

    ref = models.CharField(max_length=20, unique=True, default=reference)
    once = models.CharField(max_length=20, unique=True, help_text="The form's own number: sent twice is one.")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    named = models.BooleanField(help_text="Whether people are named in it.")
    source = models.CharField(
        max_length=10, help_text="Who asked: code of the list source-of-referral, as contacts have it"
    )
    themes = ArrayField(models.CharField(max_length=40), help_text="Codes of the list consultation-theme")
    question = models.TextField()
    danger_now = models.CharField(
        max_length=10, choices=[("yes", "Yes"), ("no", "No"), ("not-known", "Not known")]
    )
    consent = models.CharField(max_length=40, help_text="Code of the list consultation-consent")
    meanwhile = models.TextField(blank=True, help_text="What whoever asked does until then")
    asked_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    # By when the next thing is to happen: the advice, the referral, the second look. None where nothing is.
    due_at = models.DateTimeField(null=True, blank=True)
    advised_at = models.DateTimeField(
        null=True, blank=True, help_text="When a referral was first advised, if ever"
    )
    chase_at = models.DateTimeField(null=True, blank=True, help_text="When the worker chases next")
    chased = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(
        max_length=40, blank=True, help_text="What came of advised to refer: consultation-outcome"
    )
    contact = models.ForeignKey(
        "intake.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matter = models.ForeignKey(
        "matters.Matter", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    emptied_at = models.DateTimeField(
        null=True, blank=True, help_text="When the words went, at its period's end"
    )
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["desk", "state", "due_at"]),
            models.Index(fields=["desk", "-asked_at"]),
            models.Index(fields=["contact"]),
            models.Index(fields=["chase_at"], condition=Q(state="waiting"), name="consultations_to_chase"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True, matter__isnull=True)
                | Q(contact__isnull=False, matter__isnull=False),
                name="consultations_contact_with_matter",
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Asker(models.Model):
    """Who asked, on a card of their own: never mixed with the people whom it is about."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="asker")
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=200, blank=True)
    agency = models.CharField(
        max_length=200, blank=True, help_text="The school, practice or service, as said"
    )
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return f"asker of {self.consultation_id}"


class PersonAsked(models.Model):
    """Somebody named in a consultation, as they were described: no record of the index comes of it."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="people")
    role = models.CharField(max_length=20, choices=Subject.ROLES)
    said = models.JSONField(help_text="people.rules.Said")
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["consultation_id", "place"]

    def __str__(self) -> str:
        return f"{self.role} {self.place}"


class Advice(models.Model):
    """What was advised. It is corrected by another that stands below it, and never rewritten."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="advice")
    text = models.TextField()
    level = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The level of need that was talked about"
    )
    refer = models.BooleanField(help_text="Whether a referral was advised")
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "advice"
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"advice {self.pk}"


class Step(models.Model):
    """What happened after the advice. `code` is an outcome, or yes and no; `contact` is a reference."""

    KINDS = [
        ("chased", "Advised to refer, nothing arrived"),
        ("told", "What whoever asked said came of it"),
        ("looked", "Second look"),
        ("joined", "A contact came of it"),
        ("parted", "The contact is about something else"),
    ]

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=KINDS)
    code = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    contact = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    by_user = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
