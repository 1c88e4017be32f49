"""What national registers are asked about the people of a case, and what they answer."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from mash.foundation.kernel import public_id


class Question(models.Model):
    """One question to the NHS Personal Demographics Service about one subject: its purpose, its answer, its acceptance.

    `matches` is what the register said (rules.MatchSaid), the best first, until one is accepted or nobody needs it any
    more. `request` goes with every try, so that the register knows a repeated question for the same one.
    """

    STATES = [("waiting", "Waits for the register"), ("answered", "Answered"), ("failed", "Not answered")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="questions")
    purpose = models.CharField(max_length=40, help_text="A code of the list pds-purpose")
    by = models.CharField(max_length=80, help_text="str(Actor)")
    at = models.DateTimeField()
    request = models.UUIDField(default=uuid4, editable=False)
    state = models.CharField(max_length=10, choices=STATES, default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(
        help_text="Not asked before; while a try is under way, when it counts as lost"
    )
    step = models.CharField(max_length=10, blank=True, help_text="rules.Step that brought the answer")
    outcome = models.CharField(max_length=10, blank=True)
    reason = models.CharField(
        max_length=80, blank=True, help_text="The register's code or ours; it names nobody"
    )
    matches = models.JSONField(default=list)
    answered_at = models.DateTimeField(null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True)
    accepted = models.OneToOneField(
        "people.Record", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    accepted_by = models.CharField(max_length=80, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(state="waiting"), name="national_question_waits"
            ),
            models.Index(
                fields=["answered_at"],
                condition=models.Q(state="answered", forgotten_at__isnull=True),
                name="national_question_kept",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=models.Q(state="waiting"),
                name="national_one_question_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"question {self.public_id}"
