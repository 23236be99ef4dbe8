"""Markup that a reader would see: what is left in the words of a page once MyST has read it.

MyST has then taken away all that it knows: emphasis, code, links, roles. What still looks like markup
is printed as it stands, whether it is a slip in MyST or right in another program's Markdown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from markdown_it.rules_block.table import escapedSplit

from booklint import syntax
from booklint.near_links import QUOTES, near_links
from booklint.page import Page, Prose


class Shown(NamedTuple):
    """One piece of markup that is printed: where its line is, what stands there, why, what to write."""

    line: int
    text: str
    why: str
    fix: str
    repair: tuple[str, ...] = ()
    """What stands in the line and may safely be something else, and that."""


class _Mark(NamedTuple):
    """A kind of markup: signs that it must have, its pattern, whose it is, what to write instead.

    `\\1` in `fix` is the first group. What `strict` says is found only in books that ask for it.
    """

    hints: str
    pattern: re.Pattern[str]
    why: str
    fix: str
    strict: bool = False


ROLES = r"(?:ref|numref|doc|term|cite(?::[a-z]+)?|download|eq|abbr|footcite|any|sub|sup|kbd|math)"
REFERENCE = r"(?<![\w\])[])\[([^\[\]]{1,300})\]\[([^\[\]]{0,300})\]"
EMOJI = r"smile|tada|rocket|warning|bulb|memo|book|books|star|fire|heart|bug|sparkles|wave|eyes|point_\w+"
TAGS = (
    r"(?:a|abbr|b|br|cite|code|del|details|div|em|h[1-6]|hr|i|img|kbd|li|ol|p|pre|span|strong|su[bp]|"
    r"summary|t[dhr]|table|u|ul)"
)
ENTITIES = (
    r"amp|lt|gt|quot|apos|nbsp|[mn]dash|hellip|copy|[lr][sd]?quo|euro|pound|times|bull|"
    r"[aeiou](?:acute|grave|uml)"
)


def _mark(hints: str, pattern: str, why: str, fix: str, *, strict: bool = False) -> _Mark:
    return _Mark(hints, re.compile(pattern, re.MULTILINE), why, fix, strict)


_FENCE = r"write :::{\1} with a space before what follows, and close it with :::"
_FOREIGN = "this is the markup of another program"
_LATEX = "this is a command of LaTeX"
_NO_TEMPLATE = "a page is no template: nothing is filled in"
WORDS = "write what is to stand there: words, or the path of a page"
_NO_LIST = "this sign begins no list"
_NO_PARTNER = "this sign of emphasis has no partner"
_STARS = "put «*» on both sides of the words, or a space behind one that begins a point"
_GAP = "a role has its content between two backticks right after it"

# fmt: off
MARKS = (
    # Notes, links and citations.
    _mark("[^", r"\A\[\^([^\[\]\s]+)\](?:[ \t]*[:;=–-])?(?=[ \t]*[A-Z])", 
        "the words of a footnote have a colon before them", r"write «[^\1]: » in its place"),
    _mark("[^", r"\[\^([^\[\]\s]+)\](?!:)|(?<=\w)\[\^([^\[\]\s]+)\](?=:)",
        "the page has no footnote of that name", r"add a line «[^\1\2]: …» with the words of the footnote"),
    _mark("[^", r"\[\^\s?([^\[\]\n]{0,100}\s[^\[\]\n]{0,100})\]", "the name of a footnote has no space",
        "write [^name], and a line «[^name]: …»"),
    _mark("^]", r"\[(\w+)\^\]:?", "the sign of a footnote stands first", r"write [^\1]"),
    _mark("^[", r"\^\[([^\[\]]+)\]", _FOREIGN, r"write [^note], and a line «[^note]: \1»"),
    _mark("![[", r"!\[\[([^\[\]\n|]+)(?:\|[^\[\]\n]*)?\]\]", "this is how Obsidian shows a file",
        r"write ![what it shows](\1)"),
    _mark("|", r"\[\[(https?://[^\[\]\s|]+)\|([^\[\]\n]*)\]\]", _FOREIGN, r"write [\2](\1)"),
    _mark("[[", r"(?<![\w\[])\[\[([^\W\d_][^\[\]\n|,]*)\]\]", "this is how a wiki links, not MyST",
        r"write [\1](page.md), with the path to that page from here"),
    _mark("[[", r"(?<![\w\[])\[\[([^\W\d_][^\[\]\n|,]*)\|([^\[\]\n]*)\]\]",
        "this is how a wiki links, not MyST", r"write [\2](\1.md), with the path to that page from here"),
    _mark("..", rf"^\.\. ({syntax.SHARED})::(?=\s|$)", "this is a directive of reStructuredText", _FENCE),
    _mark("..", r"^\.\. (?:[a-z][\w:-]*::(?=\s|$)|\|[^|\n]+\| |\[#?\w+\] )", "this is reStructuredText",
        "write it in Markdown; delete what lists pages or parts, as the menus do"),
    _mark("::", r"(?<=\w)::\Z", "reStructuredText begins code so", "write «:», and ``` round the code"),
    _mark("\t", r"^(?![•◦▪●‣⁃·\ue000-\uf8ff])[^\t\n|]+\t[^\t\n]+\n[^\t\n|]+\t", "tabs make no table",
        "write a row as «| one | two |», and «|---|---|» below the first"),
    _mark("][", r"\[\[(https?://[^\[\]\s]+)\]\[([^\[\]\n]+)\]\]", _FOREIGN, r"write [\2](\1)"),
    _mark("[h", r"\[(https?://[^\s\[\]|]+)[ \t|]+([^\[\]\n]+)\](?!\()", _FOREIGN, r"write [\2](\1)"),
    _mark("[", r"(https?://[^\s\[\]<>]+)\[([^\[\]\n]+)\](?![(\[])", _FOREIGN, r"write [\2](\1)"),
    _mark("|", r"<(https?://[^\s<>|]+)\|([^<>\n]+)>", _FOREIGN, r"write [\2](\1)"),
    _mark("[", r"\bimage::?([\w./-]+)\[([^\[\]\n]*)\]", _FOREIGN, r"write ![\2](\1)"),
    _mark("[", r"\b(?:xref|link|include)::?([\w./-]+?)(?:\.\w{2,5})?(#[\w-]+)?\[([^\[\]\n]*)\]", _FOREIGN,
        r"write [\3](\1.md\2)"),
    _mark("[", r"^\[(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$", _FOREIGN,
        "write «:::{note}» or «:::{tip}» for it and for a line of «=» below it, and «:::» where it ends"),
    _mark("''", r"(?<![\w'])'{2,3}(?=[^\s'])([^'\n]+)'{2,3}(?![\w'])", _FOREIGN, r"write **\1**"),
    _mark("![", r"!\[[^\[\]\n]{0,200}\]\[[\w -]+\]", "nothing on the page has that name",
        "write ![what it shows](path of the picture)"),
    _mark("@", r"\[(?:(?:see|cf\.|e\.g\.),? )?-?@([\w:.-]+(?:; ?-?@[\w:.-]+)*)[^\]\n]*\]",
        "this is how Pandoc cites", r"write {cite:p}`\1`"),
    _mark("@", r"(?<![\w/.`])@((?:eq|exr|fig|lst|sec|tbl?|thm)[-:][\w:-]+)", "this is how Quarto refers",
        r"write {ref}`\1`, with the name that stands above what is meant"),
    _mark("]_", r"\[(#?\w+)\]_(?!\w)", "this is a footnote of reStructuredText", r"write [^\1]"),
    _mark("{", r"\{(?:\+\+|--|>>|==)[^{}\n]{1,300}(?:\+\+|--|<<|==)\}|\{[^{}~\n]{1,200}~>[^{}\n]{0,200}\}",
        "a reviewer's mark stayed", "take what it proposes or leave it, and delete the mark"),
    _mark(")=", r"(?<=\s)\([a-z][\w-]{2,}\)=(?=\s|$)", "a label stands on a line of its own",
        "put it above what it names, with an empty line before it"),
    _mark("[", r"^\[[ xX]?\](?=[^\W\d_])|^\[\](?= [A-Z])|^[-*+]\[[ xX]?\](?!\()",
        "the box of a task has a space before it, in it and behind it", "write «- [ ] » or «- [x] »"),
    _mark("", r"^\+(?=[A-Z][a-z]+ [a-z])|(?<=\S):(?:wq|[qwx]!)$", "an editor has left it", "take it out"),
    _mark("\n:", r"(?<=\n):(?=[A-Z][a-z]+ [a-z]|\ufffc)",
        "no space is behind the colon", "write «: » in its place"),
    _mark("\\n", r"(?<!\S)\\n(?!\S)|(?<=[.!?;,)\ufffc])\\n(?=$|[A-Z])", "this is how code breaks a line",
        "end the line with a backslash, or leave a line empty"),
    _mark("\\", r"(?<=[\w.,;:!?)])(?<![A-Z]:)\\(?=[ \t][A-Za-z])", "it breaks no line here",
        "delete it, or end the line with it"),
    _mark("\\", r"(?<!\A)\\\Z", "no line follows, so this sign breaks none",
        "delete it, or write it in backticks"),
    _mark("+", r"^\+(?=[-*] |#{1,6} |\d+\. |> )", "a comparison of two versions has left it",
        "delete it, or write it in backticks"),
    _mark("@@", r"^@@ -\d+(?:,\d+)? \+\d+(?:,\d+)? @@", "a comparison of two versions has left it",
        "delete it, or write it in backticks"),
    _mark(" #", r"(?<=[.!?]) #{2,6} (?=[A-Z])", "a heading begins on a line of its own",
        "write it there, with an empty line above it"),
    _mark("{{", r"\{\{[^{}\n]*\}(?!\})", "two braces end what is filled in", "write «}}» there"),
    _mark("> ", r"\A> (?=[A-Z][a-z]+ [a-z])", "this sign begins no quotation",
        "write «> » and not «&gt;» or «\\>»"),
    _mark("((", r"\(\([0-9a-f-]{6,}\)\)", _FOREIGN, "link the page with [words](page.md)"),
    _mark("](", r"!?\[[^\[\]\n]{1,200}\]\([^\s()]*(?:\([^\s()]*)?$", "its round bracket is not closed",
        "close it with «)»"),
    _mark("[\ufffc", r"\[\ufffc\]?\(([^\s()\ufffc]+)\)",
        "a link cannot hold a link, and a picture in one is closed by «]»",
        r"write one of the links alone, or [![what it shows](picture)](\1)"),
    _mark("](", r"(?<!!)\[[^\[\]\n]{1,200}\]\((?:https?:/|[\w./-]+\.md)[^\s()]*\)",
        "a link cannot hold a link", "write one of the two links alone"),
    _mark("\n|", r"\A\| [^|\n]+(?:\n\| [^|\n]+)+\Z", _FOREIGN, "end each line but the last with a backslash"),
    _mark("<", r"<((?:\.{0,2}/)?[\w./-]+\.md(?:#[\w-]+)?)>", "a path in such brackets is no link",
        r"write [words](\1)"),
    _mark("@", r"(?<![\w/.`@])@[A-Za-z][\w-]{2,}(?![\w@/:-]|\.\w)",
        "GitHub alone knows such names", "write the name of the person, or take it out", strict=True),
    _mark("<", r"<((?:[\w-]+\.)+(?:com|edu|gov|io|net|org|uk)(?:/[^\s<>]*)?)>", "its scheme is missing",
        r"write [words](https://\1)"),
    _mark("[", r"(?<![^\s(])\[(?=(?:\ufffc|[^\W\d_]{2,}[ \n]+[^\W\d_])[^\[\]]*\Z)",
        "this bracket is not closed", "delete it, or close it with «]»"),
    _mark("¶", r"(?<=\S)[ \t]?¶$", "it was copied from a published page", "delete it here"),
    _mark("[", r"(?<![\w\[])\[(?:edit(?: source)?|hide|show)\]|(?<=\S)\[edit(?: source)?\]",
        "it was copied from a published page", "delete it here"),
    _mark("[/", r"\[(b|i|u|s|url|img|quote|code|color|size)(?:=[^\[\]\n]*)?\]([^\[\]\n]+)\[/\1\]", _FOREIGN,
        r"write «\2» in Markdown, such as **\2**"),
    _mark("*[", r"^\*\[([^\[\]\n]+)\]:(?=\s)", "MyST has no list of abbreviations",
        r"delete the line, and write {abbr}`\1 (what it means)` in the text"),
    # Roles and directives.
    _mark("```{", r"^`{3,}[ \t]*(\{[\w:+-]+\})(?=[^\n]*\ufffc)",
        "no backtick stands on the first line of a block that backticks begin",
        r"write a colon for each backtick, as in :::\1, for it and for the blocks round it"),
    _mark("\ufffc", r"\{code [\w+-]+\}(?=\ufffc)", "no role has this name",
        "delete it: the backticks alone show code"),
    _mark("\ufffc", r"\{([a-z]{3,}(?::[a-z]+)?)\ufffc|(?<![\w{:])([a-z]{3,}(?::[a-z]+)?)\}\ufffc",
        "one of the two braces round the name of a role is missing", r"write {\1\2}`content`"),
    _mark("\ufffc", rf"[(\[]({ROLES})[)\]]\ufffc", "a role has its name in braces", r"write {\1}`content`"),
    _mark("{", rf"\{{({ROLES})\}}(?:[ \t]*\ufffc|`|[ \t]*[(\['\"‘“][\w/.]|\w)", _GAP,
        r"write {\1}`content`"),
    _mark("{", rf"(?<![\w{{`])\{{({ROLES})\}}(?=[\s.,;:)]|$)", _GAP,
        r"write {\1}`content`", strict=True),
    _mark("\ufffc", rf":({ROLES}):\ufffc", "this is a role of reStructuredText", r"write {\1} for :\1:"),
    _mark("{", r"\{ ?([a-z][\w:-]*)\*? ?\}(?:[ \t]?\ufffc|['\"‘“´][\w/., :-]+['\"’”´](?!\w))", _GAP,
        r"write {\1}`content`"),
    _mark("\ufffc{", r"\ufffc\{([a-z]+(?::[a-z]+)?)\}(?!\ufffc|$)", "a role stands before its content",
        r"write {\1}`content`"),
    _mark("{", r"\{([a-z][\w:+-]*)\}`+", _GAP, r"write {\1}`content`"),
    _mark("{", r"^(?:`{1,2}|:{1,2})[ \t]*\{([a-z][\w:-]*)\}(?!\ufffc)",
        "a directive has three signs before its name", _FENCE),
    _mark("{", r"\A\{(?:contents|tableofcontents|toctree)\}[ \t]*\Z", "menus list the pages by themselves",
        "delete it here"),
    _mark("{",
        r"^\{(note|tip|warning|figure|image|important|admonition|dropdown|seealso|caution|hint|card|grid)\}|"
        r"\A\{([a-z][\w:-]{2,})\}[ \t]*\Z", "a directive has three signs before its name",
        r"write :::{\1\2} with a space before what follows, and close it with :::"),
    _mark("{", r"^\{(?:panel|info|expand|quote)(?::[^{}\n]*)?\}", _FOREIGN,
        "write «:::{note}» for it, and «:::» where it ends"),
    _mark("{", r"^\{(?:noformat|code)(?::[^{}\n]*)?\}", _FOREIGN,
        "write ``` for it, and once more where the code ends"),
    _mark("..", r"^\.\. _([^:\n]+):", "a label of reStructuredText", r"write (\1)= on a line of its own"),
    _mark("", r"^(?:!!!|\?\?\?\+?) (note|tip|warning|danger|important|caution|hint|error|attention)\b",
        "this is a note of MkDocs", rf"{_FENCE}; take the blanks out before its words"),
    _mark("", r"^(?:!!!|\?\?\?\+?) [a-z]+", "this is a note of MkDocs",
        "write :::{note} for it, and close it with :::; take the blanks out before its words"),
    _mark("===", r"^===!? \"([^\"\n]+)\"", "this is a tab of MkDocs",
        r"write :::{tab-item} \1 in a ::::{tab-set}"),
    _mark("--8<--", r"-{1,2}8<-{1,2}", "this is how MkDocs takes in a file", "write the text itself"),
    _mark("[!", r"^\[!\w+\][-+]?", "GitHub and Obsidian write a note so, MyST does not",
        "write «:::{note}», «:::{tip}» or «:::{warning}», and close it with «:::»"),
    _mark(":::", r"(?<=[^\s:]):{3,}$", "these colons close nothing",
        "put them on a line of their own where a block ends, or delete them"),
    _mark(":::", r"^:{3,}[ \t]*\{?\.?([\w-]*)", "these colons open and close nothing",
        "delete them, or begin with :::{name}"),
    _mark("```", r"`{3,}[ \t]*\{?([\w-]*)", "this fence opens and closes nothing",
        "put it on a line of its own, with as many backticks as its partner; "
        "where code or a role follows on that line, write ::: for both"),
    _mark("=", r"^\(([\w.:+-]+)\)[ \t]*=", "a label is (name)= alone on its line, without a space",
        r"write (\1)= on a line of its own, above what it names"),
    _mark("(", r"\A\(([a-z][\w]*[-_:][\w:-]*)\)\Z", "a label ends with «=»", r"write (\1)="),
    _mark("", r"^(?:[•◦▪●‣⁃\ue000-\uf8ff][ \t]*|·\t|[-*+]\xa0)(?=\S)", _NO_LIST, "write «- » in its place"),
    _mark("\n", r"(?<=\n)-(?=[A-Z][a-z]* [a-z])"
        r"|^(?:([-*+])(?=[^\W\d_])[^\n*]*(?=\n\1)|\d{1,2}[.)](?!x\b)(?=[^\W\d_])[^\n]*(?=\n\d{1,2}[.)]))(?=\n\S{1,3}[^\W\d_])",
        "a point of a list has a space behind its sign", "write «- » or «1. » in front of it"),
    _mark("", r"\A\d{1,2}\.(?=[A-Z][a-z]+ [a-z])|(?<=\n)\d{1,2}[.)](?=\ufffc|[A-Z][a-z]* [a-z])",
        "a point of a list has a space behind its number", "write a space behind the sign"),
    _mark(")", r"^[a-z]\)[ \t]+(?=\S)", _NO_LIST, "write «1. » in its place", strict=True),
    _mark("\n", r"\A(?:[ai][.)]|\([ai1]\))[ \t]\S[^\n]*\n(?:[^\n]*\n)*?"
        r"(?=(?:b|ii)[.)][ \t]|\((?:b|ii|2)\)[ \t])", "these signs begin no list", "write «1. », «2. »"),
    _mark("\n", r"(?<=[.:;!?]\n)\d{1,2}[.)][ \t]+(?=\S)|"
        r"(?<=\n)\d{1,2}[.)][ \t]+(?=[^\W\d_][^\n]*\n\d{1,2}[.)][ \t])",
        "a list that begins with another number than 1 needs an empty line above it",
        "leave a line empty above it, and write 1, unless it goes on with another list"),
    _mark("|", r"(?<![\w|\ufffc])\|([a-z][a-z _-]{2,}[a-z])\|(?![\w|\ufffc])",
        "this is how reStructuredText fills in a word", "write the words", strict=True),
    _mark("{", r"\{%[^{}\n]+%\}|\{\{[<%]?[^{}\n]*[>%]?\}\}", _NO_TEMPLATE, WORDS),
    *(
        _mark(hint, pattern, _NO_TEMPLATE, WORDS)
        for hint, pattern in (
            ("<%", r"<%[^%\n]{1,80}%>"),
            ("${", r"\$\{[a-z_]\w*\}"),
            ("%(", r"%\([a-z_]\w*\)[ds]\b"),
        )
    ),
    _mark("{", r"(?<=[\])\ufffc])\{([^{}%\n]{0,80}?[\w-]+=)([\w.-]+%)([^{}\n]*)\}",
        "a value with such a sign stands in quotes", r'write {\1"\2"\3}'),
    _mark("}\n", r"\A\{([a-z][\w-]*)\}(?=\n)", "a class has a dot before its name",
        r"write {.\1}, or delete it"),
    _mark("{:", r"^\{:[ \t]*(?:\.no_\w+|\.toc\b|[^#.{}\s])[^{}\n]*\}", "this is an order to Jekyll",
        "delete this line"),
    _mark("{:", r"^\{:[ \t]*([#.][^{}\n]*[^{}\s])[ \t]*\}", "its colon is none of MyST",
        r"write {\1} above what it is about, if the book has `attrs_block` among its extensions and a "
        r"style of that name; else delete it"),
    _mark("{", r"^(\{\.[\w-]+\})[ \t]+(?=\S)", "it stands alone, above what it is about",
        r"put \1 on a line of its own above these words, or delete it"),
    _mark("{", r"(?:^|(?<=[\])\ufffc\s]))\{:?[ \t]*[#.][\w-]+[^{}\n]*\}|(?<=[\])\ufffc])\{[\w-]+=[^{}\n]*\}"
        r"|(?<=\w)\{:?[ \t]*[#.][a-z][\w-]*[ \t]*\}", "this book knows no attributes there",
        "delete it; a heading or a paragraph gets a name by «(name)=» on the line above"),
    _mark("#|", r"^#\| ?[\w-]+:.*", "this is an option of Quarto", "write «:name: value» in a directive"),
    _mark("#+", r"^#\+[A-Za-z_]+\b.*", "this is Org's markup", "write it in Markdown"),
    _mark("{", r"[ \t]\{(?:-|\.unnumbered)\}$", "this is how Pandoc leaves a number out",
        "delete it: headings have no numbers here"),
    _mark("(@", r"^\(@\w*\)(?=[ \t])", "this is a list of Pandoc", "write «1. » in its place"),
    _mark("#", r"(?<!\S)#[a-z][\w-]*(?:/[a-z][\w-]*)+(?!\S)", "this is a tag of Obsidian",
        "delete it, or write it in backticks", strict=True),
    _mark("·", r"^·[ \t]+(?=\S)", _NO_LIST, "write «- » in its place", strict=True),
    _mark("[", r"^\[(?:TOC|\[TOC\]|\[_TOC_\])\]$", "a page lists its parts by itself",
        "delete it, or write it in backticks"),
    _mark("\\", r"\\(?:newpage|pagebreak|clearpage|noindent)\b", "this is a command of LaTeX",
        "delete it, or write it in backticks"),
    _mark("{", r"\\(?:textbf|strong)\{([^{}\n]*)\}", _LATEX, r"write **\1**"),
    _mark("{", r"\\(?:emph|textit)\{([^{}\n]*)\}", _LATEX, r"write *\1*"),
    _mark("{", r"\\[a-z]*cite[a-z]*\{([^{}\n]*)\}", _LATEX, r"write {cite:p}`\1`"),
    _mark("{", r"\\eqref\{([^{}\n]*)\}", _LATEX, r"write {eq}`\1`"),
    _mark("{", r"\\(?:auto|c)?ref\{([^{}\n]*)\}", _LATEX, r"write {ref}`\1`"),
    _mark("{", r"\\href\{([^{}\n]*)\}\{([^{}\n]*)\}", _LATEX, r"write [\2](\1)"),
    _mark("{", r"\\begin\{(?:abstract|center|description|enumerate|figure|flushleft|itemize|quotation|quote|"
        r"tab[a-z]+|verbatim)\*?\}", _LATEX, r"write it in Markdown, and delete its \\begin and \\end"),
    _mark("{", r"\\begin\{([a-z]+\*?)\}[\s\S]{0,2000}?\\end\{\1\}", "a formula begins with dollar signs",
        "put a line «$$» above and one below it"),
    _mark("{", r"\\begin\{([a-z]+\*?)\}", "no \\end of the same name closes it",
        r"close it with \\end{\1}, and put $$ before and after it"),
    _mark("{", r"\\(?:end|footnote|label|section|text\w+|url)\{[^{}\n]*\}?", _LATEX, "write it in Markdown"),
    _mark("``", r"``([^`\n]+)''", _LATEX, 'write "\\1"'),
    # HTML, entities, formulas.
    _mark("<", r"<!-(?!-)|<(?!!--) ?(?:! ?)?(?:--|[–—]+-?)(?=\s?\w[^<>]*[–—-]>)",
        "a comment begins with «<!--» and ends with «-->»", "write «<!-- … -->»"),
    _mark("<!-", r"<!--(?!>)", "the comment does not end", "close it with «-->»"),
    _mark("->", r"(?<![-<])-->(?=\s*$)", "no comment begins before it",
        "delete it, or write it in backticks"),
    _mark("<", r"<(?:https?://[^\s<>]*|mailto:[^\s<>]*|\ufffc)(?![^\n<]*>)", "the address is not closed",
        "close it with «>» right behind it"),
    _mark("<", rf"</?{TAGS}(?=[\s/]|$)[^<>\n]*(?:$|(?=<))", "the tag is not closed",
        "close it with «>», or better write it in Markdown"),
    _mark("&", rf"&(?:{ENTITIES});?(?![\w=])|&nbsp(?=[a-z])|&#(?:\d{{2,6}}|x[0-9a-fA-F]{{2,6}});?",
        "an entity of HTML is shown letter by letter", "write the sign itself"),
    _mark("&", r"(?<![/?=&])&[a-z]{4,8};", "HTML has no sign of this name", "write the sign itself"),
    _mark("$", r"(?<![\w$\ufffc])\$\ufffc(?![\w$\ufffc])|(?<![\w$\ufffc])\ufffc\$(?![\w$\ufffc])",
        "as many dollar signs close a formula as open it", "write «$» before and after it"),
    _mark("$", r"\$\ufffc\$|\$\$", "«$$» begins and ends a formula on lines of its own, below an empty line",
        "put «$$» there twice, above and below the formula, or «$» before and after one within a sentence"),
    _mark("$", r"(?<=\d)\$(?=[^\s$\d])[^$\n]{0,60}(?<=\S)\$(?!\d)|"
        r"(?<![\d$\\])\$(?=[^\s$\d])[^$\n]{0,60}\$(?=\d)", "a digit touches this dollar sign",
        "write the digit within the formula, as in $3x$", strict=True),
    _mark("$", r"(?<![\w$])\$(?=[ \t]|[^$\n]*[ \t]\$)(?=[^$\n]*[\\^_=+<>])[ \t]*"
        r"((?:\\[A-Za-z]+|[A-Za-z]{1,3}(?![A-Za-z])|[^$\nA-Za-z\\]){1,100}?)[ \t]*\$(?![\w$])",
        "no space stands inside the dollar signs of a formula", r"write $\1$"),
    _mark("$", r"\$(?![A-Za-z]{2,}_[A-Za-z]{2})(?:(?=[^\s$\d])[^$\s]*[\w}][\^_][\w{][^$\s]*|"
        r"[^\s$][^$\n]*\\[a-zA-Z]+|\\[a-z]{2,}[({_^]|[ac-jln-zAC-JLN-Z](?=[\s.,:;)]))",
        "the formula is not closed", "put «$» right before and right behind it"),
    _mark("\\", r"\\(?:frac|sqrt|sum|alpha|beta|gamma|lambda|mu|sigma|times|cdot|leq|geq|mathbb|mathrm)\b",
        "the formula is not between dollar signs", "put «$» right before and right behind it"),
    # Headings, rules and marks of words.
    _mark("#######", r"^#{7,}(?=[ \t]+\S)", "a heading has at most six signs",
        "write «## », or as many as fit"),
    _mark(" ", r"\A(?:h[1-6](?:[({][^(){}\n]*[)}])?\.|={2,6}(?= [A-Z][^\n.]*$))(?= \S)", _FOREIGN,
        "write «## » in its place, or as many signs as the heading has levels, and none behind it"),
    _mark(". ", r"\Abq\.(?= \S)", _FOREIGN, "write «> » in its place"),
    _mark("\n:", r"^:[ \t]+(?=[^\s:])[^\n]+", "what is explained is one line",
        "write a term alone, with an empty line above it and what it means below it"),
    _mark("\n", r"^[^\W\d_][^\n|]*\n([~^\"'+.])\1{3,}[ \t]*$", "this is a heading of reStructuredText",
        "write «## » in front of its words, without a line below"),
    _mark("==", r"(?<![=\w])==(?=\S)([^=\n]+)(?<=\S)==(?![=\w])", "MyST marks no words so", r"write **\1**"),
    _mark("||", r"(?<!\|)\|\|(?=\S)([^|\n]+)(?<=\S)\|\|(?!\|)", _FOREIGN, "write the words"),
    _mark("", r"%%[^%\n]+%%|\{(?:/\*|#)[^{}\n]+(?:\*/|#)\}", "MyST hides no words so",
        "write «% …» on a line of its own"),
    _mark("++", r"(?<![\w+])\+\+(?=\w)([^+\n]+)(?<=\w)\+\+(?!\+)", _FOREIGN, r"write {kbd}`\1`"),
    _mark("^", r"(?<=[\w)])\^([\w+-]{1,12})\^(?!\w)", "Pandoc raises words so", r"write {sup}`\1`"),
    _mark("~", r"(?<=[A-Za-z])~([\w+-]{1,6})~(?!~)", "Pandoc lowers words so", r"write {sub}`\1`"),
    _mark("~", r"(?<![\w~/])~(?=[^\W\d])([^~\n]{2,80})(?<=[\w.!?])~(?![\w~/])", "two signs strike words out",
        r"write ~~\1~~"),
    _mark("^", r"(?<=\s)\^[a-z][\w-]{3,}$", "this is a label of Obsidian", "write (name)= on the line above"),
    _mark("~~", r"~~(?=\S)([^~\n]+)~~|(?<!~)~~(?=\S)|(?<=[^\s~])~~(?!~)",
        "its signs have no partner, or this book strikes nothing out",
        "delete the signs, or the words that were struck out as well"),
    _mark("**", r"^\*\*[ \t]+(?=[A-Z])(?![^\n]*\*\*)", "a point of a list begins with one star",
        "write «* » in its place"),
    _mark("**", r"\*\*(?=[^\s*])[^*\n]*[^\w\s*]\*\*(?=\w)|(?<=\w)\*\*(?=[^\w\s*])[^*\n]*\*\*",
        "bold ends with a letter where a letter follows it, and begins with one behind a letter",
        "put the sign of punctuation out of the bold words, or a space between"),
    _mark("**", r"(?<![\w*/.])\*\*(?!kw)(?=[^\s*/.,;)])|(?<=[^\s*/])\*\*(?![\w*/])|(?<![\w*])\*\*[ \t]+\S",
        "this sign of bold has no partner", "put «**» right before and right behind the words"),
    _mark("__", r"(?<![\w_])__(?=[^\W_][^\n]*\s)|(?<=[^\W_])__(?![\w_])",
        "this sign of bold has no partner", "put «**» right before and right behind the words"),
    _mark("*", r"(?<![^\s(])\*(?=[^\W\d_])[^*\n]*\S[ \t]\*(?!\S)", "a space stands before the sign",
        "put «*» right before and right behind the words"),
    _mark("*", r"(?<![^\s(“])\*(?!args|nix)(?=[^\W\d_]{2})|(?<=[^\W\d_]{2})\*(?=[\s.,;:)]|$)",
        _NO_PARTNER, _STARS),
    _mark("", r"(?<![^\s(“])[*_](?!args|nix)(?=[^\W\d_])|"
        r"(?<=[^\W\d_])[*_](?=[\s.,;:)]|$)|(?<=[^\W\d_][.!?,;)])[*_](?=\s|$)",
        _NO_PARTNER, _STARS, strict=True),
    _mark(":", rf"(?<![\w:/`])(?::(?:{EMOJI}|[a-z]+_[a-z_]{{2,}}):)(?![\w:`])",
        "MyST makes no picture of it", "write the sign itself, or leave it out"),
    _mark("`", r"`[^`\n]*", "this backtick has no partner", "put «`» before and behind the code"),
)
# fmt: on
"""Every kind of markup that may be left; where two are at one place the first is told."""


def shown(page: Page) -> Iterator[Shown]:
    """The markup that a page, or the Markdown in a data file, prints: at most one a line."""
    told: set[int] = set()
    starred = {
        bool(_STAR_BEFORE.match(each.shape)) for each in page.prose if _STAR.search(each.shape)
    }
    labels = {each.name for each in page.labels}
    defined = set(DEFINED.findall(page.text)) if "[^" in page.text else ()
    notes = {each.shape.partition("]")[0] + "]" for each in page.prose if each.shape[:2] == "[^"}
    for prose in page.prose:
        for each in _shown_in(page, prose):
            if each.text in notes and not prose.shape.startswith(each.text):
                continue  # the note lacks its colon
            name = each.text[2:-1] if each.text[:2] == "[^" else ""
            if name in defined:
                each = each._replace(fix=f"write «[^{name}]: » for «[{name}]: »")
            if name and page.dialect == "myst" and f"^{name}" in defined:
                continue  # MyST shares the notes that stand within a directive
            if each.why == _NO_PARTNER and len(starred) == 2:
                fix = (
                    "if the stars are of a note, write [^1] for the one behind a word, "
                    "and «[^1]: » for the other"
                )
                each = each._replace(fix=fix)
            if each.line not in told:
                told.add(each.line)
                name = re.sub(r"^@\w+[-:]", "", each.text)
                yield (
                    each._replace(fix=f"write {{ref}}`{name}`")
                    if each.text[0] == "@" and name in labels
                    else each
                )
    for line, text, name in _no_directives(page):
        fix = f"write «{text[:3]}{{{name}}}», and a space before what follows"
        if text.startswith("```{") and (language := syntax.code_meant(name)):
            fix = f"write «```{language}», without braces"
        elif re.match(r":::[ {]*\.(?!callout-)", text):
            fix = "delete it, and the colons that close it: MyST gives no class so"
        elif titled := re.match(r":::(\w+)\[([^\[\]]+)\]", text):
            fix = f"write «:::{{admonition}} {titled[2]}», and «:class: {_box(name)}» on the line below"
        elif name in _OTHERS_BOXES:
            fix = f"write «:::{{{_box(name)}}}»"
        elif name in syntax.LANGUAGES and text[:1] == ":":
            fix = f"write «```{name}», and «```» below the code"
        elif name.startswith("#"):
            fix = f"write ({name[1:]})= on the line above, and the language alone behind ```"
        yield Shown(line, text, "it starts no directive", fix)
    hiding = [each.line for each in page.comments if each.text.strip() == "%"]
    if len(hiding) > 1:
        why = "Obsidian hides words between two such lines, MyST shows them"
        yield Shown(hiding[0], "%%", why, "begin each line of them with «% »")
    for formula in page.formulas:
        if re.fullmatch(r"`[^`]*`", formula.tex):
            why = "GitHub puts backticks into the dollar signs of a formula"
            yield Shown(formula.line, f"${formula.tex}$", why, f"write ${formula.tex.strip('`')}$")
    terms = Counter(each.text.strip() for each in page.prose if each.kind == "term")
    for prose in page.prose:
        term, _, meaning = prose.text.partition("\n")
        repeated = page.strict and prose.kind == "paragraph" and terms[term.strip()] > 1
        if repeated and meaning and prose.line + 1 not in told:
            fix = "write «: » before what it means, on this line"
            yield Shown(
                prose.line + 1, term, "it is explained elsewhere on the page, and not here", fix
            )
    for code in page.code if page.strict else ():
        if code.language in ("", "none", "text") and (drawn := _DRAWN.search(code.content)):
            fix = "write a table: | one | two |, with |---|---| below the first row"
            yield Shown(
                code.line, drawn[0], "a screen reader spells a table that is drawn with signs", fix
            )
    for link in page.links:
        # A picture that is none leaves its own brackets inside the words of the link around it.
        if link.explicit and "][" in link.text and link.line not in told:
            for match in re.finditer(REFERENCE, link.text):
                yield from _undefined(link.line, match)


def _box(name: str) -> str:
    """The box of MyST that is most like one of another program."""
    return _OTHERS_BOXES.get(name, name if name in syntax.BOXES else "note")


def _points(page: Page, prose: Prose) -> Iterator[Shown]:
    """The lines that begin like a point of the list right above or below them, and are none."""
    rows = page.lines
    for number in range(prose.line, prose.line + prose.shape.count("\n") + 1):
        row = rows[number - 1] if number <= len(rows) else ""
        sign = _NO_POINT.match(row)
        beside = [rows[at] for at in (number - 2, number) if sign and 0 <= at < len(rows)]
        # In a strict book several that are wrong are told one by one.
        like = r"(?:[-*+]|[–—]) \S" if page.strict else r"[-*+] \S"
        points = [bool(re.match(rf"{sign[1]}{like}", each)) for each in beside if sign]
        if sign and (any(points) if page.strict else points == [True, True]):
            why = "it begins no point of the list beside it"
            yield Shown(number, sign[0], why, "write «- » with one dash and a space")
        bare = _NO_DOT.match(row) if number > prose.line else None
        if bare and re.match(rf"{bare[1]}{int(bare[2]) - 1}[.)] ", rows[prose.line - 1]):
            fix = f"write «{bare[2]}. » with its dot"
            yield Shown(number, bare[0], "it begins no point of the list above it", fix)


def _no_directives(page: Page) -> Iterator[tuple[int, str, str]]:
    """The fences that were meant as directives: their line, how they are written, their name."""
    for code in page.code:
        info = code.language if "}" in code.language else f"{code.language} {code.argument}"
        name = re.sub(r"[{}()\[\]<>]", " ", info).split()
        bracketed = re.fullmatch(r"[(\[<][a-z-]+[)\]>]", said := code.language)
        braces = said[:1] == "{" or said[-1:] == "}"
        braces = braces and not re.fullmatch(r"\{[^{}\s.#][^{}\s]*\}", said)
        if braces or ((bracketed or name[:1] == [said]) and name[0] in syntax.NO_OTHER_USE):
            yield code.line, f"```{info if braces else said}", name[0] if name else "name"
    for division in page.divisions:
        named = re.match(r"(\w+)(?:\[|$)", division.content)
        if named and named[1] in {*_OTHERS_BOXES, *syntax.LANGUAGES, *syntax.BOXES}:
            yield division.line, f":::{division.content}", named[1]
        elif division.name in syntax.NO_OTHER_USE or division.name.startswith("{"):
            name = re.sub(r"[{}.]|callout-", " ", division.content).split()
            yield division.line, f":::{division.content}", name[0] if name else "name"


def _shown_in(page: Page, prose: Prose) -> Iterator[Shown]:
    shape = prose.shape
    if prose.kind == "field" and re.match(r"[A-Z][a-z]* (?:[a-z]+ ){2}", shape):
        why = "no space is behind the colon, so it becomes the name of a field"
        yield Shown(prose.line, f":{shape[:40]}", why, "write «: » with a space in its place")
    if prose.kind == "field" and re.fullmatch(rf"{ROLES}|{EMOJI}", shape):
        is_role = not re.fullmatch(EMOJI, shape)
        fix = f"write {{{shape}}}`content`" if is_role else "write the sign itself"
        yield Shown(prose.line, f":{shape}:", _FOREIGN, fix)
    below = prose.line + prose.text.count("\n")
    if below < len(page.lines) and _PANDOC_TABLE.fullmatch(page.lines[below]):
        fix = "write a row as «| one | two |», and «|---|---|» below the first"
        yield Shown(below + 1, page.lines[below], "this is how Pandoc draws a table", fix)
    if not (MAY_SHOW.search(shape) or (prose.within and prose.within[-1] in syntax.OPTIONS)):
        return
    for match, words, target, why in near_links(prose):
        line = prose.shape_line_of(match.start())
        yield Shown(line, match[0], f"it is a link with {why}", _link_meant(words, target))
    yield from _in_source(page, prose)
    yield from _pictures_with_a_gap(page, prose)
    yield from _roles_misspelt(page, prose)
    yield from _points(page, prose)
    for match in re.finditer(REFERENCE, shape, re.MULTILINE) if "][" in shape else ():
        yield from _undefined(prose.shape_line_of(match.start()), match)
    yield from _options_in_body(page, prose)
    yield from _headings(prose)
    if "|" in shape and prose.kind == "paragraph":
        yield from _tables(page, prose)
    yield from _marks(page, prose)


def _in_source(page: Page, prose: Prose) -> Iterator[Shown]:
    """What the parser takes apart, so that only the source still shows it."""
    may_be = ">_" in prose.text or "\\" in page.text or "`{" in page.text
    written = _written(page, prose) if may_be else ""
    for match in _OTHER_LINK.finditer(written):
        why = "this is how reStructuredText writes a link"
        line = prose.line + written.count("\n", 0, match.start())
        yield Shown(line, match[0], why, f"write [{match[1].strip()}]({match[2]})")
    bare = _CODE.sub(lambda code: "\ufffc" * len(code[0]), written)
    for match in (_ESCAPED if page.strict else _ESCAPED_BOLD).finditer(bare):
        line = prose.line + bare.count("\n", 0, match.start())
        found = written[slice(*match.span())]
        meant = re.sub(r"\\([*_\[\]#+\\-])", r"\1", found)
        why = "its backslashes make signs of the markup, as some editors do when they save"
        yield Shown(line, found, why, f"write {meant}")
    for match in _FEW_BACKTICKS.finditer(written) if "`{" in written else ():
        line = prose.line + written.count("\n", 0, match.start())
        fix = f"write «```{{{match[1]}}}», and close it with «```»"
        yield Shown(line, match[0], "a directive has three backticks before its name", fix)
    for match in _TWO_SLASHES.finditer(bare) if "$" not in bare else ():
        line = prose.line + bare.count("\n", 0, match.start())
        fix = "delete it, or end the line there with one backslash alone"
        yield Shown(line, match[0].strip(), "this is how LaTeX ends a line", fix)
    for match in _ONE_LINE.finditer(written) if "`{" in written else ():
        line = prose.line + written.count("\n", 0, match.start())
        fix = f"write «{match[1]}» on a line of its own below"
        yield Shown(line, match[0], "a directive ends on a line of its own", fix)
    for match in _LATEX_FORMULA.finditer(bare):
        if not re.search(r"[\w)}|]\s*\^|=|_\{", match[2]):
            continue  # brackets that are signs, as round a note: a power has something before it
        line = prose.line + bare.count("\n", 0, match.start())
        fix = f"write ${match[2].strip()}$"
        if match[1] == "[":
            fix = "write «$$» on a line of its own in the place of both signs"
        yield Shown(line, match[0], "this is how LaTeX writes a formula", fix)


def _roles_misspelt(page: Page, prose: Prose) -> Iterator[Shown]:
    shape = prose.shape

    def is_role(name: str) -> bool:
        return name in syntax.KNOWN_ROLES or any(each.name == name for each in page.roles)

    for match in _UNQUOTED.finditer(shape) if "{" in shape else ():
        if is_role(match[1]):
            fix = f"write {{{match[1]}}}`{match[2]}`"
            yield Shown(prose.shape_line_of(match.start()), match[0], _GAP, fix)
    for match in _GLUED.finditer(shape):
        if f"{match[1]}`" in page.text and is_role(match[1]):
            why, fix = "a role has its name in braces", f"write {{{match[1]}}}`content`"
            yield Shown(prose.shape_line_of(match.start()), match[0], why, fix)


def _marks(page: Page, prose: Prose) -> Iterator[Shown]:
    """What `MARKS` lists; what lies within one that spans lines is told with it."""
    told: list[range] = []
    written = _written(page, prose) if "`" in prose.shape else ""
    slip, bar = _WRONG_END.search(written), re.search(r"`[^`|\n]*\|[^`\n]*`", written)
    for mark in MARKS:
        # MyST itself refers with «@».
        known = page.dialect == "myst" and mark.hints == "@"
        if mark.hints in prose.shape and not known and (page.strict or not mark.strict):
            for match in mark.pattern.finditer(prose.shape):
                if any(match.start() in place for place in told):
                    continue
                if match[0][:4] == "http" and match[0] not in page.text:
                    continue  # an address whose signs are written as numbers
                if "\n" in match[0]:
                    told.append(range(*match.span()))
                # GitHub, which shows the pages outside of the book, knows its own notes.
                if page.in_book or not match[0].startswith("[!"):
                    line = prose.shape_line_of(match.start())
                    # Pandoc parts its keys by «; @», a role by a comma.
                    fix = re.sub("; ?-?@", ",", match.expand(mark.fix))
                    if mark.hints == "`" and bar:
                        fix = "write «\\|» for the bar in it, which ends a cell of the table"
                    elif mark.hints == "`" and slip:
                        fix = f"write «`» for «{slip[2]}» behind «{slip[1]}»"
                    yield Shown(line, match[0].strip(), mark.why, fix)


MAY_SHOW = re.compile(
    r"[][\t*_~`|$<>{}^#&=@\\+%\ufffc•◦▪●‣⁃·¶\ue000-\uf8ff]|::|''|"
    r"[.:;!?]\n\d|\n\d{1,2}[.)][ \t]|\A\([a-z]|\.\. |-->|!!!|\?\?\?|"
    r"(?<![\w:])[:(]\w|^(?:\(?[a-z1]|bq|h[1-6]\S*)[.)] |^: |"
    r"^(?:\d{1,2}[.)]|\d{1,3}[ \t]+)[^\W\d_]|^(?:--|[–—]|-[\w\xa0])",
    re.MULTILINE,
)
"""What every mark has in it."""

DEFINED = re.compile(r"^\[(\S{1,100})\]:", re.MULTILINE)
_WRONG_END = re.compile(r"(?<!`)`([^`'’´\"\n]+)(['’´\"])(?=[\s.,;:)]|$)", re.M)
_DRAWN = re.compile(r"^\+[-=]{2,}\+[-=+]*$", re.MULTILINE)
_OTHER_LINK = re.compile(
    r"`([^`<>]{1,100}?)\s{0,20}<((?:https?://|www\.)[^\s<>]+|[\w./-]+\.(?:html|ipynb|md|rst)(?:#[\w-]+)?)>`__?(?!\w)"
)
_CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_ESCAPED_BOLD = re.compile(r"\\\*\\\*(?=[^\W_])[^*\n]* [^*\n]+\\\*\\\*|(?<!\\)\\\\\$\d+")
_ESCAPED = re.compile(
    r"\\\*\\\*(?=[^\W_])[^*\n]+\\\*\\\*|(?<!\\)\\\\\$\d+|\\_\\_(?=[^\W_])[^*_\n]+\\_\\_|"
    r"\\\[[^\[\]\n]+\\?\]\([^()\s]+\)|"
    r"^(?:\\#)(?:\\?#)*[ \t]+[A-Z].*|^\\[-+][ \t]+[^\W\d_].*|"
    r"^\\\*[ \t]+[^\W\d_].*(?=\n\\\*[ \t])",
    re.M,
)
"""Markup of which each sign was escaped: bold, a link, a heading or a point; one star may be meant."""
_FEW_BACKTICKS = re.compile(r"^`{1,2}\{([a-z][\w:-]*)\}[^`\n]*$", re.M)
_TWO_SLASHES = re.compile(r"(?<=[a-z.,;:!?)])[ \t]?\\\\(?=[ \t]+[A-Za-z]|[ \t]*$)", re.M)
_STAR = re.compile(r"\A\*(?=[^\W\d_])[^*]*\Z|(?<=[^\W\d_]{2})\*(?=[\s.,;:)]|$)", re.M)
_STAR_BEFORE = re.compile(r"\*(?=[^\W\d_])")
_ONE_LINE = re.compile(r"^[ >]{0,9}(`{3,})\{[a-z][\w:-]*\}[^`\n]*\1[ \t]*$", re.M)
_LATEX_FORMULA = re.compile(r"(?<!\\)\\([(\[])([^\\]*(?:\\(?![()\[\]])[^\\]*)*)\\[)\]]")
_GAP_OF_PICTURE = re.compile(r"(?:^|(?<=\s))![ \t]+\ufffc", re.M)
_FILE_OF_PICTURE = re.compile(r"\.(?:\*|gif|jpe?g|png|svg|webp)$", re.I)
_UNQUOTED = re.compile(r"\{([a-z][\w:-]*)\}(\w[\w.:/-]*\w)")
_GLUED = re.compile(r"(?<![\w:{}\ufffc-])([a-z]+(?::[a-z]+)?)\ufffc")
_OPTION = re.compile(r"^:?([a-z][a-z-]*|A(?:lt|LT))(?::(?=\s|$)|=|$)", re.M)
_NO_POINT = re.compile(r"([ ]*)(?:--[ \t]+|[–—-](?=[^\W\d_]|\[[^\s\]])|[–—][ \t]+)(?=\S)\S*")
_OTHERS_BOXES = {
    **dict.fromkeys(("abstract", "example", "info", "question", "quote", "summary"), "note"),
    **dict.fromkeys(("bug", "failure"), "danger"),
    **{"spoiler": "dropdown", "success": "tip"},
}
"""What HackMD, Docusaurus and MkDocs call boxes → the box of MyST."""
_PANDOC_TABLE = re.compile(r"[ ]*-{3,}(?:[ ]+-{3,})+[ ]*")
_NO_DOT = re.compile(r"([ ]*)(\d{1,3})[ \t]+[A-Z]\S*")
_HASH = re.compile(r"^#{1,6}(?:\xa0|[^\W\d_]|\d{1,2}(?:\.\d{1,2})* (?=[A-Z][a-z])).*$", re.M)
_IN_HEADING = re.compile(r"^#+[ \t]|\s##+[ \t]?(?=[^\W\d_])|(?<![\w:]):[a-z_]{3,}:(?![\w:`\ufffc])")
_ROW = re.compile(r"^[ \t]*\|.*\|[ \t]*$|^[^|\n]+(?: \| [^|\n]+)+$")
_RULE = re.compile(r"^[ \t]*(?:\|[ \t]*)?:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{1,}:?[ \t]*)*\|?[ \t]*$")


def _written(page: Page, prose: Prose) -> str:
    """The words as they stand in the file."""
    return "\n".join(page.lines[prose.line - 1 : prose.line + prose.text.count("\n")])


def _link_meant(words: str, target: str) -> str:
    """What to write instead of something that was meant as a link."""
    if re.match(r"(?:javascript|vbscript|data):", target, re.I):
        return f"write only the words, «{words}», or link an https: address"
    target = re.sub(r"^(https?:|mailto:)\s+", r"\1", target).rstrip(".,:;!?")
    if target.startswith("mailto:"):
        target = re.sub(r"\s", "", target)
    address, _, title = target.partition(" ")
    if re.fullmatch(r"=\d*x\d*", title):
        return f"a size is an option of {{image}}: write «:width:» below «```{{image}} {address}»"
    if target.startswith("http") and (address.endswith("/") or title[:1] == "/"):
        return f"write [{words}]({''.join(target.split())}), without the blank"
    encoded = f"[{words}]({'%20'.join(target.split())})"
    if title[:1] and title[0] in QUOTES:
        title = title.strip(QUOTES).replace('"', "'")
        title = f'[{words}]({address} "{title}")'
        return f"a title stands in straight quotes: write {title}, or delete it"
    if title and target.startswith("http") and not re.search(r"[/.%]", title):
        return f'write [{words}]({address} "{title}") if this is its title, else {encoded}'
    instead = "a target has no spaces: name the file with hyphens, or " if title else ""
    return f"{instead}write {encoded}"


def _pictures_with_a_gap(page: Page, prose: Prose) -> Iterator[Shown]:
    """A space behind the «!», which turns a picture into a link."""
    for match in _GAP_OF_PICTURE.finditer(prose.shape):
        line = prose.shape_line_of(match.start())
        if any(link.line == line and _FILE_OF_PICTURE.search(link.target) for link in page.links):
            why = "a space behind the «!» turns the picture into a link"
            yield Shown(line, match[0], why, "write ![what it shows](path), without a space")


def _undefined(line: int, match: re.Match[str]) -> Iterator[Shown]:
    """A link by reference, which is still text, because nothing defines it."""
    label = " ".join((match[2] or match[1]).split())
    is_link = re.fullmatch(r"(?:https?:|www\.).*|\S+\.md\S*", match[2])
    if is_link or not re.search(r"[^\W\d_]{2}|\ufffc", match[1]) or "\ufffc" in label:
        return
    words = " ".join(match[1].split())
    fix = f"write [{words}](target), or add a line «[{label}]: target» to the page"
    yield Shown(line, f"[{words}][{match[2] and label}]", f"nothing defines [{label}]", fix)


def _options_in_body(page: Page, prose: Prose) -> Iterator[Shown]:
    """An option of a directive that has slipped into its text."""
    around = prose.within[-1] if prose.within else ""
    for match in _OPTION.finditer(prose.shape) if around in syntax.OPTIONS else ():
        written = prose.kind == "paragraph" and match[0][-1] in ":="
        if around not in syntax.PICTURES and not match[0].startswith(":"):
            begins = {each.body_line for each in page.directives if each.name == around}
            written = written and not match.start() and prose.line in begins
        if match[1].lower() in syntax.OPTIONS[around].split() and (
            prose.kind == "field" or written
        ):
            why = "an option stands in the text, where it does nothing"
            fix = "put the options right below the first line, as «:name: value», with no line between"
            yield Shown(prose.shape_line_of(match.start()), match[0], why, fix)


def _headings(prose: Prose) -> Iterator[Shown]:
    """A heading whose number signs are glued to its words, or that has signs or a short code within it."""
    for match in _IN_HEADING.finditer(prose.shape) if prose.kind == "heading" else ():
        fix = "begin each heading on a line of its own; write a picture itself, or leave it out"
        yield Shown(prose.line, match[0].strip(), "it does nothing within a heading", fix)
    for match in _HASH.finditer(prose.shape) if "#" in prose.shape else ():
        row = match[0]
        signs = len(row) - len(row.lstrip("#"))
        # One sign may be the tag of a short post: a title has several words and no full stop.
        alone = prose.kind == "paragraph" and prose.shape.strip() == row.strip()
        titled = (
            (row[1].isupper() or row[1].isdigit())
            and " " in row.strip()
            and not row.rstrip().endswith(".")
        )
        if signs > 1 or (alone and titled and "#" not in row[1:].rstrip("# ")):
            instead = f"{'#' * signs} {row.strip().lstrip('#').lstrip()}"
            line, repair = prose.shape_line_of(match.start()), (row.strip(), instead)
            why = "a heading has a space after its signs"
            if row.lstrip("#")[0] == "\xa0":
                why = "a no-break space follows its signs, where a heading has an ordinary one"
            yield Shown(line, row, why, f"write {instead}", repair)


def _tables(page: Page, prose: Prose) -> Iterator[Shown]:
    """Rows that stay a paragraph: a table without its second row, or with one that does not fit."""
    rows = prose.shape.split("\n")
    first = next((at for at, row in enumerate(rows) if _ROW.match(row)), None)
    if first is None or not (len(rows) > first + 1 or rows[first].lstrip().startswith("|")):
        return
    second = rows[first + 1] if first + 1 < len(rows) else ""
    if not rows[first].lstrip().startswith("|") and not (_ROW.match(second) or _RULE.match(second)):
        return
    count = len(cells(rows[first]))
    fix = f"write «|{'---|' * count}» below the head of the table"
    why = "this table has no second row of dashes"
    written = page.lines[prose.line - 1 + first]
    if _RULE.match(second) and re.search(r"`[^`|]*\|[^`]*`", written):
        why, fix = "a bar in its code ends a cell of its head", "write «\\|» for that bar"
    elif _RULE.match(second) and "-" in second:
        why = f"its head has {count} cells, and the row of dashes {len(cells(second))}"
    elif [each[:1] for each in page.lines[max(0, prose.line - 3) : prose.line - 1]] == ["|", ""]:
        why, fix = "an empty line parts it from the table above", "delete the line above it"
    yield Shown(prose.line + first, rows[first].strip(), why, fix)


def cells(row: str) -> list[str]:
    """The cells of a row of a table, as MyST splits it."""
    found = escapedSplit(row.strip())
    if found and not found[0]:
        found.pop(0)
    if found and not found[-1]:
        found.pop()
    return found
