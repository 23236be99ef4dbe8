"""Moves a page and takes one out of the book, without a dead link or a record that nothing uses."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from hub.files.templates import suffixes, template_path
from hubdata.guard.tree import TAKEN
from hubdata.loading import markdown_files
from hubdata.near import did_you_mean
from hubdata.records import PageRecord, Records
from hubdata.schema import FormPage

from scaffold.case_study import ORGANISATIONS, PEOPLE
from scaffold.changes import Changes
from scaffold.data import (
    BIBLIOGRAPHY,
    TOC,
    edit_file,
    entries,
    extend,
    list_addresses,
    menu,
    parents,
    remove_records,
)
from scaffold.errors import UserError
from scaffold.pages import FACTS, label
from scaffold.questions import Answers, Kind, Question

_LINK = re.compile(r"(\]\(<?|^\[[^\]]+\]:\s*<?|\{doc\}`(?:[^`<]*<)?)([^)\s>`#]+)", re.MULTILINE)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)


def docname_of(said: str) -> str:
    """Return the name of a page, however somebody gives it: as a file, an address or a name."""
    said = said.strip().replace("\\", "/").removeprefix("./").lstrip("/")
    return re.sub(r"\.(md|html)$", "", said.removeprefix("book/"))


def _page(said: str, text: str, records: Records) -> PageRecord:
    name = docname_of(said)
    if name not in records.pages:
        known = sorted(records.pages)
        raise UserError(f"There is no page «{name[:100]}».", did_you_mean(name, known))
    return records.pages[name]


def _new_name(said: str, text: str, records: Records) -> str:
    name = docname_of(said)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*", name):
        raise UserError(
            f"«{name[:100]}» cannot be the name of a page.",
            "Write lower-case words joined by hyphens, with «/» after a folder.",
        )
    if name in records.pages:
        raise UserError(f"There is a page «{name}» already.", "Choose another name.")
    if name.split("/")[0] in TAKEN:
        raise UserError(f"The build itself writes «{name}».", "Choose another name.")
    return name


PAGE = Kind(_page)
MOVE = (
    Question("old", "Page", "Its name, such as about/gaps.", PAGE, True, bare=True),
    Question("new", "New name", "Such as about/what-is-missing.", Kind(_new_name), True, bare=True),
)
REMOVE = (
    Question("page", "Page", "Its name, such as about/gaps.", PAGE, True, bare=True),
    Question(
        "to",
        "Page that stands for it from now on",
        "Readers who come by the old address are led there; the page above it if left out.",
        PAGE,
    ),
)


def move(changes: Changes, records: Records, answers: Answers) -> str:
    """Give a page another name: file, menu, links, records, and a signpost at the old address."""
    page: PageRecord = answers.one("old")
    old, new = page.docname, answers.one("new")
    if old == menu(changes)["root"]:
        raise UserError("The front page cannot be moved.", "Move another page.")
    written = changes.read(f"book/{old}.md")
    if old.rpartition("/")[0] != new.rpartition("/")[0] and re.search(
        r"(?m)^[`:]{3,}\{forms\}", written
    ):
        raise UserError(
            f"The page lists what lies in its own folder, «{old.rpartition('/')[0]}/».",
            "Give it another name in that folder, or move the pages that it lists first.",
        )
    cohort = getattr(page.meta, "cohort", None)
    others = {each for each in records.cohorts if each != cohort} & {*new.split("/")}
    if cohort and others:
        raise UserError(
            f"The page is of the cohort {cohort}, and that folder of {min(others)}.",
            "Choose the folder of its own cohort, or correct «cohort:» on the page first.",
        )
    text = _relinked(written, old, new, old, new)
    changes.create(f"book/{new}.md", text)
    changes.remove(f"book/{old}.md")
    extend(changes, f"book/{new}.md", ("redirect_from",), [old])
    edit_file(changes, f"book/{new}.md", partial(_come_back, new))
    for other in _others(changes, old):
        changes.write(
            f"book/{other}.md", _relinked(changes.read(f"book/{other}.md"), other, other, old, new)
        )
    for guide in _guides(changes, old):
        text = changes.read(guide)
        changes.write(guide, text.replace(f"book/{old}.md", f"book/{new}.md"))
    _in_records(changes, old, new)
    _in_menu(changes, old, new)
    _list(changes, page, new)
    return f"book/{new}.md"


def _come_back(name: str, front_matter: Any) -> None:
    """Take away the signpost at an old address of a page that gets it back."""
    if name in front_matter["redirect_from"]:
        front_matter["redirect_from"].remove(name)


def remove(changes: Changes, records: Records, answers: Answers) -> str:
    """Take a page out: file, menu, records that only it used, and a signpost at its address."""
    page: PageRecord = answers.one("page")
    name = page.docname
    root, above = menu(changes)["root"], parents(changes)
    if name == root:
        raise UserError("The front page cannot be removed.", "Change its text.")
    below = [child for child, parent in above.items() if parent == name]
    if below:
        raise UserError(
            f"{len(below)} pages stand below «{name}» in the menu: {', '.join(below)}.",
            "Move or remove them first.",
        )
    successor = answers.one("to") or records.pages[above.get(name) or root]
    if successor is page:
        raise UserError("A page cannot stand for itself.", "Name another page as --to.")
    places = [*_links_to(changes, page, records), *_guides(changes, name)]
    if places:
        raise UserError(
            f"These lines lead to «{name}»: {', '.join(places)}.",
            "Change them first, or use `move` if the page only gets another name.",
        )
    if users := [*_records_naming(records, name)]:
        raise UserError(
            f"The page is that of {', '.join(users)}.", "Give that record another page first."
        )
    changes.remove(f"book/{name}.md")
    _in_menu(changes, name, None)
    old_addresses = [name, *page.meta.redirect_from]
    extend(changes, f"book/{successor.docname}.md", ("redirect_from",), old_addresses)
    _list(changes, page, None)
    _in_gaps(changes, name, None)
    _drop_records(changes, records, page)
    return successor.path


# --- links -----------------------------------------------------------------------------------------------


def _others(changes: Changes, but: str) -> Iterator[str]:
    book = changes.top / "book"
    names = (file.relative_to(book).with_suffix("").as_posix() for file in markdown_files(book))
    yield from (name for name in names if name != but)


def _guides(changes: Changes, name: str) -> list[str]:
    """Return the files beside the book that lead to a page."""
    guides = [path for path in ("README.md", "CONTRIBUTING.md") if changes.exists(path)]
    return [path for path in guides if f"book/{name}.md" in changes.read(path)]


def _target(link: str, page: str) -> str:
    """Return the page that a link on a page leads to, as its name; nothing for a link elsewhere."""
    if _OUTSIDE.match(link):
        return ""
    folder = "" if link.startswith("/") else posixpath.dirname(page)
    path = posixpath.normpath(posixpath.join(folder, link.lstrip("/")))
    return re.sub(r"\.(md|html)$", "", path)


def _relinked(text: str, page: str, page_new: str, old: str, new: str) -> str:
    """Return the text of a page with its links to `old` leading to `new`.

    If the page itself moves, all its relative links are written anew.
    """

    def changed(match: re.Match[str]) -> str:
        link = match[2]
        target = _target(link, page)
        if not target or (link.startswith("/") and target != old):
            return match[0]
        if target != old and page == page_new:
            return match[0]
        suffix = ".md" if link.endswith(".md") else ".html" if link.endswith(".html") else ""
        known = target if target != old else new
        if not suffix and "doc}" not in match[1] and target != old:
            known = posixpath.normpath(posixpath.join(posixpath.dirname(page), link))
        if link.startswith("/"):
            return f"{match[1]}/{known}{suffix}"
        return match[1] + posixpath.relpath(known, posixpath.dirname(page_new) or ".") + suffix

    return _LINK.sub(changed, text)


def _links_to(changes: Changes, page: PageRecord, records: Records) -> Iterator[str]:
    """Yield file and line of every link to a page, by its file or by one of its labels."""
    text = changes.read(f"book/{page.docname}.md")
    labels = "|".join(map(re.escape, re.findall(r"(?m)^\(([\w-]+)\)=", text)))
    by_label = (
        re.compile(rf"\]\(<?#?(?:{labels})>?\)|\{{ref\}}`[^`]*\b(?:{labels})>?`")
        if labels
        else None
    )
    for other in _others(changes, page.docname):
        for number, line in enumerate(changes.read(f"book/{other}.md").splitlines(), 1):
            leads = any(_target(m[2], other) == page.docname for m in _LINK.finditer(line))
            if leads or (by_label and by_label.search(line)):
                yield f"book/{other}.md:{number}"


# --- menu, addresses, records ------------------------------------------------------------------------------


def _in_menu(changes: Changes, old: str, new: str | None) -> None:
    """Rename the line of a page in the menu, below the index of its new folder, or take it out."""
    leaves = new and posixpath.dirname(new) != posixpath.dirname(old)

    def change(data: Any) -> None:
        known = {entry.get("file"): entry for _, _, entry in entries(data)}
        home = known.get(f"{posixpath.dirname(new)}/index") if leaves else None
        for siblings, place, entry in entries(data):
            if entry.get("file") != old:
                continue
            if new:
                entry["file"] = new
            if home is not None or not new:
                siblings.pop(place)
                for holder in (data, *known.values()):
                    if holder.get("sections") == []:
                        del holder["sections"]
            if home is not None:
                home.setdefault("sections", []).append(entry)
            return

    edit_file(changes, TOC, change)


def _list(changes: Changes, page: PageRecord, new: str | None) -> None:
    """Bring the list of addresses up to date: downloads cannot leave a signpost, pages do."""
    fresh = [f"{new}.html"] if new else []
    gone: list[str] = []
    if isinstance(page.meta, FormPage):
        gone = [template_path(page.docname, suffix) for suffix in suffixes(page)]
        fresh += [template_path(new, suffix) for suffix in suffixes(page)] if new else []
    list_addresses(changes, fresh, [each for each in gone if each not in fresh])


def _records_naming(records: Records, name: str) -> Iterator[str]:
    yield from (f"the cohort {key}" for key, each in records.cohorts.items() if each.page == name)
    yield from (f"the lesson {key}" for key, each in records.lessons.items() if each.page == name)
    identity = records.identity
    if name in (*identity.links, *identity.pages.model_dump().values()):
        yield "identity.yml"


def _in_records(changes: Changes, old: str, new: str) -> None:
    def change(data: Any) -> None:
        for record in data.values():
            if record.get("page") == old:
                record["page"] = new

    for name in ("cohorts", "lessons"):
        edit_file(changes, f"book/_data/{name}.yml", change)

    def change_identity(data: Any) -> None:
        for key, docname in data["pages"].items():
            if docname == old:
                data["pages"][key] = new
        links = data.get("links") or {}
        for place, (docname, shown) in enumerate([*links.items()]):
            if docname == old:
                del links[old]
                links.insert(place, new, shown)

    edit_file(changes, "book/_data/identity.yml", change_identity)
    _in_gaps(changes, old, new)


def _in_gaps(changes: Changes, old: str, new: str | None) -> None:
    """Let the gaps that would fill a field of a page name it anew, or no field."""

    def change(data: Any) -> None:
        for gap in data.values():
            if str(gap.get("field", "")).startswith(f"pages.{old}."):
                if new:
                    gap["field"] = gap["field"].replace(old, new, 1)
                else:
                    del gap["field"]

    edit_file(changes, "book/_data/gaps.yml", change)


def _drop_records(changes: Changes, records: Records, page: PageRecord) -> None:
    """Take out the facts of a page, and the organisations, people and sources only it used."""
    prefix = f"{label(page.docname)}-"
    remove_records(
        changes, FACTS, [key for key in records.facts if re.fullmatch(rf"{prefix}\d+", key)]
    )
    for organisation in getattr(page.meta, "organisations", ()):
        if not _is_named(changes, organisation, but=(ORGANISATIONS, PEOPLE)):
            experts = records.organisations[organisation].experts
            remove_records(changes, ORGANISATIONS, [organisation])
            only = [
                key
                for key in experts
                if all(role.organisation == organisation for role in records.people[key].roles)
                and not _is_named(changes, key, but=(PEOPLE,))
            ]
            remove_records(changes, PEOPLE, only)
            _drop_roles(changes, organisation)
    for key in getattr(page.meta, "sources", ()):
        if not _is_named(changes, key, but=(BIBLIOGRAPHY,)):
            text = changes.read(BIBLIOGRAPHY)
            entry = re.compile(rf"(?ms)^@\w+\s*\{{\s*{re.escape(key)}\s*,.*?(?=^[@%]|\Z)")
            changes.write(BIBLIOGRAPHY, re.sub(r"\n+\Z", "\n", entry.sub("", text, count=1)))


def _drop_roles(changes: Changes, organisation: str) -> None:
    """Take the organisation out of what is said of people who did more than represent it."""

    def change(data: Any) -> None:
        for person in data.values():
            for role in list(person["roles"]):
                if role.get("organisation") == organisation:
                    person["roles"].remove(role)

    edit_file(changes, PEOPLE, change)


def _is_named(changes: Changes, key: str, but: Iterable[str]) -> bool:
    """Whether any page or file of data still holds this id, but for some files."""
    word = re.compile(rf"(?<![\w/-]){re.escape(key)}(?![\w/-])")
    return any(word.search(changes.read(path)) for path in _sources(changes) if path not in but)


def _sources(changes: Changes) -> Iterator[str]:
    book: Path = changes.top / "book"
    files = [*markdown_files(book), *(book / "_data").glob("*.yml"), book / "references.bib"]
    paths = (f"book/{file.relative_to(book).as_posix()}" for file in files)
    yield from (path for path in paths if changes.exists(path))
