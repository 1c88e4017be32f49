"""`python -m mash_tlog.verify`, the same as `mash-verify`."""

import sys

from mash_tlog.verify.commands import main

if __name__ == "__main__":
    sys.exit(main())
