"""Judges an answer: one of six verdicts in plain words, why, and what to do about it."""

import logging
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, unquote, urlsplit

# In time that grows with the text alone: an address from outside can have any length.
import re2 as re

from linkhealth.addresses import document_of, place_of, requoted
from linkhealth.answer import Answer
from linkhealth.exchange import REDIRECTS
from linkhealth.phrases import (
    ABOUT_PLACEHOLDERS,
    DEALERS,
    says_nothing_is_there,
    says_placeholder,
    says_sign_in,
)

log = logging.getLogger("linkhealth")


class Verdict(StrEnum):
    """What a link is."""

    FINE = "fine"
    MOVED = "moved for good"
    HOME = "redirects to a home page"
    BLOCKED = "blocked our robot"
    TROUBLE = "server trouble"
    GONE = "gone"


# A link of these kinds has failed; three failed runs over a week make it a report.
FAILURES = frozenset({Verdict.HOME, Verdict.TROUBLE, Verdict.GONE})


@dataclass(frozen=True)
class Judgement:
    """A verdict with its one-word reason, a sentence, a repair, and where there is one, the new
    address. `can_fail` marks the kinds that may fail a run: gone for certain, and a certificate
    that belongs to somebody else."""

    verdict: Verdict
    reason: str
    says: str
    repair: str = ""
    new_address: str = ""
    can_fail: bool = False

    @property
    def failed(self) -> bool:
        """True when a reader who follows the link does not get what the book promises."""
        return self.verdict in FAILURES


PERMANENT = frozenset({301, 308})
SHORTEST_NAME = 4
MAX_NEW_ADDRESS = 2000  # nobody would write a longer one into a page
# What says nothing of the page, but of who asks for it and how.
DOORS = frozenset(
    {401, 402, 403, 405, 406, 407, 418, 420, 423, 426, 428, 429, 431, 440, 451, 511, 999}
)
HOME_NAME = re.compile(
    r"(home(page)?|index|default|start(seite|page|sida|side)?|accueil|inicio|forside|etusivu|welcome)(\.\w{2,5})?"
)
# Their addresses are made to lead anywhere.
SHORTENER = re.compile(
    r"(www\.)?(bit\.ly|buff\.ly|goo\.gl|is\.gd|lnkd\.in|ow\.ly|purl\.(oclc\.)?org|rb\.gy|shorturl\.at|t\.co|"
    r"t\.ly|tiny\.cc|tinyurl\.com|w3id\.org|youtu\.be)"
)
# Names of languages as front pages have them; most other pairs of letters name a department.
LANGUAGE = re.compile(
    r"ar|bg|ca|cs|cy|da|de|el|en|es|et|eu|fi|fr|ga|gl|he|hi|hu|it|ja|ko|lt|lv|mt|nb|nl|nn|pl|pt|ro|ru|"
    r"sk|sl|sr|sv|th|tr|uk|vi|zh"
)
# What a site adds to tell where a visitor came from; it names no page.
TRACKING = re.compile(r"(?i)utm_\w+|ref|referr?er|source|src|from|lang|locale|redirect(ed)?")
# What belongs to one visit must not be written into a book.
VISIT = re.compile(
    r"(?i)[;?&](\w*sess(ion)?_?id\w*|sid|cfid|cftoken|\w*token|nonce|ticket|_t|ts|timestamp|"
    r"\w*cookie\w*|return_?(to|url)?|next)=|/\(S\(|/(cookie[_-]?)?consent([/?]|$)"
)
SIGN_IN = re.compile(
    r"(?i)(^|[/._-])(log[-_]?(in|on)|sign[-_]?(in|on)|sso|oauth2?|openid(-connect)?|saml2?|authorize|authenticate|idp|"
    r"shibboleth|wayf|adfs|sessions?/new|connexion|anmeld(en|ung)|einloggen|inloggen|aanmelden|"
    r"iniciar-sesion|accedi|logga-in)([/._?-]|$)"
)
SIGN_IN_HOST = re.compile(r"(?i)(log-?in|sign-?in|auth|sso|idp|accounts?|cas|wayf)\.")
NOT_FOUND_PATH = re.compile(
    r"(?i)(^|/)_?(404|(page[-_]?)?not[-_]?found|(error|status)[-_/]?404)(\.\w+)?/?$"
)
NOT_FOUND_QUERY = re.compile(
    r"(?i)(^|&)(aspxerrorpath=|(e|err|error|code|status)=(404|(page[-_]?)?not[-_]?found)\b)"
)
ABOUT_NOT_FOUND = re.compile(r"(?i)404|not-?_?found")
APOLOGY = re.compile(
    r"(?i)server error|oeps|sorry|oops|"
    r"uh[ -]?oh|whoops|hmm|error|oh no|we('re| are) sorry|ups|uups|hoppla|fehler|erreur|"
    r"désolé|entschuldigung|lo sentimos"
)
BETWEEN_TITLES = re.compile(r"\s+[|·–—:•»-]+\s+|\s*[|·–—•»]\s*")

CHECK_YOURSELF = "Open it in a browser: it is probably fine. If it is not, replace the link."
WAIT = "Nothing to do unless it lasts; then link the archived copy."
ARCHIVE = "Link the archived copy, name another source, or remove the link."


def fine(reason: str = "", says: str = "The page is there.", repair: str = "") -> Judgement:
    """A judgement of a link that works."""
    return Judgement(Verdict.FINE, reason, says, repair)


def blocked(reason: str, says: str) -> Judgement:
    """A judgement of a link that only a person can check."""
    return Judgement(Verdict.BLOCKED, reason, says, CHECK_YOURSELF)


def trouble(reason: str, says: str, can_fail: bool = False, repair: str = WAIT) -> Judgement:
    """A judgement of a server that cannot serve just now."""
    return Judgement(Verdict.TROUBLE, reason, says, repair, can_fail=can_fail)


def gone(reason: str, says: str, can_fail: bool = True, repair: str = ARCHIVE) -> Judgement:
    """A judgement of a link that leads nowhere."""
    return Judgement(Verdict.GONE, reason, says, repair, can_fail=can_fail)


BLOCKS = {
    "robots": "The site's robots.txt asks robots to stay away.",
    "told-to-wait": "The site asked us to come back later.",
    "only-ipv6": "The site is on IPv6 alone, and this machine has no way there.",
}
PASSING = {
    "dns-later": "The site's name could not be looked up just now.",
    "refused": "The server refused the connection.",
    "reset": "The server broke the connection off.",
    "timeout": "The server did not answer in time.",
    "unfinished": "The server began to answer and never finished.",
    "unreachable": "The server could not be reached.",
    "tls-trust": "The certificate has expired or nobody we know vouches for it.",
    "tls": "No secure connection could be made.",
    "odd-answer": "The server's answer could not be read.",
    "host-broken": "It redirects to a site that is down today.",
    "loop": "The site redirects in a circle.",
    "odd-redirect": "The site redirects to something that is not a web page.",
}
TROUBLES: dict[str, Judgement] = {
    "malformed": gone(
        "malformed",
        "This is not an address that a browser can open.",
        repair="Correct the address; look for a space, a bracket or a missing letter.",
    ),
    "private": gone(
        "private",
        "The address lies inside a private network, where no reader can follow.",
        repair="Name a public address, or remove the link.",
    ),
    "dns-unknown": gone("dns", "No site of this name exists any more."),
    "tls-name": trouble(
        "tls-name",
        "The certificate belongs to another name: browsers refuse to open the page.",
        can_fail=True,
        repair="Look for the site's right name; if there is none, link the archived copy.",
    ),
    **{reason: blocked(reason, says) for reason, says in BLOCKS.items()},
    **{reason: trouble(reason, says) for reason, says in PASSING.items()},
}


def judge(answer: Answer, link: str = "") -> Judgement:
    """What the answer means for a reader of `link`, the address in the book with its fragment."""
    link = link or answer.address
    if "/api/handles/" in answer.url and answer.url != answer.address:
        return judge_handle(answer)
    if answer.confirmed:
        return fine(
            "second-opinion", "LinkChecker reached the page, though our own request failed."
        )
    if answer.trouble:
        astray = answer.status is not None and answer.trouble in ("malformed", "private")
        return TROUBLES["odd-redirect" if astray else answer.trouble]
    status = answer.status or 0
    if door := locked_door(answer):
        return door
    if status in (404, 410):
        return gone(str(status), f"The server says that there is no such page ({status}).")
    if status >= 400:
        return trouble(str(status), f"The server answered with an error ({status}).")
    if 0 < status < 200:
        return TROUBLES["odd-answer"]
    if status > 300 and status not in REDIRECTS:
        return trouble(str(status), f"The server gave an answer that shows no page ({status}).")
    if status > 300:
        return trouble("lost-redirect", f"The server redirects without saying where ({status}).")
    return judge_page(answer, link)


def judge_safely(answer: Answer, link: str = "") -> Judgement:
    """What `judge` says; where it fails, the fault is ours and the link is to be looked at."""
    try:
        return judge(answer, link)
    except Exception as error:
        log.warning("Could not judge %.200r: %.200r", link or answer.address, error)
        return TROUBLES["odd-answer"]


def locked_door(answer: Answer) -> Judgement | None:
    """A judgement where the server keeps our robot out, and None where it does not."""
    if answer.page.wall:
        return blocked("challenge", "The site asks visitors to prove that they are no robot.")
    if answer.status in DOORS:
        status = answer.status
        return blocked(str(status), f"The server does not let our robot in ({status}).")
    return None


def judge_page(answer: Answer, link: str) -> Judgement:
    """What a page means that came with a good status, perhaps after redirects."""
    final = answer.final_url
    if leads_to_sign_in(link, final) or asks_to_sign_in(answer, link):
        return blocked("sign-in", "The site asks visitors to sign in.")
    if is_placeholder(answer):
        return gone(
            "placeholder",
            "Only a placeholder stands there: the name is for sale, parked, suspended or not set up.",
            can_fail=False,
        )
    if says_not_found(answer):
        return gone(
            "soft-404",
            "The page says «not found», although the server calls it fine.",
            can_fail=False,  # judged by words on a page, so never for certain
        )
    if leads_home(answer):
        return Judgement(
            Verdict.HOME,
            "home",
            "It leads to the front page of a site; what it pointed to has probably gone.",
            ARCHIVE,
        )
    if answer.page.empty or answer.status == 204:
        return trouble("empty", "The page is empty.")
    new_address = permanent_target(answer, link)
    if new_address:
        return Judgement(
            Verdict.MOVED,
            "to-https" if only_the_scheme(link, new_address) else "moved",
            f"It now lives at {new_address}",
            "Write the new address; the command that fixes links does it for you.",
            new_address=new_address,
        )
    if place_of(link) in answer.missing:
        return fine(
            "no-such-place",
            f"The page is there, but no place on it is called #{place_of(link)}.",
            "Link the page itself, or one of its headings.",
        )
    return fine()


def judge_handle(answer: Answer) -> Judgement:
    """What the DOI resolver's record means; its bad day says nothing of any DOI."""
    if door := locked_door(answer):
        return door
    if answer.trouble in ("robots", "told-to-wait"):
        return TROUBLES[answer.trouble]
    if answer.page.handle_code == 1:
        return fine("doi", "The DOI is registered.")
    if answer.page.handle_code == 100:
        return gone(
            "doi",
            "No such DOI is registered.",
            repair="Correct the DOI: compare it with the work's own page.",
        )
    if answer.page.handle_code == 200:
        return trouble(
            "doi-empty",
            "The DOI is registered, but leads nowhere yet.",
            repair="Tell its publisher, or link the work's own page.",
        )
    return trouble("doi-service", "The DOI service gave no clear answer.")


def leads_to_sign_in(link: str, final: str) -> bool:
    """True when a link that is not itself about signing in ends where visitors sign in."""
    before, after = urlsplit(link), urlsplit(final)
    by_path = SIGN_IN.search(after.path) and not SIGN_IN.search(before.path)
    by_host = SIGN_IN_HOST.match(after.netloc) and not SIGN_IN_HOST.match(before.netloc)
    return bool(by_path or by_host)


def asks_to_sign_in(answer: Answer, link: str) -> bool:
    """True when a page asks for a password and says nothing else, under an address of its own."""
    if not answer.page.password or SIGN_IN.search(urlsplit(link).path):
        return False
    title = (answer.page.title, *BETWEEN_TITLES.split(answer.page.title))
    return says_sign_in(answer.page.heading) or any(map(says_sign_in, title))


def is_placeholder(answer: Answer) -> bool:
    """True for a page that says nothing but that its name is for sale, parked or not set up, and
    for a visitor sent to who sells such names."""
    before, after = urlsplit(answer.url), urlsplit(answer.final_url)
    if DEALERS.search(after.hostname or "") and not DEALERS.search(before.hostname or ""):
        return True
    if ABOUT_PLACEHOLDERS.search(before.path):
        return False
    return answer.page.parked or any(
        says_placeholder(words)
        for words in (
            answer.page.title,
            answer.page.heading,
            *BETWEEN_TITLES.split(answer.page.title),
        )
    )


def says_not_found(answer: Answer) -> bool:
    """True when a page says nothing but «not found», or is the page to which a site sends lost
    visitors; a page about such pages, as reference works have, is not one."""
    if ABOUT_NOT_FOUND.search(urlsplit(answer.url).path):
        return False
    final = urlsplit(answer.final_url)
    name = unquote(final.path).rstrip("/").rpartition("/")[2].partition(".")[0]
    by_path = NOT_FOUND_PATH.search(final.path) or NOT_FOUND_QUERY.search(final.query)
    if answer.hops and (by_path or says_nothing_is_there(re.sub("[-_+]", " ", name))):
        return True
    title, heading = answer.page.title, answer.page.heading
    if says_nothing_is_there(heading):
        return True
    sorry = not heading or heading in title or bool(APOLOGY.match(heading))
    parts = (title, *BETWEEN_TITLES.split(title))
    return sorry and any(says_nothing_is_there(part) for part in parts)


def leads_home(answer: Answer) -> bool:
    """True when a link to a page ends at a front page that is not the page's own new site."""
    final = answer.final_url
    return (
        bool(answer.hops)
        and is_home(final)
        and not is_home(answer.url)
        and not SHORTENER.fullmatch(urlsplit(answer.url).hostname or "")
        and not is_named_after(urlsplit(final).hostname or "", answer.url)
    )


def is_named_after(host: str, url: str) -> bool:
    """True for a host that bears the name of the page: «/projects/the-hub» may become the-hub.org."""
    before = urlsplit(url)
    known = {bare(label) for label in (before.hostname or "").split(".")}
    names = {bare(name) for name in unquote(before.path).split("/")}
    labels = {bare(label) for label in host.split(".")} - known
    return any(len(label) >= SHORTEST_NAME and label in names for label in labels)


def bare(name: str) -> str:
    """A name with nothing but its letters and digits."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def is_home(url: str) -> bool:
    """True for the front page of a site, in whatever language."""
    parts = urlsplit(url)
    if not all(TRACKING.fullmatch(name) for name, _ in parse_qsl(parts.query, True)):
        return False
    names = [name for name in unquote(parts.path).lower().split("/") if name]
    if len(names) > 1:
        names[-1] = names[-1].partition(".")[0]
        # A country may stand before its language.
        names = names[1:] if len(names[0]) == 2 and is_language(names[1]) else names
    while names and is_language(names[0]):
        names = names[1:]
    return not names or (len(names) == 1 and bool(HOME_NAME.fullmatch(names[0])))


def is_language(name: str) -> bool:
    """True for «en», «en-gb» and «gb-en»."""
    parts = re.split(r"[-_]", name)
    return all(len(part) == 2 for part in parts) and any(map(LANGUAGE.fullmatch, parts))


def permanent_target(answer: Answer, link: str) -> str:
    """Where the redirects that are meant for good lead; empty when there is nothing to rewrite.

    What follows the first passing redirect belongs to the visit, not to the address.
    A way back from https to http is never proposed.
    """
    target = answer.url
    for hop in answer.hops:
        too_long = len(hop.target) > MAX_NEW_ADDRESS
        if hop.status not in PERMANENT or too_long or VISIT.search(hop.target):
            break
        target = hop.target
    if requoted(document_of(target)) == requoted(document_of(answer.url)):
        return ""
    if answer.url.startswith("https:") and not target.startswith("https:"):
        return ""
    _, sign, fragment = link.partition("#")
    return target if "#" in target else f"{target}{sign}{fragment}"


def only_the_scheme(old: str, new: str) -> bool:
    """True when two addresses differ only in http and https."""
    before, after = urlsplit(old), urlsplit(new)
    return (
        (before.scheme, after.scheme) == ("http", "https")
        and before.hostname == after.hostname
        and before.path.rstrip("/") == after.path.rstrip("/")
        and before.query == after.query
    )
