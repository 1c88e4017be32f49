"""A seeded, believable county to try the system on: invented people, published proportions."""
