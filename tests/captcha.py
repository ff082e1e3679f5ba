# SPDX-License-Identifier: Apache-2.0
"""Reads the office's captchas from their pictures alone, as people do: a test
that logs in needs no way round them. Each place is held against every letter
of the font, turned and sheared in many ways. Most are read rightly; a wrong
answer brings another picture. docs/decisions/0034-captcha.md says what it
means that so little can do it."""

import functools
import itertools
import math

import certlab

FONT, ALPHABET, CHARS = "DejaVu-Sans-Bold", "ACEFHKMNPRTWXY3479", 5
WIDTH, HEIGHT, MARGIN = 160, 60, 12  # as src/office/web/captcha_draw.c has them
BOX = 42  # dots of a square with room for any letter, however it is bent
SPARE = 4 * WIDTH  # rows below the picture, where a box may reach
INK = 105  # darker grey is a letter's: curves and specks are lighter
SIZES = (34, 38)
SHAPES = [(0.11 * turn, 0.14 * slant) for turn in range(-3, 4) for slant in range(-2, 3)]
TRIES = 8  # seven of ten are read rightly; an office allows ten tries
ASIDE, ABOVE = range(-4, 5, 2), range(-8, 9, 2)  # of where a letter would be


def _pictures(*source):
    """The rows of grey dots of each picture that `convert` makes of that."""
    said = certlab.run("convert", *source, "-colorspace", "gray", "-depth", "8", "-compress", "none", "pgm:-")
    for picture in said.stdout.split("P2")[1:]:
        wide, _, _, *greys = map(int, picture.split())
        yield [greys[at:at + wide] for at in range(0, len(greys), wide)]


def _dots(rows, ink):
    """Rows as one number, a bit for each dot of a picture as wide as a captcha:
    all are compared at once."""
    return int("".join("".join("01"[grey < ink] for grey in row).ljust(WIDTH, "0") for row in rows), 2)


def _bend(turn, slant):
    """Of a square around its middle, for `convert`."""
    cos, sin = math.cos(turn), math.sin(turn)
    matrix = cos - sin * slant, sin + cos * slant, -sin, cos  # sheared, then turned
    stay = [BOX / 2 * (1 - matrix[n] - matrix[n + 2]) for n in (0, 1)]
    return ["(", "-clone", "0", "-distort", "AffineProjection", ",".join(map(str, (*matrix, *stay))), ")"]


def _around(dots):
    """Where that letter has no ink any more."""
    wide = dots
    for _ in range(3):
        wide |= wide << 1 | wide >> 1 | wide << WIDTH | wide >> WIDTH
    return wide & ~dots


def _shapes(letter, size):
    """That letter in the middle of boxes, for `convert`."""
    return ["(", "-pointsize", str(size), f"label:{letter}", "-trim", "+repage",
            "-gravity", "center", "-extent", f"{BOX}x{BOX}",
            *itertools.chain(*(_bend(*shape) for shape in SHAPES)), "-delete", "0", ")"]


@functools.cache
def _letters():
    """Each in each shape: what it is, its dots, those around it."""
    kinds = list(itertools.product(ALPHABET, SIZES))
    drawn = _pictures("-font", FONT, "-virtual-pixel", "white",
                      *itertools.chain(*(_shapes(*kind) for kind in kinds)))
    return [(letter, dots, _around(dots)) for (letter, _), _ in itertools.product(kinds, SHAPES)
            for dots in [_dots(next(drawn), 128)]]


def _views(picture, place):
    """What is to be seen there, with the box here and there."""
    left = int(MARGIN + (WIDTH - 2 * MARGIN) * (place + 0.5) / CHARS - BOX / 2)
    for y, x in itertools.product(ABOVE, ASIDE):
        yield picture >> ((HEIGHT - BOX) // 2 - y) * WIDTH - left - x + SPARE


def _likeness(views, dots, around):
    """How much of its ink is there, and how much that is not its own."""
    return max((dots & view).bit_count() / dots.bit_count()
               - 1.5 * (around & view).bit_count() / around.bit_count() for view in views)


def read(path):
    """What is likely to be the answer to that PNG file."""
    picture, answer = _dots(next(_pictures(path)), INK) << SPARE, ""
    for place in range(CHARS):
        views = list(_views(picture, place))
        answer += max(_letters(), key=lambda letter: _likeness(views, *letter[1:]))[0]
    return answer
