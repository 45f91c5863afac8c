"""Which ending a Russian name takes, and when we do not know.

A name in a wrong case stands in a paper that a person signs, so silence is better than a guess. The forms are
made here, by the school rules that have no exceptions (Розенталь, «Справочник по правописанию и стилистике»,
§ 149), on the word exactly as it is spelled. The dictionary of pymorphy3 never writes a letter (it would turn
«Королев» into «Королёва»); it is a witness: where it knows the word and says otherwise («Заяц», «Соловей»), or
where the rule needs knowledge and it has none («Мазепа»), the answer is None. Words come and go in lower case.
Why so: docs/decisions/0003-declension.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from pymorphy3 import MorphAnalyzer  # type: ignore[import-untyped] # the package ships no types
from pymorphy3.analyzer import Parse  # type: ignore[import-untyped] # the package ships no types

Forms = tuple[str, str]
"""Genitive and dative."""

MALE: Final = "male"
FEMALE: Final = "female"

_POSSESSIVE: Final = ("ов", "ев", "ёв", "ин", "ын")
_POSSESSIVE_F: Final = tuple(end + "а" for end in _POSSESSIVE)
_ADJECTIVE: Final = ("ский", "цкий", "ской", "цкой", "овой", "евой", "ый")
_FLEETING: Final = ("ец", "ок", "ек", "ёк", "ел", "ёл", "ол", "ень", "ель", "оть", "оль", "ей")
"""Endings whose vowel may vanish (отец - отца): declined only when the dictionary knows the word."""
_STEMS: Final = {"лев": "льв", "павел": "павл", "пётр": "петр"}
_IN_IYA: Final = (
    "мария юлия наталия виктория анастасия валерия лидия евгения ксения клавдия евдокия таисия софия лилия эмилия"
)
"""Women's names whose ending -ия bears no stress («Марии»); «Альфия» is «Альфие» and «Альфии», so it is left alone."""
_DISPUTED: Final = ("шота",)
"""Names that the dictionary declines and reference books do not."""
_VOWELS: Final = "аеёиоуыэюя"
_KINDS: Final = {"Surn": "surname", "Name": "first"}


@dataclass(frozen=True, slots=True)
class Reading:
    """What the dictionary says of a word taken as a nominative singular; ``forms`` are written with е for ё."""

    kind: str
    gender: str | None
    fixed: bool
    forms: Forms


def surname(word: str, gender: str) -> Forms | None:
    """Forms of one surname without hyphen, or None when unsure."""
    if word[-1] in "ая":
        return _possessive_or_noun(word) if gender == FEMALE else _noun(word)
    if gender == FEMALE or word[-1] in _VOWELS or word.endswith("ых"):
        return word, word
    if word.endswith("их"):
        return _plural(word)
    if word.endswith(_ADJECTIVE):
        return _with(word, 2, "ого", "ому")
    if word.endswith(("ий", "ой")):
        return _agreed(word, (_with(word, 2, "ого", "ому"), _with(word, 2, "его", "ему"), _second(word)))
    return _unless_denied(word, _second(word), _heard(word, ("surname", "noun"), MALE))


def first_name(word: str, gender: str) -> Forms | None:
    """Forms of one first name without hyphen, or None when unsure."""
    named = [reading for reading in readings(word) if reading.kind == "first"]
    heard = [reading for reading in named if reading.gender in (gender, None)]
    if "-" in word or word in _DISPUTED or (named and not heard) or (not named and _looks_like_surname(word)):
        return None
    if word[-1] in "ая":
        return _first_name_in_a(word, gender, heard)
    if gender == FEMALE:
        return _same(_with(word, 1, "и", "и"), heard) if word[-1] == "ь" else (word, word)
    if word[-1] in _VOWELS:
        return None if word[-1] == "о" else (word, word)
    return _unless_denied(word, _second(_STEMS.get(word, word)), heard)


def patronymic(word: str, gender: str) -> Forms | None:
    """Forms of a patronymic in -вич, -ич, -вна or -чна that suits the gender; None for every other one."""
    if gender_of(word) != gender:
        return None
    return _with(word, 0, "а", "у") if gender == MALE else _with(word, 1, "ы", "е")


def gender_of(word: str) -> str | None:
    """The gender that a Russian patronymic tells, if it is one."""
    if "-" in word:
        return None
    if word.endswith(("ович", "евич", "ьич", "мич", "кич", "тич", "ввич")):
        return MALE
    return FEMALE if word.endswith(("овна", "евна", "ична")) else None


def heads_a_double(word: str, gender: str) -> bool:
    """Whether a surname may be declined as the first half of a double one («Римский-Корсаков», not «Бонч-Бруевич»)."""
    if gender == FEMALE:
        return word[-1] not in "ая" or word.endswith((*_POSSESSIVE_F, "ская", "цкая"))
    return word.endswith((*_POSSESSIVE, *_ADJECTIVE))


@lru_cache(maxsize=4096)
def readings(word: str) -> tuple[Reading, ...]:
    """Nouns, names and adjectives of the dictionary that look like ``word`` in the nominative singular."""
    found = (_reading(parse) for parse in _dictionary().parse(word) if parse.is_known)
    return tuple(dict.fromkeys(reading for reading in found if reading))


@lru_cache(maxsize=1)
def _dictionary() -> MorphAnalyzer:
    return MorphAnalyzer()


def _reading(parse: Parse) -> Reading | None:
    tag = parse.tag
    if tag.POS not in ("NOUN", "ADJF") or tag.case != "nomn" or tag.number == "plur" or "Patr" in tag:
        return None
    forms = [parse.inflect({case}) for case in ("gent", "datv")]
    if forms[0] is None or forms[1] is None:
        return None
    kind = next((kind for mark, kind in _KINDS.items() if mark in tag), "noun" if tag.POS == "NOUN" else "adjective")
    gender = None if "ms-f" in tag else {"masc": MALE, "femn": FEMALE}.get(tag.gender or "")
    return Reading(kind, gender, "Fixd" in tag, (_fold(forms[0].word), _fold(forms[1].word)))


def _heard(word: str, kinds: Iterable[str], gender: str) -> list[Reading]:
    """Readings that bear on a surname: names of that gender, common nouns of any («Сорока» may be a man)."""
    return [
        reading
        for reading in readings(word)
        if reading.kind in kinds and (reading.kind == "noun" or reading.gender in (gender, None))
    ]


def _unless_denied(word: str, forms: Forms, heard: list[Reading]) -> Forms | None:
    """The second declension, which every man's name in a consonant takes unless a vowel vanishes from it."""
    declined = [reading for reading in heard if not reading.fixed]
    if not declined and word.endswith(_FLEETING):
        return None
    return forms if all(reading.forms == _folded(forms) for reading in declined) else None


def _looks_like_surname(word: str) -> bool:
    """Whether an unknown first name is rather a surname from the neighbouring column."""
    return word.removesuffix("а").endswith(_POSSESSIVE) or word.endswith(("ский", "цкий", "ская", "цкая"))


def _first_name_in_a(word: str, gender: str, heard: list[Reading]) -> Forms | None:
    """As the dictionary knows it; an unknown woman's name in -а («Малика») is regular, a man's («Важа») may not be."""
    if word.endswith("ия"):
        return _first(word) if word in _IN_IYA.split() and gender == FEMALE else None
    if heard:
        return _same(_first(word), heard)
    return _first(word) if gender == FEMALE and word[-1] == "а" and word[-2] not in _VOWELS else None


def _possessive_or_noun(word: str) -> Forms | None:
    """A woman's surname in -а, -я: «Иванова» (-ой), «Белая» (-ой, -ей), «Сорока» (-и, -е)."""
    if word.endswith(("ская", "цкая")):
        return _with(word, 2, "ой", "ой")
    if word.endswith(("ая", "яя")):
        return _agreed(word, (_with(word, 2, "ой", "ой"), _with(word, 2, "ей", "ей")), FEMALE)
    if word.endswith(_POSSESSIVE_F):
        kinds = {reading.kind for reading in readings(word) if reading.gender == FEMALE}
        doubtful = "noun" in kinds or kinds == {"first"}
        return None if doubtful else _with(word, 1, "ой", "ой")
    return _noun(word)


def _noun(word: str) -> Forms | None:
    """Surnames in -а, -я: declined or fixed as the dictionary knows them, fixed after a vowel («Моруа»)."""
    if word.endswith("а") and word[-2] in _VOWELS:
        return word, word
    heard = [reading for reading in readings(word) if reading.kind in ("surname", "noun")]
    if heard and all(reading.fixed and reading.gender is None for reading in heard):
        return word, word
    return _same(_first(word), [reading for reading in heard if not reading.fixed or reading.gender is None])


def _plural(word: str) -> Forms | None:
    """«Долгих» and «Полторацких» stand still, «Рерих» does not: told apart by their stem."""
    if word.endswith(("ских", "цких")) or any(reading.kind == "adjective" for reading in readings(word[:-1] + "й")):
        return word, word
    return _same(_second(word), _heard(word, ("surname",), MALE))


def _agreed(word: str, candidates: Iterable[Forms], gender: str = MALE) -> Forms | None:
    """The one candidate that every reading confirms; an adjective counts in the gender of the person."""
    heard = [
        reading
        for reading in readings(word)
        if reading.kind == "noun" or (reading.kind in ("adjective", "surname") and reading.gender in (gender, None))
    ]
    return next((forms for forms in candidates if _same(forms, heard)), None)


def _same(forms: Forms, heard: list[Reading]) -> Forms | None:
    return forms if heard and all(reading.forms == _folded(forms) for reading in heard) else None


def _second(word: str) -> Forms:
    """-а, -у after a consonant, -я, -ю in place of -й and -ь."""
    return _with(word, 1, "я", "ю") if word[-1] in "йь" else _with(word, 0, "а", "у")


def _first(word: str) -> Forms:
    """-ы or -и, -е in place of -а, -я; «Мария»: -ии, -ии."""
    if word[-1] == "я":
        return _with(word, 1, "и", "и" if word.endswith("ия") else "е")
    return _with(word, 1, "и" if word[-2] in "гкхжчшщ" else "ы", "е")


def _with(word: str, cut: int, genitive: str, dative: str) -> Forms:
    stem = word[: len(word) - cut]
    return stem + genitive, stem + dative


def _fold(word: str) -> str:
    return word.replace("ё", "е")


def _folded(forms: Forms) -> Forms:
    return _fold(forms[0]), _fold(forms[1])
