"""What people say of what came: that it could have been spared, that it belongs elsewhere; and who was on duty."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

_STANDS = Q(ended_at__isnull=True)


class Mark(models.Model):
    """That one thing that came would have been spared by a better answer earlier: a contact, a later mail or a call.

    `kind` is a code of the list avoidable-demand. `desk`, `channel` and `came_at` are the thing's own, so that a period is
    counted without it. Seen exactly by those who see the thing. Taken back once, and then it stays as what was thought.
    """

    contact = models.ForeignKey(
        "intake.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    further = models.ForeignKey(
        "mailbox.Further", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    call = models.ForeignKey("calls.Call", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey(
        "matters.Matter",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Of a contact or a mail; a call is seen as the call is",
    )
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(max_length=12)
    came_at = models.DateTimeField()
    kind = models.CharField(max_length=40)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["desk", "came_at"], condition=_STANDS, name="demand_marks_of_a_time"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=False, further__isnull=True, call__isnull=True)
                | Q(contact__isnull=True, further__isnull=False, call__isnull=True)
                | Q(contact__isnull=True, further__isnull=True, call__isnull=False),
                name="demand_a_mark_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(call__isnull=False, matter__isnull=True)
                | Q(call__isnull=True, matter__isnull=False),
                name="demand_a_mark_with_its_matter",
            ),
            *(
                models.UniqueConstraint(
                    fields=[thing, "kind"], condition=_STANDS, name=f"demand_one_mark_a_{thing}"
                )
                for thing in ("contact", "further", "call")
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Misdirected(models.Model):
    """That a contact belongs elsewhere: where, who took it there, and what its sender was told. It closes nothing.

    `elsewhere` is a code of the list belongs-elsewhere, `elsewhere_words` says it where the list does not. `passed_on` is
    that the hub passed it on itself, to `taken_by`; else the sender was told to. Taken back once.
    """

    contact = models.ForeignKey("intake.Contact", on_delete=models.PROTECT, related_name="+")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="+")
    elsewhere = models.CharField(max_length=40)
    elsewhere_words = models.CharField(max_length=200, blank=True)
    passed_on = models.BooleanField()
    taken_by = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "misdirected"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"], condition=_STANDS, name="demand_one_misdirected_a_contact"
            )
        ]

    def __str__(self) -> str:
        return self.elsewhere


class Hour(models.Model):
    """One hour of London's day at a desk: how many people are on duty, and what its telephone did where no switch says it.

    None is that nobody has said it, which is never the same as 0. In the hour that the clocks repeat both are one.
    """

    hub = models.ForeignKey("agencies.Hub", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("agencies.Desk", on_delete=models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    hour = models.PositiveSmallIntegerField()
    staff = models.PositiveSmallIntegerField(null=True, blank=True)
    offered = models.PositiveIntegerField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "hour"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "day", "hour"], name="demand_an_hour_once"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="demand_an_hour_of_the_day"),
            models.CheckConstraint(
                condition=Q(offered__isnull=True, answered__isnull=True)
                | Q(offered__isnull=False, answered__isnull=False, answered__lte=F("offered")),
                name="demand_answered_of_offered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hour}"
