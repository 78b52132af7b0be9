"""Sound at another rate: a windowed sinc, laid out as one matrix that turns each block of samples into the samples between them."""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from film.sound.wav import RATE, Samples

LOBES: Final = 10  # of the sinc to each side
BETA: Final = 5.0  # of its Kaiser window
BLOCK: Final = 64  # samples of a block, or a few more


def resampled(samples: Samples, rate: int) -> Samples:
    """(n,) from `rate` to 48 kHz."""
    if rate == RATE:
        return samples
    shared = int(np.gcd(rate, RATE))
    up, down = RATE // shared, rate // shared
    block = -(-BLOCK // down) * down
    sound: Samples = (windows(samples, block, reach(up, down)) @ interpolation(up, down, block)).ravel()
    return sound[: -(-len(samples) * up // down)]


def reach(up: int, down: int) -> int:
    """Samples to each side of a block that the samples made of it are made of as well."""
    return -(-LOBES * max(up, down) // up)


def windows(samples: Samples, block: int, reach: int) -> NDArray[np.float32]:
    """(blocks, block + 2 * reach): each block with its neighbours; silence before the first sample and after the last."""
    count = -(-len(samples) // block)
    padded = np.pad(samples, (reach, reach + count * block - len(samples)))
    return (
        np.lib.stride_tricks.sliding_window_view(padded, block + 2 * reach)[::block][:count]
        if count
        else np.zeros((0, block + 2 * reach), np.float32)
    )


@cache
def interpolation(up: int, down: int, block: int) -> NDArray[np.float32]:
    """(block + 2 * reach, block * up / down): column m is what each sample of a window gives to the m-th that is made of it."""
    slow, margin = max(up, down), reach(up, down)
    half = LOBES * slow
    taps = np.sinc(np.arange(-half, half + 1) / slow) * np.kaiser(2 * half + 1, BETA)
    taps *= up / taps.sum()
    at = half + np.arange(block * up // down) * down - (np.arange(block + 2 * margin)[:, None] - margin) * up
    inside = (at >= 0) & (at < len(taps))
    return np.where(inside, taps[np.clip(at, 0, len(taps) - 1)], 0.0).astype(np.float32)
