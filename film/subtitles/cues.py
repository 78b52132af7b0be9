"""Gives what is said its time on the screen, from the times of the spoken words. Only what is heard is shown, and never two captions at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from film.model import Analysis, Beat, BeatKind, SceneTimeline, Speech, TimedBeat
from film.subtitles.lines import Piece, captions, joined, line_max, pieces, two_lines

CHARS_A_SECOND: Final = 20  # what people read without haste
LEAD_MS: Final = 40  # a caption appears a frame before the word
LINGER_MS: Final = 350  # it stays after the last word
SHOWN_MS_MIN: Final = 800
WAIT_MS_MAX: Final = 2000  # it waits no longer than this for slow readers
GAP_MS: Final = 80  # shorter gaps between captions only flicker, so they are closed


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """One caption; at most two lines."""

    start_ms: int  # in the film
    end_ms: int
    text: str
    speaker: str  # character id, "" for the narrator
    language: str  # ISO 639-1


def cues(timelines: Sequence[SceneTimeline], analysis: Analysis, speeches: Mapping[str, Speech]) -> tuple[Cue, ...]:
    """The film's captions in order. `timelines`: all scenes, as they follow each other; `speeches`: by beat id."""
    beats = {beat.id: beat for scene in analysis.scenes for beat in scene.beats if beat.kind is not BeatKind.ACTION}
    found: list[Cue] = []
    begun = 0
    for timeline in timelines:
        for timed in timeline.beats:
            if timed.beat in beats and timed.beat in speeches:
                found += beat_cues(beats[timed.beat], timed, speeches[timed.beat], begun, begun + timeline.length_ms)
        begun += timeline.length_ms
    return apart(sorted(found, key=lambda cue: cue.start_ms))


def beat_cues(beat: Beat, timed: TimedBeat, speech: Speech, begun_ms: int, until_ms: int) -> Iterator[Cue]:
    """Captions of one beat; each may linger for slow readers, but never beyond its scene."""
    some = pieces(beat.text)
    if not speech.words:
        return
    times, origin = spans(some, beat.text, speech), begun_ms + timed.start_ms
    for first, after in captions(beat.text):
        text = joined(some[first:after])
        start = max(begun_ms, origin + times[first][0] - LEAD_MS)
        heard = origin + times[after - 1][1]
        wanted = max(heard + LINGER_MS, start + SHOWN_MS_MIN, start + len(text) * 1000 // CHARS_A_SECOND)
        end = min(wanted, heard + WAIT_MS_MAX, until_ms)
        yield Cue(start_ms=start, end_ms=end, text=two_lines(text, line_max(beat.text)), speaker=beat.speaker, language=beat.language)


def spans(some: Sequence[Piece], text: str, speech: Speech) -> list[tuple[int, int]]:
    """(start, end) in ms of every piece: those of the spoken words in it; a piece that nobody hears has its place after the one before."""
    heard: list[tuple[int, int] | None] = [None] * len(some)
    cursor = 0
    for word in speech.words:
        at = text.find(word.text, cursor)
        if at < 0 or not word.text:  # an engine that keeps another spelling loses a word here, not the film
            continue
        cursor = at + len(word.text)
        for index, piece in enumerate(some):
            if piece.start < cursor and at < piece.start + len(piece.text):
                heard[index] = shared(piece, at, cursor, word.start_ms, word.end_ms, heard[index])
    return filled(heard, speech)


def shared(piece: Piece, at: int, end: int, start_ms: int, end_ms: int, known: tuple[int, int] | None) -> tuple[int, int]:
    """The part of a word's time that falls to a piece of it, joined with what is known of the piece."""
    a_letter = (end_ms - start_ms) / (end - at)
    first, last = max(0, piece.start - at), min(end, piece.start + len(piece.text)) - at
    begin, finish = start_ms + round(first * a_letter), start_ms + round(last * a_letter)
    return (begin, finish) if known is None else (known[0], finish)


def filled(heard: Sequence[tuple[int, int] | None], speech: Speech) -> list[tuple[int, int]]:
    last = speech.words[0].start_ms
    spans: list[tuple[int, int]] = []
    for span in heard:
        begin, end = span or (last, last)
        spans.append((max(begin, last), max(end, last)))
        last = spans[-1][1]
    return spans


def apart(some: Sequence[Cue]) -> tuple[Cue, ...]:
    """No caption is on the screen with the next one; one that would have no time at all is left out."""
    ended = [fitted(one, following) for one, following in pairwise(some)] + list(some[-1:])
    return tuple(cue for cue in ended if cue.end_ms > cue.start_ms)


def fitted(cue: Cue, following: Cue) -> Cue:
    return replace(cue, end_ms=following.start_ms) if cue.end_ms > following.start_ms - GAP_MS else cue
