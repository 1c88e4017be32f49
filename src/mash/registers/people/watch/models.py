"""A dated look at one version of the model: what was counted, and what had moved."""

from __future__ import annotations

from django.db import models

from mash.foundation.kernel import Ref, public_id


class Look(models.Model):
    """What the records were like when a version was trained, or at a look under it. Never changed but to answer it once.

    `asks` says that something moved so far that somebody who approves models is asked what to do. No person stands in
    it: counts alone.
    """

    KINDS = [("training", "When it was trained"), ("look", "A look while it was in force")]

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    model = models.ForeignKey("people.MatchModel", on_delete=models.PROTECT, related_name="looks")
    kind = models.CharField(max_length=8, choices=KINDS)
    at = models.DateTimeField()
    since = models.DateTimeField(help_text="Records that came in from here on are the new ones")
    counted = models.JSONField(help_text="See counting.Counted")
    findings = models.JSONField(default=list, help_text="See rules.Finding")
    asks = models.BooleanField(default=False)
    answer = models.CharField(max_length=500, blank=True)
    answered_by = models.CharField(max_length=80, blank=True, help_text="str(Actor)")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["model", "at"], name="watch_looks_of_a_model")]
        constraints = [
            models.UniqueConstraint(
                fields=["model"], condition=models.Q(kind="training"), name="watch_trained_once"
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True, answer="")
                | models.Q(answered_at__isnull=False, asks=True) & ~models.Q(answer=""),
                name="watch_answers_say_something",
            ),
        ]

    def __str__(self) -> str:
        return f"look {self.public_id}"

    @property
    def ref(self) -> Ref:
        return Ref("look", self.public_id)
