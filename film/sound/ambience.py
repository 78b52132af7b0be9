"""What a place sounds like: air, weather, animals, people far away, bells. Each layer is made from shaped noise and sines, stereo at 48 kHz."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import numpy as np

from film.model import Hour, Scene, Setting, Weather
from film.sound import instruments
from film.sound.filters import band_passed, float32, fraction, in_room, room
from film.sound.seeds import generator
from film.sound.stereo import add, panned, scaled, sides
from film.sound.wav import RATE, Samples

TAU: Final = 2 * np.pi
KNOTS_A_SECOND: Final = 20  # slow curves are drawn through this many points
LEVEL_DB: Final = -3.0  # of all layers, under the music and well under speech


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    name: str
    level_db: float  # of its root mean square
    sound: Callable[[int, np.random.Generator], Samples]  # (samples, generator) -> (samples, 2)


def ambience(scene: Scene, length_s: float, seed: int) -> Samples:
    """(n, 2): every layer of the scene at its level; weather is duller and softer indoors."""
    count = int(length_s * RATE)
    bed = np.zeros((count, 2), np.float32)
    for layer in layers(scene):
        sound = layer.sound(count, generator("ambience", layer.name, scene.id, seed))
        rms = float(np.sqrt(np.mean(sound**2)))
        if rms > 1e-6:
            bed += sound * np.float32(10 ** ((layer.level_db + LEVEL_DB) / 20) / rms)
    return bed


def layers(scene: Scene) -> Iterator[Layer]:
    yield from PLACES[scene.setting]
    if not scene.interior and scene.setting not in (Setting.OFFICE, Setting.CLASSROOM):
        yield from OUTDOORS.get((scene.setting, scene.hour), HOURS[scene.hour])
    elif scene.hour is Hour.NIGHT:
        yield Layer(name="crickets", level_db=-52, sound=crickets)
    if scene.crowd and not any(layer.sound is murmur for layer in PLACES[scene.setting]):
        yield Layer(name="murmur", level_db=-36, sound=murmur)
    yield from weather(scene)


def weather(scene: Scene) -> Iterator[Layer]:
    match scene.weather:
        case Weather.RAIN if scene.interior:
            yield Layer(name="rain on the roof", level_db=-40, sound=partial(rain, dull_hz=1800))
        case Weather.RAIN:
            yield Layer(name="rain", level_db=-33, sound=rain)
        case Weather.SNOW if not scene.interior:
            yield Layer(name="winter wind", level_db=-36, sound=partial(wind, low=180, high=700))
        case Weather.FOG if scene.setting is Setting.SEASIDE:
            yield Layer(name="foghorn", level_db=-38, sound=foghorn)
        case _:
            return


# --- layers ----------------------------------------------------------------------------------------------------------------------------


def hiss(count: int, rng: np.random.Generator, low: float, high: float) -> Samples:
    """Noise between two frequencies, different left and right."""
    noise = rng.standard_normal((2, count), dtype=np.float32)
    return np.stack([band_passed(side, low, high) for side in noise], axis=1)


def curve(count: int, rng: np.random.Generator, period_s: float, low: float, high: float) -> Samples:
    """(count,): wanders between low and high, about once a period."""
    seconds = count / RATE
    points = rng.uniform(low, high, int(seconds / period_s) + 4)
    knots = np.interp(np.linspace(0, seconds / period_s, int(seconds * KNOTS_A_SECOND) + 2), np.arange(len(points)), points)
    smooth = np.convolve(np.pad(knots, 10, mode="edge"), np.hanning(21) / np.hanning(21).sum(), "valid")
    return float32(np.interp(np.arange(count), np.linspace(0, count, len(smooth)), smooth))


def scattered(count: int, rng: np.random.Generator, every_s: float, make: Callable[[], Samples], first_s: float = 0.4) -> Samples:
    """Single sounds at random moments and places, on average one each `every_s`."""
    stereo, at = np.zeros((count, 2), np.float32), first_s * float(rng.uniform(0.5, 1.5))
    while at * RATE < count:
        sound, pan, near = make(), float(rng.uniform(-0.9, 0.9)), float(rng.uniform(0.35, 1.0))
        start = int(at * RATE)
        add(stereo, np.float32(near) * panned(sound, *sides(pan)), start)
        at += float(rng.exponential(every_s)) + 0.15
    return stereo


def air(count: int, rng: np.random.Generator) -> Samples:
    return hiss(count, rng, 60, 900)


def wind(count: int, rng: np.random.Generator, low: float = 120, high: float = 500) -> Samples:
    gusts = curve(count, rng, 2.2, 0.15, 1.0)
    return scaled(hiss(count, rng, low, high), gusts) + np.float32(0.25) * scaled(hiss(count, rng, high, high * 4), gusts**3)


def waves(count: int, rng: np.random.Generator) -> Samples:
    """A swell each six seconds or so: a rumble that grows, a crest that breaks and hisses away."""
    time = np.arange(0, count + RATE, RATE // KNOTS_A_SECOND) / RATE
    swell, foam = np.full(len(time), 0.25), np.full(len(time), 0.06)
    at = -float(rng.uniform(0, 5))
    while at < time[-1]:
        big, since = float(rng.uniform(0.6, 1.0)), time - at
        swell += big * np.exp(-(((since - 2.2) / 1.3) ** 2))
        foam += big * np.where(since > 2.4, np.exp(-np.maximum(since - 2.4, 0) / 1.6) * np.clip((since - 2.4) / 0.35, 0, 1), 0)
        at += float(rng.uniform(4.5, 7.5))
    steps = np.arange(count) / (RATE // KNOTS_A_SECOND)
    low, high = (float32(np.interp(steps, np.arange(len(time)), one)) for one in (swell, foam))
    return scaled(hiss(count, rng, 80, 500), low) + np.float32(0.5) * scaled(hiss(count, rng, 1200, 7000), high)


def rain(count: int, rng: np.random.Generator, dull_hz: float = 9000) -> Samples:
    drops = (rng.random((count, 2), dtype=np.float32) > 0.9996).astype(np.float32) * np.float32(14)
    body = hiss(count, rng, 700, dull_hz)
    return body + np.stack([band_passed(drops[:, side], 900, dull_hz) for side in (0, 1)], axis=1)


def crickets(count: int, rng: np.random.Generator) -> Samples:
    """Three of them, each with its pitch and its beat."""
    time, stereo = np.arange(count, dtype=np.float32) / np.float32(RATE), np.zeros((count, 2), np.float32)
    for pan in (-0.8, 0.1, 0.7):
        hz, rate, bout = float(rng.uniform(3900, 5000)), float(rng.uniform(26, 34)), float(rng.uniform(0.9, 1.6))
        chirp = np.maximum(0, np.sin(np.float32(TAU * rate) * time)) ** 2
        gate = np.clip(4 * np.sin(np.float32(TAU * bout) * time + np.float32(rng.uniform(0, TAU))) - 1, 0, 1)
        tone = np.sin(np.float32(TAU) * fraction(time * np.float32(hz)))
        stereo += panned(tone * chirp * gate, 1 - pan, 1 + pan)
    return stereo


def bird(rng: np.random.Generator) -> Samples:
    """A call of two to six syllables, each a whistle that slides."""
    base, syllables = float(rng.uniform(2200, 4600)), int(rng.integers(2, 7))
    slide, length_s = float(rng.uniform(-0.35, 0.35)), float(rng.uniform(0.06, 0.16))
    time = np.arange(int(length_s * RATE)) / RATE
    warble = 1 + 0.03 * np.sin(TAU * rng.uniform(20, 45) * time)
    hz = base * (1 + slide * time / length_s) * warble
    syllable = np.sin(TAU * np.cumsum(hz) / RATE) * np.sin(np.pi * time / length_s) ** 2
    gap = np.zeros(int(rng.uniform(0.03, 0.09) * RATE))
    return float32(np.concatenate([part for _ in range(syllables) for part in (syllable * rng.uniform(0.6, 1), gap)]))


def birds(count: int, rng: np.random.Generator, every_s: float = 0.9) -> Samples:
    return distant(scattered(count, rng, every_s, lambda: bird(rng)))


def gull(rng: np.random.Generator) -> Samples:
    length_s = float(rng.uniform(0.35, 0.6))
    time = np.arange(int(length_s * RATE)) / RATE
    hz = 1150 * (1 + 0.45 * np.sin(np.pi * (time / length_s) ** 0.7))
    phase = TAU * np.cumsum(hz) / RATE
    cry = (np.sin(phase) + 0.6 * np.sin(2 * phase) + 0.4 * np.sin(3 * phase)) * np.sin(np.pi * time / length_s)
    return float32(np.concatenate([np.concatenate([cry * rng.uniform(0.5, 1), np.zeros(RATE // 12)]) for _ in range(int(rng.integers(1, 4)))]))


def owl(_rng: np.random.Generator) -> Samples:
    hoots = []
    for length_s in (0.16, 0.12, 0.42):
        time = np.arange(int(length_s * RATE)) / RATE
        hoots += [np.sin(TAU * 370 * time * (1 - 0.03 * time)) * np.sin(np.pi * time / length_s), np.zeros(RATE // 8)]
    return float32(np.concatenate(hoots))


def rooster(_rng: np.random.Generator) -> Samples:
    calls = []
    for length_s, hz in ((0.16, 620), (0.14, 760), (0.16, 900), (0.62, 1020)):
        time = np.arange(int(length_s * RATE)) / RATE
        phase = TAU * np.cumsum(hz * (1 + 0.12 * np.sin(np.pi * time / length_s) - 0.1 * time)) / RATE
        harmonics = sum((np.sin(k * phase) / k**0.7 for k in range(1, 6)), start=np.zeros(len(time)))
        calls += [harmonics * np.sin(np.pi * time / length_s) ** 0.6, np.zeros(RATE // 25)]
    return float32(np.concatenate(calls))


def distant(stereo: Samples) -> Samples:
    return np.float32(0.6) * stereo + np.float32(1.6) * in_room(stereo, room(0.9, 3000.0))


def murmur(count: int, rng: np.random.Generator) -> Samples:
    """People talking far away; no word can be made out. Three of them, each heard again from two more places a while later: a crowd of nine."""
    stereo = np.zeros((count, 2), np.float32)
    for _ in range(3):
        voice = babble(count, rng)
        for _ in range(3):
            pan = float(rng.uniform(-0.9, 0.9))
            stereo += panned(np.roll(voice, int(rng.integers(count))), *sides(pan))
    return distant(stereo)


def babble(count: int, rng: np.random.Generator) -> Samples:
    """One voice: pulses through two formants, in syllables, with pauses."""
    hz = float(rng.uniform(105, 230)) * (1 + 0.12 * curve(count, rng, 0.5, -1, 1))
    buzz = 1 - 2 * fraction(np.cumsum(hz / np.float32(RATE), dtype=np.float64)).astype(np.float32)
    talking = np.clip(curve(count, rng, 0.22, -0.6, 1.0), 0, 1) * np.clip(curve(count, rng, 1.8, -0.5, 1.4), 0, 1)
    first = float(rng.uniform(350, 700))
    formants = band_passed(buzz, first * 0.8, first * 1.3) + np.float32(0.4) * band_passed(buzz, 1100, 1900)
    return float32(formants * talking)


def traffic(count: int, rng: np.random.Generator) -> Samples:
    """A far rumble, and now and then something that passes."""

    def passing() -> Samples:
        length_s = float(rng.uniform(3, 5))
        size = int(length_s * RATE)
        shape = np.exp(-(((np.arange(size) / size - 0.5) / 0.18) ** 2)).astype(np.float32)
        return band_passed(rng.standard_normal(size, dtype=np.float32), 90, 700) * shape * np.float32(3)

    return scaled(hiss(count, rng, 50, 260), curve(count, rng, 3.0, 0.6, 1.0)) + scattered(count, rng, 4.5, passing, first_s=0.2)


def horn(rng: np.random.Generator) -> Samples:
    time = np.arange(int(float(rng.uniform(0.18, 0.45)) * RATE)) / RATE
    tones = sum((np.sin(TAU * hz * k * time) / k for hz in (415, 523) for k in (1, 2, 3)), start=np.zeros(len(time)))
    return float32(tones * np.minimum(1, np.minimum(time, time[-1] - time) / 0.02))


def hum(count: int, rng: np.random.Generator) -> Samples:
    """Mains and moving air."""
    time = np.arange(count) / RATE
    mains = sum((np.sin(TAU * 100 * k * time + k) / k**1.5 for k in (1, 2, 3)), start=np.zeros(count))
    return hiss(count, rng, 100, 1200) + panned(float32(mains), 0.12, 0.12)


def tick(rng: np.random.Generator) -> Samples:
    """One key of a keyboard, or a pen that is put down."""
    time = np.arange(int(0.03 * RATE)) / RATE
    return float32(rng.standard_normal(len(time)) * np.exp(-time * 260) + 0.6 * np.sin(TAU * 1900 * time) * np.exp(-time * 190))


def keys(count: int, rng: np.random.Generator) -> Samples:
    return scattered(count, rng, 0.28, lambda: tick(rng))


def clock(count: int, rng: np.random.Generator) -> Samples:
    stereo, sounds = np.zeros((count, 2), np.float32), (tick(rng), tick(rng) * np.float32(0.7))
    for beat in range(count // RATE + 1):
        add(stereo, panned(sounds[beat % 2], 1, 1), beat * RATE)
    return stereo


def leaves(count: int, rng: np.random.Generator) -> Samples:
    return scaled(hiss(count, rng, 1500, 6500), curve(count, rng, 1.4, 0.05, 1.0) ** 2)


def fountain(count: int, rng: np.random.Generator) -> Samples:
    return scaled(hiss(count, rng, 900, 5000), curve(count, rng, 0.4, 0.7, 1.0))


def foghorn(count: int, rng: np.random.Generator) -> Samples:
    time = np.arange(int(2.4 * RATE)) / RATE
    tone = sum((np.sin(TAU * 98 * k * time) / k for k in range(1, 6)), start=np.zeros(len(time))) * np.sin(np.pi * time / 2.4) ** 0.5
    return distant(scattered(count, rng, 11.0, lambda: float32(tone), first_s=1.5))


def temple_bells(count: int, rng: np.random.Generator) -> Samples:
    """A big bell, rung a few times, and small ones that answer."""
    pitches = (330.0, 440.0, 660.0, 887.0)
    return distant(scattered(count, rng, 2.6, lambda: instruments.bell(float(rng.choice(pitches)), 3.2), first_s=0.7))


def single(make: Callable[[np.random.Generator], Samples], every_s: float, first_s: float) -> Callable[[int, np.random.Generator], Samples]:
    return lambda count, rng: distant(scattered(count, rng, every_s, lambda: make(rng), first_s))


# --- which layers where ----------------------------------------------------------------------------------------------------------------

PLACES: Final[Mapping[Setting, tuple[Layer, ...]]] = {
    Setting.TEMPLE: (
        Layer(name="air", level_db=-46, sound=air),
        Layer(name="murmur", level_db=-44, sound=murmur),
        Layer(name="temple bells", level_db=-40, sound=temple_bells),
    ),
    Setting.PALACE: (Layer(name="air", level_db=-46, sound=air), Layer(name="fountain", level_db=-46, sound=fountain)),
    Setting.VILLAGE: (Layer(name="breeze", level_db=-46, sound=wind), Layer(name="leaves", level_db=-50, sound=leaves)),
    Setting.CITY_STREET: (
        Layer(name="traffic", level_db=-36, sound=traffic),
        Layer(name="horns", level_db=-50, sound=single(horn, 6.0, 3.0)),
        Layer(name="murmur", level_db=-44, sound=murmur),
    ),
    Setting.SEASIDE: (Layer(name="waves", level_db=-32, sound=waves), Layer(name="wind", level_db=-46, sound=wind)),
    Setting.FOREST: (Layer(name="leaves", level_db=-42, sound=leaves), Layer(name="wind", level_db=-46, sound=wind)),
    Setting.HOME: (Layer(name="air", level_db=-52, sound=air), Layer(name="clock", level_db=-52, sound=clock)),
    Setting.OFFICE: (Layer(name="hum", level_db=-46, sound=hum), Layer(name="keys", level_db=-48, sound=keys)),
    Setting.CLASSROOM: (Layer(name="air", level_db=-48, sound=air), Layer(name="pupils", level_db=-42, sound=murmur)),
    Setting.MARKET: (
        Layer(name="murmur", level_db=-33, sound=murmur),
        Layer(name="air", level_db=-46, sound=air),
        Layer(name="vendor's bell", level_db=-50, sound=single(lambda _rng: instruments.bell(1320.0, 1.2), 5.0, 1.2)),
    ),
    Setting.MOUNTAIN: (Layer(name="wind", level_db=-34, sound=partial(wind, low=150, high=600)),),
    Setting.DESERT: (Layer(name="wind", level_db=-36, sound=partial(wind, low=220, high=900)),),
}

HOURS: Final[Mapping[Hour, tuple[Layer, ...]]] = {
    Hour.DAWN: (Layer(name="dawn birds", level_db=-40, sound=partial(birds, every_s=0.6)),),
    Hour.DAY: (Layer(name="birds", level_db=-46, sound=partial(birds, every_s=2.2)),),
    Hour.DUSK: (Layer(name="crickets", level_db=-50, sound=crickets), Layer(name="birds", level_db=-48, sound=partial(birds, every_s=3.0))),
    Hour.NIGHT: (Layer(name="crickets", level_db=-44, sound=crickets),),
}

OUTDOORS: Final[Mapping[tuple[Setting, Hour], tuple[Layer, ...]]] = {
    (Setting.VILLAGE, Hour.DAWN): (*HOURS[Hour.DAWN], Layer(name="rooster", level_db=-44, sound=single(rooster, 9.0, 1.5))),
    (Setting.FOREST, Hour.NIGHT): (*HOURS[Hour.NIGHT], Layer(name="owl", level_db=-46, sound=single(owl, 7.0, 2.0))),
    (Setting.SEASIDE, Hour.DAWN): (Layer(name="gulls", level_db=-42, sound=single(gull, 3.0, 1.0)),),
    (Setting.SEASIDE, Hour.DAY): (Layer(name="gulls", level_db=-42, sound=single(gull, 3.0, 1.0)),),
    (Setting.SEASIDE, Hour.DUSK): (Layer(name="gulls", level_db=-46, sound=single(gull, 5.0, 1.5)),),
    (Setting.SEASIDE, Hour.NIGHT): (),
    (Setting.CITY_STREET, Hour.NIGHT): (),
    (Setting.MOUNTAIN, Hour.NIGHT): (),
    (Setting.DESERT, Hour.DAY): (),
    (Setting.DESERT, Hour.DAWN): (),
    (Setting.DESERT, Hour.DUSK): (),
}
