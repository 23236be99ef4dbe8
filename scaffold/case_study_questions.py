"""The questions that make a case study, and how each answer is read."""

import re

from hubdata.agreement import NOT_A_NAME_ALONE, is_name_alone
from hubdata.near import did_you_mean
from hubdata.records import Records
from hubdata.schema import Doi, Text

from scaffold import questions as q
from scaffold.errors import UserError
from scaffold.questions import Answers, Kind, Question
from scaffold.sanitise import Prose, one_line, prose

STEPS = range(3, 6)

# What the author has read → the note in the bibliography, and the choice. The page's box says it to readers.
READ = {
    "full": ("read in full", "the whole study"),
    "opening": ("opening read", "the opening only"),
    "topic": ("topic known; not read", "only what it is about"),
    "cited": ("not read; known from how others cite it", "only what others say about it"),
}


def _is_new(records: Records, answers: Answers) -> bool:
    """Whether an organisation is named that has no record yet."""
    return any(q.find(records.organisations, name) is None for name in answers.all("organisation"))


def _near(records: Records, answers: Answers) -> str:
    """Say which known organisation a new one may be, misspelt."""
    new = next(o for o in answers.all("organisation") if q.find(records.organisations, o) is None)
    near = did_you_mean(new, [record.name for record in records.organisations.values()])
    return f"«{new}» is new. {near}"


def _organisation(said: str, text: str, records: Records) -> str:
    """Return the name of an organisation, as its record has it if there is one."""
    name = q.NAME.read(said, text, records)
    for record in records.organisations.values():
        wrong = {each.casefold() for each in record.wrong_names}
        if name != record.name and name.casefold() in wrong:
            raise UserError(
                f"«{name}» is not how the organisation writes itself.", f"Write «{record.name}»."
            )
    key = q.find(records.organisations, name)
    return records.organisations[key].name if key else name


def _expert(said: str, text: str, records: Records) -> str:
    name = q.NAME.read(said, text, records)
    if key := q.find(records.people, name):
        return records.people[key].name
    if not is_name_alone(name):
        raise UserError(f"«{name}» is {NOT_A_NAME_ALONE[0]}", NOT_A_NAME_ALONE[1])
    return name


def _summary(said: str, text: str, records: Records) -> Prose:
    answer = prose(said, text)
    if not 60 <= (count := len(answer.plain.split())) <= 100:
        raise UserError(
            f"The summary has {count} words.", "Write between 60 and 100, the result first."
        )
    return answer


def _reuse(said: str, text: str, records: Records) -> tuple[Prose, Prose | None]:
    thing, _, gives = one_line(said, text, 1_000).partition(": ")
    return prose(thing, text), prose(gives, text) if gives.strip() else None


def _printed(said: str, text: str, records: Records) -> str:
    """Return words on one line; refuses signs that a bibliography would obey."""
    said = one_line(said, text)
    if found := re.search(r"[{}\\~^]", said):
        raise UserError(f"{text} holds «{found[0]}».", "Write it in words.")
    return said


def _author(said: str, text: str, records: Records) -> str:
    """Return the name of one author; several would be read as one."""
    said = _printed(said, text, records)
    if ";" in said:
        raise UserError(f"{text}: «{said}» names several.", "Give each in a line of its own.")
    return said


def _study_address(said: str, text: str, records: Records) -> tuple[str, str]:
    """Return the address and the DOI, which is empty if there is none."""
    said = one_line(said, text, 2_000)
    doi = re.sub(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(?=10\.)", "", said, flags=re.I)
    if doi.startswith("10."):
        doi = q.checked(Doi, doi, text)
        return f"https://doi.org/{doi}", doi
    return q.WEBSITE.read(said, text, records), ""


def _of_new(name: str, text: str, kind: Kind, example: str = "", how: str = "") -> Question:
    """Return a question that is asked if the book does not have the organisation yet."""
    told = f"{how}Needed if this book does not have the organisation yet."
    return Question(name, text, told, kind, True, example=example, when=_is_new, hint=_near)


SOME_KINDS = Kind(
    q.WORDS.read,
    lambda records: dict.fromkeys(each.kind for each in records.organisations.values()),
    closed=False,
)
QUESTIONS = (
    Question("cohort", "Cohort", "Its year.", q.COHORT, True, example="2024-25"),
    Question(
        "organisation",
        "Organisation",
        "Its name as it writes itself; several for a study of several, one a line.",
        Kind(
            _organisation, lambda records: [o.name for o in records.organisations.values()], False
        ),
        required=True,
        many=True,
        example="British Antarctic Survey",
    ),
    _of_new("sector", "Sector", q.record_of("sectors", "sector")),
    _of_new("kind", "Kind of body", SOME_KINDS, "Public research body", "In a few words. "),
    _of_new("field", "What the organisation works on", q.WORDS, "Polar and environmental research"),
    _of_new("website", "Website of the organisation", q.WEBSITE, "https://www.bas.ac.uk/"),
    Question(
        "expert",
        "Experts",
        "One name a line, as a public source credits them.",
        Kind(_expert),
        many=True,
    ),
    Question(
        "title",
        "Title of the page",
        "The result or the subject, in up to 100 characters.",
        q.TITLE,
        required=True,
        example="NHS England: ethics at every stage of data science",
    ),
    Question(
        "summary",
        "Summary",
        "60 to 100 words, the result first.",
        Kind(_summary, long=True, page=str),
        required=True,
    ),
    Question(
        "theme",
        "Themes",
        "A few words each, one a line.",
        q.WORDS,
        required=True,
        many=True,
        example="environmental data",
    ),
    Question(
        "practice",
        "Practices",
        "What the study is about. The book's page on practices defines each.",
        q.PRACTICE,
        required=True,
        many=True,
    ),
    Question(
        "question",
        "The question",
        "What the organisation wanted to find out or to change.",
        q.PROSE,
    ),
    Question("did", "What they did", "Two to four sentences.", q.PROSE),
    Question(
        "observed", "What was observed", "What changed, with numbers if the study has any.", q.PROSE
    ),
    Question("expected", "What was expected", "What was hoped for but not seen yet.", q.PROSE),
    Question("hard", "What was hard", "As the study says it.", q.PROSE),
    Question(
        "reuse",
        "What others can reuse",
        'One a line, as "thing: what it gives you".',
        Kind(_reuse, page=str),
        many=True,
        example="Guidance on open sourcing: the questions to ask before publishing code",
    ),
    Question(
        "step",
        "Steps to try",
        "Three to five, one a line, that follow from what the study reports.",
        q.WORDS,
        many=True,
        count=STEPS,
    ),
    Question(
        "quotation",
        "A quotation",
        "One or two sentences, word for word from the study.",
        q.line_of(Text, 1_000, long=True),
    ),
    Question(
        "speaker",
        "Who said it",
        "Name, role and organisation.",
        q.PRINTED,
        required=True,
        when=lambda _, answers: "quotation" in answers,
    ),
    Question(
        "read",
        "How much of the study you read",
        "What the page stands on.",
        q.one_of({key: choice for key, (_, choice) in READ.items()}, "degree of reading"),
        required=True,
    ),
    Question(
        "publication",
        "Title of the published study",
        "As printed.",
        Kind(_printed),
        needed=lambda answers: "address" in answers,
    ),
    Question(
        "address",
        "Address of the published study",
        "Its DOI, if it has one; otherwise from https:// on.",
        Kind(_study_address),
        example="10.5281/zenodo.15053194",
        needed=lambda answers: "publication" in answers,
    ),
    Question("year", "Year of publication", "Four digits.", q.YEAR, example="2025"),
    Question(
        "author", "Authors of the study", "One a line, in their order.", Kind(_author), many=True
    ),
    Question(
        "licence",
        "Licence of the study",
        "As its record states it.",
        Kind(_printed),
        example="CC BY 4.0",
    ),
    Question(
        "source",
        "Further sources",
        "Keys of book/references.bib.",
        q.SOURCE,
        many=True,
        form=False,
        needed=lambda answers: not ("publication" in answers and "address" in answers),
    ),
    Question("lesson", "Lessons it bears on", "Their ids.", q.LESSON, many=True, form=False),
    Question(
        "page",
        "Name of the page's file",
        "Made from the organisation or the title if left out.",
        q.FILE_NAME,
        form=False,
    ),
    q.ANSWERS,
    q.REVIEWED,
)
