"""How fast the pages are that people wait for: see README.md."""
