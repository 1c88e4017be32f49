"""`python -m mash.demo.county SEED UNTIL [REFERRALS]`: print the mix of a generated year beside the fit.

UNTIL is a date, such as 2026-03-31; the year ends with it.
"""

from __future__ import annotations

import sys
from datetime import date, datetime, time

from mash.demo.county.calendar import LONDON
from mash.demo.county.mix import report
from mash.demo.county.year import year

if __name__ == "__main__":
    if len(sys.argv) not in {3, 4}:
        sys.exit("usage: python -m mash.demo.county SEED UNTIL [REFERRALS]")
    ends = datetime.combine(date.fromisoformat(sys.argv[2]), time(23, 59), LONDON)
    number = int(sys.argv[3]) if len(sys.argv) == 4 else None
    made = year(sys.argv[1], until=ends, referrals=number)
    print(f"{len(made):,} contacts in all\n")
    print("\n".join(report(made.slots)))
