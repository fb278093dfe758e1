"""Reading a request's body without trusting it: bounded, whatever its headers say."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import IO


class RefusedError(Exception):
    """A request that cannot be taken: the HTTP status, and why."""

    def __init__(self, status: int, reason: str, retry_after: int | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.retry_after = retry_after


def read_body(headers: Mapping[str, str], stream: IO[bytes], most: int) -> bytes:
    """The body, decompressed. Raises `RefusedError` for one that is longer than ``most`` bytes or broken."""
    if _ambiguous(headers):
        raise RefusedError(400, "the request says twice how long its body is")
    if headers.get("Transfer-Encoding", "").lower() == "chunked":
        data = _chunked(stream, most)
    else:
        data = _sized(headers.get("Content-Length"), stream, most)
    match headers.get("Content-Encoding", "identity").lower().strip():
        case "identity" | "":
            return data
        case "gzip" | "x-gzip":
            return _unzipped(data, most)
        case other:
            raise RefusedError(415, f"the content encoding {other[:20]!r} is not known; gzip is")


def largest(headers: Mapping[str, str], most: int) -> int:
    """How many bytes the body may have once it is read, by its headers."""
    length = headers.get("Content-Length", "")
    plain = headers.get("Content-Encoding", "identity").lower().strip() in ("identity", "")
    return min(int(length), most) if plain and length.isascii() and length.isdigit() and len(length) < 12 else most


def _ambiguous(headers: Mapping[str, str]) -> bool:
    """Whether a proxy before us may have seen another end of the body than we do (RFC 9112, 6.3)."""
    named = [name.lower() for name in headers if name.lower() in ("content-length", "transfer-encoding")]
    return len(named) > 1


def _sized(length: str | None, stream: IO[bytes], most: int) -> bytes:
    if length is None:
        raise RefusedError(411, "the request says no Content-Length")
    if not (length.isascii() and length.isdigit()):
        raise RefusedError(400, "the Content-Length is no number")
    if len(length) > 12 or int(length) > most:
        raise _too_large(most)
    data = stream.read(int(length))
    if len(data) < int(length):
        raise RefusedError(400, "the body ends before its Content-Length")
    return data


def _chunked(stream: IO[bytes], most: int) -> bytes:
    data = bytearray()
    while True:
        line = stream.readline(100).partition(b";")[0].strip()
        try:
            size = int(line, 16) if len(line) <= 8 else most + 1
        except ValueError:
            raise RefusedError(400, "a chunk of the body has no size") from None
        if size < 0 or len(data) + size > most:
            raise _too_large(most)
        if size == 0:
            while stream.readline(1000).strip():  # trailers
                pass
            return bytes(data)
        chunk = stream.read(size)
        if len(chunk) < size or stream.readline(3).strip():
            raise RefusedError(400, "a chunk of the body is not as long as it says")
        data += chunk


def _unzipped(data: bytes, most: int) -> bytes:
    reader = zlib.decompressobj(wbits=31)
    try:
        text = reader.decompress(data, most + 1)
    except zlib.error:
        raise RefusedError(400, "the body is no gzip") from None
    if len(text) > most:
        raise _too_large(most)
    if not reader.eof:
        raise RefusedError(400, "the compressed body is cut off")
    return text


def _too_large(most: int) -> RefusedError:
    return RefusedError(413, f"the body is larger than {most:,} bytes")
