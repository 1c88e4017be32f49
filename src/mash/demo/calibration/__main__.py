"""`python -m mash.demo.calibration`: print the fit of both authorities against the held-back year."""

from __future__ import annotations

from mash.demo.calibration.words import HUBS, report

if __name__ == "__main__":
    for hub in HUBS:
        print("\n".join(report(hub)), end="\n\n")
