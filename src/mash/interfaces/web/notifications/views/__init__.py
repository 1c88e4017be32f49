"""The room of police notifications: days and rows, sources, and files handed over."""
