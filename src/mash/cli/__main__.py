"""`python -m mash.cli` is `mash`."""

import sys

from mash.cli import main

sys.exit(main())
