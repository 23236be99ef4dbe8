"""The symbols of sectors as lines in a box of 24 by 24, for cards and for charts alike."""

SYMBOLS = {
    "heart": (
        "M12 20.5C3 14.6 2 10.6 3.3 7.7 5 4.2 9.6 4 12 7.9"
        "c2.4-3.9 7-3.7 8.7-.2 1.3 2.9.3 6.9-8.7 12.8Z"
    ),
    "tree": "M12 21.5v-6M12 2.5l-5 6h2.5l-4.5 6.5h14l-4.5-6.5H17Z",
    "car": (
        "M3.5 16.5v-4l2-.9L8 7.5h8l2.5 4.1 2 .9v4ZM6.5 11.6h11"
        "M7 16.5a1.6 1.6 0 1 0 .01 0M17 16.5a1.6 1.6 0 1 0 .01 0"
    ),
    "spanner": (
        "M20.5 6.5a5 5 0 0 1-6.6 5.9L7 19.3a2 2 0 0 1-2.8-2.8l6.9-6.9"
        "A5 5 0 0 1 17 3l-2.6 2.7.5 2.9 2.9.5Z"
    ),
    "lightning bolt": "M13 2.5 5 13.5h6l-1 8 8.5-11.5h-6Z",
    "paint palette": (
        "M12 3a9 9 0 1 0 0 18c1.8 0 2.2-1.2 1.6-2.4-.7-1.5.2-2.9 1.9-2.9H18c2 0 3-1.6 3-3.7"
        "C21 6.7 17 3 12 3ZM7.5 11.5h.01M10 7.3h.01M14.5 7.3h.01M17 11h.01"
    ),
    "graph": "M3.5 3.5v17h17M7.5 16v-4M12 16V8M16.5 16v-6",
}
"""The `symbol` of a sector in book/_data/sectors.yml → the path that draws it."""
