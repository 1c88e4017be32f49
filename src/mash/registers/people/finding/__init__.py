"""Who is known: the index of records in one process of its own, and how the others ask it."""
