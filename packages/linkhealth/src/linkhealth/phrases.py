"""The words by which a page with a good status says that nothing is there.

Everything is matched whole and never inside a longer text: an article about «404», a novel called
«Nothing found but bones» and an estate agent's «Houses for sale» are pages like any other. The
phrases of «not found» stand in not_found.toml, with where each comes from.
"""

import re
import tomllib
from functools import cache
from importlib import resources
from unicodedata import normalize

MAX_LENGTH = 200  # a title is cut to less; so no pattern here ever meets a long text
NUMBER = re.compile(r"\b404\b")
SIGNS = re.compile(r"[^\w\s.'!]|\.(?!\w)|!(?!1\b)|_")
EXCITED = re.compile(r"!+1\b")

NAME = r"(\S+\.[a-z]{2,24}|(domain|web ?site|site)( name)?)"
FOREIGN = r"(\S+\.[a-z]{2,24}|(domain|domainname|domein|dominio|domínio|(nom de )?domaine|web ?site)(naam)?)"
PLACEHOLDER = re.compile(
    rf"((this|the) )?(premium )?({NAME} )?{NAME} (is|may be|might be|has been) (now |currently )?"
    r"(for sale|parked|expired|suspended|available for (sale|purchase))( (free|by|at|on|with) .*)?|"
    rf"((this|the) )?{NAME} has expired( is this your domain)?|buy (this|the) domain( name)?( today)?|"
    r"(premium )?domain( name)?s? (for sale|parked|expired|parking|default page)|"
    r"parked domain( name)?( (on|at|by) .*)?|(parked|registered) at \S+\.?\w*|"
    r"(this )?web ?page is parked free.*|"
    r"(this )?account( has been| is)? suspended|"
    r"(this )?web ?site (is |has )?(suspended|expired|no longer available)|site suspendu|"
    r"hier entsteht eine neue (internetpräsenz|webseite|website)|diese domain (wurde|ist) registriert|"
    r"plesk \w+ default page|welcome to (nginx|openresty|caddy)|apache2? .*default page( it works)?|"
    r"iis windows( server)?|(web server's )?default (web ?site|web|server|plesk)? ?page|"
    r"test page for .*(apache|nginx|http server).*|future home of something quite cool|"
    rf"(die(se[rs]?)? )?{FOREIGN} (steht|ist) zu(m verkauf| verkaufen)( .*)?|"
    rf"(d(it|eze) )?{FOREIGN} (is|staat) te koop( .*)?|(questo )?{FOREIGN} è in vendita( .*)?|"
    rf"(ce )?{FOREIGN} est (à vendre|expiré)( .*)?|(este )?{FOREIGN} está (en|a la|à) venda?( .*)?",
    re.IGNORECASE,
)
ABOUT_PLACEHOLDERS = re.compile(
    r"suspen|park|sale|expire|default|domain|server|apache|nginx", re.IGNORECASE
)
SIGN_IN = re.compile(
    r"(please )?(sign|log) ?in( to .*)?|login( to .*)?|sign in required|(bitte )?anmelden|anmeldung|"
    r"einloggen|connexion|se connecter|s'identifier|inloggen|aanmelden|iniciar sesi[oó]n|acceder|"
    r"accedi|entrar|logga in|log ind|logg inn|kirjaudu( sisään)?|zaloguj( się)?|logowanie|přihlášení|"
    r"вход|войти|увійти|giriş( yap)?|σύνδεση|ログイン|로그인|登录|登入",
    re.IGNORECASE,
)
# Where sites for sale send their visitors.
DEALERS = re.compile(
    r"(^|\.)(hugedomains|sedo|sedoparking|dan|afternic|parkingcrew|bodis|undeveloped|domainmarket|"
    r"buydomains|uniregistry|atom|squadhelp|brandbucket)\.(com|net)$",
    re.IGNORECASE,
)


@cache
def messages() -> tuple[re.Pattern[str], frozenset[str], re.Pattern[str]]:
    """The words around a message, the whole messages, and those with alternatives."""
    file = resources.files("linkhealth").joinpath("not_found.toml")
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    words = sorted(data["decoration"]["words"], key=len, reverse=True)
    around = re.compile(rf"\b({'|'.join(map(re.escape, words))})\b", re.IGNORECASE)
    phrases, patterns = set(), []
    for message in data["message"]:
        for phrase in message["phrases"]:
            # «We are sorry, but …»: what stands after the comma is a message too.
            parts = re.split(r"[,،，、;]", phrase)
            phrases |= {plainly(each) for each in (phrase, *(parts[1:] if len(parts) == 2 else ()))}
        for pattern in message.get("patterns", ()):
            for name, text in data["english"].items():
                pattern = pattern.replace(f"{{{name}}}", text)
            patterns.append(f"({pattern})")
    phrases |= {plainly(around.sub(" ", phrase)) for phrase in phrases}
    # The name of a page has no accents.
    phrases |= {normalize("NFD", phrase).encode("ascii", "ignore").decode() for phrase in phrases}
    return around, frozenset(phrases) - {""}, re.compile("|".join(patterns), re.IGNORECASE)


def says_nothing_is_there(words: str) -> bool:
    """True for «Page not found» and its like in many languages, and nothing more."""
    around, phrases, pattern = messages()
    plain = plainly(words)
    rest = plainly(EXCITED.sub(" ", around.sub(" ", plain)))
    if not rest:
        return bool(NUMBER.search(plain))
    return any(each in phrases or pattern.fullmatch(each) for each in (plain, rest))


def says_placeholder(words: str) -> bool:
    """True for the words of a domain that is for sale, parked, suspended or not set up."""
    return bool(PLACEHOLDER.fullmatch(plainly(words)))


def says_sign_in(words: str) -> bool:
    """True for «Sign in» and its like in many languages, and nothing more."""
    return bool(SIGN_IN.fullmatch(plainly(words)))


def plainly(words: str) -> str:
    """The words with plain apostrophes and single spaces, and without signs around or between."""
    straight = words[:MAX_LENGTH].replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
    return " ".join(SIGNS.sub(" ", straight).split()).casefold()
