"""Finds what must not lie in the book, from the disk alone, before any other program reads a file."""

import os
import re
from collections.abc import Iterable, Iterator
from importlib.machinery import PathFinder
from pathlib import Path, PurePosixPath

from booklint.alt import MARKUP
from booklint.invisible import escape_invisible as visible

from ..near import did_you_mean, nearest
from ..schema import FILES, SINGLE
from ..strict_yaml import Problem, RecordError, YamlFile, read_yaml
from .bounds import most
from .pictures import PICTURES, picture_problem
from .texts import formulas, text_problems

TEXTS = frozenset({".bib", ".csv", ".json", ".md", ".ris", ".txt"})
"""What a page may offer for download besides pictures: all of it can be read in a review."""

SPECIAL = ("_data", "_ext", "_static", "_templates")
SETTINGS = ("_config.yml", "_toc.yml", "references.bib")
LEFT_OUT = frozenset({"_build", "__pycache__", "Thumbs.db"})
_BACKUP = re.compile(r".*~|#.*#|.*\.(bak|orig|rej)")

NO_FIELDS = {
    "_config.yml": ("The settings have no fields.", "Begin with «title: …»."),
    "_toc.yml": ("The menu has no fields.", "Begin with «format: jb-book» and «root: index»."),
}
"""What is said of a file without fields, which another program would end at, and what to write."""

TAKEN = frozenset(
    {
        "404",
        "genindex",
        "print",
        "py-modindex",
        "search",
        "cards",
        "citations",
        "data",
        "downloads",
        "pagefind",
        "words",
    }
    | {"feed.xml", "llms.txt", "objects.inv", "robots.txt", "site.webmanifest", "sitemap.xml"}
)
"""Names at the top of the site under which the build itself writes files."""

_NAME = re.compile(r"[a-z0-9]+(?:[._-]+[a-z0-9]+)*")
_ODD_NAME = (
    "A name here is lower-case letters from a to z, digits, hyphens, dots and underscores, "
    "so that it is the same on every machine and in every address. Rename it."
)


def tree_problems(book: Path) -> Iterator[Problem]:
    """Yield every problem of the files in a book and in the figures beside it.

    Links are found and never followed; what is hidden (`.git`, an editor's own files) is no part of
    the book. `book` is the folder with _config.yml, without links in its path.
    """
    yield from settings_problems(book, loaded=True)
    figures = book.parent / "figures"
    entries = list(_entries(book))
    entries += [figures] if figures.is_symlink() else _entries(figures)
    for file in entries:
        yield from _no_file(book, file) or _file(book, file)


def is_left_out(name: str) -> bool:
    """Tell whether a name is no part of the book: hidden, made by a program, or an editor's copy."""
    return name.startswith(".") or name in LEFT_OUT or _BACKUP.fullmatch(name) is not None


def _entries(top: Path) -> Iterator[Path]:
    """Yield every file and link below a folder that is part of the book."""
    for folder, folders, names in os.walk(top):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in LEFT_OUT]
        for name in sorted([*folders, *names]):
            file = Path(folder, name)
            hidden = is_left_out(name)
            if not hidden and (name in names or file.is_symlink()):
                yield file
        folders.sort()


def _no_file(book: Path, file: Path) -> list[Problem]:
    """Return the problem of a link, of a pipe, whose reader waits without end, or of a device."""
    path = _shown(book, file)
    if file.is_symlink():
        message = f"This is a symbolic link to «{visible(str(file.readlink()))}»."
        return [Problem(path, 1, message, "Put the file or folder itself here.")]
    if file.exists() and not file.is_file():
        return [Problem(path, 1, "This is no file, but a pipe or a device.", "Remove it.")]
    return []


def _shown(book: Path, file: Path) -> str:
    return visible(file.relative_to(book.parent).as_posix())


def _file(book: Path, file: Path) -> Iterator[Problem]:
    path = _shown(book, file)
    suffix = file.suffix
    inside = PurePosixPath(file.relative_to(book.parent).as_posix())
    parts = inside.parts[1:]
    if inside.parts[0] == book.name and (problem := place_problem(path, parts)):
        yield problem
        return
    if parts[0] in ("_ext", "_static", "_templates", "draw"):
        return
    if suffix in PICTURES:
        yield from _large(path, file, "picture") or picture_problem(path, file)
    elif suffix in (".md", ".yml", ".bib"):
        large = _large(path, file, "page" if suffix == ".md" else "text")
        yield from large or _text(path, file)
    elif suffix == ".csv":
        text = file.read_bytes().decode("utf-8", "replace")
        yield from _large(path, file, "text") or formulas(path, text)


def place_problem(path: str, parts: tuple[str, ...]) -> Problem | None:
    """Return why a file may not lie at a place of the book, or None.

    `parts` are the names of its folders below the book, and its own.
    """
    known = {f"{name}.yml" for name in (*SINGLE, *FILES)}
    # What differs from one of ours by its letters' case is another fault, which has a rule of its own.
    if parts[0] == "_data" and len(parts) == 2 and parts[1].lower() not in known:
        fix = did_you_mean(PurePosixPath(parts[1]).stem, sorted((*SINGLE, *FILES)), whole=True)
        return Problem(path, 1, "No program reads this file of data.", fix)
    if parts[0] in (*SPECIAL, *SETTINGS):
        return None
    suffix = PurePosixPath(parts[-1]).suffix
    if any(not _NAME.fullmatch(part) for part in parts):
        return Problem(path, 1, "This name is not allowed.", _ODD_NAME)
    if suffix != ".md" and suffix not in PICTURES | TEXTS:
        message = f"A file of the kind «{suffix}» has no place in the book."
        return Problem(path, 1, message, "Write a page as «.md», and data to download as «.csv».")
    name = parts[0].removesuffix(".md") if len(parts) == 1 else parts[0]
    if name in TAKEN:
        message = f"The build itself writes «{name}» into the site."
        return Problem(path, 1, message, "Choose another name.")
    return None


def _large(path: str, file: Path, kind: str) -> list[Problem]:
    if file.stat().st_size <= most(kind):
        return []
    message = f"The file is larger than {most(kind):,} bytes."
    return [Problem(path, 1, message, "Split it up, or shrink it.")]


def _text(path: str, file: Path) -> Iterable[Problem]:
    # Wrong bytes are the business of whoever reads the text; here they must not hide the rest.
    text = file.read_bytes().decode("utf-8", "replace")
    yield from text_problems(path, text)
    if file.name == "_toc.yml":
        pages = (each for each in _entries(file.parent) if each.suffix == ".md")
        names = (each.relative_to(file.parent).with_suffix("").as_posix() for each in pages)
        yield from menu_problems(path, text, names)


def settings_problems(book: Path, loaded: bool = False) -> list[Problem]:
    """Return what is wrong with the settings and the menu, which other programs read without bounds.

    Once the extensions are `loaded`, they are there: plain Sphinx has others than the settings name.
    """
    found = []
    for name in ("_config.yml", "_toc.yml"):
        file = book / name
        if odd := _no_file(book, file):
            found += odd
        elif file.exists():
            text = file.read_bytes().decode("utf-8", "replace")
            try:
                found += fields_problem(_shown(book, file), name, text, loaded)
            except RecordError as error:
                found += error.problems
    return found


def fields_problem(path: str, name: str, text: str, loaded: bool = False) -> list[Problem]:
    """Return what is wrong with settings or a menu that has no fields, or with what the settings name.

    Raises `RecordError` as YAML does.
    """
    file = read_yaml(text, path)
    if not isinstance(file.data, dict):
        return [Problem(path, 1, *NO_FIELDS[name])]
    if name != "_config.yml":
        return []
    missing = [] if loaded else _extensions(path, file)
    return [*missing, *_idle(path, file), *_copied(path, file), *_executed(path, file)]


def _extensions(path: str, file: YamlFile) -> Iterator[Problem]:
    """Yield the extensions that are not installed, which another program would end at."""
    local = [place[2] for place in file.lines if place[:2] == _LOCAL and len(place) == 3]
    for place, line in file.lines.items():
        name = str(_value(file, place)) if place[:-1] in _EXTENSIONS else ""
        if name and name not in local and not _is_installed(name):
            fix = "Correct the name, or add its package to requirements.in and run `make lock`."
            if _is_installed(name.replace("-", "_")):
                fix = f"Write «{name.replace('-', '_')}»."
            yield Problem(path, line, f"There is no extension «{name[:60]}».", fix)


def _copied(path: str, file: YamlFile) -> Iterator[Problem]:
    """Yield the files outside of the book that would be published with it."""
    for place, line in file.lines.items():
        value = _value(file, place)
        named = isinstance(value, str) and not _COPIED.isdisjoint(place)
        if named and (value.startswith(("/", "~")) or ".." in value.split("/")):
            message = f"«{value[:60]}» lies outside of the book, and would be published."
            yield Problem(path, line, message, "Put it below the book's folder.")


def _executed(path: str, file: YamlFile) -> Iterator[Problem]:
    """Yield the setting by which the code of pages would be run."""
    place = ("execute", "execute_notebooks")
    if place in file.lines and _value(file, place) not in ("off", False):
        message = f"«{_value(file, place)}» runs the code of pages, which anybody may propose."
        yield Problem(path, file.lines[place], message, 'Write «execute_notebooks: "off"».')


def _idle(path: str, file: YamlFile) -> Iterator[Problem]:
    """Yield each setting of Jupyter Book that is misspelt, or that only its own theme obeys."""
    for place, line in file.lines.items():
        obeyed = _OBEYED.get(place[:-1], ()) if place else ()
        if obeyed and place[-1] not in obeyed:
            message = (
                f"The setting «{'.'.join(map(str, place))[:60]}» changes nothing in this book."
            )
            near = nearest(str(place[-1]), obeyed, whole=True, at_least=75)
            fix = f"Did you mean «{near}»?" if near else "Remove it."
            yield Problem(path, line, message, fix)


_OBEYED = {
    (): (
        *("author", "bibtex_bibfiles", "copyright", "exclude_patterns", "execute", "html", "latex"),
        *("only_build_toc_files", "parse", "repository", "sphinx", "title"),
    ),
    ("execute",): ("execute_notebooks",),
    ("html",): ("baseurl", "use_multitoc_numbering"),
    ("latex",): ("latex_engine", "use_jupyterbook_latex"),
    ("parse",): ("myst_enable_extensions", "myst_substitutions", "myst_url_schemes"),
    ("repository",): ("branch", "url"),
    ("sphinx",): ("config", "extra_extensions", "local_extensions", "recursive_update"),
}
"""The settings that Jupyter Book hands on and this site obeys. Sphinx itself judges «config»."""

_COPIED = frozenset(
    f"{edition}{what}"
    for edition in ("", "html_", "epub_", "latex_")
    for what in ("additional_files", "cover", "extra_path", "favicon", "logo", "static_path")
)
_LOCAL = ("sphinx", "local_extensions")
_EXTENSIONS = (("sphinx", "extra_extensions"), ("sphinx", "config", "extensions"))


def _is_installed(name: str) -> bool:
    """Tell whether Python would find a module, without running any part of it."""
    parts, folders = name.split("."), None
    for number in range(len(parts)):
        if number and not folders:
            return False
        found = PathFinder.find_spec(".".join(parts[: number + 1]), folders)
        if found is None:
            return False
        folders = found.submodule_search_locations
    return True


def menu_problems(path: str, text: str, documents: Iterable[str] = ()) -> list[Problem]:
    """Return why a menu cannot be read, or the entries that lead out of the book or to no page.

    `documents` are the names of the book's pages, without suffix; with none, patterns are not judged.
    """
    try:
        menu = read_yaml(text, path)
    except RecordError:
        return []  # said by `settings_problems`
    wrong, nothing = [*_wrong_values(path, menu)], [*_does_nothing(path, menu)]
    if wrong or (malformed := _malformed(path, menu)):
        return [*wrong, *nothing] or malformed
    return [
        Problem(path, line, "The menu leads to pages of this book only.", _inside(menu, place))
        for place, line in menu.lines.items()
        if place and (place[-1] == "url" or _leads_out(menu, place))
    ] + [*nothing, *_patterns(path, menu, list(documents))]


_MENU_WORDS = frozenset({"caption", "file", "format", "glob", "root", "title", "url"})
_MENU_SWITCHES = frozenset({"hidden", "reversed", "titlesonly"})
_MENU_NUMBERS = frozenset({"numbered", "restart_numbering", "style"})
_MENU_PART = (
    frozenset({"caption", "chapters", "entries", "items", "sections"})
    | _MENU_SWITCHES
    | {"maxdepth"}
)
_MENU_OPTIONS = ("caption", "hidden", "maxdepth", "reversed", "titlesonly")


def _wrong_values(path: str, menu: YamlFile) -> Iterator[Problem]:
    """Yield each field whose value is of another kind than the program that reads menus wants.

    That program says it without a line, or ends.
    """
    for place, line in menu.lines.items():
        if not place or "meta" in place or isinstance(place[-1], int):
            continue
        name, value = place[-1], _value(menu, place)
        message = fix = ""
        if name in _MENU_WORDS and not isinstance(value, str):
            message, fix = f"«{name}» is no text.", f'Put words between quotes: «{name}: "2023"».'
        elif name in ("caption", "title") and MARKUP.search(value):
            message, fix = f"«{name}» holds markup, which a menu prints.", "Write plain words."
        elif name in _MENU_SWITCHES and not isinstance(value, bool):
            message, fix = f"«{name}» is a switch.", "Write «true» or «false»."
        elif name == "maxdepth" and type(value) is not int:
            message, fix = f"«{name}» is a number.", "Write it in digits."
        elif name in ("options", "defaults") and not isinstance(value, dict):
            message, fix = (
                f"«{name}» holds no field.",
                f"Write «{name}:», and below it «caption: Words».",
            )
        elif place[-2:-1] in (("options",), ("defaults",)) and not (
            name in _MENU_OPTIONS or name in _MENU_NUMBERS
        ):
            message = f"There is no option «{str(name)[:60]}» of the menu."
            fix = did_you_mean(str(name), _MENU_OPTIONS, whole=True)
        if message:
            yield Problem(path, line, message, fix)


def _does_nothing(path: str, menu: YamlFile) -> Iterator[Problem]:
    """Yield each option that numbers pages, as no edition does, and what a part of a menu does not read."""
    for place, line in menu.lines.items():
        if place and place[-1] in _MENU_NUMBERS:
            message = f"The option «{place[-1]}» changes nothing: no page here has a number."
            yield Problem(path, line, message, "Remove it.")
        elif place[-3:-2] in (("parts",), ("subtrees",)) and place[-1] not in _MENU_PART:
            message = f"«{place[-1]}» changes nothing here: a part has a caption and its chapters."
            fix = "Write «caption: …», or put a page below «chapters:», as «- file: …»."
            yield Problem(path, line, message, fix)


def _patterns(path: str, menu: YamlFile, documents: list[str]) -> Iterator[Problem]:
    """Yield each entry that no page has the name of, and patterns that find what the menu has elsewhere."""
    from sphinx.util.matching import patfilter

    named = {
        str(_value(menu, place)).removesuffix(".md"): line
        for place, line in menu.lines.items()
        if place and place[-1] in ("file", "root")
    }
    for name, line in named.items():
        if documents and name not in documents and not name.startswith(("/", "~", "..")):
            near = nearest(name, documents, whole=True, at_least=75)
            fix = f"Did you mean «{near}»?" if near else "Correct its path, or remove the entry."
            yield Problem(path, line, f"There is no page «{name[:60]}».", fix)
    for place, line in menu.lines.items():
        if not documents or place[-1:] != ("glob",) or _leads_out(menu, place):
            continue
        pattern = str(_value(menu, place))
        found = patfilter(documents, pattern)
        if not found:
            fix = "Write it as «folder/*», without a suffix."
            yield Problem(path, line, f"No page has a name like «{pattern[:60]}».", fix)
        again = next((name for name in found if name in named), "")
        if again:
            message = f"«{pattern[:60]}» also finds «{again}», which stands on line {named[again]}."
            yield Problem(path, line, message, "Write the other pages one by one, as «- file: …».")
        named |= dict.fromkeys(found, line)


def _malformed(path: str, menu: YamlFile) -> list[Problem]:
    """Return what the program that reads menus has to say, which it says without a line."""
    from sphinx_external_toc.parsing import MalformedError, parse_toc_data

    try:
        parse_toc_data(menu.data)
    except MalformedError as error:
        said, _, where = str(error).partition(" @ ")
        steps = re.findall(r"\w+", where)
        place = tuple(int(step) if step.isdigit() else step for step in steps)
        words = re.sub(r", allowed: .*|: <class .*", "", said).replace("{", "").replace("}", "")
        if twice := re.search(r"multiple times: '(.+)'", said):
            lines = [
                line
                for at, line in menu.lines.items()
                if at and at[-1] in ("file", "root") and _value(menu, at) == twice[1]
            ]
            return [Problem(path, lines[-1] if lines else 1, f"{_TOLD}: {words}.", "Keep one.")]
        fix = (
            "Begin with «format: jb-book» and «root: index»; then write «chapters:» with «- file: …», "
            "or «parts:», each with «caption:» and «chapters:»."
        )
        return [Problem(path, menu.line(place), f"{_TOLD}: {words}.", fix)]
    return []


_TOLD = "The menu cannot be read"


def _value(menu: YamlFile, place: tuple) -> object:
    value = menu.data
    for step in place:
        value = value[step]
    return value


def _inside(menu: YamlFile, place: tuple) -> str:
    """Say what to write for an entry that is an address, or no path from the folder of the book."""
    if place[-1] == "url":
        return "Write «file:»."
    parts = re.split(r"[/\\]", str(_value(menu, place)).lstrip("~"))
    kept = "/".join(part for part in parts if part not in ("", ".", ".."))
    return f"Write «{place[-1]}: {kept}», from the folder of the menu on."


def _leads_out(menu: YamlFile, place: tuple) -> bool:
    """Whether an entry names a path that is not below the book."""
    if place[-1] not in ("file", "glob", "root"):
        return False
    text = str(_value(menu, place))
    return text.startswith(("/", "~")) or "\\" in text or ".." in text.split("/")
