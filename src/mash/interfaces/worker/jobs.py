"""The worker's jobs and how they are enqueued: thin, each calls one action as a named service."""

from __future__ import annotations

from procrastinate import App


def on_ready(app: App) -> None:
    """Called by procrastinate once Django is ready."""
