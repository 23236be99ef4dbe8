"""The whole book on one page, for printing: the built pages joined, with links that lead within it."""

import posixpath
import re
from collections.abc import Collection
from pathlib import Path
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

# With more case studies than this the page holds none of them: with a thousand it weighed 28 MB, of
# which a browser makes no pages.
MAX_STUDIES = 100

_HEADING = re.compile(r"<(/?)h([1-5])\b")
# Attributes that name elements of the same page by their ids.
_ID_LISTS = ("aria-labelledby", "aria-describedby", "aria-controls", "for")


def printed(docnames: list[str], studies: Collection[str]) -> list[str]:
    """Return the pages that are printed, in their order: all, or all but the case studies."""
    if len(studies) <= MAX_STUDIES:
        return docnames
    return [docname for docname in docnames if docname not in studies]


def joined(site: Path, docnames: list[str]) -> str:
    """Return the articles of the built pages in order, as one piece of HTML.

    `site` is the folder of built pages. Every id gets the name of its page as a prefix; links between
    pages become links within the one page; headings move down one level, below the title of the book.
    """
    return "\n".join(_chapter(site, docname, set(docnames)) for docname in docnames)


def chapter_id(docname: str) -> str:
    """Return the id under which a page stands in the joined book."""
    return f"page-{docname.replace('/', '-')}"


def _chapter(site: Path, docname: str, known: set[str]) -> str:
    page = LexborHTMLParser((site / f"{docname}.html").read_text(encoding="utf-8"))
    article = page.css_first("article")
    for node in article.css("[id]"):
        node.attrs["id"] = _inner(docname, node.attributes["id"])
    for name in _ID_LISTS:
        for node in article.css(f"[{name}]"):
            ids = (node.attributes[name] or "").split()
            node.attrs[name] = " ".join(_inner(docname, one) for one in ids)
    for node in article.css("a[href]"):
        node.attrs["href"] = _target(docname, node.attributes["href"] or "", known)
    _open_all(article)
    for node in article.css("img[src], picture > source"):
        _move_picture(node, docname)
    inside = _HEADING.sub(lambda tag: f"<{tag[1]}h{int(tag[2]) + 1}", article.inner_html or "")
    return f'<section class="chapter" id="{chapter_id(docname)}">\n{inside}\n</section>'


def _open_all(article: LexborNode) -> None:
    """Show all that tabs and dropdowns hold: paper does not open."""
    for node in article.css("details"):
        node.attrs["open"] = ""
    for node in article.css(".sd-tab-set > input"):
        node.decompose()
    for node in article.css(".sd-tab-set"):
        node.attrs["class"] = "tabs"
    for node in article.css(".tabs > label"):
        for name in ("for", "aria-controls"):
            if name in node.attributes:
                del node.attrs[name]


def _inner(docname: str, name: str) -> str:
    return f"{chapter_id(docname)}--{name}"


def _target(docname: str, href: str, known: set[str]) -> str:
    """Return where a link of a page leads in the joined book."""
    parts = urlsplit(href)
    if parts.scheme or parts.netloc:
        return href
    path = posixpath.normpath(posixpath.join(posixpath.dirname(docname), unquote(parts.path)))
    page = path.removesuffix(".html") if parts.path else docname
    if page not in known:
        return path
    return f"#{_inner(page, parts.fragment)}" if parts.fragment else f"#{chapter_id(page)}"


def _move_picture(node: LexborNode, docname: str) -> None:
    """Make a picture's addresses start from the folder in which the joined book stands."""
    folder = posixpath.dirname(docname)

    def moved(address: str) -> str:
        return posixpath.normpath(posixpath.join(folder, address))

    if "src" in node.attributes:
        node.attrs["src"] = moved(node.attributes["src"] or "")
    # Nothing is on the screen first when a page is printed: every picture must be there.
    if "loading" in node.attributes:
        del node.attrs["loading"]
    if srcset := node.attributes.get("srcset"):
        candidates = [candidate.split() for candidate in srcset.split(",")]
        node.attrs["srcset"] = ", ".join(
            " ".join([moved(address), *size]) for address, *size in candidates
        )
