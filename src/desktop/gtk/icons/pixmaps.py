#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""pixmaps.py OUT.h RSVG-CONVERT NAME.svg…: the tray's icons as C, in the sizes
that panels have. StatusNotifierItem wants ARGB, 32 bits a dot in network order,
not premultiplied; rsvg-convert writes PNG, which is read here."""
import pathlib
import struct
import subprocess
import sys
import zlib

SIZES = [16, 22, 24, 32, 48]
SIGNATURE = b"\x89PNG\r\n\x1a\n"
OPAQUE, ALPHA = 2, 6  # colour types: RGB and RGBA


def chunks(png):
    """(type, data) of each chunk."""
    assert png.startswith(SIGNATURE)
    at = len(SIGNATURE)
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        yield kind, png[at + 8:at + 8 + length]
        at += 12 + length


def paeth(left, up, corner):
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def unfilter(kind, line, above, step):
    """A line of PNG as it was before its filter (PNG, 9.2)."""
    guesses = [lambda a, b, c: 0, lambda a, b, c: a, lambda a, b, c: b,
               lambda a, b, c: (a + b) // 2, paeth]
    out = bytearray()
    for i, value in enumerate(line):
        a, c = (out[i - step], above[i - step]) if i >= step else (0, 0)
        out.append((value + guesses[kind](a, above[i], c)) & 0xff)
    return bytes(out)


def argb(png):
    parts = list(chunks(png))
    width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", parts[0][1])
    assert depth == 8 and kind in (OPAQUE, ALPHA) and rest == [0, 0, 0]
    step = 4 if kind == ALPHA else 3
    data = zlib.decompress(b"".join(data for name, data in parts if name == b"IDAT"))
    out, above, stride = bytearray(), bytes(width * step), width * step
    for y in range(height):
        start = y * (stride + 1)
        above = unfilter(data[start], data[start + 1:start + 1 + stride], above, step)
        for x in range(0, stride, step):
            out.append(above[x + 3] if kind == ALPHA else 0xff)
            out += above[x:x + 3]
    return bytes(out)


def array(name, data):
    lines = [", ".join(map(str, data[at:at + 20])) for at in range(0, len(data), 20)]
    return f"static const uint8_t {name}[] = {{\n" + ",\n".join(lines) + "};\n"


def main(out, convert, *sources):
    text = "/* Made by icons/pixmaps.py of the icons beside it. */\n"
    rows = []
    for source in map(pathlib.Path, sources):
        name = source.stem.rsplit("-", 1)[-1]
        for size in SIZES:
            png = subprocess.run([convert, "-w", str(size), "-h", str(size), source],
                                 check=True, capture_output=True).stdout
            text += array(f"{name}_{size}", argb(png))
        cells = ", ".join(f"{{{size}, {name}_{size}}}" for size in SIZES)
        rows.append(f"[TRAY_{name.upper()}] = {{{cells}}},\n")
    text += f"#define PIXMAP_SIZES {len(SIZES)}\n"
    text += "static const struct pixmap pixmaps[][PIXMAP_SIZES] = {\n" + "".join(rows) + "};\n"
    pathlib.Path(out).write_text(text)


main(*sys.argv[1:])
