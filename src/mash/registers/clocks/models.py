"""Calendars as rows: what the hours were, are and will be, and since when that was known.

Rows are never changed but for `withdrawn_at`: a correction is a new row beside the old. Migration 0002 adds
what Django's models cannot say: two rows in force never overlap.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .rules import Kind, Nation


class Calendar(models.Model):
    """The opening times of one desk or team, found by a key such as `county-children`."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=120)
    nation = models.CharField(
        max_length=3, blank=True, choices=[(each.value, each.name.title()) for each in Nation]
    )

    def __str__(self) -> str:
        return self.title


class Recorded(models.Model):
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80, help_text="str(Actor)")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class OpeningHours(Recorded):
    """Hours that recur on one weekday (0 is Monday), local; closing at 00:00 is the midnight that ends the day.

    In force from `valid_from` (None: always was) to the day before `valid_to` (None: until further notice).
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="hours")
    weekday = models.SmallIntegerField()
    opens = models.TimeField()
    closes = models.TimeField()
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "opening hours"
        constraints = [
            models.CheckConstraint(condition=Q(weekday__range=(0, 6)), name="clocks_hours_weekday"),
            models.CheckConstraint(
                condition=Q(closes__gt=F("opens")) | Q(closes="00:00"),
                name="clocks_hours_close_after_opening",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
                name="clocks_hours_valid_forwards",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id}: weekday {self.weekday}, {self.opens:%H:%M} to {self.closes:%H:%M}"


class Closure(Recorded):
    """One day that differs from the weekly hours: closed, wholly or between two times, or open."""

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="closures")
    day = models.DateField()
    kind = models.CharField(
        max_length=6, choices=[(Kind.CLOSED.value, _("closed")), (Kind.OPEN.value, _("open"))]
    )
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    reason = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.CLOSED.value, opens=None, closes=None)
                | Q(opens__isnull=False, closes__isnull=False, closes__gt=F("opens"))
                | Q(opens__isnull=False, closes__isnull=False, closes="00:00"),
                name="clocks_closure_hours",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar_id}: {self.kind} on {self.day}"


class Recount(models.Model):
    """Due times to be counted anew because the hours of a calendar changed between two instants.

    `part` and `after` say how far that is: which kind of due times, by the key of the last row that was looked at.
    `until` is None where the change has no end.
    """

    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="recounts")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=80, help_text="str(Actor)")
    part = models.PositiveSmallIntegerField(default=0)
    after = models.BigIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    later = models.PositiveIntegerField(default=0)
    earlier = models.PositiveIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=Q(done_at=None), name="clocks_recounts_to_do"),
        ]

    def __str__(self) -> str:
        return f"recount {self.pk}"


class RegisterVersion(models.Model):
    """Changes whenever a register that processes hold in memory does, in the same transaction."""

    name = models.SlugField(max_length=40, unique=True)
    token = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"{self.name} {self.token}"
