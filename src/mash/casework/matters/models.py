"""The bare identity of a case: its subjects, hub, restriction and who works on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference


class Matter(models.Model):
    """What requests, decisions and visits hang on. The database keeps beside it who may see it."""

    ref = models.CharField(max_length=20, unique=True, default=reference)
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    # Whatever is not open is seen by named people alone; of what is disposed of a bare row is left, and nobody is named.
    restriction = models.CharField(
        max_length=10,
        default="open",
        choices=[("open", "Open"), ("restricted", "Named people only"), ("disposed", "Disposed of")],
    )
    opened_at = models.DateTimeField()

    class Meta:
        # The few that named people alone see, for whoever looks among them: see mash.restricted_matters_of.
        indexes = [
            models.Index(
                fields=["restriction"], condition=Q(restriction="restricted"), name="matters_restricted"
            )
        ]

    def __str__(self) -> str:
        return self.ref


class Subject(models.Model):
    """A person in a matter: the one worried about, or someone beside them."""

    ROLES = [
        ("subject", "The person we are worried about"),
        ("parent", "Parent"),
        ("sibling", "Brother or sister"),
        ("carer", "Carer"),
        ("partner", "Partner"),
        ("household", "Lives in the household"),
        ("source-of-harm", "Alleged source of harm"),
        ("other", "Someone else"),
    ]

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="subjects")
    record = models.OneToOneField("people.Record", on_delete=models.PROTECT, related_name="subject")
    person = models.ForeignKey(
        "people.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="subjects"
    )
    role = models.CharField(max_length=20, choices=ROLES)
    place = models.PositiveSmallIntegerField(default=0, help_text="The order in which they were named.")

    class Meta:
        ordering = ["matter_id", "place"]
        indexes = [models.Index(fields=["person"])]

    def __str__(self) -> str:
        return f"{self.role} {self.place}"


class FurtherRecord(models.Model):
    """What another source said of a subject later, such as a national register.

    It is seen with the matter and is of whoever the subject is, as the subject's own record.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="further_records")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="further_records")
    record = models.OneToOneField("people.Record", on_delete=models.PROTECT, related_name="further")

    def __str__(self) -> str:
        return f"record {self.record_id} of subject {self.subject_id}"


class Grant(models.Model):
    """One person's or agency's access to one matter, beyond the hub's own, for as long as it lasts."""

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="grants")
    holder_kind = models.CharField(max_length=10, choices=[("user", "User"), ("agency", "Agency")])
    holder_id = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["holder_kind", "holder_id"])]

    def __str__(self) -> str:
        return f"{self.holder_kind} {self.holder_id}"
