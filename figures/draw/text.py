"""Estimates how wide a text is, so that it fits in whatever font the reader has."""

# Hundredths of an em in DejaVu Sans, the widest of the fonts in our stack that readers really
# have: what fits in it fits in all the others.
_WIDTHS = {
    25: "'",
    30: " ,.IJijl’·",
    35: "-/:;\\f|",
    40: "!()[]rt",
    45: '"',
    50: "*_`sz–“”",
    55: "?Lc",
    60: "FPTYaekovxy«»",
    65: "$0123456789EKSbdghnpqu{}£",
    70: "ABCRVXZ",
    75: "DGHNU",
    80: "&OQw",
    85: "#+<=>M^~×",
    100: "%mW@—…",
}
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 65
_BOLD = 1.13


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Returns the width of one line of `text`, rather too much than too little."""
    # Whole numbers: from Python 3.12 on, `sum` rounds decimals otherwise than before.
    hundredths = sum(_WIDTH_OF.get(letter, _OTHER) for letter in text)
    return hundredths * size * (_BOLD if bold else 1) / 100


def wrap(text: str, size: float, width: float, bold: bool = False) -> list[str]:
    """Returns `text` in lines no wider than `width`; a word that is wider keeps a line alone."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
