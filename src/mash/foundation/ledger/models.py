"""The log's rows. Django reads them; only the database function `mash.append` writes them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Entry(models.Model):
    """One thing that happened: who, when, what kind, about what, for which purpose."""

    at = models.DateTimeField()
    actor = models.CharField(max_length=80, help_text="str(Actor)")
    actor_name = models.CharField(max_length=200, blank=True)
    actor_role = models.CharField(max_length=80, blank=True)
    event = models.CharField(max_length=80, help_text="noun:noun:verb, declared in an events.py")
    purpose = models.CharField(max_length=500, blank=True)
    payload = models.JSONField(default=dict)
    visible_to = ArrayField(models.IntegerField(), default=list)

    class Meta:
        verbose_name_plural = "entries"
        indexes = [models.Index(fields=["event", "at"]), models.Index(fields=["actor", "at"])]

    def __str__(self) -> str:
        return f"{self.pk} {self.event}"


class Mention(models.Model):
    """A record that an entry names; the index of "who has looked"."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="mentions")
    kind = models.CharField(max_length=30)
    ref = models.CharField(max_length=40)
    visible_to = ArrayField(models.IntegerField(), default=list)

    class Meta:
        indexes = [models.Index(fields=["kind", "ref", "entry"])]

    def __str__(self) -> str:
        return f"{self.kind}:{self.ref}"
