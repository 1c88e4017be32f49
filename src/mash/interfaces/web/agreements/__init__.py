"""Agreements on sharing: read, drafted, compared, signed, brought into force, and asked what they would allow."""
