"""How a payload is stored: compressed, and so that any byte of it that changes is noticed. Pure.

A stored payload is a letter, four bytes of CRC-32 and the content. ``D`` is JSON text compressed with zstd and the
dictionary that lies beside this module; ``Z`` the same without it, as logs before schema version 4 hold it; ``T`` a
tombstone, the sequence of the record that says why the payload is gone. A compressed frame has bits that change
nothing when it is read; the checksum covers these too. The dictionary is never changed: another one gets a letter.
"""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import zstandard

WITH_DICTIONARY, COMPRESSED, TOMBSTONE = b"D", b"Z", b"T"
DICTIONARY = Path(__file__).with_name("openlineage-1.zdict")
WITHHELD = b"W"
"""A payload that a bundle does not carry; no log holds it."""
_LEVEL = 1
_MANY = 50
_MOST = 512 * 1024 * 1024
"""Bytes that a payload may have: what claims to be longer was not written here."""

_per_thread = threading.local()


def store(text: bytes) -> bytes:
    """A payload's JSON text as it is stored."""
    return _sealed(WITH_DICTIONARY, _compressor().compress(text))


def store_many(texts: Sequence[bytes]) -> list[bytes]:
    """`store` for many texts; other threads run meanwhile."""
    compressor = _compressor()
    if len(texts) < _MANY or not hasattr(compressor, "multi_compress_to_buffer"):
        return [store(text) for text in texts]
    frames = compressor.multi_compress_to_buffer(list(texts))
    return [_sealed(WITH_DICTIONARY, frames[at].tobytes()) for at in range(len(texts))]


def tombstone(redaction: int) -> bytes:
    """What stands in place of a payload that the record with the sequence ``redaction`` took out."""
    return _sealed(TOMBSTONE, str(redaction).encode())


def is_tombstone(stored: Any) -> bool:
    """Whether a stored payload was taken out."""
    return isinstance(stored, bytes) and stored.startswith(TOMBSTONE)


def redacted_by(stored: bytes) -> int:
    """The sequence that a tombstone names. Raises `ValueError` for what is none."""
    return int(_content(stored, TOMBSTONE))


def read(stored: Any) -> bytes:
    """A stored payload's JSON text. Raises `ValueError` for anything that `store` did not write."""
    letter = COMPRESSED if isinstance(stored, bytes) and stored.startswith(COMPRESSED) else WITH_DICTIONARY
    frame = _content(stored, letter)
    try:
        if zstandard.frame_content_size(frame) > _MOST:
            raise ValueError("the payload claims to be longer than any")
        text: bytes = _decompressor(letter).decompress(frame, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise ValueError("the payload cannot be decompressed") from error
    return text


@cache
def _dictionary() -> zstandard.ZstdCompressionDict:
    """Shared by all threads: it is not changed once it is digested."""
    dictionary = zstandard.ZstdCompressionDict(DICTIONARY.read_bytes())
    dictionary.precompute_compress(level=_LEVEL)
    return dictionary


def _decompressor(letter: bytes) -> zstandard.ZstdDecompressor:
    """This thread's, for payloads with the letter."""
    found: dict[bytes, zstandard.ZstdDecompressor] = _per_thread.__dict__.setdefault("decompressors", {})
    if letter not in found:
        dictionary = _dictionary() if letter == WITH_DICTIONARY else None
        found[letter] = zstandard.ZstdDecompressor(dict_data=dictionary)
    return found[letter]


def _compressor() -> zstandard.ZstdCompressor:
    """This thread's: they may not be shared, and are dear to make."""
    compressor: zstandard.ZstdCompressor | None = getattr(_per_thread, "compressor", None)
    if compressor is None:
        compressor = _per_thread.compressor = zstandard.ZstdCompressor(
            level=_LEVEL, write_content_size=True, dict_data=_dictionary()
        )
    return compressor


def _sealed(letter: bytes, content: bytes) -> bytes:
    return letter + zlib.crc32(content, letter[0]).to_bytes(4, "big") + content


def _content(stored: Any, letter: bytes) -> bytes:
    if not isinstance(stored, bytes) or stored[:1] != letter:
        raise ValueError("the payload is stored in no known way")
    content = stored[5:]
    if stored != _sealed(letter, content):
        raise ValueError("the payload's checksum differs")
    return content
