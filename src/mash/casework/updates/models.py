"""What came in on a case that is open already, who has read it, and what other areas and teams tell of people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference

RISKS = [("danger", "In danger now"), ("red", "Red"), ("amber", "Amber"), ("green", "Green")]


class Update(models.Model):
    """A contact that somebody accepted as an update of an open case, `matter`. Seen by whoever sees both, and nobody else.

    `was` is the state of the contact's own case before; it is empty where the open case is kept to named people: then the
    contact's own case goes on as if nothing had been said, for those who may not know.
    """

    class State(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        UNDONE = "undone", "Undone"

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="updates")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("intake.Contact", on_delete=models.PROTECT, related_name="updates")
    risk = models.CharField(max_length=8, choices=RISKS)
    why = ArrayField(
        models.CharField(max_length=12), default=list, blank=True, help_text="What suggested it: rules.WHY"
    )
    reason = models.TextField()
    was = models.CharField(max_length=12, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State, default=State.ACCEPTED)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=80, blank=True)
    undone_by_name = models.CharField(max_length=200, blank=True)
    undone_reason = models.TextField(blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["hub", "-at"]), models.Index(fields=["matter"])]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "matter"], condition=Q(state="accepted"), name="updates_once_of_one_case"
            ),
            # Of one that changed nothing of the contact's own case nobody learns by this.
            models.UniqueConstraint(
                fields=["contact"], condition=Q(state="accepted") & ~Q(was=""), name="updates_of_one_case"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Receipt(models.Model):
    """One reading that is waited for: of the worker who has the case, of a manager, or of the hub.

    A worker's names its user; a manager's and the hub's are taken by whoever reads first. `back_at` is when it went back to
    the hub unread; `step` of the hub's own counts whom it was told: 1 managers, 2 the desk's screeners too.
    """

    WHOM = [("worker", "The worker who has the case"), ("manager", "A manager"), ("hub", "The hub")]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    update = models.ForeignKey(Update, on_delete=models.PROTECT, related_name="receipts")
    whom = models.CharField(max_length=8, choices=WHOM)
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    step = models.PositiveSmallIntegerField(default=1)
    sent_at = models.DateTimeField()
    due_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    back_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    read_by = models.CharField(max_length=80, blank=True)
    read_by_name = models.CharField(max_length=200, blank=True)
    will_do = models.TextField(blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="No longer waited for: undone, or the case has another worker"
    )

    class Meta:
        ordering = ["sent_at", "pk"]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(read_at__isnull=True, ended_at__isnull=True, back_at__isnull=True),
                name="updates_unread",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["update", "whom"],
                condition=Q(read_at__isnull=True, ended_at__isnull=True),
                name="updates_one_unread_of_each",
            )
        ]

    def __str__(self) -> str:
        return f"receipt {self.pk}"


class NewConcern(models.Model):
    """That somebody looked at a contact for which an update was suggested, and says that it is a concern of its own."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField("intake.Contact", on_delete=models.PROTECT, related_name="new_concern")
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"new concern {self.pk}"


class Notice(models.Model):
    """What another area or team tells of somebody: an enquiry begun elsewhere, a placement, a move, an alert.

    `subject` is whom it is about, in a case. `category`, `basis` and `discussed_with` mean what the kind asks: rules of
    `updates.notices`. Its words never change; that it was acknowledged, looked at again and ended is written beside.
    """

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="notices")
    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("matters.Subject", on_delete=models.PROTECT, related_name="notices")
    contact = models.ForeignKey(
        "intake.Contact",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notices",
        help_text="The contact that it made, where no case was open",
    )
    kind = models.CharField(max_length=40, help_text="Code of the list notice-kind")
    sender = models.CharField(max_length=200, help_text="The authority or team")
    sender_name = models.CharField(max_length=200, blank=True)
    sender_phone = models.CharField(max_length=40, blank=True)
    sender_email = models.EmailField(blank=True)
    team = models.CharField(max_length=40, blank=True, help_text="Code of the list notice-team")
    category = models.CharField(max_length=40, blank=True, help_text="Code of the kind's own list")
    since = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="When it is expected to end")
    basis = models.TextField()
    discussed_with = models.TextField(blank=True)
    received_at = models.DateTimeField()
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    acknowledge_by = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by_name = models.CharField(max_length=200, blank=True)
    acknowledged_how = models.TextField(blank=True)
    act_by = models.DateTimeField(null=True, blank=True, help_text="The conference of a move for good")
    acted_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_why = models.TextField(blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    version = models.IntegerField(default=1)

    class Meta:
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["hub", "kind", "-received_at"]),
            models.Index(fields=["subject"]),
            models.Index(fields=["matter"]),
        ]

    def __str__(self) -> str:
        return self.ref
