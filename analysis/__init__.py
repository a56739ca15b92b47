"""Everything that the paper computes."""

import os

# Apache Hamilton reads both when it is first imported, by `results` or by a topic module. Telemetry
# would call home; its search for plugins takes 1.5 s (without: 0.06 s beyond pandas).
os.environ["HAMILTON_TELEMETRY_ENABLED"] = "false"
os.environ["HAMILTON_AUTOLOAD_EXTENSIONS"] = "0"
