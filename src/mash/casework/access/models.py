"""Access beyond a person's work, with its review; and who is close to whom, for whom there is never any."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from mash.foundation.kernel import reference


class BreakGlass(models.Model):
    """One person's sight of one matter, for a few hours and a reason, and what a lead made of it.

    `ref` is what a message and an address say: it names neither the matter nor anybody in it.
    """

    VERDICTS = [
        ("justified", "Justified"),
        ("not-justified", "Not justified"),
        ("follow-up", "To be followed up"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    matter_ref = models.CharField(max_length=20, help_text="For the lead, who sees no matter")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(
        "agencies.Desk", on_delete=models.PROTECT, related_name="+", help_text="Whose calendar counts"
    )
    grant = models.OneToOneField("matters.Grant", on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=80, help_text="str(Actor)")
    by_name = models.CharField(max_length=200)
    by_role = models.CharField(max_length=80, help_text="The role, and where: screener:county-children")
    reason_code = models.CharField(max_length=40, help_text="Code of the list break-glass-reason")
    reason = models.TextField()
    at = models.DateTimeField()
    until_at = models.DateTimeField(help_text="When it ends, or was given back")
    given_back_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(help_text="By when a lead is to have reviewed it")
    warns_at = models.DateTimeField()
    verdict = models.CharField(max_length=20, choices=VERDICTS, blank=True)
    verdict_reason = models.TextField(blank=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "break-glass"
        indexes = [
            models.Index(fields=["user", "matter", "until_at"]),
            models.Index(
                fields=["hub", "due_at"],
                condition=models.Q(reviewed_at__isnull=True),
                name="access_glass_to_review",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reviewed_at__isnull=True, verdict="")
                | (models.Q(reviewed_at__isnull=False) & ~models.Q(verdict="")),
                name="access_glass_reviewed_with_verdict",
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Attempt(models.Model):
    """A try of break-glass that opened nothing. Who tried does not see it, nor whether there is such a matter."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    typed = models.CharField(max_length=20, blank=True, help_text="The reference, where it could be one")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["user", "at"])]

    def __str__(self) -> str:
        return f"attempt {self.pk}"


class Closeness(models.Model):
    """That a user is, or is close to, somebody: the matters about them are never open to the user.

    Whom: a person of the index, one matter, or whoever has exactly this name and date of birth, known or not yet. The
    database works out from it from whom each matter is kept: visibility/sql/54_closeness.sql. It ends, and is not deleted.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=40, help_text="Code of the list closeness")
    given_name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    born = models.DateField(null=True, blank=True)
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matter = models.ForeignKey(
        "matters.Matter", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    matter_ref = models.CharField(max_length=20, blank=True, help_text="For the lead, who sees no matter")
    declared_by = models.CharField(max_length=80, help_text="str(Actor)")
    declared_by_name = models.CharField(max_length=200)
    declared_by_user = models.BigIntegerField()
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)
    end_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name_plural = "closeness"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False)
                | models.Q(matter__isnull=False)
                | (~models.Q(given_name="") & ~models.Q(family_name="") & models.Q(born__isnull=False)),
                name="access_closeness_to_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"closeness {self.pk}"


class Browsing(models.Model):
    """A pattern in what somebody opened that a lead is to look at: figures and references, and no name of a case.

    `figures` explain it; the pattern and its thresholds are a code of the list browsing-pattern, as it was then.
    """

    VERDICTS = [("genuine", "Genuine: it needs following up"), ("false-alarm", "False alarm")]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    pattern = models.CharField(max_length=40)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    user_name = models.CharField(max_length=200)
    role = models.CharField(max_length=20)
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    figures = models.JSONField(default=dict, help_text="By name, whole numbers: see patterns.SENTENCES")
    matters = ArrayField(models.CharField(max_length=20), default=list)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=20, choices=VERDICTS, blank=True)
    verdict_reason = models.TextField(blank=True)
    reviewed_by = models.CharField(max_length=80, blank=True)
    reviewed_by_name = models.CharField(max_length=200, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "browsing"
        indexes = [models.Index(fields=["user", "pattern", "until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "hub", "pattern"],
                condition=models.Q(reviewed_at__isnull=True),
                name="access_one_browsing_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.ref
