"""Finds the case studies that share most with one of them."""

from functools import lru_cache

from .records import PageRecord, Records


def nearest(records: Records, page: PageRecord, most: int) -> list[PageRecord]:
    """Return up to `most` other case studies, those that share most first.

    A sector counts as much as two practices; of equals, the one listed first comes first.
    """
    traits = _traits(records)
    practices, own_sectors = traits[page.docname]
    shared = {
        name: len(practices & others) + 2 * len(own_sectors & their_sectors)
        for name, (others, their_sectors) in traits.items()
        if name != page.docname
    }
    names = sorted(filter(shared.get, shared), key=lambda name: -shared[name])
    return [records.pages[name] for name in names[:most]]


def sectors(records: Records, page: PageRecord) -> set[str]:
    """Return the sectors of the organisations that a case study is about."""
    return {records.organisations[key].sector for key in page.meta.organisations}


@lru_cache(maxsize=1)
def _traits(records: Records) -> dict[str, tuple[set[str], set[str]]]:
    """Return the practices and the sectors of each case study, in the order of the studies."""
    return {
        page.docname: (set(page.meta.practices), sectors(records, page))
        for page in records.case_studies
    }
