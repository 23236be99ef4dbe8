"""Reads pages with MyST's own parser, and repairs what it makes of ordinary Markdown.

MyST-Parser 3 writes line breaks, struck-out words and check boxes as raw HTML, which only the site
could show, and addresses with «&» twice escaped. Each method names the fault.
"""

import html
import posixpath
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote, urljoin

from booklint import syntax
from booklint.directive import split_directive
from booklint.inline import as_alternative
from booklint.losses import of_attributes
from booklint.page import Parts
from booklint.resolve import MADE_BY_SPHINX, PUBLISHED_FOLDERS
from docutils import nodes
from hubdata.addresses import as_asked
from hubdata.guard.classes import class_problem
from hubdata.guard.directives import (
    DirectiveProblem,
    addresses_of,
    attribute_problems,
    class_problems,
    directive_problems,
    role_problem,
    unknown,
)
from hubdata.guard.names import fence_problem, html_problem, instead, role_taken
from hubdata.guard.shapes import shape_of
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.base import token_line
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join, logging

from .components import COMPONENTS
from .formulas import put_in_words
from .guard import refusals
from .nodes import line_break, rule, struck, task_box
from .references import take_citations_out
from .state import records
from .upstream import app_of

logger = logging.getLogger(__name__)

_BOX = re.compile(
    r'<input class="task-list-item-checkbox" (checked="checked" )?disabled="disabled" type="checkbox">'
)
# An address that needs no page around it.
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_LINES = "hub_lines"
"""Where the environment keeps the line on which a link to a place on the same page stands first."""
_PLACES = "hub_places"
"""Where Sphinx keeps the places on pages to which directives lead: line, page and place."""


class HubRenderer(SphinxRenderer):
    """Turns the tokens of a page into nodes that every edition can show."""

    # Fault: an error on the way names no line.
    def __init__(self, *args: Any, **how: Any) -> None:
        super().__init__(*args, **how)
        self.rules = {name: self._noting_line(render) for name, render in self.rules.items()}

    def _noting_line(self, render: Callable[..., None]) -> Callable[..., None]:
        def noting(token: SyntaxTreeNode) -> None:
            if line := token_line(token, 0):
                self.sphinx_env.temp_data[refusals.LINE] = line
            if token.type not in ("fence", "colon_fence"):
                render(token)
                return
            put = token.type == "colon_fence" and token.info.strip().startswith("{")
            self._put.append(put and token.content.startswith(":::"))
            render(token)
            self._put.pop()

        return noting

    # Fault: all that stands in a paragraph is said to stand on its first line.
    def render_inline(self, token: SyntaxTreeNode) -> None:
        line = token_line(token, 0)
        for each in token.walk(include_self=False):
            if first := each.token or (each.nester_tokens and each.nester_tokens.opening):
                first.map = [line, line + 1]
            line += each.type in ("softbreak", "hardbreak")
        super().render_inline(token)

    # Fault: MyST puts an empty line between two fences, and counts it.
    def nested_render_text(self, text: str, lineno: int, inline: bool = False, **how: Any) -> None:
        put = not inline and self._put[-1:] == [True]
        super().nested_render_text(text, lineno - put, inline, **how)

    # Fault: front matter, of which the records are made, is read again, by a parser that takes less.
    def render_front_matter(self, token: SyntaxTreeNode) -> None:
        env = self.sphinx_env
        if records(app_of(env)).pages[env.docname].meta.orphan:
            env.metadata[env.docname]["orphan"] = "True"

    # Fault: the address is escaped here and again when it is written.
    def render_link_url(self, token: SyntaxTreeNode, conversion: Any = None) -> None:
        super().render_link_url(token, conversion)
        reference = self.current_node.children[-1]
        if isinstance(reference, nodes.reference):
            reference["refuri"] = html.unescape(reference["refuri"])

    # Fault: a link to no place on its page has no line, when it is told.
    def render_link_anchor(self, token: SyntaxTreeNode, target: str) -> None:
        super().render_link_anchor(token, target)
        lines = self.sphinx_env.temp_data.setdefault(_LINES, {})
        lines.setdefault(target.removeprefix("#"), token_line(token, 0))

    # Fault: an inventory of another project is asked for, of which this book has none.
    def render_link_inventory(self, token: SyntaxTreeNode) -> None:
        self._refuse(token, f"«{token.attrs['href']}» leads nowhere. Write its https: address.")

    # Fault: a break of a line, code, a formula and «&» are lost from an alternative text.
    def renderInlineAsText(self, tokens: list[SyntaxTreeNode]) -> str:  # noqa: N802 - MyST's name
        return as_alternative(tokens)

    # Fault: raw HTML and raw LaTeX, nothing else.
    def render_hardbreak(self, token: SyntaxTreeNode) -> None:
        self.current_node.append(line_break())

    # Fault: raw HTML, with a warning.
    def render_s(self, token: SyntaxTreeNode) -> None:
        node = struck()
        self.add_line_and_source_path(node, token)
        with self.current_node_context(node, append=True):
            self.render_children(token)

    # Fault: a check box is raw HTML; and what an author wrote is passed on without its line.
    def render_html_inline(self, token: SyntaxTreeNode) -> None:
        if (box := _BOX.fullmatch(token.content)) and _in_task(token):
            self.current_node.append(task_box(checked=bool(box[1])))
        elif not token.content.startswith("</"):  # said where it opens; one alone is `text-lost`
            self.render_html_block(token)

    def render_html_block(self, token: SyntaxTreeNode) -> None:
        self._refuse(token, html_problem(token.content))

    # Fault: what other programs draw would be printed; and lines to emphasise are counted out, without end.
    def render_fence(self, token: SyntaxTreeNode) -> None:
        attributes = attribute_problems("fence", token.attrs, token.content)
        if problem := fence_problem(token.info) or next(attributes, None):
            self._refuse(token, " ".join(problem))
        else:
            super().render_fence(token)

    # Fault: the messages of libraries do not say what to do; and what they do first may have no end.
    def run_directive(
        self,
        name: str,
        first_line: str,
        content: str,
        position: int,
        additional_options: dict[str, str] | None = None,
        **more: Any,  # what newer versions hand over beside it
    ) -> list[nodes.Element]:
        if name.startswith((".", "#")):
            return []  # attributes of another program, of which `markup-shown` has spoken
        # Fault: a last line that is empty is lost, and counted as one above the others.
        content = content.rstrip("\n")
        written = split_directive(content, 0)
        problems = [problem] if (problem := unknown(name, {*COMPONENTS}, made=self._made)) else []
        if not problems and shape_of(name):
            if written.broken and syntax.options_read(name):
                return []  # `option-lost` has said so
            given = additional_options or {}
            problems = list(self._problems(name, first_line, given, written, position))
        for each in problems:
            line = _line_of(each.option, written, position)
            if each.line is not None:
                line += 1 + written.body_line + each.line - (self._put[-1:] == [True])
            self._note(line, f"{each.message} {each.fix}")
        if problems:
            return []
        self._around.append(name)
        try:
            return super().run_directive(
                name, first_line, content, position, additional_options, **more
            )
        finally:
            self._around.pop()

    # Fault: attributes above a directive are dropped in silence.
    def render_directive(
        self, token: SyntaxTreeNode, name: str, arguments: str, **how: Any
    ) -> None:
        if token.attrs:
            lost = of_attributes(f"{{{name}}}", token.attrs, 0)
            self._refuse(token, f"{lost.message}. W{lost.fix[1:]}.")
        else:
            super().render_directive(token, name, arguments, **how)

    # Fault: nothing that is asked of a directive here is asked of reStructuredText.
    def render_restructuredtext(self, token: SyntaxTreeNode) -> None:
        if problem := unknown("eval-rst", {*COMPONENTS}):
            self._refuse(token, f"{problem.message} {problem.fix}")

    def _problems(
        self, name: str, first_line: str, given: dict[str, str], written: Parts, position: int
    ) -> Iterator[DirectiveProblem]:
        """Yield what is wrong with a directive, before anything is done for it."""
        options = given | {key: option.value for key, option in written.options.items()}
        within = self._around[-1] if self._around else ""
        yield from directive_problems(name, first_line, options, written.body, within)
        if not self._made:
            yield from class_problems(name, first_line, options)
            for option, address in addresses_of(name, first_line, options).items():
                if fix := self._dead(address, _line_of(option, written, position), option):
                    message = f"«{address}» is published as it is written, and leads nowhere there."
                    yield DirectiveProblem(message, fix, option)

    def _dead(self, address: str, line: int, option: str) -> str:
        """Return what to write for an address of the site at which nothing stands, or keep its place."""
        env = self.sphinx_env
        path, _, place = address.partition("#")
        if _WHOLE.match(path):
            return ""
        page = _page_at(path, env) if path else env.docname
        if not page and not path.startswith((*PUBLISHED_FOLDERS, *MADE_BY_SPHINX)):
            meant = _page_at(path, env, "", ".md")
            meant = f"{posixpath.splitext(path)[0]}.html" if meant else "page.html"
            return f"Write where a page is published, as in «{f':{option}: ' if option else ''}{meant}»."
        if place:
            env.metadata[env.docname].setdefault(_PLACES, []).append((line, page, place))
        return ""

    @property
    def _made(self) -> bool:
        """Whether a component has made what is being read."""
        return any(name in COMPONENTS for name in self._around)

    @property
    def _put(self) -> list[bool]:
        """Of each fence round the place that is being read, whether MyST put an empty line into it."""
        return self.md_env.setdefault("hub_put", [])

    @property
    def _around(self) -> list[str]:
        """The directives round the place that is being read, the innermost last."""
        return self.md_env.setdefault("hub_around", [])

    def render_myst_role(self, token: SyntaxTreeNode) -> None:
        name = token.meta["name"]
        if not role_taken(name):
            message = f"The role {{{name}}} is not one that the build takes. {instead(name, of_role=True)}"
            self._refuse(token, message)
        elif problem := role_problem(name, token.content):
            self._refuse(token, " ".join(problem))
        else:
            super().render_myst_role(token)

    # Fault: attributes that do nothing are taken in silence.
    def copy_attributes(
        self, token: SyntaxTreeNode, node: nodes.Element, *arguments: Any, **how: Any
    ) -> None:
        for problem in attribute_problems(token.type, token.attrs, token.content):
            self._refuse(token, " ".join(problem))
            return
        # The name of a division becomes a class of it.
        division = token.info.strip().split(" ")[0] if token.type == "colon_fence" else ""
        names = f"{token.attrs.get('class', '')} {division}"
        if not self._made and (problem := class_problem(names)):
            self._refuse(token, " ".join(problem))
            return
        super().copy_attributes(token, node, *arguments, **how)

    def _note(self, line: int | None, message: str) -> None:
        env = self.sphinx_env
        refusals.note(env, env.docname, line, message)

    def _refuse(self, token: SyntaxTreeNode, message: str) -> None:
        self._note(token_line(token, 0) or None, message)


def _in_task(token: SyntaxTreeNode) -> bool:
    """Tell whether a token stands first in an item that MyST has found to be a task."""
    paragraph = token.parent and token.parent.parent
    item = paragraph and paragraph.parent
    first = token.parent is not None and token.parent.children[0] is token
    return bool(first and item and "task-list-item" in str(item.attrs.get("class", "")))


def _line_of(option: str, written: Parts, position: int) -> int:
    """Return the line of an option of a directive that begins on line `position`."""
    return position + 1 + written.options[option].line if option in written.options else position


class HubParser(MystParser):
    """MyST's parser with this book's renderer, for every Markdown page."""

    supported = ("myst-nb", "md", "markdown", "myst")

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse a page into `document`."""
        parser = create_md_parser(document.settings.env.myst_config, HubRenderer)
        # An address stays as it was written: what markdown-it makes of it is not what is asked.
        parser.normalizeLink = str
        parser.options["document"] = document
        parser.render(inputstring)
        # Fault: a line across, also the one above footnotes, is refused at the beginning and end of a page
        # or a part, and stops the build in a list or a note.
        for line in list(document.findall(nodes.transition)):
            line.replace_self(rule())
        # Fault: each table in Markdown has «auto» for its widths, also beside those of a {table}.
        for table in document.findall(nodes.table):
            if "colwidths-given" in table["classes"]:
                table["classes"] = [name for name in table["classes"] if name != "colwidths-auto"]
        document.settings.env.temp_data.pop(refusals.LINE, None)
        _tell_labels_of_others(document)


def _tell_labels_of_others(document: nodes.document) -> None:
    """Say that another page has a label, too: Sphinx says it only where a title stands below that one."""
    env = document.settings.env
    std = env.get_domain("std")
    for name in set(std.anonlabels.keys() & document.nametypes.keys()) - std.labels.keys():
        node = document.ids.get(document.nameids[name] or "")
        if document.nametypes[name] and not isinstance(node, nodes.footnote):
            other = env.doc2path(std.anonlabels[name][0])
            message = "duplicate label %s, other instance in %s"
            logger.warning(message, name, other, location=node or env.docname)


class CodeAsWritten(SphinxPostTransform):
    """Shows code of every language, also of one that Pygments does not know or finds wrong.

    A fence may hold part of a file, or words in the place of some; Sphinx warns of both.
    """

    default_priority = 10

    def run(self, **_: object) -> None:
        for node in self.document.findall(nodes.literal_block):
            if "language" in node and not syntax.known_language(node["language"]):
                node["language"] = "none"
            node["force"] = True


class LinkToLabels(SphinxPostTransform):
    """Lets «[words](page.md#label)» lead to a label or a figure of the page, and any link to a formula.

    MyST-Parser looks among its headings alone. A link without words to what has no title is refused:
    there is nothing that it could show.
    """

    # Before MyST's own, at 9.
    default_priority = 8

    def run(self, **_: object) -> None:
        for node in list(self.document.findall(pending_xref)):
            kind, page, name = node["reftype"], node["reftarget"], node.get("reftargetid")
            is_page = docname_join(self.env.docname, page) in self.env.all_docs
            if kind in ("any", "myst") and node.get("refdomain") != "doc" and is_page:
                # A page whose label is its name is one place, of which Sphinx makes two.
                node["refdomain"], node["reftype"] = "std", "doc"
            elif node.get("refdomain") == "doc" and name and page in self.env.all_docs:
                if name not in self.env.metadata[page].get("myst_slugs", {}):
                    self._lead(node, name, page)
            elif kind == "eq" and page not in self.env.get_domain("math").equations:
                message = (
                    "No formula is called «%s». Correct it, or put «(%s)» behind the «$$» of one."
                )
                logger.warning(message, page, page, location=node)
                node.replace_self(nodes.literal("", page))
            elif kind in ("myst", "ref") and node.get("refdomain") != "doc":
                self._lead(node, page)

    def _lead(self, node: pending_xref, name: str, page: str = "") -> None:
        """Lead a link to a place, on one page or any; what is not found is left to MyST, which says so."""
        std, label = self.env.get_domain("std"), nodes.fully_normalize_name(name)
        there, number = self.env.get_domain("math").equations.get(name, ("", 0))
        if there:
            identifier, title = nodes.make_id(f"equation-{name}"), f"({number})"
        else:
            there, identifier = std.anonlabels.get(label, ("", ""))
            title = std.labels[label][2] if label in std.labels else ""
        if not there or page not in ("", there):
            return
        if not title and not node["refexplicit"]:
            _refuse_wordless(node, name)
        elif page or number:
            shown = list(node[0].children) if node["refexplicit"] else [nodes.Text(title)]
            here = self.env.docname
            up = "" if there == here else app_of(self.env).builder.get_relative_uri(here, there)
            link = nodes.reference("", "", *shown, internal=True, refuri=f"{up}#{identifier}")
            node.replace_self(link)


class LinkToPages(SphinxPostTransform):
    """Leads what is written as an address of the site, `:target: page.html`, there in each edition."""

    # After what compares links with how they are written.
    default_priority = 196

    def run(self, **_: object) -> None:
        builder = app_of(self.env).builder
        for node in self.document.findall(nodes.reference):
            written, mark, place = node.get("refuri", "").partition("#")
            if not written or node.get("internal") or _WHOLE.match(written):
                continue
            if page := _page_at(written, self.env):
                up = builder.get_relative_uri(self.env.docname, page)
                node["refuri"] = f"{up}{mark}{place}"
            elif builder.name != "html":
                node["refuri"] = urljoin(f"{self.config.html_baseurl}{self.env.docname}", written)


def _page_at(address: str, env: BuildEnvironment, *suffixes: str) -> str:
    """Return the page that is published at an address, or has it with one of some suffixes."""
    if address.endswith("/"):
        address += "index.html"
    name, suffix = posixpath.splitext(unquote(address.partition("?")[0]))
    page = docname_join(env.docname, name)
    return page if name and suffix in (suffixes or (".html",)) and page in env.found_docs else ""


def _tell_lost_places(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Name what leads to a place that the page there does not have."""
    places = cache(lambda page: {"top", *env.get_doctree(page).ids})
    for docname, metadata in env.metadata.items():
        for line, page, place in metadata.get(_PLACES, ()):
            if page and place not in places(page):
                message = (
                    "«#%s» leads nowhere: the page «%s» has no heading or label of that name. "
                )
                message += "Correct it, or put «(%s)=» above what is meant."
                logger.warning(message, place, page, place, location=(docname, line))
    return []


def _refuse_wordless(node: nodes.Element, name: str) -> None:
    message = "This link has no words, and «%s» has no title to show. Write [words](#%s)."
    logger.warning(message, name, name, location=node)
    node.replace_self(nodes.Text(name))


def _title(node: nodes.Node | None) -> str:
    """Return the words of the title or caption of a block, or nothing."""
    parts = node.children if isinstance(node, nodes.Element) else ()
    title = next((each for each in parts if isinstance(each, nodes.title | nodes.caption)), None)
    if title is None:
        return ""
    title = title.deepcopy()
    put_in_words(title)
    return take_citations_out(title)


def _name_titles(app: Sphinx, doctree: nodes.document) -> None:
    """Let a link without words show the title of a box, as it shows a section's, and never a key."""
    docname, labels = app.env.docname, app.env.get_domain("std").labels
    for name, explicit in doctree.nametypes.items():
        identifier = doctree.nameids.get(name) or ""
        if explicit and (title := _title(doctree.ids.get(identifier))):
            labels[name] = (docname, identifier, title)
    slugs = app.env.metadata[docname].get("myst_slugs", {})
    for slug, (line, identifier, title) in slugs.items():
        slugs[slug] = (line, identifier, _title(doctree.ids.get(identifier)) or title)
    lines = app.env.temp_data.get(_LINES, {})
    for pending in doctree.findall(pending_xref):
        if not pending.line and (line := lines.get(pending["reftarget"])):
            pending.source, pending.line = doctree["source"], line
    for node in list(doctree.findall(nodes.reference)):
        # How MyST fills a link without words to a place on the same page.
        filled = node.get("id_link") and isinstance(node[0], nodes.inline)
        if filled and "std-ref" in node[0]["classes"]:
            if title := _title(doctree.ids.get(node["refid"])):
                node[0].children = [nodes.Text(title)]
            elif (name := node.astext()[1:]) in doctree.nameids:
                _refuse_wordless(node, name)


def _write_addresses(app: Sphinx, doctree: nodes.document) -> None:
    """Write each address as it is asked, whether of a link, a card, a button or a picture."""
    for reference in doctree.findall(nodes.reference):
        if "refuri" in reference:
            reference["refuri"] = as_asked(reference["refuri"])


class KeepAddresses(SphinxTransform):
    """Keeps an address that is shown as it is written, quotation marks and hyphens and all."""

    # Before Sphinx sets typographers' signs.
    default_priority = 740

    def apply(self, **_: object) -> None:
        for text in self.document.findall(nodes.Text):
            if _ADDRESS.fullmatch(text):
                text.parent["support_smartquotes"] = False


_ADDRESS = re.compile(r"(?:https?://|mailto:|www\.)\S+")


def setup_myst(app: Sphinx) -> None:
    """Put this parser in the place of the one that also reads notebooks."""
    app.add_source_parser(HubParser, override=True)
    # Before anything looks at where links lead.
    app.connect("doctree-read", _write_addresses, priority=100)
    app.connect("doctree-read", _name_titles)
    app.connect("env-updated", _tell_lost_places)
    app.add_transform(KeepAddresses)
    app.add_post_transform(CodeAsWritten)
    app.add_post_transform(LinkToLabels)
    app.add_post_transform(LinkToPages)
