"""Document nodes and roles that Sphinx lacks: a date, a list of cards, a generated file's address."""

from __future__ import annotations

import html
import posixpath
import re
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.directives.tables import RSTTable
from hubdata.dates import check_date, in_words, span_in_words
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective, SphinxRole

from .upstream import app_of


class time(nodes.inline):  # noqa: N801 - docutils names its nodes in lower case
    """A date, shown in words, with its machine-readable form in the attribute `datetime`."""


def visit_time_html(translator, node: time) -> None:
    """Open the date."""
    translator.body.append(f'<time datetime="{html.escape(node["datetime"])}">')


def depart_time_html(translator, node: time) -> None:
    """Close the date."""
    translator.body.append("</time>")


def visit_plain(translator, node: nodes.Node) -> None:
    """Builders other than HTML show the words alone."""


class DateRole(SphinxRole):
    """`{date}`2023-07-27`` or `{date}`2024-11-25/2024-11-26``: the date in words."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        start, _, end = self.text.partition("/")
        try:
            check_date(start)
            if end:
                check_date(end)
        except ValueError as error:
            message = self.inliner.reporter.error(
                f"«{self.text}» is not a date: {error}.", line=self.lineno
            )
            return [self.inliner.problematic(self.rawtext, self.rawtext, message)], [message]
        if not end:
            return [time("", in_words(start), datetime=start)], []
        # HTML has no form for a span: the beginning carries the machine-readable date.
        words = span_in_words(start, end)
        return [time("", words, datetime=start)], []


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


class StubTable(RSTTable):
    """A table in Markdown with a caption, as `{table}`, whose first column heads the rows.

    `{list-table}`, which knows such columns, takes 1.7 times as long to read.
    """

    def run(self) -> list[nodes.Node]:
        found = super().run()
        for group in found[0].children:
            if isinstance(group, nodes.tgroup):
                group[0]["stub"] = 1
        return found


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
        return [generated_file("", match[1], path=match[2])], []


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


def visit_line_break_html(translator, node: line_break) -> None:
    """End the line."""
    translator.body.append("<br />\n")


def visit_line_break_latex(translator, node: line_break) -> None:
    """End the line."""
    translator.body.append("\\newline\n")


def visit_line_break_text(translator, node: line_break) -> None:
    """End the line."""
    translator.add_text("\n")


class struck(nodes.Inline, nodes.TextElement):  # noqa: N801 - docutils' style
    """Words that no longer hold."""


def visit_struck_html(translator, node: struck) -> None:
    """Open the struck-out words."""
    translator.body.append("<del>")


def depart_struck_html(translator, node: struck) -> None:
    """Close them."""
    translator.body.append("</del>")


def visit_struck_latex(translator, node: struck) -> None:
    """Open the struck-out words."""
    translator.body.append(r"\sout{")


def depart_struck_latex(translator, node: struck) -> None:
    """Close them."""
    translator.body.append("}")


class task_box(nodes.Inline, nodes.Element):  # noqa: N801 - docutils' style
    """The box before a task, ticked or not; `checked` says which."""


def visit_task_box_html(translator, node: task_box) -> None:
    """Show the box, with its name for who does not see it."""
    ticked = ' checked="checked"' if node["checked"] else ""
    name = "Done" if node["checked"] else "To do"
    translator.body.append(
        f'<input type="checkbox" disabled="disabled"{ticked} aria-label="{name}" /> '
    )


def visit_task_box_latex(translator, node: task_box) -> None:
    """Show the box."""
    translator.body.append(r"$\boxtimes$ " if node["checked"] else r"$\square$ ")


def visit_task_box_text(translator, node: task_box) -> None:
    """Show the box."""
    translator.add_text("[x] " if node["checked"] else "[ ] ")


class rule(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """A line across. docutils takes its own between two blocks of a page or section alone."""


def visit_rule_html(translator, node: rule) -> None:
    """Draw the line."""
    translator.body.append(translator.emptytag(node, "hr"))


def visit_rule_latex(translator, node: rule) -> None:
    """Draw the line."""
    translator.body.append("\n\n\\bigskip\\hrule\\bigskip\n\n")


def visit_rule_text(translator, node: rule) -> None:
    """Draw the line."""
    translator.new_state(0)
    translator.add_text("-" * 20)
    translator.end_state()


def setup_nodes(app: Sphinx) -> None:
    """Register the nodes, roles and directives of this module."""
    plain = (visit_plain, visit_plain)
    app.add_node(
        time,
        html=(visit_time_html, depart_time_html),
        latex=plain,
        text=plain,
    )
    app.add_node(generated_file)
    app.add_node(
        line_break,
        html=(visit_line_break_html, visit_plain),
        latex=(visit_line_break_latex, visit_plain),
        text=(visit_line_break_text, visit_plain),
    )
    app.add_node(
        struck,
        html=(visit_struck_html, depart_struck_html),
        latex=(visit_struck_latex, depart_struck_latex),
        text=plain,
    )
    app.add_latex_package("ulem", options="normalem")
    app.add_node(
        rule,
        html=(visit_rule_html, visit_plain),
        latex=(visit_rule_latex, visit_plain),
        text=(visit_rule_text, visit_plain),
    )
    app.add_node(
        task_box,
        html=(visit_task_box_html, visit_plain),
        latex=(visit_task_box_latex, visit_plain),
        text=(visit_task_box_text, visit_plain),
    )
    app.add_post_transform(LinkGeneratedFiles)
    app.add_role("date", DateRole())
    app.add_role("generated", GeneratedRole())
    app.add_directive("card-list", CardList)
    app.add_directive("stub-table", StubTable)
