"""Whether the model in force still fits the hub's records, and whom it serves less well: looked at, dated, answered."""
