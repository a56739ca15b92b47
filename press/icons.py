"""The icons of callouts: lines on a grid of 24, in the colour of the text that they stand before.

They are decoration, as a title always stands beside them, and so have no alternative text.
"""

from __future__ import annotations

PATHS = {
    "note": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5h.01",
    "tip": "M9 18.5h6M10.5 21.5h3M12 2.5a6 6 0 0 0-4 10.5c.8.8 1 1.6 1 2.5h6c0-.9.2-1.7 1-2.5a6 6 0 0 0-4-10.5z",
    "warning": "M12 3.5 2.5 20.5h19zM12 10v5M12 17.6h.01",
    "important": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 7.5v5.5M12 16.3h.01",
    "caution": "M12 3 6 19.5h12zM3 20.5h18M8.4 13h7.2",
}
