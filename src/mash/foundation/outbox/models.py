"""Events published in the transaction that caused them, and messages waiting to leave."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """One e-mail or text to one address: a reference, perhaps a one-time code, never a name."""

    to = models.CharField(max_length=254)
    channel = models.CharField(max_length=10, choices=[("email", "E-mail"), ("sms", "Text")])
    template = models.CharField(max_length=40)
    language = models.CharField(max_length=5, default="en-gb")
    reference = models.CharField(max_length=40)
    code = models.CharField(max_length=20, blank=True, help_text="Blanked as soon as it is sent.")
    link = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"{self.template} {self.pk}"


class Event(models.Model):
    """Something that other rooms may want to know: a name and public ids."""

    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    ids = models.JSONField(default=dict)
    handled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(handled_at__isnull=True), name="outbox_unhandled")
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"
