"""Shows formulas as MathML on the site and in the EPUB, and refuses those that cannot be shown."""

from docutils import nodes
from hubdata.guard.directives import formula_problem
from hubdata.mathml import to_mathml
from hubdata.tex import formula_in_words
from sphinx.application import Sphinx

from .guard import refusals
from .guard.markup import line_of

RENDERER = "mathml"


def _visit_inline(translator, node: nodes.math) -> None:
    translator.body.append(to_mathml(node.astext(), block=False))
    raise nodes.SkipNode


def _visit_block(translator, node: nodes.math_block) -> None:
    translator.body.append(translator.starttag(node, "div", CLASS="math"))
    translator.body.append(to_mathml(node.astext(), block=True))
    if number := node.get("number"):
        translator.body.append(f'<span class="number">({number})</span>')
    translator.body.append("</div>\n")
    raise nodes.SkipNode


def _check_formulas(app: Sphinx, doctree: nodes.document) -> None:
    """Refuse each formula that cannot be shown, at its line."""
    for node in doctree.findall(lambda each: isinstance(each, nodes.math | nodes.math_block)):
        if problem := formula_problem(node.astext(), block=isinstance(node, nodes.math_block)):
            refusals.note(app.env, app.env.docname, line_of(node), " ".join(problem))


def put_in_words(title: nodes.Node) -> None:
    """Write the formulas of a title as text: menus, labels and the name of a window show no other."""
    for formula in list(title.findall(nodes.math)):
        formula.replace_self(nodes.Text(formula_in_words(formula.astext())))


def _name_pages(app: Sphinx, doctree: nodes.document) -> None:
    env, docname = app.env, app.env.docname
    for title in (env.titles[docname], env.longtitles[docname], env.tocs[docname]):
        put_in_words(title)


def setup_formulas(app: Sphinx) -> None:
    """Register the renderer, which _config.yml names, and the check."""
    app.add_html_math_renderer(RENDERER, (_visit_inline, None), (_visit_block, None))
    app.connect("doctree-read", _check_formulas, priority=890)
    # Once Sphinx has collected the titles of a page.
    app.connect("doctree-read", _name_pages, priority=600)
