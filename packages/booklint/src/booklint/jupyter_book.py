"""The settings of Jupyter Book 1, as its documentation and its own schema have them, and of MyST projects."""

from __future__ import annotations

import dataclasses
from functools import cache

from myst_parser.config.main import MdParserConfig

from booklint.syntax import words

SETTINGS = {
    "": """title author copyright logo exclude_patterns only_build_toc_files execute parse html
        bibtex_bibfiles latex launch_buttons repository sphinx""",
    "execute": """execute_notebooks cache exclude_patterns timeout run_in_temp allow_errors
        stderr_output eval_regex raise_on_error show_tb""",
    "html": """favicon use_edit_page_button use_repository_button use_issues_button
        use_multitoc_numbering use_download_button use_fullscreen_button extra_footer extra_navbar
        navbar_footer_text navbar_number_sections home_page_in_navbar baseurl analytics
        google_analytics_id comments announcement""",
    "html.analytics": """google_analytics_id plausible_analytics_domain plausible_analytics_url
        matomo_id""",
    "html.comments": "hypothesis utterances giscus",
    "latex": """latex_engine latex_documents use_jupyterbook_latex latex_elements
        latex_toplevel_sectioning""",
    "latex.latex_documents": "targetname title startdocname author theme toctree_only",
    "launch_buttons": """notebook_interface binderhub_url jupyterhub_url thebe colab_url deepnote_url
        binder_url""",
    "repository": "url path_to_book branch provider",
    "sphinx": "extra_extensions local_extensions recursive_update config",
}
SPHINX = words(
    """bibtex_bibfiles bibtex_default_style bibtex_reference_style bibtex_tooltips
    copybutton_prompt_text epub_cover epub_description epub_show_urls epub_theme epub_title
    epub_tocdepth exclude_patterns extensions html_baseurl html_css_files html_extra_path
    html_favicon html_js_files html_last_updated_fmt html_logo html_show_copyright
    html_show_sourcelink html_sidebars html_static_path html_theme html_theme_options html_title
    intersphinx_mapping language latex_elements latex_engine linkcheck_ignore master_doc
    mathjax3_config mathjax_path nb_custom_formats nb_execution_mode nb_execution_timeout
    nb_merge_streams nb_render_image_options nitpick_ignore nitpicky notfound_context
    notfound_urls_prefix numfig numfig_format numfig_secnum_depth ogp_image ogp_site_url redirects
    rediraffe_redirects smartquotes suppress_warnings templates_path todo_include_todos"""
)
_MYST_PAGE = """
    abbreviations abstract acknowledgments affiliation affiliations arxiv author authors banner
    bannerOptimized binder biblio bluesky content_includes_title contributors copyright
    data_availability date dedication description discord doi download downloads edit_url editors
    email enumerator epigraph execute export exports first_page funding github hidden identifiers
    issue jupyter jupytext kernelspec keypoints keywords label last_page license linkedin mastodon
    math name numbering open_access options orcid oxa part parts plain_language_summary pmcid pmid
    reviewers settings short_title site skip_execution social source_url subject subtitle summary
    tags thumbnail thumbnailOptimized title twitter venue volume youtube
"""
_MYST_PROJECT = """
    bibliographies bibliography domains error_rules exclude id index plugins references requirements
    resources static thebe toc
"""
_MYST_PERSON = """
    affiliation affiliations bluesky collaborations collaborator corresponding deceased degree email
    equal_contributor equal-contributor fax github id linkedin mastodon name name_parsed nameParsed note
    orcid phone roles role threads twitter url website x youtube
"""
_MYST_SITE = """
    actions description domains favicon hide_title_block logo logo_text nav options parts projects
    style template theme title
"""
_MYST_OPTIONS = """
    analytics_google analytics_plausible article_title base_url favicon folders hide_authors
    hide_footer_links hide_myst_branding hide_outline hide_search hide_title_block hide_toc
    internal_domains logo logo_alt logo_dark logo_text logo_url numbered_references outline_maxdepth
    static style title_block
"""
MYST = {
    "": "extend extends project site version",
    "project": _MYST_PAGE + _MYST_PROJECT,
    "project.authors": _MYST_PERSON,
    "project.contributors": _MYST_PERSON,
    "project.error_rules": "id key keys rule severity",
    "site": _MYST_SITE,
    "site.options": _MYST_OPTIONS,
}
"""The settings of a MyST project, and above the fields of the front matter of its pages."""

VALUES = {
    "execute_notebooks": words("auto cache force inline off false"),
    "latex_engine": words("lualatex pdflatex platex uplatex xelatex"),
    "severity": words("error ignore warn"),
} | dict.fromkeys(
    words(
        """allow_errors home_page_in_navbar navbar_number_sections nitpicky numfig only_build_toc_files
        recursive_update run_in_temp thebe use_download_button use_edit_page_button use_fullscreen_button
        use_issues_button use_jupyterbook_latex use_multitoc_numbering use_repository_button"""
    ),
    words("false no off on true yes"),
)
"""The values that a setting may have, where there are few."""

EXTENSIONS = words(
    """amsmath attrs_block attrs_image attrs_inline colon_fence deflist dollarmath fieldlist
    html_admonition html_image linkify replacements smartquotes strikethrough substitution tasklist"""
)
"""The extensions of MyST's parser."""

NAMES_A_FILE = words(
    """logo favicon bibliography bibtex_bibfiles html_favicon html_logo html_static_path
    html_extra_path templates_path
    local_extensions thumbnail banner extend extends plugins"""
)
"""The settings whose value, or whose values, are paths from the folder of the book."""


@cache
def settings_in(above: tuple[str, ...], *, is_myst: bool = False) -> tuple[frozenset[str], int]:
    """The settings that stand below some keys, and how much alike a slip in one is, in per cent.

    Below `sphinx: config:` an extension may have any of its own, and a MyST project may have what a
    plug-in or a theme knows, so that only a near miss is told.
    """
    if is_myst:
        return words(MYST.get(".".join(above), "")), 85
    parser = [f"myst_{each.name}" for each in dataclasses.fields(MdParserConfig)]
    if above == ("sphinx", "config"):
        return frozenset([*SPHINX, *parser]), 91
    known = parser if above == ("parse",) else SETTINGS.get(".".join(above), "").split()
    return frozenset(known), 72
