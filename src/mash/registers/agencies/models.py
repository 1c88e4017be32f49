"""Agencies, the hubs they form, and each hub's desks."""

from __future__ import annotations

from django.db import models


class Agency(models.Model):
    """An organisation that works with a hub. `key` is stable and appears in addresses and files."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(
        max_length=30, help_text="police, childrens-social-care, adults-social-care, health, education, ..."
    )
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Hub(models.Model):
    """A multi-agency safeguarding hub: an area with its desks. Its `authorities` decide what the law reserves."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    area = models.CharField(max_length=200)
    phone = models.CharField(max_length=40, help_text="The duty number on every page of the public form.")
    out_of_hours_phone = models.CharField(max_length=40, blank=True)
    agencies: models.ManyToManyField[Agency, models.Model] = models.ManyToManyField(
        Agency, related_name="hubs"
    )
    two_person_rule = models.BooleanField(default=False, help_text="A second person confirms each decision.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Desk(models.Model):
    """Where a hub's work for one population is done. `authority` holds that population's statutory duties."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="desks")
    population = models.CharField(max_length=10, choices=[("children", "Children"), ("adults", "Adults")])
    authority = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["hub__name", "-population"]
        constraints = [
            models.UniqueConstraint(fields=["hub", "population"], name="agencies_one_desk_a_population")
        ]

    def __str__(self) -> str:
        return self.name
