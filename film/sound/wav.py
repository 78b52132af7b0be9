"""WAV bytes to samples and back; the only file that knows the sound format of the film: 48 kHz, 16 bits, little endian."""

from __future__ import annotations

import io
import wave
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from schemas.errors import Corrupt

RATE = 48_000  # samples per second of everything that we store
FULL_SCALE = 32767.0

Samples: TypeAlias = NDArray[np.float32]  # (n,) mono or (n, 2) stereo, -1..1


def encode(samples: Samples) -> bytes:
    """The WAV file of `samples`; what lies beyond -1..1 is clipped."""
    sound = np.asarray(samples)
    whole = np.rint(np.clip(sound, -1.0, 1.0) * FULL_SCALE).astype("<i2")
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1 if sound.ndim == 1 else sound.shape[1])
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(whole.tobytes())
    return file.getvalue()


def decode(data: bytes) -> Samples:
    """The samples of a WAV that `encode` made: (n,) for mono, (n, 2) for stereo. Raises Corrupt for anything else."""
    try:
        with wave.open(io.BytesIO(data), "rb") as file:
            channels, width, rate = file.getnchannels(), file.getsampwidth(), file.getframerate()
            pcm = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise Corrupt(f"This is no WAV file: {error}.") from error
    if (width, rate) != (2, RATE):
        raise Corrupt(f"This sound has {8 * width} bits at {rate} Hz; the film's sounds have 16 bits at {RATE} Hz.")
    samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
    return samples if channels == 1 else samples.reshape(-1, channels)


def length_ms(samples: Samples) -> int:
    return round(len(samples) * 1000 / RATE)
