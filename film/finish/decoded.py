"""What a film shows and sounds like as one number: two files with the same number look and sound the same, whatever their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

from film import ffmpeg


def decoded_hash(path: Path) -> str:
    """SHA-256, as hex, over the decoded frames and samples of all picture and sound tracks of a file. Raises EngineFailed."""
    said = ffmpeg.run(
        "-flags", "+bitexact", "-i", path, "-map", "0:v?", "-map", "0:a?", "-c:a", "pcm_s16le", "-f", "streamhash", "-hash", "sha256", "-"
    )
    return hashlib.sha256(said).hexdigest()
