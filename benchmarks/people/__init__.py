"""Who is who at the size of a county: see README.md."""
