"""Thai text is cut into words, and puts itself together again."""

from moralprovince.core import segments


def test_the_pieces_make_up_the_text_again():
    text = "นักเรียนทิ้งขยะไม่เป็นที่ 12 วัน (ห้อง ป.4)"
    assert "".join(segments.pieces(text)) == text


def test_words_are_cut_and_folded_and_the_words_of_every_sentence_left_out():
    assert segments.words("ชุมชนมีหนี้นอกระบบ และ No Gift ปี ๒๕๖๙") == ["ชุมชน", "หนิ", "นอก", "ระบบ", "no", "gift", "ปิ", "2569"]


def test_a_single_letter_is_no_word_but_a_single_figure_is_one():
    assert segments.words("ก, 5") == ["5"]


def test_a_class_is_one_word_however_it_is_written():
    assert [segments.words(text) for text in ("ป.4", "ป. 4", "ป ๔")] == [["ป4"]] * 3


def test_one_wrong_letter_leaves_most_pieces():
    right, wrong = segments.grams(["ธนาคารขยะ"]), segments.grams(["ธนาคาลขยะ"])
    assert (len(right), len(right & wrong)) == (7, 4)
