"""Everything that the paper computes."""

import os
import sys
from importlib.util import find_spec

if sys.argv[:1] == ["-m"] and not find_spec("pandas"):  # a command, before its module is loaded
    sys.exit(
        "this Python has no pandas\n  What next: use that of the project, `.nox/project/bin/python`, "
        "which `python -m nox -s book` makes"
    )

# Apache Hamilton reads both when it is first imported, by `results` or by a topic module. Telemetry
# would call home; its search for plugins takes 1.5 s (without: 0.06 s beyond pandas).
os.environ["HAMILTON_TELEMETRY_ENABLED"] = "false"
os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
