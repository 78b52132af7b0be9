"""Cutting text into captions: all of it, in order, never wider or higher than may be read."""

from hypothesis import given
from hypothesis import strategies as st

from film.subtitles.lines import LINE_MAX, LINES_MAX, WIDE_LINE_MAX, captions, joined, line_max, pieces, two_lines

WORDS = st.lists(
    st.sampled_from(
        ["I", "night,", "lighthouse", "and.", "—", "கோவிலுக்கு", "मंदिर", "abc" * 30, "“so”", "你好，世界。", "カメラ", "안녕하세요", "🙂"]
    ),
    min_size=1,
    max_size=60,
)


def shown(text: str) -> list[str]:
    some = pieces(text)
    return [two_lines(joined(some[first:after]), line_max(text)) for first, after in captions(text)]


@given(WORDS)
def test_captions_hold_the_whole_text_within_two_lines_of_allowed_width(words: list[str]) -> None:
    text = " ".join(words)
    some = shown(text)
    assert "".join("".join(some).split()) == "".join(text.split())
    for caption in some:
        lines = caption.split("\n")
        assert len(lines) <= LINES_MAX
        assert all(0 < len(line) <= line_max(text) for line in lines)


@given(st.text(max_size=200))
def test_no_text_at_all_can_break_it(text: str) -> None:
    assert all(len(line) <= LINE_MAX for caption in shown(text) for line in caption.split("\n"))


def test_a_sentence_that_fits_is_not_cut() -> None:
    assert shown("Thirty years, and not one night.") == ["Thirty years, and not one night."]


def test_cuts_lie_where_clauses_end() -> None:
    text = "When the rain came down from the mountains, nobody in the village was awake, and the river took the bridge with it."
    captions = [caption.replace("\n", " ") for caption in shown(text)]
    assert all(caption.endswith((",", ".")) for caption in captions)


def test_two_lines_are_of_like_length() -> None:
    above, below = shown("I have waited for this morning for all of my long life.")[0].split("\n")
    assert abs(len(above) - len(below)) <= 12


def test_chinese_lines_are_short_and_none_begins_with_a_full_stop() -> None:
    text = "我们明天去北京看朋友，然后一起吃饭。今天很好，你好，世界。" * 3
    lines = [line for caption in shown(text) for line in caption.split("\n")]
    assert max(map(len, lines)) <= WIDE_LINE_MAX
    assert not any(line[0] in "，。" for line in lines)


def test_korean_words_stay_whole() -> None:
    text = "안녕하세요 여러분 오늘은 정말 좋은 날이에요 우리 함께 갑시다"
    assert {word for caption in shown(text) for word in caption.split()} == set(text.split())
