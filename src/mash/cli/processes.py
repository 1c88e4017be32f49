"""Facts about processes, asked of the system: is it alive, what is it, may it outlive us."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
_PR_SET_PDEATHSIG = 1


def command_line(pid: int) -> str | None:
    """The command line of a living process; None when it is gone or only waits to be reaped."""
    if Path("/proc/self/stat").exists():
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return None
        return None if state in "ZX" else b" ".join(words).decode(errors="replace").strip()
    answer = subprocess.run(
        ["ps", "-o", "stat=,args=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    state, _, words_text = answer.stdout.strip().partition(" ")
    return None if not state or state.startswith("Z") else words_text.strip()


def running(pid: int, mark: str) -> bool:
    """Whether this process lives and names `mark` in its command line (a process id alone may be reused)."""
    line = command_line(pid)
    return line is not None and mark in line


def dies_with_parent(signal_number: int) -> Callable[[], None] | None:
    """A `preexec_fn` that has the kernel send this signal to the child when its parent is gone (Linux only)."""
    libc = _LIBC
    if libc is None:
        return None

    def ask_kernel() -> None:
        libc.prctl(_PR_SET_PDEATHSIG, signal_number)

    return ask_kernel


def send(pid: int, signal_number: signal.Signals) -> None:
    """Send a signal; a process that is already gone is no error."""
    try:
        os.kill(pid, signal_number)
    except ProcessLookupError:
        return
