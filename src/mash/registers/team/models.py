"""Who in a hub's team is able to do what, who is on duty when, and who is away. Of colleagues alone, and of no case.

Nothing is written over: a competence is decided on once and ends; a duty and an absence are withdrawn.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from mash.foundation.kernel import public_id


class Said(models.Model):
    """Who wrote it, and when."""

    public_id = models.CharField(max_length=16, unique=True, default=public_id)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        abstract = True


class Withdrawn(models.Model):
    """That it does not hold any more, said once."""

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Competence(Said):
    """That somebody is able to do something, on which evidence: asked for, and held once a manager of the hub says so.

    In force from `from_day` to `until_day`, both included; None is until further notice. Seen by the person and by the
    hub's managers.
    """

    class State(models.TextChoices):
        ASKED = "asked", "Waits for a manager"
        HELD = "held", "Held"
        REFUSED = "refused", "Not approved"

    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="competences")
    code = models.CharField(max_length=40, help_text="Code of the list competence")
    evidence = models.CharField(max_length=500, help_text="What shows it: a course, an assessment, practice")
    source = models.CharField(max_length=200, help_text="From whom the evidence is")
    from_day = models.DateField()
    until_day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_by_name = models.CharField(max_length=200, blank=True)
    decided_why = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["code", "-from_day", "-pk"]
        indexes = [models.Index(fields=["hub", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="team_competence_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["hub", "user", "code"], condition=Q(state="asked"), name="team_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Duty(Said, Withdrawn):
    """Who does a duty of a desk, from when to when."""

    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=40, help_text="Code of the list duty-role")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()

    class Meta:
        ordering = ["from_at", "role", "pk"]
        verbose_name_plural = "duties"
        indexes = [models.Index(fields=["desk", "until_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_at__gt=F("from_at")), name="team_duty_ends_after_it_starts"
            ),
            models.UniqueConstraint(
                fields=["desk", "user", "role", "from_at"],
                condition=Q(withdrawn_at__isnull=True),
                name="team_one_duty_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.role


class Absence(Said, Withdrawn):
    """That somebody is away on these days, both included, and who covers for them. Why they are away is not asked."""

    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="covers"
    )
    from_day = models.DateField()
    until_day = models.DateField()

    class Meta:
        ordering = ["from_day", "pk"]
        indexes = [models.Index(fields=["hub", "until_day"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__gte=F("from_day")), name="team_absence_ends_after_it_starts"
            ),
            models.CheckConstraint(condition=~Q(cover=F("user")), name="team_nobody_covers_for_themselves"),
            models.UniqueConstraint(
                fields=["hub", "user", "from_day"],
                condition=Q(withdrawn_at__isnull=True),
                name="team_one_absence_from_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.pk}"
