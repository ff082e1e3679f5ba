#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Pictures of every window in the states that matter, for people to look at:

    pictures.py [DIR] [SCENE …]       all, or some scenes, into DIR with an
                                      index.html (build/pictures)
    pictures.py --guide [SCENE …]     those of the user's guide, small, into
                                      docs/guide/pictures

What there is to see is in scenes.py. Names of pictures stay the same."""

import html
import pathlib
import subprocess
import sys
import tempfile
import traceback

sys.path[:0] = [str(pathlib.Path(__file__).resolve().parent.parent)]

import certlab  # noqa: E402
import scenes  # noqa: E402

GUIDE = certlab.ROOT / "docs" / "guide"
COLOURS = "256"  # of a picture in the guide


class Look:
    """How windows look on one run through the scenes."""

    def __init__(self, lang, dark=False, scale=1):
        self.lang, self.dark, self.scale = lang, dark, scale
        self.name = f"{lang}-{'dark' if dark else 'light'}" + (f"-{scale * 100}" if scale > 1 else "")
        self.env = {"ADW_DEBUG_COLOR_SCHEME": "prefer-dark" if dark else "prefer-light",
                    "GDK_SCALE": str(scale)}


LOOKS = [Look("zh"), Look("en"), Look("zh", dark=True), Look("en", dark=True), Look("zh", scale=2)]


class Album:
    """Where pictures go; wanted tells which."""

    def __init__(self, folder, wanted=None):
        self.folder, self.wanted, self.taken, self.failed = pathlib.Path(folder), wanted, [], []

    def take(self, look, name, shoot):
        if self.wanted is not None and name not in self.wanted:
            return
        path = self.folder / look.name / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        shoot(path)
        self.taken.append((look, name))
        print(path, flush=True)

    def write_index(self):
        names = list(dict.fromkeys(name for _, name in self.taken))
        rows = "".join(
            f"<h2>{html.escape(name)}</h2>\n<p>" + "".join(
                f'<a href="{look.name}/{name}.png"><img src="{look.name}/{name}.png" height="420" '
                f'alt="{html.escape(name)}, {look.name}" loading="lazy"></a>\n'
                for look, taken in self.taken if taken == name) + "</p>\n" for name in names)
        (self.folder / "index.html").write_text(
            f'<!DOCTYPE html><meta charset="utf-8"><title>证书助手 · Certificate Assistant</title>'
            f'<style>body {{ font-family: sans-serif; margin: 2rem }} img {{ margin: .5rem }}</style>\n{rows}',
            encoding="utf-8")


def play(album, looks, wanted):
    """All scenes that are wanted, in each look. One that fails is told at the
    end; the others are taken nevertheless."""
    with tempfile.TemporaryDirectory(prefix="cert-pictures-") as folder, \
            scenes.Theatre(pathlib.Path(folder)) as theatre:
        for look in looks:
            for scene in scenes.SCENES:
                if (wanted and scene.__name__ not in wanted) or not scenes.fits(scene, look):
                    continue
                try:
                    with theatre.stage(look) as stage:
                        for name, shoot in scene(stage):
                            album.take(look, name, shoot)
                except Exception:
                    traceback.print_exc()
                    album.failed.append(f"{scene.__name__} in {look.name}")
    for what in album.failed:
        print("failed:", what)
    return 1 if album.failed else 0


def for_guide(wanted):
    """The guide's pictures: in both languages, light, with few colours."""
    text = (GUIDE / "zh.md").read_text(encoding="utf-8")
    names = scenes.guide_names(text)
    with tempfile.TemporaryDirectory(prefix="cert-guide-") as folder:
        album = Album(folder, names)
        status = play(album, LOOKS[:2], wanted)
        for look, name in album.taken:
            target = GUIDE / "pictures" / look.lang / f"{name}.png"
            target.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["pngquant", "--force", "--strip", "--speed", "1", "--output", target, COLOURS,
                            pathlib.Path(folder) / look.name / f"{name}.png"], check=True)
    return status


def main(arguments):
    if arguments[:1] == ["--guide"]:
        return for_guide(arguments[1:])
    folder = pathlib.Path(arguments[0]) if arguments else certlab.BUILD / "pictures"
    album = Album(folder)
    status = play(album, LOOKS, arguments[1:])
    album.write_index()
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
