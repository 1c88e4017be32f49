"""MASH's own settings, with one more page (the empty one) and the set-up superuser's way in, to read what was made."""

import os
from pathlib import Path

from mash.config.settings import *  # noqa: F403 - these are MASH's settings
from mash.config.settings import TEMPLATES as OF_MASH

ROOT_URLCONF = "benchmarks.pages.urls"
TEMPLATES = [{**one, "DIRS": [*one["DIRS"], Path(__file__).parent / "jinja"]} for one in OF_MASH]
BENCHMARK_SUPER = os.environ.get("MASH_BENCHMARK_SUPER", "")
