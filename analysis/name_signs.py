"""Signs that somebody is named who is in no list: how people are announced, in English and in Urdu.

In: the words of a text that stand side by side, or the text. Out: whether a name is announced there: by an
address ("Dr Zmarak"), by what the person is ("my teacher, Zmarak,", "cousin Wasay"), by what only follows a name
("Zmarak sahib", "Zmarak sb"), by descent ("Wasay bin Zmarak", "s/o zmarak") or in so many words ("a man named
zmarak", "her name was Wasay"). A sign needs a capital letter where English words may stand in the same place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

ADDRESSES = frozenset(
    """
    mr mrs ms miss dr doctor prof professor engr engineer madam syed sayed haji hajji hafiz qari qazi maulvi molvi
    maulana mufti ustad ustaz pir mian malik
    """.split()
)
"""How persons are addressed, before the name."""
PEOPLE = frozenset(
    """
    teacher principal headmaster headmistress lecturer professor doctor nurse surgeon clerk peon officer watchman
    chowkidar dispenser pharmacist technician midwife patwari nazim colleague friend neighbour neighbor classmate
    brother sister father mother uncle aunt cousin husband wife son daughter grandfather grandmother
    """.split()
)
"""What a person is, or is to whoever writes."""
ANYBODY = PEOPLE | frozenset(
    "man woman boy girl person lady gentleman someone somebody official".split()
)
BEHIND = frozenset("sahib saib sahab sahiba sb bibi begum".split())
"""How persons are addressed, behind the name."""
DESCENT = frozenset("bin bint binte ibn".split())
NO_NAMES = frozenset(
    """
    a all also an and any are as ask asked at but by every for from give he her here his how i if in is it its let
    me my no not nobody of on one or our please she so some tell than thank that the their them then there these
    they this those to today told was we were what when where who why will with yes you your unknown dear
    allah god google whatsapp facebook internet english urdu pashto hindko islamiat arabic maths science physics
    chemistry biology computer monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december pakistan kp khyber pakhtunkhwa ramadan ramzan eid
    appointment attendance education feedback health management monitoring performance posting registration room
    training transfer application admission online digital covid corona
    """.split()
)
"""What is written with a capital letter, or follows these words, and is nobody's name."""
IN_URDU_BEFORE = frozenset(
    "ڈاکٹر پروفیسر جناب محترمہ حاجی استاد مولانا قاری حافظ سید مسٹر مس ماسٹر".split()
)
IN_URDU_BEHIND = frozenset("صاحب صاحبہ".split())
IN_URDU_NOBODY = IN_URDU_BEFORE | frozenset(
    """
    کوئی وہ یہ ایک ان اس اپنے ہر سب بڑے چھوٹے والے پرنسپل ٹیچر کلرک افسر وزیر منشی ہیڈماسٹر انجینئر سیکرٹری ڈائریکٹر
    پٹواری میرے ہمارے بھائی چچا ماموں تو اور کے کی کا نے سے میں پر
    """.split()
)
"""What stands before "sahib" and is nobody's name: what a person is, and the small words."""

_PEOPLE, _ANYBODY = "|".join(sorted(PEOPLE)), "|".join(sorted(ANYBODY))
IN_SO_MANY_WORDS = (
    re.compile(rf"\b(?i:{_PEOPLE})\s*[,(\u2013-]\s*(?P<name>[A-Z][a-z]+)\s*[,)]"),
    re.compile(
        rf"\b(?i:{_ANYBODY})\s+(?:who\s+(?:is|was)\s+)?(?i:named)\s+(?P<name>[^\W\d_]{{3,}})"
    ),
    re.compile(
        rf"\b(?i:{_ANYBODY})\s+(?:who\s+(?:is|was)\s+)?(?i:called|known\s+as)\s+(?P<name>[A-Z][a-z]+)"
    ),
    re.compile(r"\b(?i:my|his|her|whose)\s+(?i:name)\s+(?:is|was)\s+(?P<name>[^\W\d_]{3,})"),
    re.compile(r"(?<![\w/])(?i:[sd]\.?/\s?o)\.?\s+(?P<name>[^\W\d_]{3,})"),
    re.compile(r"(?<![\w/])[Ww]\.?/\s?[Oo]\.?\s+(?P<name>[A-Z][a-z]+)"),
)
"""How a text says that a name follows; small letters do where nothing else could."""


def in_so_many_words(text: str) -> bool:
    """Whether `text` says that somebody's name follows."""
    found = (match["name"] for sign in IN_SO_MANY_WORDS for match in sign.finditer(text))
    return any(name.casefold() not in NO_NAMES for name in found)


def announced(run: Sequence[str], at: int) -> bool:
    """Whether what stands beside word `at` of `run` says that it is somebody's name, known or not."""
    word, before, after = run[at], _word(run, at - 1), _word(run, at + 1)
    if after in IN_URDU_BEHIND and is_urdu(word):
        return word not in IN_URDU_NOBODY
    if not _could_be_a_name(word):
        return False
    if before in ADDRESSES or (after in BEHIND and word.casefold() not in PEOPLE | ADDRESSES):
        return True
    if after in DESCENT and at + 2 < len(run):
        return _could_be_a_name(run[at + 2])
    return before in PEOPLE and not _in_a_title(run, at)


def is_urdu(word: str) -> bool:
    """Whether a word is written in Arabic letters."""
    return "\u0600" <= word[:1] <= "\u06ff"


def _word(run: Sequence[str], at: int) -> str:
    return run[at].casefold() if 0 <= at < len(run) else ""


def _could_be_a_name(word: str) -> bool:
    """Whether a word begins with a capital letter, and not all of it is capital, and is no other such word."""
    others = NO_NAMES | ADDRESSES | BEHIND
    return word[:1].isupper() and word[1:].islower() and word.casefold() not in others


def _in_a_title(run: Sequence[str], at: int) -> bool:
    """Whether all around is capitalised, as in "Teacher Attendance System"."""
    after = run[at + 1] if at + 1 < len(run) else ""
    return run[at - 1][:1].isupper() and after[:1].isupper()
