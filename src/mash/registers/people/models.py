"""Records as supplied, the persons behind them, and what connects persons."""

from __future__ import annotations

from django.db import models

from mash.foundation.kernel import public_id


class Person(models.Model):
    """A stable identity. Names and dates here are the ones in use; what each agency said stays in its records."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    given_name = models.CharField(max_length=200, blank=True)
    family_name = models.CharField(max_length=200, blank=True)
    known_as = models.CharField(max_length=200, blank=True)
    date_of_birth = models.DateField(null=True, blank=True)
    birth_estimated = models.BooleanField(default=False)
    expected_date = models.DateField(
        null=True, blank=True, help_text="Expected date of birth of an unborn child."
    )
    died_on = models.DateField(null=True, blank=True)
    sex = models.CharField(max_length=10, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    upn = models.CharField(max_length=13, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    restriction = models.CharField(
        max_length=10, default="open", choices=[("open", "Open"), ("restricted", "Named people only")]
    )
    given_key = models.CharField(max_length=200, blank=True, help_text="Folded for search: see rules.fold")
    family_key = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "people"
        indexes = [
            models.Index(fields=["family_key", "given_key"]),
            models.Index(fields=["given_key", "date_of_birth"]),
            models.Index(fields=["date_of_birth"]),
            models.Index(fields=["nhs_number"], condition=~models.Q(nhs_number=""), name="people_person_nhs"),
            models.Index(fields=["upn"], condition=~models.Q(upn=""), name="people_person_upn"),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.given_name, self.family_name))) or "Name not known"


class Record(models.Model):
    """What one source said of one person, at one time. Never changed; a correction is another record."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id)
    source = models.CharField(
        max_length=60, help_text="str(Ref) of where it came in, such as contact:7K2QM-9XPRT"
    )
    agency = models.CharField(max_length=60, blank=True, help_text="Agency key, blank for the public")
    received_at = models.DateTimeField()
    said = models.JSONField(help_text="Everything that was said: see rules.SAID")

    def __str__(self) -> str:
        return f"record {self.public_id}"


class Identification(models.Model):
    """A human's (later also a machine's) statement that a record is of a person. Undone, never deleted."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="identifications")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identifications")
    decided_by = models.CharField(max_length=80, help_text="str(Actor)")
    decided_at = models.DateTimeField()
    reason = models.CharField(max_length=500)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record"],
                condition=models.Q(undone_at__isnull=True),
                name="people_one_person_a_record",
            )
        ]

    def __str__(self) -> str:
        return f"{self.record_id} is {self.person_id}"


class Address(models.Model):
    """Where a person lives or lived, as far as anyone may know. Protected ones are `ProtectedAddress`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="addresses")
    lines = models.CharField(max_length=500)
    postcode = models.CharField(max_length=10, blank=True)
    place_key = models.CharField(
        max_length=120, blank=True, help_text="Folded postcode and number, for search"
    )
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "addresses"
        indexes = [
            models.Index(fields=["place_key"], condition=~models.Q(place_key=""), name="people_address_place")
        ]

    def __str__(self) -> str:
        return f"address {self.pk}"


class ProtectedAddress(models.Model):
    """An address that must not reach an alleged perpetrator: another row, seen by fewer, in no export."""

    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="protected_addresses")
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="protected_addresses"
    )
    lines = models.CharField(max_length=500)
    postcode = models.CharField(max_length=10, blank=True)
    from_on = models.DateField(null=True, blank=True)
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "protected addresses"

    def __str__(self) -> str:
        return f"protected address {self.pk}"


class Relationship(models.Model):
    """`person` is `kind` of `other` (parent of, sibling of, partner of, carer of, alleged source of harm to)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="relationships")
    other = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="related_from")
    kind = models.CharField(max_length=40)
    recorded_by = models.CharField(max_length=80)
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "other", "kind"],
                condition=models.Q(ended_at__isnull=True),
                name="people_one_relationship_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("other")), name="people_nobody_is_their_own_relative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.other_id}"
