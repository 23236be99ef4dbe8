"""Tells which pages must be written again because what they take in from elsewhere has changed."""

import hashlib
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..references import sources_shown
from .menu import menu
from .state import site_of

# The build environment keeps a digest of every page's frame from one build to the next.
_KEPT = "hub_frames"


def take_away(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Remove what was written of pages that are gone; return those whose menu still has one."""
    for docname in removed:
        Path(app.builder.get_outfilename(docname)).unlink(missing_ok=True)
    includes = env.toctree_includes.items()
    return [above for above, below in includes if removed.intersection(below)]


def outdated(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose frame, or list of sources, is another than when they were last written.

    Sphinx writes a page again only when its own source changes; but a new title stands in the menus
    of other pages too, a new stylesheet has a new name, and references.bib is edited alone.
    """
    site = site_of(app)
    before: dict[str, str] = getattr(env, _KEPT, {})
    shared = repr((sorted(asset.address for asset in site.assets.values()), site.identity))
    relations, sources = env.collect_relations(), sources_shown(env)
    now = {}
    for name in env.found_docs:
        around = [site.tree.labels.get(other or "") for other in relations.get(name, ())]
        own = (menu(site.tree, name), site.tree.ancestors(name), around, sources.get(name))
        frame = repr((shared, own))
        now[name] = hashlib.sha256(frame.encode()).hexdigest()[:16]
    setattr(env, _KEPT, now)
    return sorted(name for name, digest in now.items() if before.get(name, digest) != digest)
