# SPDX-License-Identifier: Apache-2.0
"""Plugging and unplugging is noticed by itself: `certctl tokens --watch`."""

import json
import os
import queue
import subprocess
import threading

import cardlab
import certlab
import pytest

WAIT_S = 20


class Watcher:
    """The lists that a running program gives, one after the other."""

    def __init__(self, home, service):
        self.process = subprocess.Popen(
            [str(certlab.CERTCTL), "--home", str(home), "--json", "tokens", "--watch"],
            env={**os.environ, **service.env}, stdout=subprocess.PIPE, text=True)
        self.lists = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        text = ""
        for line in self.process.stdout:
            text += line
            try:
                self.lists.put(json.loads(text)["tokens"])
            except json.JSONDecodeError:
                continue
            text = ""

    def until(self, holds):
        """Read lists until one is so."""
        while True:
            tokens = self.lists.get(timeout=WAIT_S)
            if holds(tokens):
                return

    def until_serials(self, *serials):
        self.until(lambda tokens: {t["serial"] for t in tokens if "serial" in t} == set(serials))

    def stop(self):
        self.process.kill()
        self.process.wait(timeout=10)


@pytest.fixture
def watching(tmp_path):
    started = []

    def start(service):
        started.append(Watcher(tmp_path / "watcher", service))
        return started[-1]
    yield start
    for one in started:
        one.stop()


def test_keys_that_come_and_go_are_noticed(watching, service, keys):
    watcher = watching(service)
    watcher.until_serials()
    first = keys(0)
    watcher.until_serials(first.serial)
    second = keys(1)
    watcher.until_serials(first.serial, second.serial)
    first.unplug()
    watcher.until_serials(second.serial)
    first.plug()
    watcher.until_serials(first.serial, second.serial)


def test_a_card_service_that_starts_later_is_noticed(watching, tmp_path):
    service = cardlab.Service(readers=2)
    service.start()
    service.stop()
    watcher = watching(service)
    watcher.until(lambda tokens: [t.get("error") for t in tokens] == ["CARD_SERVICE"])
    service.start()
    key = cardlab.Key(tmp_path / "key", service, service.readers[0], serial="LATER1", label="后来")
    key.start()
    try:
        watcher.until_serials("LATER1")
        service.stop()
        watcher.until(lambda tokens: [t.get("error") for t in tokens] == ["CARD_SERVICE"])
    finally:
        key.stop()
        service.done()


def test_a_new_token_file_is_noticed(watching, service, tmp_path):
    watcher = watching(service)
    watcher.until_serials()
    (tmp_path / "watcher" / "tokens" / "strange.token").write_text("?")
    watcher.until(lambda tokens: any(t.get("error") == "TOKEN_FOREIGN" for t in tokens))
