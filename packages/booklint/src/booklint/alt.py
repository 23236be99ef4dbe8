"""Tell what is wrong with an alternative text from its words alone."""

from __future__ import annotations

import posixpath
import re
import unicodedata

from booklint.mojibake import MOJIBAKE
from booklint.syntax import words

PICTURE_NAME = re.compile(
    r"[^\s/\\][^/\\\n]*\.(?:apng|avif|bmp|eps|gif|ico|jfif|jpe?g|pdf|png|svg|tiff?|webp)|"
    r"[\w.-]+\.\*|(?:\.{0,2}/)?(?:[\w.-]+/)+[\w.-]+|"
    r"(?:IMG|DSC[NF]?|PXL|P|DJI|GOPR)[_-]?\d{3,}.*|Screen ?shot[ _-]\d{4}.*|"
    r"(?:WhatsApp|Signal|Telegram)[ _-](?:image|photo|picture)?.*\d{4}.*|"
    r"(?:image|img|fig|figure|photo|picture|pic|unnamed|untitled|download)[ _-]?\(?\d+\)?|"
    r"[0-9a-f]{16,}|[0-9a-f]{8}-[0-9a-f-]{27}",
    re.I,
)
PREFIX = re.compile(
    r"(?:(?:this is |here is |here's |may be )?(?:an? |the |this )?"
    r"(?:(?:aerial|black[ -]and[ -]white|close-up|colou?r|group|stock) )?"
    r"(?:image|picture|photo|photograph|graphic|pic|img|icon|screen ?shot|screen capture)s? "
    r"(?:of|with|(?:that |which )?(?:contain|depict|display|illustrate|represent|show)s?|"
    r"may contain:?|(?:contain|depict|display|illustrat|represent|show)ing)\b|"
    r"in (?:the|this) (?:image|picture|photo|photograph)\b,?|"
    r"(?:alt|alt[ -]?text|alternative text|description|image|picture|photo|img)(?:\s*[:=]| [-–—] ))",
    re.I,
)
PLACEHOLDERS = frozenset(
    """alt|alt text|alternative text|alt text here|alternate text|add alt text|insert alt text|
    insert alt text here|your alt text|some alt text|text|description|image description|caption|
    describe this image|describe the image|description of image|description of the image|
    image|img|picture|photo|photograph|pic|graphic|figure|fig|illustration|drawing|diagram|chart|
    graph|plot|screenshot|screen shot|screencap|thumbnail|icon|image here|image goes here|
    placeholder|placeholder image|todo|to do|tbd|tba|tbc|fixme|xxx|xx|n a|na|none|null|undefined|nan|
    empty|coming soon|to follow|logo|banner|avatar|decorative|decorative image|add description|
    description of the figure|describe the figure|no alt text|no description available|
    blank|spacer|bullet|test|asdf|foo|bar|untitled|unnamed|no alt|no description|alt tag|
    alt attribute|image alt text|figure alt text""".replace("\n    ", "").split("|")
)
SAYS_NOTHING = re.compile(
    r"(?:please )?(?:see|refer to|as (?:described|explained|shown) in|described in) (?:the |its )?"
    r"(?:caption|text|figure|description|table|legend|above|below|details)\b.{0,30}|"
    r"(?:photo(?:graph)?|image|picture|illustration|drawing|art(?:work)?|figure|credit|source|courtesy)s?"
    r"(?: credits?)?(?: by| of| courtesy of|:| from| ©)+ .{0,60}\b(?:on|from|via|at|/) ?"
    r"(?:unsplash|pexels|pixabay|flickr|wikimedia.*|shutterstock|istock|getty.*|freepik)\W*|"
    r"(?:photo(?:graph)?|image|picture|illustration|credit|source)(?: credits?)? by [^,.;]{2,40}\W*|"
    r"(?:©|\(c\)|copyright ).{0,60}|CC[ -]BY.{0,40}|(?:caption|description|text) (?:above|below)\W*",
    re.I,
)
"""Where the words are elsewhere, or name only who made the picture."""
SAYS_OF_ANY = words(
    """a above all an and are as at below by chart data described details diagram displaying figure
    following for from general graph graphic image important in information is it key main of on overview
    page picture plot related relevant representation results screenshot section see showing shown shows
    some summary text that the these this topic values various visual visualisation what which with"""
)
"""Words that say nothing of what one picture shows and another does not."""
UNFINISHED = re.compile(
    r"(?:todo|tbd|fixme|tk)\b|lorem ipsum|[\[<({](?:insert|add|describe|todo|alt)|"
    r"(?:insert|add|write|describe)\b.*\b(?:here|later)\W*$|"
    r"(?:describe|say) (?:in words )?what (?:the|this)\b|"
    r".*\b(?:goes here|to be (?:added|supplied|written))\W*$|"
    r".*\b(?:description automatically generated|AI-generated content may be incorrect)\b.*",
    re.I,
)
MARKUP = re.compile(
    r"\*\*\S|__\w|(?<!\w)\*\w[^*\n]*\w\*(?!\w)|(?<!\w)_\w[^_\n]*\w_(?!\w)|`[^`\n]+`|!?\[[^\]\n]*\]\([^)\n]*\)|"
    r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]{2,8}|#\d{2,6}|#x[0-9a-f]{2,6});|"
    r"\{[a-z][\w:-]*\}`|\$[^$\n]*\\[a-z]+[^$\n]*\$|\$[^\s$][^$\n]*[\^_][^$\n]*\$|\\[a-z]+\{|"
    r"~~[^\s~][^~\n]*~~|\|\d{1,4}(?:x\d{1,4})?$",
    re.I,
)
ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)


def fault(alt: str, source: str) -> str:
    """The class of the first fault of an alternative text that is not empty, or nothing.

    One of `garbled`, `no-words`, `file-name`, `placeholder`, `markup`, `prefix` and `short`.
    """
    text = " ".join(alt.split())
    said = plain(text)
    stem = posixpath.splitext(posixpath.basename(source))[0]
    if MOJIBAKE.search(text):
        return "garbled"
    if ADDRESS.fullmatch(text) or not any(sign.isalnum() for sign in text):
        return "no-words"
    named_after = text == stem and re.search(r"[_\d]|\w-\w", stem) and " " not in stem
    if said in PLACEHOLDERS and text != stem:
        return "placeholder"
    if PICTURE_NAME.fullmatch(text) or text == source or named_after:
        return "file-name"
    of_any = len(said.split()) > 2 and SAYS_OF_ANY.issuperset(said.split())
    if said in PLACEHOLDERS or UNFINISHED.match(text) or SAYS_NOTHING.fullmatch(text) or of_any:
        return "placeholder"
    if MARKUP.search(text):
        return "markup"
    if PREFIX.match(text):
        return "prefix"
    return "short" if len([sign for sign in text if sign.isalnum()]) < 2 else ""


def plain(text: str) -> str:
    """Words in lower case without punctuation, for comparing."""
    text = unicodedata.normalize("NFKC", text).lower()
    return " ".join(re.sub(r"[^\w\s]|_", " ", text).split())
