"""`python -m press`."""

import gc
import sys

from press.cli import main

gc.set_threshold(100_000)  # pages are trees of many nodes, with no cycle to be found
sys.exit(main())
