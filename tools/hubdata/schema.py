"""The typed shape of this book's data: what a record may say, in the field's own words."""

import re
import unicodedata
from typing import Annotated, Literal, Self

from booklint.hosts import host, is_local
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    model_validator,
)
from pydantic_core import PydanticCustomError

from .dates import check_date
from .guard.bounds import most
from .guard.shapes import GROUPS
from .near import did_you_mean
from .slugs import slug
from .symbols import SYMBOLS

KEBAB = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DOI = r"^10\.\d{4,9}(\.\d+)*/[-._;()/:<>+A-Za-z0-9]+$"
COLOUR = r"^#[0-9a-f]{6}$"
HTTPS = r"^https?://[^\s\\]+$"
# A path of the site, with or without its suffix: no dots, so that it leads nowhere else.
OLD_PATH = r"^/?[A-Za-z0-9][A-Za-z0-9_-]*(/[A-Za-z0-9][A-Za-z0-9_-]*)*(\.html|/)?$"


def one_line(text: str) -> str:
    """Return text on one line: what it is written into may end at a line end."""
    return " ".join(text.split())


def for_everybody(address: str) -> str:
    """Return an address whose host is not one of a machine or network of one's own; raises `ValueError`."""
    if is_local(host(address)):
        raise ValueError("Write an address that everybody can open.")
    return address


def question(text: str) -> str:
    """Return a question on one line. Raises `ValueError` if it is two, or has no question mark."""
    text = one_line(text)
    if not text.endswith("?") or re.search(r"\? (?:- )?[A-Z]", text):
        raise ValueError("write one question on each line, and end it with a question mark")
    return text


MAX_NAME = most("name")
# What a name may hold although it is no letter: brackets and quotes yes, markup and addresses no.
_NO_NAME = re.compile(r"[{}<>|\\^~]|://|\A[#%+=:-]|\A\S*!\[")


def proper_name(text: str) -> str:
    """Return the name of a person or an organisation, of any script, in composed form.

    Raises `ValueError` for what no name is: nothing but signs, markup, an address.
    """
    text = one_line(unicodedata.normalize("NFC", text))
    if not any(sign.isalnum() for sign in text):
        raise ValueError("write a name, with a letter or a digit in it")
    if len(text) > MAX_NAME:
        raise ValueError(f"write a name of at most {MAX_NAME} characters")
    if found := _NO_NAME.search(text):
        raise ValueError(f"write the name without «{found[0]}»")
    return text


Name = Annotated[str, AfterValidator(proper_name)]
Date = Annotated[str, BeforeValidator(str), AfterValidator(check_date)]
Text = Annotated[str, AfterValidator(one_line), Field(min_length=2)]
Short = Annotated[str, AfterValidator(one_line), Field(min_length=1)]
Asked = Annotated[str, AfterValidator(question), Field(min_length=10, max_length=100)]
Address = Annotated[str, Field(pattern=HTTPS), AfterValidator(for_everybody)]
Doi = Annotated[str, Field(pattern=DOI)]
Id = Annotated[str, Field(pattern=KEBAB)]
Colour = Annotated[str, Field(pattern=COLOUR)]


def key_of(kind: str) -> AfterValidator:
    """Return the mark of a field that names a record, a page or a source.

    Who validates with a context of known names by their kind has it refused if there is none of this
    name; without a context, or for a kind that could not be read, nothing is said.
    """

    def check(key: str, info: ValidationInfo) -> str:
        known = (info.context or {}).get(kind)
        if known is not None and key not in known:
            several = key.replace(";", " ").split()
            # Perhaps a path is written, or a name, and not its key.
            forms = (key.removesuffix(".md"), key, slug(key))
            said = [did_you_mean(each, sorted(known)) for each in forms]
            fix = next((each for each in said if each.startswith("Did")), said[0])
            if len(several) > 1 and all(each in known for each in several):
                fix = f"Write «{', '.join(several)}»."
            fix = fix or "Add the record, or correct the name."
            context = {"fix": fix, "known": frozenset(known)}
            raise PydanticCustomError("unknown_key", "{fix}", context)
        return key

    return AfterValidator(check)


SourceKey = Annotated[str, key_of("sources")]
CohortKey = Annotated[str, key_of("cohorts")]
OrganisationKey = Annotated[str, key_of("organisations")]
PageName = Annotated[str, key_of("pages")]


class Count(BaseModel):
    """A number as a source states it: `20`, `about 40` or `over 80`."""

    model_config = ConfigDict(frozen=True)

    value: Annotated[int, Field(ge=0)]
    qualifier: Literal["", "about", "over"] = ""

    def __str__(self) -> str:
        return f"{self.qualifier} {self.value}".strip()


def _count(value: object) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return {"value": value}
    if isinstance(value, str) and (match := re.fullmatch(r"(about|over) (\d{1,9})", value)):
        return {"value": int(match[2]), "qualifier": match[1]}
    if isinstance(value, (dict, Count)):
        return value
    raise ValueError("write a number, «about 40» or «over 80»")


Number = Annotated[Count, BeforeValidator(_count)]
# 574.000 is meant as thousands, and is no whole number for YAML.
Whole = Annotated[int, Field(strict=True)]


def wrong_field(field: str, fix: str) -> PydanticCustomError:
    """Return what is raised where one field of a record does not go with the others."""
    return PydanticCustomError("wrong_field", "{fix}", {"fix": fix, "field": field})


class Record(BaseModel):
    """What every record shares: no unknown field is taken in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Sourced(Record):
    """A record whose statements are traceable: `sources` are keys of references.bib."""

    sources: list[SourceKey] = Field(min_length=1, description="keys of references.bib")


class Sector(Record):
    """A sector with its colour and symbol."""

    name: Text
    symbol: Literal[tuple(SYMBOLS)]
    colour: Colour
    dark: Colour = Field(description="the colour where the reader has chosen dark")


class Amount(Sourced):
    """A sum of money that a source names, and what was said about it."""

    period: Text = Field(description="as the source puts it, such as 2022-23 or «until 2025»")
    pounds: Annotated[Whole, Field(gt=0)]
    status: Literal["approved", "underwritten", "awarded"]


class Funder(Sourced):
    """Who paid, for what period."""

    name: Text
    award: Text | None = None
    grant: str | None = None
    start: Date | None = None
    end: Date | None = None
    amounts: list[Amount] = Field(default_factory=list)


class Hub(Sourced):
    """The programme as a whole."""

    name: Text
    short_name: Text
    host: Text
    website: Address
    status: Text
    status_date: Date
    start: Date
    funders: list[Funder]


class Licence(Record):
    """A licence under its short name, its full title and its name in the list of SPDX."""

    name: Text
    title: Text
    spdx: Text
    url: Address

    @model_validator(mode="after")
    def _is_one_licence(self) -> Self:
        """Holds a licence of Creative Commons to the address of that very licence."""
        parts = re.fullmatch(r"CC-([A-Z-]+)-(\d\.\d)", self.spdx)
        if parts and f"/{parts[1].lower()}/{parts[2]}" not in self.url:
            raise wrong_field("spdx", f"correct it, or write the address of {self.spdx}")
        return self


class CodeLicence(Record):
    """The licence of the code, and the file of the repository that holds it."""

    name: Text
    title: Text
    file: Text


class Word(Record):
    """What a book calls one of something, and several."""

    one: Text
    many: Text

    def counted(self, number: int) -> str:
        """Return the form for a number of them."""
        return self.one if number == 1 else self.many


class Words(Record):
    """What a book calls what its data calls otherwise."""

    cohort: Word
    organisation: Word
    expert: Word
    sector: Word
    case_study: Word

    def put_into(self, text: str) -> str:
        """Return a text that uses the names of the data, such as «two cohorts», in the book's words."""
        words: dict[str, str] = {}
        for name, word in self:
            one = name.replace("_", " ")
            many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
            words |= {many: word.many, one: word.one}
        forms = "|".join(sorted(words, key=len, reverse=True))

        def said(found: re.Match[str]) -> str:
            word = words[found[0].lower()]
            return f"{word[:1].upper()}{word[1:]}" if found[0][0].isupper() else word

        # All at once: what stands for one name may have another in it.
        return re.sub(rf"\b(?:{forms})\b", said, text, flags=re.IGNORECASE)


class Destinations(Record):
    """The pages to which the programs send readers."""

    people: PageName
    catalogue: PageName
    case_studies: PageName


Pair = tuple[Colour, Colour]
MIN_CONTRAST = 4.5


class Colours(Record):
    """The colours of a book, each in light and in dark."""

    paper: Pair
    wash: Pair
    line: Pair
    ink: Pair
    quiet: Pair
    link: Pair
    tint: Pair
    card: Colour = Field(description="behind the picture that social sites show")

    @model_validator(mode="after")
    def _can_be_read(self) -> Self:
        grounds = [*zip(self.paper, self.wash, self.tint, strict=True), (self.card, self.card)]
        for name in ("ink", "quiet", "link"):
            light, dark = getattr(self, name)
            for colour, ground in zip((light, dark, light), grounds, strict=True):
                for below in ground:
                    if contrast(colour, below) < MIN_CONTRAST:
                        fix = (
                            f"choose colours that can be read: «{name}» {colour} on {below} has a "
                            f"contrast of {contrast(colour, below):.1f}, and text needs {MIN_CONTRAST}"
                        )
                        raise wrong_field(name, fix)
        return self


def contrast(colour: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2 measures it, from 1 to 21."""
    lower, higher = sorted((_luminance(colour), _luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def channels(colour: str) -> tuple[int, int, int]:
    """Return red, green and blue of a colour `#rrggbb`, each from 0 to 255."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: str) -> float:
    parts = (channel / 255 for channel in channels(colour))
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


class Identity(Record):
    """What the pages say of the book and its programme, in words and colours."""

    brand: list[Text] = Field(min_length=1, description="what stands at the head of each page")
    contents: Text = Field(description="what the book holds, as a part of a sentence")
    key: Id = Field(description="how the key of a citation begins")
    handbook: Text = Field(description="the book whose chapters the practices name")
    licence: Licence
    code_licence: CodeLicence | None = None
    wrong_names: dict[str, list[Text]] = Field(
        default_factory=dict, description="right names, each with forms that must not appear"
    )
    words: Words
    pages: Destinations
    links: dict[PageName, Text] = Field(
        default_factory=dict,
        description="pages to which the foot of each page leads, and their names",
    )
    sections: dict[str, list[Text]] = Field(
        default_factory=dict, description="the type of a page → its sections in order"
    )
    may_lack: list[Text] = Field(
        default_factory=list, description="sections that a page with nothing to say leaves out"
    )
    colours: Colours


class Organisation(Sourced):
    """A partner organisation."""

    name: Name
    short_name: Name
    sector: Annotated[Id, key_of("sectors")]
    field: Text = Field(description="what the organisation works on")
    kind: Text = Field(description="public body, company, …")
    url: Address
    cohort: CohortKey
    experts: list[Annotated[Id, key_of("people")]] = Field(default_factory=list)
    background: Text | None = None
    wrong_names: list[str] = Field(
        default_factory=list, description="forms that must not appear in the book"
    )


class Role(Record):
    """What a person did for the programme."""

    role: Text
    group: Literal[GROUPS]
    cohort: CohortKey | None = None
    organisation: OrganisationKey | None = None


class Person(Sourced):
    """Somebody publicly credited."""

    name: Name
    roles: list[Role] = Field(min_length=1)


class Linked(Record):
    """Something that stands elsewhere: a recording, or a chapter of a handbook."""

    title: Text
    url: Address


class Event(Sourced):
    """Something that happened, or was planned to."""

    title: Text
    date: Date
    end: Date | None = None
    time: str | None = None
    kind: Text
    mode: Literal["in person", "online", "hybrid", "not published"] = "not published"
    place: Text | None = None
    status: Literal["held", "planned", "announced"] = "held"
    led_by: Text | None = None
    description: Text | None = None
    registered: Number | None = None
    in_person: Number | None = None
    online: Number | None = None
    participants: Number | None = None
    recording: Linked | None = None
    informal: bool = Field(default=False, description="true if the only source is meeting notes")

    @model_validator(mode="after")
    def _who_came_had_registered(self) -> Self:
        came = [each.value for each in (self.in_person, self.online) if each]
        if self.registered and sum(came) > self.registered.value:
            fix = f"find out which number is wrong: {sum(came)} came, but {self.registered.value} registered"
            raise wrong_field("in_person" if self.in_person else "online", fix)
        return self


class CurriculumItem(Sourced):
    """One topic of a cohort's training."""

    topic: Text
    purpose: Text | None = None
    led_by: Text | None = None
    when: Text | None = None
    status: Literal["held", "planned"] = "held"


class Cohort(Sourced):
    """One round of the programme."""

    number: Whole
    name: Text
    status: Literal["completed", "announced"]
    start: Date
    end: Date
    page: PageName
    summary: Text
    organisations_total: Number | None = None
    experts_total: Number | None = None
    applications: Number | None = None
    invited: Number | None = None
    changes: list[Text] = Field(default_factory=list, description="against the cohort before")
    curriculum: list[CurriculumItem] = Field(default_factory=list)
    events: list[Event] = Field(default_factory=list)


class Practice(Sourced):
    """One entry of the controlled list of practices."""

    name: Text
    definition: Text
    chapter: Linked | None = Field(
        default=None, description="of the handbook that identity.yml names"
    )


class Lesson(Sourced):
    """One lesson: its text stands in its section of the lessons page."""

    advice: Text = Field(description="verb first")
    kind: Literal["went well", "was hard", "changed"]
    grade: Literal["weak", "some", "good"] = Field(description="how strong the evidence is")
    strength: Text = Field(description="the reason for the grade, in one sentence")
    page: PageName
    organisations: list[OrganisationKey] = Field(default_factory=list)


class Output(Sourced):
    """Something that the programme published."""

    title: Text
    type: Text
    url: Address
    doi: Doi | None = None
    licence: str | None = None
    year: Whole | None = None
    cohort: CohortKey | None = None
    authors: list[str] = Field(default_factory=list)


class Quantity(Sourced):
    """One statement about a programme, with the date for which it holds."""

    text: Text
    as_of: Date | None = None


class Programme(Record):
    """A comparable cohort programme."""

    name: Text
    url: Address
    length: Quantity | None = None
    size: Quantity | None = None
    time_asked: Quantity | None = None
    support: Quantity | None = None
    output: Quantity | None = None


class Fact(Sourced):
    """One statement of the evidence register."""

    statement: Text
    confidence: Literal["published", "informal"]
    quote: bool = False
    attributed_to: Text | None = None
    note: Text | None = None


class Conflict(Sourced):
    """A point on which sources differ, and the form that this book uses."""

    topic: Text
    versions: list[Text] = Field(min_length=2)
    use: Text
    reason: Text


class Gap(Record):
    """Something that no source says, and how to fill it."""

    item: Text
    help: Text = Field(description="how somebody who knows can contribute it")
    field: str | None = Field(
        default=None, description="the field of the data that it would fill, such as hub.funders.0"
    )


class Synonyms(Record):
    """Words that mean the same to somebody who searches."""

    words: list[str] = Field(min_length=2, description="a search for one finds the others too")
    says: Literal["much", "little", "nothing"] = Field(
        default="much",
        description="how much these words say of a subject; those that say nothing are not searched",
    )


class Publication(Record):
    """The published study on which a case-study page stands."""

    title: Text | None = None
    url: Address | None = None
    doi: Doi | None = None
    year: Whole | None = None
    authors: list[Short] = Field(default_factory=list)
    licence: Text | None = None


PAGE_TYPES = (
    "front",
    "overview",
    "cohort",
    "case-study",
    "lessons",
    "playbook",
    "template",
    "kit",
    "listing",
    "about",
)


class Page(Record):
    """The front matter of any page."""

    type: Literal[PAGE_TYPES]
    description: Annotated[str, AfterValidator(one_line), Field(min_length=50, max_length=160)]
    answers: list[Asked] = Field(
        default_factory=list,
        max_length=10,
        description="questions that the page answers, in the words of those who ask them",
    )
    reviewed: Date
    redirect_from: list[Annotated[str, Field(pattern=OLD_PATH, max_length=most("name"))]] = Field(
        default_factory=list, max_length=most("addresses")
    )
    orphan: bool = False


class CaseStudy(Page):
    """The front matter of a case-study page."""

    type: Literal["case-study"]
    cohort: CohortKey
    organisations: list[OrganisationKey] = Field(min_length=1)
    themes: list[Text] = Field(min_length=1)
    practices: list[Annotated[Id, key_of("practices")]] = Field(min_length=1)
    lessons: list[Annotated[Id, key_of("lessons")]] = Field(default_factory=list)
    question: Text | None = None
    approach: Text | None = None
    changed: Text | None = None
    hard: Text | None = None
    reuse: Text | None = None
    read: Literal["full", "opening", "topic", "cited"] = Field(
        description="how much of the publication this page stands on"
    )
    publication: Publication
    sources: list[SourceKey] = Field(min_length=1)


class FormPage(Page):
    """The front matter of a page that is offered as files: a template to fill in, or a session kit."""

    type: Literal["template", "kit"]
    spreadsheet: bool = Field(
        default=False, description="whether its first table is offered as CSV and XLSX too"
    )
    facts: dict[Text, Short] = Field(
        default_factory=dict,
        description="what a reader asks first, such as who fills it in and how long it takes",
    )


class CohortPage(Page):
    """The front matter of a cohort's page."""

    type: Literal["cohort"]
    cohort: CohortKey


# The file in book/_data → the type of one record in it. Each file maps an id to its record.
FILES: dict[str, type[Record]] = {
    "sectors": Sector,
    "organisations": Organisation,
    "people": Person,
    "cohorts": Cohort,
    "practices": Practice,
    "lessons": Lesson,
    "outputs": Output,
    "programmes": Programme,
    "facts": Fact,
    "conflicts": Conflict,
    "gaps": Gap,
    "synonyms": Synonyms,
}
# The files that are one record each.
SINGLE: dict[str, type[Record]] = {"hub": Hub, "identity": Identity}
