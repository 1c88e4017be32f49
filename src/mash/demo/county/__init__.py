"""The invented county: its places, its households and a year of worries, made from a seed alone."""
