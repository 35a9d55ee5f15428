"""Folds the spellings of a Thai word into one key, so that a search finds what was meant."""

from __future__ import annotations

from . import thai

# Marks that are left out or doubled in haste: the short mark, tone marks, the silencer, nikhahit, repetition, abbreviation.
DROPPED = "็่้๊๋์ํ๎ฺๆฯ"
# Letters of one sound (ศ ษ ส), and long for short vowels.
SAME = {"ศ": "ส", "ษ": "ส", "ณ": "น", "ฎ": "ด", "ฏ": "ต", "ฐ": "ถ", "ฆ": "ค", "ฅ": "ค", "ฃ": "ข", "ภ": "พ", "ฬ": "ล"}
SAME |= {"ญ": "ย", "ฌ": "ช", "ฑ": "ท", "ฒ": "ท", "ธ": "ท", "ใ": "ไ", "ี": "ิ", "ื": "ึ", "ู": "ุ"}
FOLD = str.maketrans(SAME | dict.fromkeys(DROPPED, ""))


def search_key(text: str) -> str:
    """Canonical text in lower case without marks, spaces and punctuation, one letter for each sound."""
    folded = thai.canonical(text).lower().translate(FOLD)
    return "".join(char for char in folded if char.isalnum() or "ะ" <= char <= "ๅ")


def search_words(text: str) -> list[str]:
    """The words of a question, folded; each of them must be found."""
    return [key for key in (search_key(word) for word in thai.canonical(text).split()) if key]
