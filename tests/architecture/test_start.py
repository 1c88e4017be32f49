"""Every process starts with what all of them need: the compiler and the readers of tables are loaded where they are used."""

import os
import subprocess
import sys

from mash.cli.environment import OFFLINE

HEAVY = {"numba", "numpy", "duckdb", "openpyxl", "pyarrow", "splink", "pandas"}
STARTED = """
import sys
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
print(*sys.modules)
"""


def test_a_process_that_serves_pages_loads_no_compiler():
    environment = {**os.environ, **OFFLINE, "DJANGO_SETTINGS_MODULE": "mash.config.settings"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", STARTED],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stdout.split())
    assert "mash.interfaces.worker.jobs" in loaded
    assert "mash.interfaces.web.urls" in loaded
    assert not loaded & HEAVY
