"""Names of persons in free text: what patterns cannot find, looked up in a short list.

In: the text of a cell that respondents or interviewers filled. Out: whether it seems to name somebody. The
lists are made by hand, of given and family names that are common in Khyber Pakhtunkhwa (Pashto, Urdu and
Arabic ones, in the English spellings that people use and in Urdu script); they come from no register, and
no entry is meant to be a certain person. A name is seen where

- two words of a name stand side by side, the first of them one of the given names ("gul bibi", in any case);
- a capitalised word stands before a word that only follows names (Khan, Bibi, Begum ...);
- a given name that means nothing else stands alone, capitalised, or in any case behind an address;
- a name is announced, be it in the lists or not (`analysis.name_signs`).

What is a place, and what goes on as the name of an institution ("Ayub Teaching Hospital"), is none.
Whatever else a text holds that is no person is said in `allow` of the table's resource, with the reason.

What it misses: a name that is not in the lists and that nothing announces ("Zmarak helped me"), one in
small letters and alone; one of an institution's namesake who is a respondent; nicknames, and roles that only
one person has ("the head of the school in ..."). So free text is still to be read by someone before it is put
here; `python -m analysis.sources` says where there is any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from analysis.name_signs import (
    ADDRESSES,
    IN_URDU_BEFORE,
    IN_URDU_BEHIND,
    NO_NAMES,
    PEOPLE,
    announced,
    in_so_many_words,
    is_urdu,
)

GIVEN = frozenset(
    """
    abbas abdul abdullah abid adeel adnan afzal ahmad ahmed aimal ajmal akbar akhtar akram ali alia amina aminullah
    amir amjad anwar arif arshad asad asif asim aslam asma atif ayaz ayesha aisha ayub azam azhar aziz bakht
    basit bibi bilal bismillah bushra daud dawood dilawar ehsan faisal faiz farhan farid farida farooq fatima fawad
    fazal fida firdous gohar gul gulalai gulab gulnaz gulzar habib hafsa hamid hamza hasan hassan hayat hidayat hina
    hussain ibrahim idrees iftikhar ihsan ijaz ikram ilyas imran inam inayat irfan ishaq ismail israr jamal
    jamila jamshed javed jawad junaid kainat kamal kamran karim kashif khadija khalid khurshid kiran kulsoom laila
    latif liaqat lubna mahmood maqsood maria maryam mariam masood mehmood mehwish mohammad mohsin muhammad
    mujahid mukhtar munir murad musa mustafa nabeela nadeem nadia naeem naheed najma naseem nasir nasreen naveed
    nawaz nazia niaz nighat nisar noor noreen nosheen obaid omar palwasha pervez qasim rabia rafiq rahim rahman
    rashid rauf raza rehana rehman riaz rizwan robina rubina rukhsana saad sabir sadia saeed safia saima sajid
    sajida saleem salim salma samina samiullah sana sardar sarfaraz sarwar shabana shabir shafiq shagufta shah shahid
    shahida shahnaz shakeel shakir shams shamim shandana shaukat shazia sher sherin shoaib sidra sohail spogmai sultan
    sumaira tahir tahira tariq tayyab uzma umar umair wahid wajid waheed waqar waseem yasir yasmin yasmeen yousaf
    yusuf zafar zahid zahir zainab zakir zaman zar zarak zareen zarghuna zeeshan zia ziaullah zubair zulfiqar
    """.split()
)
"""Given names, and parts of them."""
FOLLOWING = frozenset(
    """
    khan bibi begum jan gul shah khanum sahib saib sahiba khattak afridi yousafzai yusufzai bangash orakzai
    durrani shinwari mohmand wazir mehsud marwat gandapur tareen swati ullah uddin hussain ahmad ahmed
    """.split()
)
"""What follows a given name: family names, names of tribes, and the words by which women and men are addressed."""
ONLY_FOLLOWING = frozenset({"khan", "khanum"})
"""Those of them that follow nothing else, beside the words of address."""
ALSO_WORDS = frozenset(
    """
    abdul ajmal akbar amir anwar asad aziz bakht bibi bismillah faiz fida firdous gohar gul gulab gulzar habib hayat hina
    iman inam kainat kamal karim khurshid kiran latif mohammad muhammad mujahid murad musa noor omar rahim rahman rehman
    sana sardar shah shams sher sultan sarwar wahid zaman zar zareen zia maria kashif
    """.split()
)
"""Given names that are words, places, or names of God and of prophets as well: alone they tell of nobody."""
OF_INSTITUTIONS = frozenset(
    """
    academy airport app bank bazaar bazar block board campus card center centre chowk clinic colony college complex
    degree department dhq dispensary district foundation government govt high hospital institute kotal madrassa market
    medical memorial mosque office park portal primary programme program road school scheme sector station teaching
    tehsil thq town trust university village ward
    """.split()
)
"""What makes a place or an institution of a name beside it."""
PLACES = (
    "Dera Ismail Khan",
    "D I Khan",
    "DI Khan",
    "Dera Ghazi Khan",
    "Rahim Yar Khan",
    "Ghulam Khan",
    "Mir Ali",
    "Saidu Sharif",
    "Bacha Khan",
    "Lakki Marwat",
    "Nawab Shah",
    "Shah Alam",
    "Sher Garh",
)
"""Places that are called as persons are."""
AFTER = 3
"""How many words behind a name may make an institution of it."""
IN_URDU = frozenset(
    """
    احمد ارشد اسد اسلم اسماعیل اقبال اکبر اکرم امجد امین انور بی بیبی بشری بلال بیگم جان جاوید حسن حسین حمید حیات خالد خان
    خدیجہ رحمان رحمن رحیم رشید زبیر زینب ساجد سعید سلمی سلیم شاہ شاہد شبانہ شکیل شہزاد صاحب طارق طاہر
    عائشہ عابد عباس عبداللہ عثمان عدنان عزیز علی عمر عمران غلام فاروق فاطمہ فرید فضل فیصل قاسم کامران کریم گل گلالئی لطیف
    محمد محمود مریم مصطفی منیر نادیہ ناصر نبیلہ نسرین نسیم نعیم نواز نور ولی وحید یاسر یاسمین یوسف
    """.split()
)
"""The same in Urdu script, where most are words as well: two side by side tell of somebody."""

WORD = re.compile(r"[^\W\d_]+")
BETWEEN = re.compile(r"[ \t\u00a0-]+")
NO_LETTERS = r"[\W_]+"
OUT = " ~ "
"""What stands for words that were taken out, so that those around them are not side by side."""


def names_somebody(text: str, allowed: Iterable[str] = ()) -> bool:
    """Whether `text` seems to name a person, beside the words that are `allowed` to stand there."""
    plain = _plain(text)
    for one in (*PLACES, *sorted(allowed, key=len, reverse=True)):
        plain = _taking_out(_plain(one)).sub(OUT, plain)
    return in_so_many_words(plain) or any(
        _is_name(run, at) for run in _runs(plain) for at in range(len(run))
    )


@cache
def _taking_out(words: str) -> re.Pattern[str]:
    """What finds `words`, whatever marks and blanks stand between them."""
    parts = map(re.escape, re.findall(r"[^\W_]+", words))
    return re.compile(rf"(?<![^\W_]){NO_LETTERS.join(parts)}(?![^\W_])", re.IGNORECASE)


def _plain(text: str) -> str:
    """`text` with one form for each letter of Urdu, without vowel signs."""
    if text.isascii():
        return text
    letters = unicodedata.normalize("NFKC", text).translate({0x64A: 0x6CC, 0x643: 0x6A9})
    return "".join(one for one in letters if unicodedata.category(one) not in {"Mn", "Cf"})


def _runs(text: str) -> Iterator[list[str]]:
    """The words of `text` that stand side by side, with nothing but blanks or hyphens between."""
    run: list[str] = []
    end = 0
    for found in WORD.finditer(text):
        if run and not BETWEEN.fullmatch(text, end, found.start()):
            yield run
            run = []
        run.append(found[0])
        end = found.end()
    yield run


def _is_name(run: Sequence[str], at: int) -> bool:
    """Whether a person's name begins with word `at` of `run`."""
    word = run[at]
    following = run[at + 1] if at + 1 < len(run) else ""
    first, second = word.casefold(), following.casefold()
    if is_urdu(word):
        both = first in IN_URDU | IN_URDU_BEFORE and second in IN_URDU - IN_URDU_BEHIND
        return both or announced(run, at)
    if _of_an_institution(run, at):
        return False
    if announced(run, at) or (first in GIVEN and second in GIVEN | FOLLOWING):
        return True
    if first in ADDRESSES | PEOPLE and second in GIVEN - ALSO_WORDS:
        return not _of_an_institution(run, at + 1)
    if not word[0].isupper():
        return False
    if first in GIVEN and first not in ALSO_WORDS:
        return True
    nobody = NO_NAMES | PEOPLE | ADDRESSES
    return following[:1].isupper() and second in ONLY_FOLLOWING and first not in nobody


def _of_an_institution(run: Sequence[str], at: int) -> bool:
    """Whether word `at` belongs to the name of an institution or a place."""
    around = [*run[max(0, at - 1) : at], *run[at + 1 : at + 1 + AFTER]]
    return any(word.casefold() in OF_INSTITUTIONS for word in around)
