"""The codes that data and settings hold: of languages, of licences and of kinds of works."""

from __future__ import annotations

import operator
import re
from functools import cache

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from booklint.nearest import nearest
from booklint.syntax import words

LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*(?:-x(?:-[a-zA-Z0-9]{1,8})+)?")


def is_language(code: str) -> bool:
    """Whether a code is that of a language and, where two letters follow, of a country as well."""
    first, _, rest = code.partition("-")
    languages, countries = _known()
    country = rest.partition("-")[0].upper()
    known = len(country) != 2 or country in countries
    return bool(LANGUAGE.fullmatch(code)) and first.lower() in languages and known


@cache
def _known() -> tuple[frozenset[str], frozenset[str]]:
    from babel import Locale

    english = Locale("en")
    languages = frozenset(code.partition("_")[0] for code in english.languages) | {"cmn", "yue"}
    return languages, frozenset(english.territories)


LICENCES = words(
    """0BSD AFL-3.0 AGPL-3.0-only AGPL-3.0-or-later Apache-2.0 Artistic-2.0 BSD-2-Clause BSD-3-Clause
    BSL-1.0 CC0-1.0 CC-BY-2.0 CC-BY-2.5 CC-BY-3.0 CC-BY-4.0 CC-BY-NC-2.0 CC-BY-NC-3.0 CC-BY-NC-4.0
    CC-BY-NC-ND-3.0 CC-BY-NC-ND-4.0 CC-BY-NC-SA-3.0 CC-BY-NC-SA-4.0 CC-BY-ND-3.0 CC-BY-ND-4.0
    CC-BY-SA-2.0 CC-BY-SA-2.5 CC-BY-SA-3.0 CC-BY-SA-4.0 ECL-2.0 EPL-2.0 EUPL-1.2 GFDL-1.3-only
    GPL-2.0-only GPL-2.0-or-later GPL-3.0-only GPL-3.0-or-later ISC LGPL-2.1-only LGPL-2.1-or-later
    LGPL-3.0-only LGPL-3.0-or-later MIT MIT-0 MPL-2.0 ODbL-1.0 ODC-By-1.0 OGL-UK-3.0 OFL-1.1 PDDL-1.0
    PSF-2.0 Unlicense Zlib"""
)
"""The identifiers of SPDX that books and their pictures carry, to suggest one; `packaging` knows all."""


def licence_meant(text: str) -> str:
    """The identifier that was probably meant by a text that is none; nothing where it is one.

    «CC BY 4.0» is a name that people know, so it may stand as well, and CC0 has one version.
    """
    as_one = re.sub(r"[\s_]+", "-", text)
    for written in (text, as_one, as_one if as_one.upper() != "CC0" else "CC0-1.0"):
        try:
            right = canonicalize_license_expression(written)
        except InvalidLicenseExpression:
            continue
        return right if right != written else ""
    parts = _parts(as_one)
    same = [each for each in LICENCES if _parts(each) == parts]
    newest = max(same, key=lambda each: (each.startswith(as_one.upper()), each), default="")
    return newest or nearest(as_one, sorted(LICENCES), 80)


def _parts(licence: str) -> list[str]:
    """The parts of the name of a licence in an order of their own, without its version."""
    return sorted(re.sub(r"-\d[\d.]*$", "", licence.upper()).split("-"))


def is_orcid(text: str) -> bool:
    """Whether a text is four groups of four digits whose last one is the check digit of ISO 7064."""
    digits = text.replace("-", "")
    if not text or not re.fullmatch(r"\d{15}[\dX]", digits):
        return not text
    total = 0
    for digit in digits[:15]:
        total = (total + int(digit)) * 2
    return "0123456789X"[(12 - total % 11) % 11] == digits[15]


def is_isbn(text: str) -> bool:
    """Whether the last sign of ten or thirteen digits is the check digit of an ISBN; true of all else."""
    signs = [10 if sign == "X" else int(sign) for sign in re.findall(r"[0-9X]", text.upper())]
    weights = {10: range(10, 0, -1), 13: (1, 3) * 7}.get(len(signs), ())
    return sum(map(operator.mul, signs, weights)) % (11 if len(signs) == 10 else 10) == 0


WORK_TYPES = words(
    """article artwork audio bibnote book bookinbook booklet collection commentary conference customa
    customb customc customd custome customf dataset electronic image inbook incollection inproceedings
    inreference jurisdiction legal legislation letter manual mastersthesis misc movie music mvbook
    mvcollection mvproceedings mvreference online patent performance periodical phdthesis proceedings
    reference report review set software standard suppbook suppcollection suppperiodical techreport
    thesis unpublished video www xdata"""
)
"""The types of entries that BibTeX, BibLaTeX, Zotero and JabRef write."""

WORK_FIELDS = words(
    """abstract address author booktitle chapter editor edition eprint howpublished institution journal
    journaltitle keywords language location month note number organization pages publisher school series
    shorthand shorttitle subtitle title translator type urldate volume year addendum annote date doi isbn
    issn url"""
)
"""The fields of BibTeX and BibLaTeX that most works have."""
