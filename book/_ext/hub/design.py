"""Shows dropdowns and tabs in every edition: sphinx-design draws them for the web, with raw markup."""

from docutils import nodes
from hubdata.addresses import as_asked
from sphinx.application import Sphinx
from sphinx.locale import admonitionlabels
from sphinx.transforms.post_transforms import SphinxPostTransform

from .nodes import tagged
from .upstream import app_of


class details(nodes.General, nodes.Element):  # noqa: N801 - docutils' style
    """What opens at its title."""


class summary(nodes.TextElement):  # noqa: N801 - docutils' style
    """The title at which something opens."""


def _visit_details(translator, node: details) -> None:
    attributes = {"open": "open"} if node.get("opened") else {}
    translator.body.append(translator.starttag(node, "details", **attributes))


def _is(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.container) and node.get("design_component") == name


class ShowDropdowns(SphinxPostTransform):
    """Makes `details` of dropdowns on the site; elsewhere their title and text stand as they are."""

    # Before sphinx-design's own transform, at 199.
    default_priority = 190

    def run(self, **_: object) -> None:
        site = app_of(self.env).builder.name == "html"
        for node in list(self.document.findall(nodes.container)):
            if _is(node, "dropdown"):
                title = node.children.pop(0) if node["has_title"] else nodes.rubric("", "More")
                node.replace_self(opening(title, node, site, opened=node["opened"]))
        for node in list(self.document.findall(nodes.Admonition)):
            if "dropdown" in node["classes"]:
                node["classes"] = [name for name in node["classes"] if name != "dropdown"]
                if isinstance(node[0], nodes.title):
                    title = node.children.pop(0)
                else:
                    title = nodes.rubric("", str(admonitionlabels[node.tagname]))
                    node["classes"].append(node.tagname)
                node.replace_self(opening(title, node, site, opened=False))


def opening(
    title: nodes.Element, node: nodes.Element, site: bool, *, opened: bool
) -> nodes.Element:
    """Return a title and the children of `node`, which it opens on the site, as the edition shows it."""
    classes = [name for name in node["classes"] if not name.startswith("sd-")]
    ids = [*title["ids"], *node["ids"]]
    if site:
        found = details(opened=opened, ids=ids, classes=classes)
        found += summary("", "", *title.children)
    else:
        found = nodes.container(ids=ids, classes=["dropdown", *classes])
        found += nodes.rubric("", "", *title.children)
    found += list(node.children)
    return found


class ShowTabs(SphinxPostTransform):
    """Shows all panes of a tab-set one after another where nothing can be pressed."""

    # Before sphinx-design's own transform, at 200.
    default_priority = 190

    def run(self, **_: object) -> None:
        if app_of(self.env).builder.name == "html":
            return
        for node in list(self.document.findall(nodes.container)):
            if not _is(node, "tab-set"):
                continue
            found = nodes.container(classes=["tabs"])
            for item in node.children:
                found += item.children if _is(item, "tab-item") else item
            node.replace_self(found)


class NameCardLinks(SphinxPostTransform):
    """Calls the link of a card by the card's title: sphinx-design calls it by its address."""

    # After what links to pages and labels has found them.
    default_priority = 195

    def run(self, **_: object) -> None:
        for card in self.document.findall(lambda node: _is(node, "card")):
            titles = [each for each in card.findall(nodes.Element) if _is(each, "card-title")]
            for link in list(card.findall(nodes.reference)):
                written = "".join(link.astext().split())  # an option may go on in the next line
                if titles and as_asked(written) == link.get("refuri"):
                    link.children = []
                    link += nodes.inline("", titles[0].astext())


def setup_design(app: Sphinx) -> None:
    """Register the nodes and the transforms."""
    app.add_node(details, html=(_visit_details, tagged("details")[1]))
    app.add_node(summary, html=tagged("summary"))
    app.add_post_transform(ShowDropdowns)
    app.add_post_transform(ShowTabs)
    app.add_post_transform(NameCardLinks)
