"""Marked secrets: everything that the county writes bears a token of the class that says who may see it."""

from mash.demo.canaries.marks import Canaries, listing, seen_by

__all__ = ["Canaries", "listing", "seen_by"]
