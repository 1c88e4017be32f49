"""Pairs that people look at: which first, what they said of each, and how often two looks differ."""
