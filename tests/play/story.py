# SPDX-License-Identifier: Apache-2.0
"""How the acts of the play are told."""

import sys
import textwrap
import time

import certlab


class Story:
    """Numbered steps in both languages, with what the programs said."""

    def __init__(self):
        self.number = 0
        self.started = time.monotonic()
        self.color = sys.stdout.isatty()

    def step(self, zh, en):
        self.number += 1
        head = f"{self.number}. {zh} · {en}"
        print(f"\n\033[1m{head}\033[0m" if self.color else f"\n{head}", flush=True)

    def say(self, text):
        print(textwrap.indent(text.rstrip(), "   "), flush=True)

    def show(self, title, text):
        self.say(f"── {title} " + "─" * max(4, 60 - len(title)))
        self.say(textwrap.indent(text.strip(), "│ ", lambda line: True))

    def end(self):
        print(f"\n完成，用时 {time.monotonic() - self.started:.1f} 秒。 · "
              f"Done in {time.monotonic() - self.started:.1f} s.")


def openssl(*args):
    return certlab.run("openssl", *args).stdout


def hide_code(text):
    return certlab.CODE.sub(lambda m: m.group(0)[:6] + "*****-*****-*****", text)


def both(result):
    """What a command that failed said, in the order a person reads it."""
    return result.stdout + result.stderr


def newest_code(story, office, user, seen):
    """The code of the newest mail with one that was not seen before; the mail is shown."""
    mail, found = office.mail(
        f"{user}@example.com", rf"(?!{'|'.join(seen)}){certlab.CODE.pattern}")
    story.show(f"邮件 · mail: {mail['Subject']}", hide_code(certlab.mail_text(mail)))
    seen.append(found.group(0))
    return found.group(0)
