"""Hand-overs: to which team a decided person's case is offered, and what that team answered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference


class Handover(models.Model):
    """One person of a matter, offered by the hub to one team after a decision. Once it is answered it never changes.

    `to` says of what kind the receiver is: a team of an agency of the hub, which answers on its own page; a team of the hub
    in the field, or another authority outside this system, whose answer the hub records with who gave it. `about_name` and
    `about_born` are what the receiver is told of the person, and `asks` the hub's own words to it: no protected address
    stands in them. `rating` is the case's when it was offered, by which the time to answer was set.
    """

    class State(models.TextChoices):
        OFFERED = "offered", "Offered, not answered"
        ACCEPTED = "accepted", "Accepted"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn by the hub"

    TO = [
        ("agency", "A team of an agency"),
        ("field", "A team of the hub in the field"),
        ("authority", "Another authority"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="handovers")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="handovers")
    decision = models.ForeignKey("cases.Decision", on_delete=models.PROTECT, related_name="handovers")
    route = models.CharField(max_length=40, help_text="Code of the list routes, as decided")
    rating = models.CharField(max_length=8, blank=True)
    to = models.CharField(max_length=10, choices=TO)
    agency = models.ForeignKey(
        "agencies.Agency", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    team = models.ForeignKey(
        "directory.Team", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    to_name = models.CharField(max_length=300, help_text="The receiver by name, as it stood when offered")
    package = models.ForeignKey(
        "disclosure.Package", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    package_ref = models.CharField(max_length=20, blank=True)
    about_name = models.CharField(max_length=300)
    about_born = models.CharField(max_length=40, blank=True)
    asks = models.TextField()
    offered_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    due_at = models.DateTimeField()
    warns_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True, blank=True)
    late_told_at = models.DateTimeField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State.choices, default=State.OFFERED)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=80, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(
        max_length=300, blank=True, help_text="Who answered and how, where the hub recorded it"
    )
    reason = models.CharField(max_length=40, blank=True, help_text="Code of the list handover-refusal")
    text = models.TextField(blank=True, help_text="Why refused or withdrawn, in their words")
    worker = models.CharField(max_length=200, blank=True, help_text="Who has it in the field")
    reach = models.CharField(max_length=300, blank=True, help_text="How that worker is reached")
    receipt = models.CharField(max_length=60, blank=True, help_text="The receiver's own reference")
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["matter"]),
            models.Index(fields=["agency", "state", "due_at"]),
            models.Index(fields=["hub", "state", "due_at"]),
            models.Index(fields=["warns_at"], condition=Q(state="offered"), name="handover_unanswered"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(state="offered"), name="handover_one_offer_a_person"
            ),
            models.CheckConstraint(
                condition=Q(to="agency", agency__isnull=False) | (~Q(to="agency") & Q(agency__isnull=True)),
                name="handover_agency_is_named",
            ),
            models.CheckConstraint(
                condition=~Q(to="field") | Q(team__isnull=False), name="handover_field_team_is_named"
            ),
        ]

    def __str__(self) -> str:
        return self.ref
