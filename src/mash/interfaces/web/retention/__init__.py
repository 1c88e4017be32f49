"""The room in which leads and managers see what is due, hold it back, and dispose of it together."""
