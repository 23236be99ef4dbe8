"""Document nodes and roles that Sphinx lacks: a date, a list of cards, a generated file's address."""

import html
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from hubdata.dates import span_in_words
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

from .upstream import app_of

logger = logging.getLogger(__name__)

# What a translator does where a node begins, and where it ends.
Visitors = tuple[Callable[[Any, Any], None], Callable[[Any, Any], None]]


class time(nodes.inline):  # noqa: N801 - docutils names its nodes in lower case
    """A date, shown in words, with its machine-readable form in the attribute `datetime`."""


def written(before: str, after: str = "") -> Visitors:
    """Return what writes HTML or LaTeX as it stands before and after a node."""

    def visit(translator, _node: nodes.Node) -> None:
        translator.body.append(before)

    def depart(translator, _node: nodes.Node) -> None:
        translator.body.append(after)

    return visit, depart


def tagged(name: str) -> Visitors:
    """Return what writes an element of HTML with the ids and classes of a node."""

    def visit(translator, node: nodes.Element) -> None:
        translator.body.append(translator.starttag(node, name, ""))

    return visit, written("", f"</{name}>\n")[1]


def _visit_time(translator, node: time) -> None:
    translator.body.append(f'<time datetime="{html.escape(node["datetime"])}">')


def _pass(translator, _node: nodes.Node) -> None:
    """Write nothing: what is in the node is enough."""


class DateRole(SphinxRole):
    """`{date}`2023-07-27`` or `{date}`2024-11-25/2024-11-26``: the date in words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        # Refused before, if it is no date. HTML has no form for a span: its beginning stands for it.
        start, _, end = self.text.partition("/")
        return [time("", span_in_words(start, end), datetime=start)], []


class CardList(SphinxDirective):
    """A list of cards: its argument gives the class names of the list, its content is the list.

    The option `:items:` gives the class names of each card, with `|` between two cards. A directive
    for each card took a third longer.
    """

    has_content = True
    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"items": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        lists = [each for each in holder.children if isinstance(each, nodes.bullet_list)]
        items = [item for each in lists for item in each]
        names = self.options.get("items", "").split("|")
        if len(names) != len(items):
            raise self.error(
                f"{{card-list}}: {len(items)} cards, but class names for {len(names)}. "
                "Write «:items:» with «|» between the class names of two cards."
            )
        for item, classes in zip(items, names, strict=True):
            item["classes"] = directives.class_option(classes)
        found = nodes.bullet_list(classes=directives.class_option(self.arguments[0]))
        found += items
        return [found]


_GENERATED = "hub_generated"
"""What Sphinx keeps of a page, as which files it leads to that the build writes, each with its line."""


class generated_file(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils' style
    """A link to a file that the build itself writes into the site."""


class GeneratedRole(SphinxRole):
    """`{generated}`text <path>``: a link to a file that the build itself writes into the site."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        match = re.fullmatch(r"(.+?) <([\w./-]+)>", self.text)
        if not match or ".." in match[2]:
            message = self.inliner.reporter.error(
                f"«{self.text}» names no generated file: write «text <path>».", line=self.lineno
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        kept = self.env.metadata[self.env.docname].setdefault(_GENERATED, [])
        kept.append((match[2], self.lineno))
        return [generated_file("", match[1], path=match[2])], []


def _tell_missing(app: Sphinx, exception: Exception | None) -> None:
    """Name the files that pages lead to and that the build has not written; the EPUB comes later."""
    if exception or app.builder.name != "html":
        return
    comes = f"{app.config.epub_basename}.epub"
    for docname, kept in app.env.metadata.items():
        for path, line in kept.get(_GENERATED, ()):
            if path != comes and not Path(app.outdir, path).exists():
                message = "The build writes no file «%s». Correct its path."
                logger.warning(message, path, location=(docname, line))


class LinkGeneratedFiles(SphinxPostTransform):
    """Makes links of them: on the site to the file beside the pages, elsewhere to the published one."""

    default_priority = 5

    def run(self, **_: object) -> None:
        if app_of(self.env).builder.name == "html":
            up = posixpath.relpath(".", posixpath.dirname(self.env.docname) or ".")
            base = "" if up == "." else f"{up}/"
        else:
            base = self.config.html_baseurl
        for node in list(self.document.findall(generated_file)):
            if node["path"].endswith(".epub") and not self.config.hub_epub:
                # `jupyter-book build` writes the site alone.
                node.replace_self(nodes.inline("", f"{node.astext()} (`make book` makes it)"))
                continue
            link = nodes.reference("", node.astext(), refuri=f"{base}{node['path']}")
            node.replace_self(link)


class line_break(nodes.Inline, nodes.Element):  # noqa: N801 - docutils' style
    """The end of a line where its author wants one."""

    def astext(self) -> str:
        return " "


class struck(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils' style
    """Words that no longer hold."""


class task_box(nodes.Inline, nodes.Element):  # noqa: N801 - docutils' style
    """The box before a task, ticked or not; `checked` says which."""


def _box_html(translator, node: task_box) -> None:
    ticked = ' checked="checked"' if node["checked"] else ""
    name = "Done" if node["checked"] else "To do"
    translator.body.append(
        f'<input type="checkbox" disabled="disabled"{ticked} aria-label="{name}" /> '
    )


def _box_latex(translator, node: task_box) -> None:
    translator.body.append(r"$\boxtimes$ " if node["checked"] else r"$\square$ ")


class rule(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """A line across. docutils takes its own between two blocks of a page or section alone."""


def _rule_html(translator, node: rule) -> None:
    translator.body.append(translator.emptytag(node, "hr"))


# Node → how each kind of edition shows it.
_SHOWN: dict[type[nodes.Element], dict[str, Visitors]] = {
    time: {"html": (_visit_time, written("", "</time>")[1])},
    generated_file: {},
    line_break: {"html": written("<br />\n"), "latex": written("\\newline\n")},
    struck: {"html": written("<del>", "</del>"), "latex": written(r"\sout{", "}")},
    rule: {
        "html": (_rule_html, _pass),
        "latex": written("\n\n\\bigskip\\hrule\\bigskip\n\n"),
    },
    task_box: {"html": (_box_html, _pass), "latex": (_box_latex, _pass)},
}


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes, roles and directives of this module."""
    for node, shown in _SHOWN.items():
        app.add_node(node, **shown)
    app.add_latex_package("ulem", options="normalem")
    app.add_post_transform(LinkGeneratedFiles)
    app.add_role("date", DateRole())
    app.add_role("generated", GeneratedRole())
    app.connect("build-finished", _tell_missing, priority=950)
    app.add_directive("card-list", CardList)
