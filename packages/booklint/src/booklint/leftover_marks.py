"""What shows that a text was not finished."""

from __future__ import annotations

import re

MARKER = re.compile(
    r"\b(?:TODO|FIXME|XXX+|TBD|TBC|TBW)\b|\blorem ipsum\b|\bcoming soon\b|"
    r"\[(?:insert|add|your)\b[^\]\n]{0,60}\bhere\]|"
    r"(?<!needed )(?<!needs )(?<!need )(?<!code )\bto be written\b(?=\s*(?:[.)\]!]|$))|"
    r"\bunder construction\b|\bError! (?:Reference|Bookmark)\b|oaicite|【\d+[:†][^】\n]*】|"
    r"\b(?:Figure|Fig\.|Table|Section|Chapter|Equation|Eq\.) ?\?{2,}|"
    r"#(?:REF!|N/A\b|DIV/0!|VALUE!|NAME\?|NUM!)|\bClick (?:or tap )?here to enter\b|^Page \d+ of \d+$|"
    r"^Sent from my \w+|^On \w{3}, \d[^\n]{5,60} wrote:$|(?<!\.)\.{6,}+ ?\d+$|"
    r"\bADDIN [A-Z]\w+|"
    r"\bCommented \[\w{1,5}\]:|\byour (?:text|words|title) (?:goes )?here\b|\bas an AI (?:language )?model\b|"
    r"^(?:Certainly|Sure|Of course)! Here|^Here(?:'s| is) (?:a|the|your) \w+ version of\b",
    re.IGNORECASE | re.MULTILINE,
)
ASKED = re.compile(r"\[[A-Z]{2,3}: (?:[^\[\]\n]{3,200}\?|[^\[\]\n]{20,200})\](?![(\[{:])")
"""What one author asks another, with the initials of who asks; no template has it."""
NEEDS_WORK = re.compile(
    rf"{MARKER.pattern}|\b(?:needs? (?:to be )?(?:fix(?:ed|ing)|mend(?:ed|ing))|is failing)\b",
    MARKER.flags,
)
"""What shows so in a comment."""
BRACKETED = re.compile(
    r"\[(?:please )?(?:check|fix|verify|confirm|update|rewrite|reword|remove|delete|placeholder)\b"
    r"[^\]\n]{0,40}\]|"
    r"\[(?:citation|reference|ref|link|date|source|name|figure)s? (?:needed|missing|here|to come)\??\]|"
    r"\[TK\]|(?:^|(?<=\n))(?:insert|add|put) (?:\w+ ){1,3}here\b(?=\.?(?:\n|$))|"
    r"\[(?:(?i:who|when|which|where|what|how many)|\?+)\?*\]|"
    r"[(\[][\w ]{0,30}\?{2,}[)\]]|\[(?-i:(?:[A-Z]{2,}[ :,/-]+)+[A-Z]{2,}[?!.]*)\]|"
    r"\([\w ]{1,30} to (?:add|check|confirm|do|update|verify|write)\)|"
    r"(?-i:(?<=[a-z]{3})\[(?!e?[sdnr]\])[a-z]{1,2}\](?![\w(]))|"
    r"(?<=\w)\[[A-Z]{1,3}\d{1,3}\](?!\()|\[[^\[\]\n]{0,40}\btb[acd]\]|\([^()\n]{0,40}\btb[acd]\)|"
    r"(?-i:(?<![\w-])(?:[£$€]XX|(?:19|20)[\dX]X)\b)|"
    r"(?-i:\bX{2,3} (?=[A-Z][a-z]+ \d{4}|%|at (?:least|most)\b|per cent|people|organisations|experts|"
    r"of the\b))|"
    r"\((?:add|insert) (?:an? |the )?(?:\w+ )?"
    r"(?:citation|date|figure|link|number|picture|ref(?:erence)?|source)s?\b[^()\n\ufffc]{0,40}\)|"
    r"\(not sure\b[^()\n]{0,60}\)|\([^()\n]{5,80} [–—-] (?-i:[A-Z]{2,3})\)|\((?-i:x{2,3}) [^()\n]{2,30}\)|"
    r"\((?:\w{1,20}: )?(?:please )?(?:check|todo|fixme|tbc|tbd|verify)(?:[ :?][^)\n\ufffc]{0,40})?\)",
    re.IGNORECASE,
)
"""A note to oneself in brackets, which somebody forgot."""
STRICT_MARKER = re.compile(
    r"\[(?:(?:insert|add|fill in)\b[^\]\n]{0,60}|"
    r"(?:amount|date|name|number|place|title|xx)(?: of [^\]\n]{3,40})?)\](?![(\[{:])|"
    r"(?<=[a-z]{3})\[\d{1,2}\](?![\w([])|(?<=[a-z] )\[\d{1,2}\](?=[.,;)]|\s|\Z)|"
    r"(?<![\w\][!^\ufffc])\[(?-i:[A-Z])[^\[\]\n]{6,120}\](?![](\[{:])|\A(?:nan|NaN|NULL|undefined)\Z|"
    r"(?-i:\bX{1,3} (?:minutes|hours|days|weeks|months|years|people)\b)|"
    r"\[citation needed\]|\bwork in progress\b|\b(?:details?|more|text|words) (?:to follow|will follow)\b|"
    r"\bplaceholder text\b|\bdolor sit amet\b|(?<!\S)\?{3,}(?!\S)|\bWIP\b|\bTBA\b|^todo\b|"
    r"\A\w+ to (?:come|follow)\W*\Z|\bsource: (?:google(?: images?)?|(?:the )?(?:internet|web))\b|"
    r"\bnotes? to (?:my)?self\b|\bpp?\.\s?xx+\b|"
    r"(?<![\w/.`])@[a-z]+,? (?:can|could|please|would)\b|"
    r"\bto be (?:added|announced|completed|confirmed|decided|determined|written)\b(?=\s*(?:[.,;)!]|$))",
    re.IGNORECASE | re.MULTILINE,
)
"""What may be meant in another book, and is left over in this one."""
LEFTOVER_HINTS = (
    *("todo", "fixme", "xx", "tbd", "tbc", "tbw", "lorem", "dolor", "coming soon", "construction"),
    *("[insert", "[add", "[your", "[fill", "(insert", "(add", "[citation", "in progress", "follow"),
    *("placeholder", "??", "wip", "tba", "to be ", "[", "(check", "(todo", "(fix", "(tb", "(veri"),
    *("error!", " ??", "here", "oaicite", "#", "page ", "sent from", "wrote:", "......", "【"),
    *("addin", "an ai", "nan", "null", "undefined", "to self", "to myself", "@"),
    *("(not sure", "commented [", "– ", "to come", "source:"),
    *("x m", "x h", "x d", "x w", "x y", "x p"),
    *("add)", "check)", "confirm)", "do)", "update)", "verify)", "write)"),
)
"""What every leftover has in it, in lower case: looking for these first is five times as fast."""
SHOUTED = re.compile(r"TODO|FIXME|XXX+|TBD|TBC|TBW")
STRUCK = re.compile(r"~~(?:[^~\n]{0,60} )?([^\s~]+)(?: [^~\n]{0,60})?~~ (?:\S+ ){0,3}\1\b")
"""Words that were struck out, before others that have one of them, too."""
