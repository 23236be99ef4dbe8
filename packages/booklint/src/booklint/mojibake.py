"""Letters that were garbled on the way: UTF-8 that was read as Windows-1252 or Latin-1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

MOJIBAKE = re.compile(
    "(?:[ÐÑ][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u203a]){2}|"
    "\ufffd|Ã[\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a€™]|"
    "â€|Â[\u00a0-\u00bf]|ï¿½|ð\u0178|"
    "%C[2-5]%[89AB][0-9A-F]|(?<=[a-z]{2})=(?:C3=[89AB][0-9A-F]|E2=80=[89AB][0-9A-F]|2[CF]|3[ABD])(?!\\w)"
)
_WORD_AROUND = re.compile(r"\S*")


def garbled(text: str) -> Iterator[tuple[int, str, str]]:
    """Each word with letters that were garbled on the way: where it is, it, and what was meant.

    UTF-8 that was read as Windows-1252 is turned back; what does not turn back gives an empty text.
    """
    last = -1
    for match in MOJIBAKE.finditer(text):
        if match[0] == "\ufffd":
            continue  # a byte that is not UTF-8, which `text-bytes` finds
        start = max(text.rfind(" ", 0, match.start()), text.rfind("\n", 0, match.start())) + 1
        if start == last:
            continue
        last = start
        word = (_WORD_AROUND.match(text, start) or match)[0]
        if match[0][0] in "=%":  # letters in the code of an e-mail or an address
            if "/" not in word:
                yield match.start(), word, unquote(re.sub("=(?=[0-9A-F]{2})", "%", word))
            continue
        try:
            meant = b"".join(_byte(sign) for sign in word).decode("utf-8")
        except UnicodeError:
            meant = ""
        yield match.start(), word, meant


def _byte(sign: str) -> bytes:
    """The byte that Windows shows as this sign; it has none for five, which then stand for themselves."""
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")
