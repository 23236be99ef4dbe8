"""The words by which a page with a good status says that nothing is there.

Everything is matched whole and never inside a longer text: an article about «404», a novel called
«Nothing found but bones» and an estate agent's «Houses for sale» are pages like any other.
"""

from __future__ import annotations

import re

# What may stand around the message without changing it. Numbers other than 404 do change it.
DECORATION = re.compile(
    r"\b(https?|404|errors?|code|status|fehler|erreur|errore|erro|fout|fejl|feil|fel|virhe|chyba|"
    r"błąd|hata|ошибка|oops|ooops|whoops|ups|uups|hoppla|oups|sorry|hmm+|uh oh|oh no|our bad|"
    r"we('re| are) sorry|entschuldigung|désolé|lo sentimos|but|the)\b|!+1\b",
    re.IGNORECASE,
)
THING = (
    r"(this |that |your |requested |web ?)*(page|url|uri|file|file or directory|content|document|"
    r"resource|article|address|link)"
)
WANTED = (
    r"( (that )?(you('re| are| were)?|we were) (requested|looking for|searching for|seeking|"
    r"trying to (reach|view|access)|tried to (reach|view|access)|wanted)| requested)?"
)
MISSING = (
    r"((is|was|has been)? ?not (found|available)|(is|was)n't (found|available)|"
    r"(can('t|not)|can not|could(n't| not)) be (found|located)|do(es)?(n't| not) (seem to )?exist|"
    r"(is )?no longer (exists?|available|here)|(has been|was|is)? ?(removed|deleted|gone)|"
    r"(is )?unavailable|missing)"
)
# The same in the languages of sources that such a book is likely to name.
OTHER_LANGUAGES = (
    r"(die |diese |angeforderte |gesuchte )*(seite|datei) ((wurde |konnte )?(leider )?nicht( mehr)? "
    r"(gefunden( werden)?|vorhanden|verfügbar)|existiert (leider )?nicht( mehr)?)",
    r"(la |cette )?page( demandée)? (est )?(introuvable|non trouvée|inexistante)",
    r"(la |cette )?page( demandée)? (n'existe (pas|plus)|n'a pas été trouvée)",
    r"(la |esta )?página (que busca(s)? )?(no (encontrada|existe|disponible|se ha encontrado))",
    r"no se (ha )?(encontrado|encuentra|encontró) (la|esta) página",
    r"(la |questa )?pagina (non (trovata|esiste|disponibile)|inesistente)",
    r"(a |esta )?página (não (encontrada|existe|foi encontrada|disponível)|inexistente)",
    r"(de(ze)? )?pagina ((is )?niet (gevonden|beschikbaar)|bestaat niet( meer)?)",
    r"(den här )?sidan (kunde inte hittas|hittades inte|finns inte( längre)?|saknas)",
    r"siden (blev|ble|kunne) ikke (fundet|funnet|findes)|siden (findes|finnes) ikke",
    r"fant ikke siden|sivua ei (löytynyt|löydy)",
    r"nie znaleziono (takiej )?strony|strona nie (została znaleziona|istnieje)",
    r"strán(ka|ku) (nenalezena|nebyla nalezena|neexistuje)|stránka sa nenašla",
    r"страница не (найдена|существует)|сторінку не знайдено|η σελίδα δεν βρέθηκε",
    r"sayfa bulunamadı|pàgina no (trobada|disponible)|ní bhfuarthas an leathanach",
    r"az oldal nem található|pagina nu a fost găsită",
    r"(お探しの)?ページ(が|は)(見つかりません(でした)?|存在しません)|페이지를 찾을 수 없습니다",
    r"(您访问的)?(页面|頁面)(不存在|未找到|找不到)|(找不到|未找到)(页面|頁面)",
)
NOT_FOUND = re.compile(
    "|".join(
        (
            rf"{THING}{WANTED} {MISSING}( any ?more| here| on this server)?",
            r"not found|nothing (was )?found( here)?|(there('s| is) )?no such " + THING,
            r"(we |i )?(can('t|not)|can not|could(n't| not)|(were|was) (unable|not able) to) "
            rf"(find|locate) {THING}{WANTED}",
            *OTHER_LANGUAGES,
        )
    ),
    re.IGNORECASE,
)
# The whole of a page's message may be its number: «404», «Error 404», «HTTP 404».
NUMBER = re.compile(r"\b404\b")

NAME = r"(\S+\.[a-z]{2,24}|(domain|web ?site|site)( name)?)"
PLACEHOLDER = re.compile(
    rf"((this|the) )?(premium )?({NAME} )?{NAME} (is|may be|might be|has been) (now |currently )?"
    r"(for sale|parked|expired|suspended|available for (sale|purchase))( (free|by|at|on|with) .*)?|"
    rf"((this|the) )?{NAME} has expired|buy (this|the) domain( name)?( today)?|"
    r"(premium )?domain( name)?s? (for sale|parked|expired|parking|default page)|"
    r"parked domain( name)?( (on|at|by) .*)?|(this )?account( has been| is)? suspended|"
    r"web ?site suspended|welcome to (nginx|openresty|caddy)|apache2? .*default page( it works)?|"
    r"iis windows( server)?|default (web ?site|web|server|plesk) page|"
    r"test page for .*(apache|nginx|http server).*|future home of something quite cool",
    re.IGNORECASE,
)
ABOUT_PLACEHOLDERS = re.compile(
    r"suspen|park|sale|expire|default|domain|server|apache|nginx", re.IGNORECASE
)
# Where sites for sale send their visitors.
DEALERS = re.compile(
    r"(^|\.)(hugedomains|sedo|sedoparking|dan|afternic|parkingcrew|bodis|undeveloped|domainmarket|"
    r"buydomains|uniregistry|atom|squadhelp|brandbucket)\.(com|net)$",
    re.IGNORECASE,
)


def says_nothing_is_there(words: str) -> bool:
    """True for «Page not found» and its like in many languages, and nothing more."""
    plain = plainly(words)
    rest = plainly(DECORATION.sub(" ", plain))
    return bool(NOT_FOUND.fullmatch(rest)) or (not rest and bool(NUMBER.search(plain)))


def says_placeholder(words: str) -> bool:
    """True for the words of a domain that is for sale, parked, suspended or not set up."""
    return bool(PLACEHOLDER.fullmatch(plainly(words)))


def plainly(words: str) -> str:
    """The words with plain apostrophes and single spaces, and without signs around or between."""
    straight = words.replace("\u2019", "'").replace("\u2018", "'").replace("`", "'")
    signs = re.sub(r"[^\w\s.'!]|\.(?!\w)|!(?!1\b)|_", " ", straight)
    return " ".join(signs.split()).casefold()
