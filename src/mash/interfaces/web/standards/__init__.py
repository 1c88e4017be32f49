"""The practice standard: read, compared, drafted, tried, approved, brought into force."""
