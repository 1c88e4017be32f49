"""A real clamd on a socket of its own, with a signature database of one line."""

import getpass
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mash.foundation.adapters.antivirus import TEST_MARKER, TEST_SIGNATURE


@pytest.fixture(scope="session")
def clamd(clamd_path) -> Iterator[str]:
    """The address of a clamd that knows TEST_MARKER as TEST_SIGNATURE, anywhere in a file."""
    # A socket's path may have no more than some hundred characters: pytest's own folders are too deep.
    with tempfile.TemporaryDirectory(prefix="mash-clamd-") as name:
        folder = Path(name)
        database = folder / "db"
        database.mkdir()
        (database / "mash.ndb").write_text(f"{TEST_SIGNATURE}:0:*:{TEST_MARKER.hex()}\n")
        path, log, settings = folder / "socket", folder / "log", folder / "clamd.conf"
        settings.write_text(
            f"LocalSocket {path}\nDatabaseDirectory {database}\nForeground yes\nUser {getpass.getuser()}\n"
            f"LogFile {log}\nTemporaryDirectory {folder}\nStreamMaxLength 12M\nMaxThreads 2\n"
        )
        process = subprocess.Popen(
            [clamd_path, "--config-file", str(settings)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(path, process, log)
            yield f"unix:{path}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_for(path: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert process.poll() is None, f"clamd ended: {log.read_text() if log.exists() else 'no log'}"
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except OSError:
                time.sleep(0.02)
            else:
                return
    raise AssertionError("clamd did not start within 30 seconds.")
