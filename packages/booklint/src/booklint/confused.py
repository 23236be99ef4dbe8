"""Words that sound like others, and forms that English does not have, where they cannot be meant.

Every entry of `CONFUSED` is a hint that the text must have in it, a pattern, and what to write instead: in
words, or as «wrong → right» for the last thing that is wrong in what the pattern found. A pattern that begins
with «^» is looked for where a sentence begins.
"""

import re

MANY = r"[a-z]+(?:[a-z]tion|ment|itie|ist|ing|[^h]er|[st]or|[a-z]ant)s"
"""Nouns that are surely of more than one thing."""
ONE = r"[a-z]+(?:[aeiost]tion|[a-z]{3}ment|ity)"
VERBS = """
    add agree allow ask become begin belong bring build come consider contain create decide describe develop
    differ discuss draw explain fail find follow give go grow happen have hear help hold include invite join
    keep know lead learn leave live lose make meet mention offer pay propose provide publish receive relate
    remain require run say see seem send serve share show speak suggest support take teach tell think use
    want work write
"""
"""Frequent ones that have another form for the past."""
VERB = f"(?:{'|'.join(VERBS.split())})"
DONE = "(?:begun|built|chosen|done|drawn|held|led|made|paid|sent|spoken|taught|told|written)"
"""Third forms of what somebody does; what is «given» or «known» may be so here and not there."""
SOMEBODY = r"(?:[Ss]ome|[Aa]ny|[Nn]o|[Ee]very)(?:body|one)"
PERSON = "(?:expert|facilitator|member|organisation|organiser|participant|partner|reader|representative|team)"
HAVING = (
    r"(?:beg[ai]ns?|builds?|built|changed?s?|g[eo]ts?|g[ai]ves?|holds?|held|keeps?|kept|leads?|"
    r"leaves?|left|loses?|lost|ma[dk]es?|made|meets?|met|miss(?:es|ed)?|opens?|opened|plans?|planned|publish(?:es|ed)?|"
    r"reach(?:es|ed)?|runs?|ran|sends?|sent|shared?s?|takes?|took|used?s?|visits?|visited|writes?|wrote)"
)
"""Verbs of what somebody does to a thing; «think» and «say» go on with a sentence."""
COUNTED = (
    r"(?:address|answer|article|book|box|chapter|email|expert|figure|form|label|lesson|letter|link|meeting|member|"
    r"organisation|organiser|page|participant|partner|plan|practice|question|reader|record|report|rule|section|"
    r"session|slide|source|study|template|tool|topic|workshop)"
)
"""What is counted one by one: of a team, two may be late."""
SEVERAL = (
    "(?:[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ss]everal|[Mm]any)"
)
WITHOUT_S = (
    "all|alone|also|again|always|both|children|criteria|data|eight|few|five|folk|four|media|men|never|nine|"
    "often|people|perhaps|seven|staff|then|three|together|women"
)
"""What may stand behind «these» without an s."""
PLURAL = "is was has does → are were have do"
OTHER = "is was has does are were have do → are were have do is was has does"

# fmt: off
CONFUSED = (
    ("it's ", rf"\b{HAVING} it's (?:first|second|third|last|next|main|original|whole) "
     r"(?!and\b|come\b|in\b|month\b|of\b|on\b|thing\b|time\b|to\b|week\b|year\b)[a-z]{3,}|"
     rf"\b{HAVING} it's [a-z]+(?:ence|ance|ment|ness|ship|tion|ure|ity)\b", "it's → its"),
    ("it's ", r"\b(?:are|became|is|was|were) it's (?=[A-Z]|own\b|first\b|main\b)\w+", "it's → its"),
    (" of the ", rf"\b{SEVERAL} of the {COUNTED}(?=[.,;:]|\Z| (?:above|and|are|at|below|did|do|from|had|have|"
     r"in|on|that|were|which|who|with)\b)", "the plural"),
    (" ", r"\b(?:[Aa]n?|[Oo]ne) (?!few\b|lot\b|couple\b|pair\b|dozen\b|handful\b|majority\b|number\b)"
     rf"[a-z]{{3,}}(?<!s) (?:that|which) (?:list|name|need|{VERB}) (?:all|an?|both|each|its|many|no|some|"
     r"the|their|them|three|two|us|you|people|readers|what|how)\b", "the verb with its s"),
    ("t ", r"(?:\A|(?<=[.!?] )|\b(?:[Ii]f|[Tt]hat|[Ww]hat|[Ww]hen|[Ww]here|[Ww]ho) )[Ii]t (?:are|have)\b",
     OTHER),
    ("e", r"\b(?:[Tt]hey|[Ww]e) (?:is|was|has|does)\b|(?:\A|(?<=[.!?] ))S?[Hh]e (?:are|were|have|do)\b",
     OTHER),
    ("ou ", r"(?:\A|(?<=[.!?] )|\b(?:because|if|that|when|where) )[Yy]ou (?:is|was|has|does)\b",
     OTHER),
    (" ", rf"\b(?:[Ww]e|(?:because|if|when|where) you) (?:need|{VERB})s\b|(?:\A|(?<=[.!?] ))You "
     rf"(?:need|{VERB})s\b", "the verb without its s"),
    ("t ", rf"\b(?:because|how|if|when|where) it {VERB}\b(?! (?:be|so)\b)", "the verb with its s"),
    (" ", rf"\b[Oo]ne off (?:{SEVERAL}|the|them|these|those)\b", "off → of"),
    (" there ", r"\b[Ll]et there (?!be\b)[a-z]+", "there → their"),
    ("thing", r"\b(?:[Ee]very|[Aa]ny) thing\b(?! that\b)|\bno thing\b", " thing → thing"),
    ("t ", rf"(?:(?:\A|(?<=[.!?] ))It|, (?:and|but|so) it) {VERB}\b", "the verb with its s"),
    (" ", rf"^(?:Each|Every|Another) [a-z]{{3,}} {VERB} (?:an?|its|the|their|what|how|"
     r"us|you)\b", "the verb with its s"),
    ("hey ", r"\b[Tt]hey (?!(?:always|besides|perhaps|sometimes|nowadays|themselves|else|[a-z]+wards|"
     r"needs)\b)[a-z]{2,}[^\Wsu]s\b(?!['’-])", "the verb without its s"),
    (" then ", r"\bas [a-z]+ then (?:it|they|we|you|he|she)\b", "then → as"),
    ("weather ", r"\b(?:ask|asks|asked|check|decides?|know|say|says|see|tells?|wonder) weather "
     r"(?!it|or|they|we)[a-z]+", "weather → whether"),
    ("He ", rf"^S?[Hh]e {VERB}\b", "the verb with its s"),
    (" who ", rf"\b(?:{SOMEBODY}|[Aa] person|[Aa]n expert|[Aa] member) who (?:are|{VERB})\b",
     "the verb with its s"),
    (" of the ", rf"\b{SEVERAL} of the (?:{SEVERAL}|(?:\d{{4}} )?(?:[a-z]+ )?[a-z]{{3,}}[b-hj-rtv-z]s) "
     r"(?:is|was|has|does)\b", PLURAL),
    ("ess ", rf"\b[Ll]ess {MANY}\b(?! than)", "less → fewer"),
    ("re ", r"(?<!\bwe)(?<!you)(?<!they)\b(?:are|were) (?:also |not |now )?(?:relate|describe|discuss|"
     r"explain|include|invite|propose|provide|publish|receive|require|suggest|teach|write)\b",
     "the verb with its ending"),
    ("to ", r"\b(?:able|decide[ds]?|hope[ds]?|how|likely|propose[ds]?|tried|tries|try|unable|wants?|"
     r"wanted) to (?!(?:br|cl|fl|p|r|s|sl|spr|st|str|sw|w|"
     r"wr)ing\b)[a-z]{2,}ing\b", "the verb without -ing"),
    ("to ", r"\b(?:able|decide[ds]?|likely|tried|tries|try|unable|wants?|"
     r"wanted) to [a-z]{2,}[b-hj-rtv-z]s\b", "the verb without its s"),
    (" to ", r"\blets? (?:[a-z]+ )?(?:experts?|organisations?|people|readers|teams?|them|us|you|somebody|"
     r"everybody) to [a-z]{2,}", " to → "),
    (" ", rf"\b[Aa]sk(?:s|ed)? (?:each|everybody|him|her|people|them|us|you) {VERB}\b",
     "«to» before the verb"),
    (" ", r"^(?:They|We|He|She|It|You) (?:been|begun|chosen|done|drawn|given|gone|grown|"
     r"known|seen|shown|spoken|taken|written)\b", "have, has, are or is before it"),
    (" there ", r"\b(?:because|that|what|which|who) there (?=(?:fear|have|work|need|want|do|think|know|"
     r"own|use)\b)[a-z]+", "they or their"),
    (" here ", r"\b(?:can|cannot|could|to|will) here (?=everything|her|him|it|nothing|the|them|us|what|"
     r"you)\b", "here → hear"),
    ("d", r"\b(?:can(?:not)?|could|did(?: not|n't)|do(?:es)?(?: not|n't)|might|must|should|will|"
     r"would)(?: not)? (?!(?:embed|shed|wed)\b)[a-z]{2,}[^e\W]ed\b", "the verb without -ed"),
    (" ", r"\bd(?:id|o|oes)(?: not|n't) (?:been|came|comes|did|does|gave|gives|goes|had|has|is|knew|knows|"
     r"made|makes|needs|said|says|shows|took|takes|wants|was|went|were|works|"
     r"wrote)\b", "the verb without its ending"),
    ("here ", rf"\b[Tt]here (?:is|was|has been) (?:many|several|two|three|four|five|six|seven|eight|nine|"
     rf"ten|{MANY})\b(?!-| (?:hundred|thousand|million|per cent)\b)", PLURAL),
    ("s", rf"\b(?:[Aa]n?|(?<!are )(?<!were )[Ee]ach|[Ee]very) (?!series\b){MANY}"
     r"(?=[.,;]|\Z| (?:and|are|for|has|in|is|of|on|that|to|was|which|who|with)\b)", "the singular"),
    ("s", r"\b(?:advices|equipments|feedbacks|informations|knowledges|softwares)\b(?!')",
     r"(\w+)s → \1"),
    (" about", r"\bdiscuss(?:ed|es)? about\b", " about → "),
    (" of", r"\b[Dd]espite of\b|\bcompris(?:ed?|es) of\b(?<!is comprised of)(?<!are comprised of)",
     " of → "),
    (" to ", r"\b(?:capable to|responsible of)\b", "capable of, responsible for"),
    # What follows may be a noun, too.
    ("forward to ", rf"\blook(?:ed|ing|s)? forward to (?!(?:help|share|support|use|"
     rf"work)\b){VERB}\b(?! from\b)", "the verb with -ing"),
    ("ost ", r"\b[Mm]ost [a-z]{2,}(?<!for)(?<!inter)est\b(?<!earnest)(?<!honest)(?<!modest)",
     "one of the two"),
    (" or ", r"\b[Nn]either (?!is |of |one |was )[^.,;:]{1,40} or\b", "or → nor"),
    ("etween ", r"\bbetween \d[\d,.]* to \d", "to → and"),
    (" to ", r"\b(?:are|be|been|far|is|was|were) to (?:big|difficult|early|expensive|few|hard|large|late|"
     r"long|many|much|small|short)\b", "to → too"),
    (" ", rf"\b(?:allow|enable|expect|invite|tell|want)(?:e?d|s)? (?:each|everybody|him|people|them|"
     rf"us) {VERB}\b", "«to» before the verb"),
    (" to ", rf"\bma(?:de|kes?) (?:him|it|people|them|us) to {VERB}\b", " to → "),
    (" advi", r"\b(?:can|could|they|to|we|will|would) advice\b|\b(?:an|any|her|his|some|the|their) advise\b",
     "advise (what one does) or advice (what one gives)"),
    (" lead", r"\b(?:been|had|has|have|was|were) lead\b(?! (?:author|organis|partner|research))",
     "lead → led"),
    ("weather ", r"\bweather (?:it|or not|they|we)\b", "weather → whether"),
    (" where ", rf"\b(?:[Tt]hey|[Ww]e) where (?:[a-z]+(?:ed|ing)|also|not|{DONE})\b|"
     rf"(?:\A|(?<=[.!?] ))(?:Almost all|All|Both|Many|Most|Several|Some|The)(?: of the)? "
     rf"(?:[a-z]+ ){{0,2}}?[a-z]{{2,}}[^\Wsu]s where {DONE} by (?:an?|its|our|the|their)\b", "where → were"),
    (" apart of", r"\bapart of\b(?! course)", "apart → a part"),
    ("than ", r"\bthan it's [a-z]+(?:ence|ance|ion|ity|ment|ness|osal|ship|ure)\b", "it's → its"),
    (" ", rf"\b(?:although|because|if|when|whether|while) {PERSON} (?:can|did|does|had|has|is|was|will|"
     r"[a-z]{2,}[^e\W]ed)\b", "«a», «the» or «its» before it"),
    ("s ", rf"^(?:The|Both|Many|Several)(?: [a-z]+)? (?!headquarters)(?:{MANY}|{COUNTED}s) "
     r"(?:is|was|has|does)\b", PLURAL),
    ("s ", r"(?:(?:\A|(?<=[.!?] ))(?:Experts|Members|Organisations|Participants|Partners|Volunteers)|"
     rf"\b(?:(?:[Ss]ince|[Bb]y|[Uu]ntil) then|because|when|where) (?:{PERSON}|volunteer)s) "
     r"(?:is|was|has|does)\b", PLURAL),
    (" to ", r"\b(?:Chapters|Figures|Months|Parts|Steps|Weeks) \d+ (?:and|to) \d+ (?:is|was|has|does)\b",
     PLURAL),
    ("ne ", rf"(?:\A|(?<=[.!?] )|\b(?:because|if|when|where) )[Oo]ne (?:person|{PERSON}) (?:{VERB}|need)\b",
     "the verb with its s"),
    ("ese ", rf"\b[Tt]hese (?:{ONE}|[a-z]+(?<!th)ing) (?:is|was|has)\b", "this, or the plural"),
    ("ese ", rf"\b[Tt]hese {ONE} (?:are|were|have)\b", "the plural"),
    ("s ", r"^(?:This|Each|Every|Another) (?!always |perhaps |series |besides |"
     r"means )[a-z]+[b-hj-rtv-z]s (?:are|were|have|do)\b", "the singular and is, was, has or does"),
    (" are", r"\b(?<!of )(?:[Ee]very|any|some|[Nn]o)(?:body|one) are\b", "are → is"),
    ("s", r"^[A-Z][a-z]+s(?:, [a-z]+s)+,? and [a-z]+[b-hj-rtv-z]s (?:is|was|has)\b",
     PLURAL),
    ("ne of ", rf"\b[Oo]ne of (?:the|these|those|its|our|their) {ONE}(?=[.,;]|\s(?:is|was|has|that|"
     rf"which)\b)", "the plural"),
    (" of", r"\b(could|might|must|should|would) of\b(?! course)", "of → have"),
    (" then", r"\b(?:better|earlier|fewer|larger|later|less|longer|more|other|rather|shorter|smaller|"
     r"worse) then\b(?! again)", "then → than"),
    (" ", rf"^{SEVERAL} (?:people|{PERSON}s) (?:is|was|has|does)\b",
     PLURAL),
    (" ", rf"^(?:The|This) {COUNTED} (?:list|name|need|{VERB}) "
     r"(?:an?|its|the|their|what|how|us|you)\b", "the verb with its s"),
    ("n't ", r"\b(?:[Hh]e|[Ss]he|[Ii]t) (?:don't|haven't)\b", "don't haven't → doesn't hasn't"),
    ("s ", r"^(?:Every|Each|Another) (?!always|besides|lens|means|news|perhaps|series|"
     r"sometimes|species)[a-z]{3,}[b-hj-rtv-z]s (?:is|was|has|does)\b", "the singular"),
    (" ", rf"^(?:Every|Some|No)(?:body|one) (?:do|{VERB})\b", "the verb with its s"),
    ("ost of", r"^The most of the\b", "The most → Most"),
    (" ", r"\b(?:am|are|is|was|were) (?:agree|consist of)\b", "the verb without «is» or «are»"),
    ("payed", r"\bpayed\b(?! out)", "payed → paid"),
    (" to ", rf"^(?:You|They|We|It|S?[Hh]e) (?:can|could|must|should|will|would) to "
     rf"{VERB}\b", " to → "),
    # What is left out is a noun, too, or its third form.
    (" ", r"\b(?:had|has|have) (?:also |not |now |already )?(?!(?:become|draw|help|hold|lead|leave|live|"
     r"offer|run|say|share|show|support|want|work|write)\b)"
     rf"(?:introduce|{VERB}) (?:an?|it|its|our|that|the|their|them|these|this|those|us|you|your)\b",
     "the verb with its ending"),
    ("here ", r"(?:\A|(?<=[.!?] )|(?<=\band )|(?<=\bbecause )|(?<=\bbut )|(?<=\bif )|(?<=\bwhen ))"
     rf"[Tt]here {ONE} (?:is|was|has|will)\b", "there → their"),
    ("t's", rf"\b(?:about|between|by|for|from|had|has|have|in|into|of|on|through|with|worth) "
     rf"it's\b|"
     rf"\bit's own\b|\b[Ii]t's {MANY}\b(?! (?:I|that|they|we|which|who|you)\b)", "it's → its"),
    ("t's ", r"\b[Ii]t's (?:(?!to\b)[a-z]+ ){1,2}(?:are|have|were)\b|"
     r"\b[Ii]t's (?:[a-z]+ )?(?:aim|goal|name|part|side) (?:is|was)\b|\b[Ii]t's (?!(?:all|how|not|that|there|"
     r"this|what|when|where|which|who|why)\b)[a-z]{3,} (?:is|was)\b", "it's → its"),
    (" there ", r"\b(?:about|by|for|in|into|of|on|with) there (?!(?:being|could|from|have|might|must|"
     r"should|that|they|were|when|will|would)\b)[a-z]{4,}", "there → their"),
    ("Its ", r"^Its (?:an?|not|one|the)\b", "Its → It's"),
    ("who's", r"\bwho's (?=own\b|\w+ (?:are|has|have|is|was|were)\b)", "who's → whose"),
    ("you're", r"\byou're (?:own|organisations?|team)\b", "you're → your"),
    ("your ", r"\byour (?:doing|going|welcome)\b", "your → you're"),
    (" own", r"\b(?:there|they're) own\b", "there|they're → their"),
    (" affect", r"\b(?:an|any|its|no|the|their) affect\b", "affect → effect"),
    ("to ", r"\bto (?:loose|chose) (?:an?|her|his|its|the|their|your)\b", "lose or choose"),
    (" loose ", r"\b(?:[Tt]hey|[Ww]e|[Yy]ou) loose (?:an?|her|his|its|our|the|their|your)\b", "loose → lose"),
    (" form ", r"\b(?:apart|away|came|comes?|differs?|drawn|far|heard?|learn(?:ed|t)?|starts?|taken) form "
     r"(?:an?|each|it|others|the|them|this|these)\b", "form → from"),
    ("rinciple ", r"\bPrinciple (?:Analyst|Consultant|Data|Engineer|Investigator|Officer|Research|"
     r"Scientist)", "Principle → Principal"),
    ("ore ", r"\b[Mm]ore (?:better|bigger|cheaper|clearer|easier|faster|greater|larger|longer|older|safer|"
     r"simpler|slower|smaller|stronger|weaker|worse)\b", "one of the two"),
    (" much ", rf"\b(?:as|how|so|too) much {MANY}\b", "much → many"),
    (" to ", r"\b(?:able|agreed?|hoped?|needs?|plan(?:ned|s)?|tried|wants?|"
     r"wanted) to (?!embed\b)[a-z]{3,}[^e\W]ed\b", "the verb without -ed"),
    ("'s", r"\b[A-Z]{2,5}'s(?= (?:are|have|were|who)\b|,)", "the letters with s alone"),
    (" ", r"\b(?:a(?! to\b)|an|the) (?:and|are|as|at|by|for|from|in|is|of|on|or|that|to|was|were|with) "
     r"(?:an?|its?|our|that|the|their|this|your)\b", "the word that is missing"),
    (" ", r"\b(?:been|had|has|have|was|were) (?:began|came|chose|did|drew|gave|knew|spoke|took|went|"
     r"wrote)\b", "the third form: given, taken, written"),
    (" ", r"(?<![Tt]he )(?<!a )(?<!of )(?<!good )(?<!free )\b(?:can|cannot|could|might|must|shall|should|"
     rf"will|would) (?:does|goes|has|helps|is|needs|waits|was|(?!have){VERB}s)\b",
     "the verb without its ending"),
    ("be ", r"\b(?:can|cannot|could|may|might|must|should|will|would)(?: not| also| only| still)? be (?:ask|"
     r"begin|bring|choose|find|get|give|go|grow|keep|know|learn|meet|see|send|speak|take|tell|think|wait|"
     r"write)\b(?!-)", "the verb without «be», or its third form"),
    ("eir ", r"\b[Tt]heir (?:is|are|was|were|will be|(?:has|have) been)\b", "their → there"),
    (" there ", r"\b(?:and|as|because|but|for|from|if|in|of|that|to|when|with) there (?!always|besides|"
     r"perhaps|sometimes)[a-z]{3,}[b-hj-rtv-z]s (?:are|can|have|may|must|were|will)\b", "there → their"),
    ("it's ", r"\b(?:gave|gives?|gets?|keeps?|kept|loses?|lost) it's (?!(?:all|an?|bad|been|easy|good|hard|"
     r"just|more|not|only|so|still|the|too|very)\b|[a-z]+(?:ing|ed|ly)\b)[a-z]+", "it's → its"),
    ("se ", r"(?:\A|(?<=[.!?] )|, (?:and|but|so) )[Tt]h[eo]se (?!always|besides|means|perhaps|sometimes|"
     r"series|species)[a-z]{3,}[b-hj-rtv-z]s (?:is|was|has|does)\b", PLURAL),
    (" ", rf"(?<!of )(?<!of the )\b(?:{SEVERAL}|[Tt]h[eo]se|[Bb]oth) [a-z]{{3,}}[b-hj-rtv-z]s "
     r"(?:(?:that|which|who) (?:has|was|does)|(?:which|who) is)\b", PLURAL),
    ("", r"(?:\A|(?<=[.!?] )|, (?:and|but|so) )(?:[Ee]ach|[Ee]very) [a-z]{3,} (?:of the (?:(?!that|they|we|"
     r"which|who|you)[a-z]+ ){1,3})?(?:are|were|do|have)\b(?! you| they| we)", OTHER),
    ("pend", r"\bdepend(?:ed|ing|s)? from\b", "from → on"),
    ("nterested on", r"\binterested on\b", "on → in"),
    (" who ", r"\b(?<!one of the )(?<!one of )(?:experts|guests|members|organisations|participants|people|"
     r"those) who (?:is|was|"
     r"has|does|(?!(?:always|besides|perhaps|sometimes)\b)[a-z]{2,}[^su\W]s)\b", "the plural of the verb"),
    ("r as ", r"\b(?:bigger|faster|higher|larger|longer|lower|older|shorter|smaller) as (?:an?|"
     r"the)\b", "as → than"),
    (" to ", rf"\b(?:had|has|have|needs?|ought) to (?:know|need|{VERB})s\b(?!['’-])",
     "the verb without its s"),
    ("the ", r"\bthe (?:agree|become|begin|belong|bring|consider|consist|contribute|decide|describe|explain|"
     r"provide|receive|suggest)\b(?!-)", "the → they"),
    (" ", r"\b(?:an? (?:the|your|our|their|its|my|these|those)|(?:the|your|our|their|my) (?:an?|your|our|"
     r"their|its|my))\b(?!-)", "one of the two"),
    ("its ", r"\bits (?:an?|not|the)\b(?!-)", "its → it's"),
    (" your to", r"\b(?:allow|enable|expect|help|invite|want)(?:e?d|s)? your to\b", "your → you"),
    (" o ", r"\b\d+ o \d+\b", "«or» or «to» for the «o»"),
    (" ", r"\b(?:[Ii]f|[Ww]hen|[Ww]here) (?:they|we|you) (?:an?|the)\b(?!-)",
     "the verb that is missing, too,"),
    ("hese ", rf"\b[Tt]hese (?!(?:{WITHOUT_S})\b)[a-z]{{4,}}(?<![sy]) (?:are|were)\b", "the plural"),
    (" ", rf"\b(?:[Mm]ultiple|[Ss]everal|[Vv]arious) (?:kind|part|piece|sort|type|version|way|"
     rf"{COUNTED})(?=[.,;:]|\Z| (?:are|at|for|from|have|in|of|on|that|to|were|which|who|with)\b)",
     "the plural"),
    ("'re ", r"\b(?:[Tt]hey|[Ww]e|[Yy]ou)'re (?:are|were)\b", r"(\w+)'re → \1"),
    ("our're", r"\b[Yy]our're\b", "your're → you're"),
    ("ing ", r"\b([a-z]{2,})ing \1\b(?!-)", "one of the two"),
    ("to chose ", r"\bto chose (?:among|between|from|one|what|which)\b", "chose → choose"),
    (" ", rf"^(?:An?|Each|Every|Its|Our|The|Their|This) (?!(?:{WITHOUT_S}|can|cannot|"
     r"could|did|do|does|former|just|latter|majority|may|might|must|not|now|old|one|only|other|others|poor|"
     r"public|rest|rich|shall|should|six|still|ten|two|will|would|young)\b)[A-Za-z]{3,}(?<!s)(?<!ly) "
     r"(?:belong|consist|contain|depend|describe|differ|exist|include|occur|provide|remain) (?:an?|any|as|"
     r"by|from|how|in|its|many|most|of|on|some|the|their|three|to|two|what|with)\b", "the verb with its s"),
    (" ", r"\b(?:has|have) (?:begin|bring|choose|consist|contain|decide|describe|develop|"
     r"explain|know|provide)\b(?!-| (?:an?|it|its|our|that|the|their|them|these|this|those|us|you|your)\b)",
     "the verb with its ending"),
    (" ", rf"^(?:All|Both|Many|Most|Several|Some|The|These|Those)(?: [a-z]+)? (?:people|"
     rf"{MANY}|{COUNTED}s|{PERSON}s) (?:that|which|who) (?:came|took part|[a-z]{{2,}}ed)(?: [a-z]+)? "
     r"(?:is|was|has|does)\b", PLURAL),
    (" ", rf"\b(?:agreed|decide[ds]|hoped|intends|proposes|(?<!he )proposed|tried|wanted|wants) "
     rf"(?:improve|repeat|test|{VERB}) (?:all|an?|it|its|more|our|the|their|them|these|this|those|us|you|"
     r"your)\b",
     "«to» before the verb"),
    (" be", r"\bto (?:an?|the) be\b", "«to be» and the article behind it"),
    ("nce that", r"\b[Oo]nce that (?:its?|our|the|their|they|we|you|your)\b", " that → "),
    ("his ", r"^This (?:ask|become|begin|bring|come|contain|create|describe|explain|find|"
     r"give|happen|hold|include|keep|know|lead|leave|make|mean|need|provide|require|say|solve|suggest|take|"
     r"tell) (?:all|an?|it|its|many|most|our|some|that|the|their|them|these|to|us|what|you|your)\b",
     "the verb with its s"),
    (" ", r"(?<!as )(?<!like )(?<!than )(?<!what )\b(?:[Tt]his|[Ii]t|[Tt]hey|[Ww]e|[Yy]ou|which) "
     r"(?:can|could|must|should|will|would) "
     r"(?:an?|the|two|three|four|five|six)\b", "the verb that is missing, too,"),
    (" ", r"\b(?:[Bb]y|for|[Ii]n|of|[Ww]ithout) (?:avoid|become|begin|bring|choose|consider|decide|describe|"
     r"explain|improve|provide|receive|reduce|understand) (?:[a-z]+ing\b|an?|it|its|our|that|the|their|"
     r"them|these|this|those|what|you|your)\b", "the verb with -ing"),
    ("you ", r"\b([Yy]ou|we|they|it) (?:can|could|may|might|must|should|will|would) \1\b", "one of the two"),
    ("here ", r"^There (?:an?|no|some|two|three|four|five|six|many|several) [a-z]",
     "«There is» or «There are»"),
    (" many not", r"\b(?:it|they|we|you) many not\b", "many → may"),
    (" never", r"\b(?:can|could|may|might|must|should|will|would) not never\b", "not never → never"),
    (" contract ", r"\b[Ii]n contract (?:to|with) (?:it|that|the|them|these|this|those)\b",
     "contract → contrast"),
    ("while", r"\b[Aa]while ago\b|\bfor awhile\b", "awhile → a while"),
    (" change to ", r"\bgiv(?:es?|en|ing) (?:each|everybody|learners|people|them|us|you) a change to [a-z]+",
     "change → chance"),
    (" knew ", r"\b(?:an?|any|no|some|the|their|this|your) knew [a-z]", "knew → new"),
    (" its ", r"\b(?:because|how|if|that|when|where) its (?:can|comes|does|fits|gives|goes|has|is|makes|"
     r"says|takes|tells|was|will)\b", "its → it"),
    (" the ", r"\bthe (?:are|is|was|were)\b(?!-)", "the word that is missing, or «they» or «them»"),
    ("iffer", r"\bdiffer(?:ed|ing|s)? than\b", "than → from"),
    ("such as,", r"\bsuch as, (?!for\b)", "«such as» without its comma"),
    ("s ", rf"(?:\A|(?<=[.!?] )|\b[Tt]h(?:e|[eo]se) )(?:{MANY}|{COUNTED}s) that (?:gets|gives|goes|has|is|"
     r"makes|needs|shows|takes|was)\b", "the plural of the verb"),
    ("ne ", r"(?<!than )(?<!may )(?<!but )\b[Oo]ne (?:company|country|person|speaker|team|university|"
     rf"{COUNTED}|{PERSON}) (?:are|do|have|were)\b", OTHER),
    ("ach of", r"\b[Ee]ach of (?:them|these|those|the \w+) (?:are|do|have|were)\b", OTHER),
)
# fmt: on


def repaired(text: str, fix: str) -> str:
    """Return `text` as `fix`, a «wrong → right», has it; "" if `fix` tells it in words.

    As many words on both sides, where they are several, go in pairs.
    """
    wrong, arrow, right = fix.partition(" → ")
    pairs = [(wrong, right)]
    if len(wrong.split()) == len(right.split()) > 1:
        pairs = list(zip(wrong.split(), right.split(), strict=True))
    places = [
        (found, found.expand(instead))
        for each, instead in pairs
        for found in re.finditer(rf"\b(?:{each})\b", text, re.IGNORECASE)
    ]
    if not arrow or not places:
        return ""
    found, new = max(places, key=lambda place: place[0].start())
    if found[0][0].isupper():
        new = new[:1].upper() + new[1:]
    return f"{text[: found.start()]}{new}{text[found.end() :]}".strip()
