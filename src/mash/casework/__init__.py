"""The work itself: from what arrives to what is decided."""
