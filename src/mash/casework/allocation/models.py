"""To whom a case was given and why not to the first who was found, and to whom it was offered."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from mash.foundation.kernel import reference


class Giving(models.Model):
    """That a named person gave a case, or took the next. `place` is where the list had the worker, 0 where it was not asked.

    `reason` is asked where that is not the first, or the case was with somebody else. Never changed.
    """

    HOW = [("given", "Given by a manager"), ("next", "Taken as the next"), ("offer", "Taken when offered")]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="givings")
    how = models.CharField(max_length=6, choices=HOW)
    to = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    place = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(max_length=40, blank=True, help_text="Code of the list allocation-reason")
    words = models.CharField(max_length=500, blank=True)
    once = models.CharField(
        max_length=16, null=True, blank=True, unique=True, help_text="The page that asked for the next"
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"giving {self.pk}"


class Wish(models.Model):
    """That somebody else than `user` is to have the cases of these people: the family's wish, or the worker's own. Never changed."""

    WHOSE = [("family", "The family’s"), ("worker", "The worker’s")]

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="wishes")
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    whose = models.CharField(max_length=6, choices=WHOSE)
    words = models.CharField(max_length=500)
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name_plural = "wishes"
        constraints = [
            models.UniqueConstraint(fields=["matter", "user", "whose"], name="allocation_one_wish")
        ]

    def __str__(self) -> str:
        return self.whose


class NearHome(models.Model):
    """A postcode at which a worker has no wish to meet their neighbours at work. Read by the worker alone; it ends and stays."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    postcode = models.CharField(max_length=8, help_text="In capitals and without a space")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["postcode", "pk"]
        verbose_name_plural = "near home"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "postcode"],
                condition=Q(ended_at__isnull=True),
                name="allocation_near_home_once",
            )
        ]

    def __str__(self) -> str:
        return f"near home {self.pk}"


class Offer(models.Model):
    """A case offered to one person, who takes or declines it; unanswered at `due_at` it lapses. One at a time."""

    ANSWERS = [
        ("taken", "Taken"),
        ("declined", "Declined"),
        ("lapsed", "Not answered in time"),
        ("ended", "The case was given otherwise"),
    ]

    ref = models.CharField(max_length=20, unique=True, default=reference)
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="offers")
    user = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    by = models.CharField(max_length=80)
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=ANSWERS, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=40, blank=True, help_text="Code of the list offer-declined")
    words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(answer=""), name="allocation_open_offers"),
            models.Index(fields=["user"], condition=Q(answer=""), name="allocation_offers_of_one"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(answer=""), name="allocation_one_open_offer"
            )
        ]

    def __str__(self) -> str:
        return self.ref
