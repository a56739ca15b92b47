"""Everything that the paper computes."""

import os
import sys

# Apache Hamilton reads both when it is first imported, by `results` or by a topic module. Telemetry
# would call home; its search for plugins takes 1.5 s (without: 0.06 s beyond pandas).
os.environ["HAMILTON_TELEMETRY_ENABLED"] = "false"
os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"

# A hack: jsonschema, which frictionless loads, checks international addresses with this package if it
# finds it (JupyterLab brings it), and loading it takes over 2 s. Nothing here has such addresses.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
