"""Cuts Thai text into words, which writes none apart; a search finds by them, and a page marks them."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator

from . import thai
from .spelling import search_key

# What stands in every sentence says nothing of what it is about.
EVERYWHERE = frozenset(
    re.split(
        " ",
        "และ หรือ ที่ ซึ่ง อัน ของ ใน ให้ ได้ ไป มา มี เป็น อยู่ คือ ว่า จะ กับ แก่ แต่ จึง ก็ แล้ว นี้ นั้น โดย จาก ถึง ทั้ง ทุก ยัง"
        " ไม่ การ ความ เพื่อ เมื่อ กัน ต้อง คน ทำ ด้วย ขึ้น ลง ออก เข้า อีก เอง ตัว เรา เขา เธอ หนึ่ง สอง เพราะ ถ้า หาก อย่าง ต่อ กว่า"
        " หรือไม่ หรือยัง เป็นที่ ทั้งหมด ทุกคน ทุกวัน ทุกครั้ง ตั้งแต่ เกี่ยวกับ ระหว่าง เพราะว่า เช่น ด้วยกัน ยังคง อาจ ควร เคย"
        " มาก น้อย หลาย บาง ต่าง บ้าง แบบ เอา ครั้ง แห่ง ผู้ นี่ นั่น เลย แค่ จน พอ กำลัง สามารถ น้อยลง มากขึ้น บางส่วน บางคน"
        " ครับ ค่ะ คะ นะ ๆ ยังไง อย่างไร ทำไม อะไร ไหน ใคร the a an of and or to in for with how",
    )
)
# A letter that stands for a word, and what may stand between it and its number.
LETTER, ABBREVIATES = re.compile(r"[ก-ฮ]\.?"), re.compile(r"[.\s]*")
# The longest word there is to remember; a foreign address is none.
LONGEST_WORD = 38


@functools.cache
def cutter() -> Callable[[str], list[str]]:
    """The dictionary takes half a second and some memory: only a process that searches loads it."""
    from pythainlp.tokenize.newmm import segment

    return functools.partial(segment, safe_mode=True)


def pieces(text: str) -> list[str]:
    """The tidied text in pieces that make it up again: words, and what stands between them."""
    return cutter()(thai.tidy(text))


def words(text: str) -> list[str]:
    """The words of a text as a search knows them (`spelling.search_key`), in their order; those of every sentence left out."""
    return [key for key, says in keys(text) if says]


def keys(text: str) -> Iterator[tuple[str, bool]]:
    """All words of a text, each with whether it says what the text is about; a class (ป.4) is one word."""
    letter = ""
    for piece in pieces(text):
        key = word_key(piece)
        if letter and key.isdigit():
            yield letter + key, True
        elif key:
            yield key, piece not in EVERYWHERE
        if key or not ABBREVIATES.fullmatch(piece):
            letter = piece[0] if LETTER.fullmatch(piece) else ""


@functools.lru_cache(maxsize=16384)
def word_key(piece: str) -> str:
    """One word folded; nothing where there is no letter in it, or only one that is no figure."""
    key = search_key(piece)[:LONGEST_WORD]
    return key if len(key) > 1 or key.isdigit() else ""


def grams(texts: Iterable[str], size: int = 3) -> set[str]:
    """Pieces of so many letters of folded texts: one wrong letter spoils only the few that it stands in."""
    return {key[at : at + size] for key in texts for at in range(len(key) - size + 1)}
