"""Rules for the words of a page: spelling, plain English and dates that stay true."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from booklint import syntax
from booklint.book import Book, pages
from booklint.config import mapping
from booklint.finding import Problem
from booklint.near_names import NearNames
from booklint.page import Page, Prose
from booklint.quotes import quoted_blanked
from booklint.registry import rule
from booklint.safe_yaml import read_yaml
from booklint.spelling import (
    COMMON_ENGLISH,
    american,
    is_first_word,
    misspellings,
    near_words,
    own_texts,
    reads_as_english,
    written_texts,
)

WORD = re.compile(
    r"(?<![\w/.@#\\:=$\ufffd\xad])(?!(?<=-).{1,4}\b)(?<![^a-z]-)[^\W\d_]{2,}(?:['’][^\W\d_]+)*(?![\w/@\\=\ufffd\xad]|[.:]\w)"
)
"""A word that is not part of a path, an address, a number or a name in code."""

SHORT_NAME = 5
"""A capitalised word within a sentence is taken for a name up to this length."""

CITED = re.compile(r"\b[^\W\d_]+,? (?:et al|&|and [A-Z]|\(?(?:19|20)\d\d)|\b[^\W\d_]+, [A-Z]\.")
"""A name as it stands before a year, another name or initials in a citation."""

RIGHT = syntax.words(
    """alt api apis app apps args blog cli config csv dask dev devs div docx doi dois edn env eval gage
    gages gdp html http https init json lang mis multline npm obj org params pdf pdfs png repo repos
    repr ror std str svg tox txt uri uris url urls utf venv webp wiki wikis wrt www xml xref yaml yml
    zip
    avant etre facto faire fait forma garde hoc jure modus operandi posteriori prima quo raison versa vis
    vitro vivo vu"""
)
"""Short forms that people write, a gauge in American English, a prefix, and parts of foreign phrases that
English has: no slips."""

LONG_PASSAGE = 12
"""From so many words on, a passage without one of the commonest English words is not English."""
LATIN = {
    **dict.fromkeys(("e.g.", "e.g", "e. g.", "eg"), "for example"),
    **dict.fromkeys(("i.e.", "i.e", "i. e.", "ie"), "that is"),
    **dict.fromkeys(("etc.", "etc"), "and so on"),
    **dict.fromkeys(("et al.", "et al"), "and others"),
    **dict.fromkeys(("ibid.", "ibid"), "the same source"),
    **dict.fromkeys(("viz.", "viz"), "namely"),
    **dict.fromkeys(("vs.", "vs"), "against"),
    **{"ca.": "about", "cf.": "compare", "n.b.": "note"},
}
"""What many readers, and most screen readers, stumble over; a strict book writes English."""
VAGUE_DATE = re.compile(
    r"\b(?:currently|recently|nowadays|presently|lately|at the moment|at present|to date|these days|"
    r"today|yesterday|tomorrow|ongoing|upcoming|so far|(?:until|till|up to|as of|right) now|"
    r"at the time of writing|in the near future|"
    r"(?:last|this|next) (?:year|month|week|summer|autumn|winter|spring|(?:mon|tues|wednes|thurs|fri)day)|"
    r"(?:an?|a few|some|several|two|three|four|five|\d+) (?:year|month|week|day)s? ago|"
    r"(?:in|over|within|during) (?:recent|the (?:coming|last|next|past)(?: few| two| three| couple of)?) "
    r"(?:year|month|week|day)s?)\b",
    re.IGNORECASE,
)


NAME = re.compile(r"(?<![\w'’./@-])[^\W\d_]{3,40}(?!\w|['’](?!s\b)|[@/]|\.\w)")
_PART = r"[A-Z][a-z](?:[\w-]|[’'](?!s\b)){2,}"
LONG_NAME = re.compile(
    rf"(?<![\w/@.#’'-]){_PART}(?:\s(?:(?:and|of|for|the|in|on|to|&)\s){{0,2}}{_PART}){{1,6}}"
)
"""Words with capital letters, with what joins them: «Engineering and Physical Sciences Research Council»."""
JOINED = re.compile(r"[A-Z][a-z]+[A-Z][a-z]{2,}")
OFTEN = 5
"""How many times a word stands in a book that is taken for a name, with its spelling."""


def _language(book: Book) -> str:
    settings = mapping(mapping(book.config.data.get("sphinx")).get("config"))
    return str(settings.get("language") or "en")


def _unread(book: Book) -> frozenset[str]:
    """The words of data and front matter that cannot be read, which may be right and stand elsewhere."""
    texts = [each.text for each in book.texts if each.path.endswith(".yml")]
    texts = [each for each in texts if read_yaml(each).error]
    texts += [page.text for page in book.pages.values() if page.front_matter_error]
    return frozenset(word.lower() for text in texts for word in WORD.findall(text))


@rule("book")
def spelling(book: Book) -> Iterator[Problem]:
    """No word is misspelt as codespell knows; none in a strict book is American or in no dictionary.

    Of the last kind are words that stand on one page alone and are one letter away from a word. In
    other books they stand once, and are one letter away from what stands there five times or more.

    Bad (lines 1, 1, 4, 6):
        The Insitute's team did not recieve it.

        Read about
        [the seperate study](https://example.org).

        ![Two partcipants at a table](table.png)

    Bad (strict, index.md, lines 1, 2):
        == _config.yml
        sphinx: {config: {language: en-GB}}
        == index.md
        The organization has
        a color of its own.

    Bad (strict, lines 1, 1):
        They will evalaute it, and redo the onboarding of a postdoc. The insitution's case is clear.

    Bad (line 2):
        A permissive licence lets you do more than another: MIT is permissive, BSD is permissive,
        and Apache is permisive; of permissive ones, take the most permissive.

    Good:
        == booklint.toml
        strict = true
        == _config.yml
        sphinx: {config: {language: en-GB}}
        == index.md
        They are focused, less biased, and preprocess ten metres of neighbouring datasets.
        A sceptical funder of the mould asked for a tuple.

        Tomasz Lipski and Katarina Berg met.

    Good (strict):
        == _data/works.yml
        one: {title: Meet the sourcers: a talk}
        == index.md
        They are the sourcers.

    Good:
        The organization has a color of its own.
        The function `recieve()` and https://example.org/recieve are left alone.
        The expert Teh Wei spoke of Borchers & Efford, and Efford (2004), 2nd edn, and of
        [`recieve`](https://example.org).

        Dans un nombre croissant de travaux, la simulation joue un rôle clef pour comprendre ces exemples.

    Good (strict):
        Thank them in the language they prefer: merci, diolch, danke.
        These say yes: merci, danke, ευχαριστώ.
    """
    if not _language(book).lower().startswith("en"):
        return
    known = misspellings()
    if book.strict and _language(book).lower() in ("en-gb", "en_gb"):
        known = {**american(), **known}
    pages = [page for page in book.things("words") if reads_as_english(page)]
    near = near_words(pages, surely=not book.strict)
    right = RIGHT | book.settings.words | _unread(book)
    for page in pages:
        for text, line in written_texts(page):
            if len(text.split()) >= LONG_PASSAGE and not COMMON_ENGLISH.search(text):
                # A quotation or a list of names may be so, and no alternative text.
                is_alt = any(image.alt == text for image in page.images)
                if book.strict and is_alt and len(OTHER_LANGUAGE.findall(text)) > 1:
                    message = f"«{text[:40]}…» is in another language than the book"
                    yield Problem(line, message, "translate it", path=page.path)
                continue
            for match in WORD.finditer(text):
                word = match[0].lower().replace("’", "'").removesuffix("'s")
                wanted = known.get(word) or near.get(word)
                if wanted is None or word in right or _may_be_name(match, text):
                    continue
                if word not in known and _is_of_languages(match, text):
                    continue
                if match[0][:1].isupper():
                    wanted = wanted[:1].upper() + wanted[1:]
                ending = match[0][len(word) :]  # «'s», or none
                choices = " or ".join(f"«{each.strip()}{ending}»" for each in wanted.split(","))
                why, fix = "is in no dictionary, and on this page alone", f"write {choices}"
                if word not in known and len(word) < SHORT:
                    fix = "correct it"  # nearly every short word is one slip from some other
                around = (each[0] for each in CLAUSE.finditer(text) if each.end() >= match.end())
                clause = next(around).strip()
                foreign = OTHER_LANGUAGE.search(clause) or (
                    word not in known and re.search(r"\b[a-z]*[ß-ÿ]", clause)
                )
                if foreign and not COMMON_ENGLISH.search(clause):
                    why = "is of another language"
                    fix = f"translate «{clause[:60]}», or take it out"
                elif word in known:
                    why = "is misspelt"
                message = f"the word «{match[0]}» {why}"
                fix += "; if the word is right, add it to `words` in the settings"
                at = line + text.count("\n", 0, match.start())
                yield Problem(at, message, fix, path=page.path)


SHORT = 5
"""From how many letters on a word that is one slip away is likely what was meant."""
CLAUSE = re.compile(r"[^.,:;!?()\n]+")
OTHER_LANGUAGE = re.compile(
    r"(?i)\b(?:das|der|die|eine?|für|ist|mit|nicht|und|avec|dans|est|les|une|las|los|para|una|het|een|niet|"
    r"bitte|hier|noch|oder|siehe|sind|wird|merci|pour|sur|voir|falta|favor|graag|nog)\b"
)
"""Frequent words of German, French, Spanish and Dutch."""


def _is_of_languages(match: re.Match[str], text: str) -> bool:
    """Whether a word is one of a list that names languages, or has words of other scripts."""
    before = text[max(match.start() - NEAR_BY, 0) : match.start()]
    after = text[match.end() : match.end() + NEAR_BY]
    begun = re.split(r"[.?!]\s", before)[-1]
    items = f"{begun}{match[0]}{re.split(r'[.?!:;]', after)[0]}".rpartition(":")[2].split(", ")
    alone = [each for each in items if len(each.split()) == 1]
    other = any(ord(sign) > LAST_LATIN for each in alone for sign in each)
    return len(alone) > 2 and (other or bool(re.search(r"\blanguages?\b", begun)))


LAST_LATIN = 0x24F
NEAR_BY = 300


def _may_be_name(match: re.Match[str], text: str) -> bool:
    word = re.sub(r"['’]s$", "", match[0])
    if word.islower():
        return False
    if word.isupper():
        return len(word) <= SHORT_NAME
    if not word.istitle():
        return True
    if CITED.match(text, match.start()) or text[: match.start()].endswith("& "):
        return True
    before = text[: match.start()].rstrip(" \n*_“\"'(‘«")
    return bool(before) and before[-1] not in ".!?:" and len(word) <= SHORT_NAME


@rule("page", strict=True)
def vague_date(page: Page) -> Iterator[Problem]:
    """No date that was true only when it was written; a template to fill in may ask for one.

    Bad (lines 1, 3, 5, 6, 7):
        The third cohort is currently running.

        Last year five organisations took part.

        So far two cohorts have met.
        The last of them ended two years ago,
        and over the past year another one was planned.

    Good:
        # Status

        In 2023 five organisations took part. “We are currently testing”, wrote the team.
        Ask whether you may write again next year.
    """
    for text, line in () if page.may_be_template else own_texts(page):
        for match in VAGUE_DATE.finditer(text):
            said = (
                re.split(r"[.!?]\s", text[: match.start()])[-1]
                + text[match.start() :].split(".")[0]
            )
            if match[0][:4].lower() == "next" and re.search(r"\byour?\b", said):
                continue  # advice, which is of the time of its reader
            message = f"«{match[0]}» is true only on the day it is written"
            fix = "give the date in full, such as «in June 2023» or «as of 23 November 2026»"
            yield Problem(line + text.count("\n", 0, match.start()), message, fix)


@rule("book", each=pages)
def plain_word(book: Book, page: Page) -> Iterator[Problem]:
    """No word of the settings' table `instead`, which says what to write for it, and no Latin in short.

    Bad (lines 2, 3, 4, 5, 5, 6):
        == booklint.toml
        strict = true
        [instead]
        "in order to" = "to"
        asap = "soon"
        == index.md
        The team met
        in order
        to talk, and In order to plan.
        Bring partners, e.g. a library, or
        ask [the library, i.e. its desk](https://example.org) etc. of it.
        Answer ASAP.

    Bad (line 2):
        == booklint.toml
        [instead]
        utilise = "use"
        == index.md
        # Lessons
        ![People utilise a whiteboard](board.png)

    Good:
        == booklint.toml
        [instead]
        utilise = "use"
        == index.md
        “We utilise it”, they wrote with IE Labs. The code `utilise` and the name Utilises stay.

        > We utilise it every day, for example in [the tool](https://example.org).
    """
    own = dict(book.settings.instead)
    instead = {**(LATIN if book.strict else {}), **own}
    if not instead:
        return
    longest_first = sorted(instead, key=len, reverse=True)
    spaced = (r"\s+".join(map(re.escape, words.split())) for words in longest_first)
    unwanted = re.compile(rf"(?<![\w.-])(?:{'|'.join(spaced)})(?![\w-])", re.IGNORECASE)
    for text, line in own_texts(page):
        for match in unwanted.finditer(text):
            found = " ".join(match[0].split())
            if found.isupper() and found.lower() not in own:
                continue  # a name
            message = f"«{found}» is not a word of this book's style"
            fix = f"write «{instead[found.lower()]}» instead"
            yield Problem(line + text.count("\n", 0, match.start()), message, fix)


@rule("book", yields_to=("recorded-name", "spelling"))
def name_spelt_otherwise(book: Book) -> Iterator[Problem]:
    """A name that a book spells in one way time after time is nowhere spelt in another.

    What stands in a data file or a bibliography is another name. On other people's books, only long
    names with a capital letter inside are looked at.

    Bad (line 2):
        JupyterHub serves. JupyterHub asks. JupyterHub waits. JupyterHub stops. JupyterHub starts.
        JupyerHub and JupyterHubs do not, and Jupyterhub does.

    Bad (strict, lines 1, 10, 11, 14):
        The EPSRC gave it, and the ESPRC told them.

        So did the EPSRC, and the ISOC.

        GitHub and Lorenz came first.
        Then GitHub and Lorenz asked.
        Again, GitHub and Lorenz wrote.
        So GitHub and Lorenz met Lorensson.
        At last GitHub and Lorenz left.
        It was Github that asked,
        and Lorens who wrote.

        Lorens wrote again.
        So did Git Hub.

    Bad (strict, line 3):
        Innovate UK gave it. So Innovate UK asked.

        InnovateUK came.

    Good (strict):
        The Stony River Trust has a Volunteer in Residence.
        Two of its Volunteers in Residence left the Stony River Trust for a Volunteer in Residence.
    """
    times: Counter[str] = Counter()
    place: dict[str, tuple[Page, Prose, str]] = {}
    for page in book.pages.values():
        for prose in page.prose:
            text = "" if prose.quoted else quoted_blanked(prose.text)
            words = NAME.findall(text)
            times.update(words)
            for word in words:
                place.setdefault(word, (page, prose, text))
    if book.strict:
        names = [each for each in times if not each.islower() and each.lower() not in times]
    else:
        names = [each for each in times if len(each) > 7 and JOINED.fullmatch(each)]
    recorded = " ".join(text.text for text in book.texts)
    in_data = Counter(NAME.findall(recorded))
    least = {False: OFTEN, True: 2 if book.strict else OFTEN}
    often = [
        each for each in names if times[each] + in_data[each] >= least[each[1:] != each[1:].lower()]
    ]
    usual = {form: each for each in often for form in _nearly(each)}
    for name in often if book.strict else ():
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
        for page in book.pages.values() if " " in words and times[name] >= OFTEN else ():
            for prose in page.prose if words in page.text else ():
                at = -1 if prose.quoted else quoted_blanked(prose.text).find(words)
                if at >= 0:
                    yield _otherwise(page.path, prose.line_of(at), words, name)
    # «InnovateUK» is «Innovate UK» everywhere else.
    joined = {
        each.replace(" ", ""): each
        for each in SEVERAL_WORDS.findall(
            " ".join(prose.text for page in book.pages.values() for prose in page.prose)
        )
    }
    for name in names:
        if book.strict and times[name] == 1 and name in joined and name not in recorded:
            page, prose, text = place[name]
            yield _otherwise(page.path, prose.line_of(text.find(name)), name, joined[name])
            continue
        meant = next((usual[form] for form in _nearly(name) if form in usual), name)
        plural = name.rstrip("s") == meant.rstrip("s")
        rare = times[name] < min(OFTEN / 2, times[meant] + in_data[meant])
        if name.isupper() and meant.istitle():
            continue
        if rare and name[0] == meant[0] and not plural and name not in recorded:
            page, prose, text = place[name]
            start = next(match.start() for match in NAME.finditer(text) if match[0] == name)
            if not is_first_word(text, start, name):
                yield _otherwise(page.path, prose.line_of(start), name, meant)
    yield from _long_names(book, recorded) if book.strict else ()


SEVERAL_WORDS = re.compile(r"(?<![\w-])[A-Z][a-z]+ [A-Z]\w+(?![\w-])")


def _otherwise(path: str, line: int, name: str, meant: str) -> Problem:
    return Problem(
        line, f"«{name}» is «{meant}» everywhere else", f"write {meant} here, too", path=path
    )


def _long_names(book: Book, recorded: str) -> Iterator[Problem]:
    """Names of several words that stand once, and more often with one word nearly the same."""
    texts = [
        (page.path, line, text.replace("\n", " "), text)
        for page in book.things("words")
        for text, line in own_texts(page)
    ]
    times = Counter(name for _, _, text, _ in texts for name in LONG_NAME.findall(text))
    near = NearNames(tuple(name for name, count in times.items() if count > 1))
    found = [
        (path, line + text.count("\n", 0, start), form, meant)
        for path, line, shown, text in texts
        if near.is_in(shown)
        for start, form, meant in near.find(shown)
    ]
    often = Counter(form for _, _, form, _ in found)
    for path, line, form, meant in found:
        if often[form] == 1 and form not in recorded and _is_slip(form.split(), meant.split()):
            yield _otherwise(path, line, form, meant)


def _is_slip(form: list[str], meant: list[str]) -> bool:
    """Whether a name has another word, not only other capitals or more of what it names.

    «Experts in Residence» are several of those, and «Data Study Groups», too.
    """
    pairs = enumerate(zip(form, meant, strict=True))
    at = next((at for at, (one, other) in pairs if one.casefold() != other.casefold()), -1)
    if at < 0:
        return False
    is_head = at + 1 == len(meant) or meant[at + 1].islower()
    return not is_head or form[at].rstrip("s") != meant[at].rstrip("s")


def _nearly(name: str) -> list[str]:
    """The forms by which a name meets those that differ by a letter, or by capitals alone.

    Initials meet those of the same letters.
    """
    if name.isupper():
        return [name, name.casefold(), name[0] + "".join(sorted(name[1:]))]
    word = name.casefold()
    short = len(word) < 5
    return [word, *(word[:at] + word[at + 1 :] for at in range(0 if short else len(word)))]


HYPHENED = re.compile(r"(?<![\w./@-])[A-Za-z]{1,20}-?[A-Za-z]{2,20}(?![\w/@-]|\.\w)")
OTHER_SENSE = re.compile(
    r"co-?op|re-?(?:cover|creation|form|lay|mark|press|sent|sign|sort|treat)s?"
)
"""Words that mean something else without their hyphen."""


@rule("book", strict=True)
def hyphen_varies(book: Book) -> Iterator[Problem]:
    """A word has its hyphen everywhere in a book, or nowhere; quotations are as they were written.

    Bad (strict, lines 2, 2, 3):
        The kick-off takes an hour. Before the kick-off, write an e-mail;
        after the kickoff, answer each email.
        An Email takes a minute, and an e-mail to all of them takes an e-mail more.

    Good (strict):
        Re-form the group, and reform the plan. They wrote "an email" and sent an e-mail
        to info@email.org, as `email.py` does.
    """
    places: dict[str, list[tuple[str, int, re.Match[str]]]] = defaultdict(list)
    for page in book.things("words"):
        for text, line in own_texts(page):
            for match in HYPHENED.finditer(text):
                places[match[0].lower()].append((page.path, line, match))
    for word in sorted(places):
        joined = word.replace("-", "")
        both_right = {word, joined} & book.settings.words or OTHER_SENSE.fullmatch(word)
        if joined == word or joined not in places or both_right:
            continue
        usual, other = sorted((word, joined), key=lambda form: (-len(places[form]), form))
        for path, line, match in places[other]:
            right = usual.capitalize() if match[0][0].isupper() else usual
            message = f"the word «{match[0]}» is «{usual}» elsewhere, {len(places[usual])} times"
            at = line + match.string.count("\n", 0, match.start())
            yield Problem(at, message, f"write «{right}»", path=path)


GIVEN = re.compile(r"((?:[\w'’&-]{1,40} ){1,9})\(([A-Z][A-Za-z]{0,7}[A-Z]s?)\)")
ACRONYM = re.compile(r"(?<![\w./@:#&+-])[A-Z]{3,6}(?=s?(?![\w/@&+-]|\.\w))")
TOLD = re.compile(
    r"\(([A-Z]{3,6})s?\)|\b([A-Z]{3,6}) \(|^\s*short_name: ([A-Z]{3,6})$|\{abbr\}`([A-Z]{3,6})",
    re.M,
)
WELL_KNOWN = frozenset(
    {"api", "avif", "bsd", "cpu", "css", "csv", "dna", "doi", "epub", "faq", "gif", "gmt", "gnu"}
    | {"gpu", "html", "http", "https", "isbn", "iso", "jpeg", "json", "mit", "not", "orcid", "pdf"}
    | {"png", "rss", "spdx", "svg", "todo", "txt", "url", "usb", "utc", "xml", "yaml", "zip"}
)
"""Short forms that readers know better than what they stand for."""
SMALL = frozenset({"a", "and", "at", "for", "in", "of", "on", "the", "to"})


class _Given(NamedTuple):
    """A short form behind some words, and where it stands."""

    path: str
    line: int
    words: tuple[str, ...]
    short: str

    def names(self) -> Iterator[tuple[tuple[str, ...], set[str]]]:
        """Each name that may be meant, the shortest first, with the letters that it may be shortened to."""
        for count in range(2, len(self.words) + 1):
            name = self.words[-count:]
            yield name, {_letters(name), _letters([each for each in name if each not in SMALL])}


def _letters(words: tuple[str, ...] | list[str]) -> str:
    return "".join(each if each.isupper() else each[0] for each in words).casefold()


@rule("book", strict=True)
def short_form(book: Book) -> Iterator[Problem]:
    """A name has one short form, with its letters in their order; a short form has one name, which is told.

    One page of the book may tell it for all, or its data.

    Bad (strict, lines 1, 5, 5):
        The British Standards Institution (BIS) wrote it.

        The Rivers and Lakes Council (RALC) and the Club of Open Practice (COOP) read it.

        The Rivers and Physics Lakes Council (RALC) and the Club of Open Practice (COP) did not.

        The Club of Open Practice (COOP) met.

    Bad (strict, line 2):
        The Office for National Statistics (ONS) and its PDF, CSV and ZIP files:
        the ONS counts its KPIs.

    Good (strict):
        Two Writers in Trains (WiTs) met a Writer in Trains (WiT) and read
        of ISO and UTC: the International Organization for Standardization (ISO) and
        Coordinated Universal Time (UTC). The United Nations (UN) and Uncertain Numbers (UN) differ.
    """
    given = list(_given(book))
    shorts: dict[tuple[str, ...], dict[str, list[_Given]]] = defaultdict(lambda: defaultdict(list))
    names: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    odd = []
    for each in given:
        short = re.sub(r"(?<=[A-Z])s$", "", each.short).casefold()
        name = next((name for name, letters in each.names() if short in letters), None)
        if name:
            known = tuple(word.casefold().removesuffix("s") for word in name)
            shorts[known][short].append(each)
            names[short].add(known)
        else:
            odd.append((each, short))
    for forms in shorts.values():
        # What the data says is right, then what stands most often.
        rank = {
            form: (any(not one.path.endswith((".md", ".ipynb")) for one in at), len(at))
            for form, at in forms.items()
        }
        usual = max(rank, key=lambda form: rank[form])
        for form, places in forms.items():
            if rank[form] < rank[usual]:
                for each in places:
                    yield _problem(
                        each, f"is short for a name that is {forms[usual][0].short} elsewhere"
                    )
    data = [each.text for each in book.texts if each.path not in book.pages]
    everything = " ".join((*(page.text for page in book.pages.values()), *data))
    for each, short in odd:
        last = each.words[-1].casefold().removesuffix("s")
        others = [name for name in names[short] if name[-1] == last]
        swapped = any(
            sorted(short) == sorted(form) for _, letters in each.names() for form in letters
        )
        if others:
            yield _problem(each, f"is short for other words elsewhere: {' '.join(others[0])}")
        elif swapped and len(re.findall(rf"\b{each.short}\b", everything)) == 1:
            yield _problem(each, "does not have the first letters of these words in their order")
    told = {each[each.lastindex or 0].lower() for each in TOLD.finditer(everything)}
    project = mapping(book.config.data.get("project"))  # MyST shows what is told there
    told |= {each.lower() for each in mapping(project.get("abbreviations"))}
    known = {*WELL_KNOWN, *book.settings.words, *told}
    for page in book.things("words"):
        for text, at in own_texts(page) if page.path in book.pages else ():
            before = 0
            for match in ACRONYM.finditer(text) if not text.isupper() else ():
                if match[0].lower() not in known:
                    known.add(match[0].lower())
                    at += text.count("\n", before, match.start())
                    before = match.start()
                    message = f"nothing tells what «{match[0]}» is short for"
                    fix = f"write «… ({match[0]})» where it first stands, or add a name to `words`"
                    yield Problem(at, message, fix, path=page.path)


def _problem(given: _Given, what: str) -> Problem:
    message = f"«{' '.join(given.words[-6:])} ({given.short})»: {given.short} {what}"
    fix = "find out which of the two is right, and write it everywhere"
    return Problem(given.line, message, fix, path=given.path)


def _given(book: Book) -> Iterator[_Given]:
    texts = [(page.path, *each) for page in book.things("words") for each in own_texts(page)]
    texts += [(text.path, text.text, 1) for text in book.texts if text.path.endswith(".yml")]
    for path, text, line in texts:
        for match in GIVEN.finditer(text.replace("\n", " ")) if "(" in text else ():
            at = line + text.count("\n", 0, match.start(2))
            yield _Given(path, at, tuple(re.split(r"[\s-]+", match[1].strip())), match[2])
