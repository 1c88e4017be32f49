"""The parts that need Django, each in a process of its own against one database: `python -m benchmarks.pages.django_side`.

Words: `build`, `play`, `tickets`; each reads JSON on stdin where it needs some and writes JSON on stdout.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

django.setup()

import psycopg  # noqa: E402 - Django is set up first
from django.conf import settings  # noqa: E402

from benchmarks.pages import households, layout, play, tickets  # noqa: E402
from benchmarks.pages.world import World, build  # noqa: E402


def _connection() -> psycopg.Connection[Any]:
    return psycopg.connect(settings.BENCHMARK_SUPER, autocommit=True)


def _play_all(every: list[households.Household]) -> list[layout.Ids]:
    world = World.found()
    ids = []
    with _connection() as connection:
        before = layout.last_ids(connection)
        for one in every:
            play.play(one, world)
            after = layout.last_ids(connection)
            ids.append(layout.ids_between(connection, before, after))
            before = after
    return ids


def build_models(said: dict[str, Any]) -> list[layout.Ids]:
    """The world, and every model household played; returns the ids of their rows."""
    today = datetime.fromisoformat(said["today"])
    build(today)
    return _play_all(households.models(today))


def play_copies(said: dict[str, Any]) -> list[layout.Ids]:
    """These copies of models played through actions; returns the ids of their rows."""
    models = households.models(datetime.fromisoformat(said["today"]))
    return _play_all([models[model].copied(copy) for model, copy in said["sample"]])


WORDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "build": build_models,
    "play": play_copies,
    "tickets": tickets.write,
}

if __name__ == "__main__":
    json.dump(WORDS[sys.argv[1]](json.load(sys.stdin)), sys.stdout)
