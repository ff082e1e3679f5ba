# SPDX-License-Identifier: Apache-2.0
"""Libraries of makers of USB keys, listed in the settings of certctl: good and
bad ones, each in a process of its own."""

import os
import pathlib
import shutil
import signal
import subprocess
import time

import certlab
import pytest

FAKES = certlab.BUILD / "src" / "skf"
BAD = certlab.BUILD / "src" / "skfhost"
GOOD = FAKES / "libfake-ulong32-pack1.so"
SERIAL = "F0001"


@pytest.fixture
def computer(tmp_path):
    return certlab.Client(tmp_path / "computer", "http://127.0.0.1:1")


def bad(place, how):
    return BAD / f"libbad-{place}-{how}.so"


def use(computer, *libraries):
    computer.call("settings", "set", "libraries", ";".join(map(str, libraries)))


def tokens(computer, **kw):
    """What is listed, by the library's name, or else the serial number."""
    return [(pathlib.Path(t["library"]).stem, t["error"]) if "error" in t else t["serial"]
            for t in computer.json("tokens", **kw)["tokens"]]


def helpers(library):
    """Processes that have it."""
    found = []
    for process in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if str(library).encode() in words:
            found.append(int(process.name))
    return found


def eventually(true, wait_s=10):
    end = time.monotonic() + wait_s
    while not true() and time.monotonic() < end:
        time.sleep(0.02)
    return true()


# How a library goes wrong, and what the list says of it; of a hang, what it is
# does not matter: the unit tests have all.
WRONG = [("load", "crash"), ("EnumDev", "leave"), ("EnumDev", "babble"), ("EnumDev", "shut"),
         ("ConnectDev", "crash"), ("ConnectDev", "leave")]


def test_libraries_that_go_wrong_are_told_and_the_others_work(computer):
    for place, how in WRONG:
        use(computer, bad(place, how), GOOD)
        assert tokens(computer) == [(f"libbad-{place}-{how}", "TOKEN_LIBRARY_LOST"), SERIAL]


def test_one_that_hangs_costs_its_time_limit_once(computer):
    use(computer, bad("EnumDev", "hang"), GOOD)
    begun = time.monotonic()
    assert tokens(computer) == [("libbad-EnumDev-hang", "TOKEN_LIBRARY_LOST"), SERIAL]
    assert 5 <= time.monotonic() - begun < 15


def test_nothing_that_a_library_prints_is_seen(computer):
    use(computer, bad("load", "flood"))
    for options in ((), ("--json",)):
        said = computer.call(*options, "tokens")
        assert "FAKE" not in said.stdout + said.stderr
        assert "B0001" in said.stdout


def test_a_library_that_is_not_there_is_an_entry(computer):
    use(computer, "/nowhere/libmaker.so", GOOD)
    assert tokens(computer) == [("libmaker", "TOKEN_LIBRARY"), SERIAL]
    assert "/nowhere/libmaker.so" in computer.call("tokens").stdout


def test_one_key_through_two_libraries_is_listed_once(computer):
    use(computer, GOOD, FAKES / "libfake-ulong64-natural.so", FAKES / "liblisted-other.so")
    assert tokens(computer) == [SERIAL, "F0002"]


@pytest.mark.parametrize("value", [
    "libmaker.so", "./libmaker.so", "/a;", "/a;;/b", "/a,ulong16", "/a,", "/a;/a"])
def test_a_list_that_makes_no_sense_is_not_set(computer, value):
    use(computer, GOOD)
    assert computer.error("settings", "set", "libraries", value)["name"] == "FIELD_INVALID"
    assert tokens(computer) == [SERIAL]


def test_a_layout_may_be_given(computer):
    use(computer, f"{FAKES / 'libfake-ulong64-pack1.so'},ulong64-pack1")
    assert tokens(computer) == [SERIAL]


def test_no_command_waits_for_a_library_that_it_does_not_need(computer):
    use(computer, bad("load", "hang"))
    begun = time.monotonic()
    computer.call("settings", "get")
    computer.call("settings", "set", "libraries", "")
    assert time.monotonic() - begun < 5
    assert tokens(computer) == []


def test_no_helper_outlives_its_program(computer, tmp_path):
    good = shutil.copy(GOOD, tmp_path / "good.so")
    use(computer, good)
    assert tokens(computer) == [SERIAL]
    assert helpers(good) == []
    hung = shutil.copy(bad("EnumDev", "hang"), tmp_path / "hung.so")
    use(computer, hung)
    program = subprocess.Popen(
        [str(certlab.CERTCTL), "--home", str(computer.home), "tokens"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert eventually(lambda: helpers(hung))
    (helper,) = helpers(hung)
    # It is at no terminal and has nothing but its channel.
    assert os.getsid(helper) == helper
    program.send_signal(signal.SIGKILL)
    program.wait()
    assert eventually(lambda: not helpers(hung))


def test_the_helper_does_nothing_when_started_by_hand():
    helper = BAD / "cert-skf-host"
    said = certlab.run(helper, GOOD, "auto", ok=(64,), input="")
    assert said.stdout == "" and "certctl" in said.stderr
    assert certlab.run(helper, "--version").stdout.startswith("cert-skf-host ")


# --- our own library for USB keys ---

def test_without_a_card_service_soft_tokens_are_not_troubled(computer, tmp_path):
    cardlab = pytest.importorskip("cardlab")
    off = {"CERT_SKF_CARD": str(cardlab.SKF_CARD),
           "PCSCLITE_CSOCK_NAME": str(tmp_path / "no-such-socket")}
    use(computer, GOOD)
    assert tokens(computer, env=off) == [SERIAL, ("libskf-card", "CARD_SERVICE")]
    said = computer.call("--lang", "en", "tokens", env=off).stdout
    assert said.count("smart-card service is not running") == 1
    use(computer)
    said = computer.call("--lang", "en", "tokens", env=off).stdout
    assert said.startswith("There are no carriers.")
    assert computer.error("pin", "--carrier", "NOBODY", "--pin-file", computer.file("123456"),
                          "--new-pin-file", computer.file("654321"),
                          env=off)["name"] == "TOKEN_MISSING"


def test_a_card_library_that_cannot_be_loaded_is_told_last(computer, tmp_path):
    broken = tmp_path / "libskf-card.so"
    broken.write_text("not a library")
    use(computer, GOOD)
    assert tokens(computer, env={"CERT_SKF_CARD": str(broken)}) == [
        SERIAL, ("libskf-card", "TOKEN_LIBRARY")]


def test_keys_readers_and_foreign_cards_are_told_apart(computer, tmp_path):
    cardlab = pytest.importorskip("cardlab")
    service = cardlab.Service(readers=4)
    try:
        service.start()
    except cardlab.Unavailable as error:
        pytest.skip(str(error))
    own = {**service.env, "CERT_SKF_CARD": str(cardlab.SKF_CARD)}
    key_reader, foreign_reader, *empty = service.readers
    key = cardlab.Key(tmp_path / "key", service, key_reader, serial="LIST0001").start()
    foreign = cardlab.ForeignCard(service, foreign_reader)
    try:
        # Also through the helper: the same key, once, by our own library.
        for listed in ((), (cardlab.SKF_CARD,)):
            use(computer, *listed)
            rows = computer.json("tokens", env=own)["tokens"]
            mine = [t for t in rows if t.get("serial") == "LIST0001"]
            assert len(mine) == 1 and mine[0]["kind"] == "hard" and mine[0]["blank"]
            assert {t["device"] for t in rows if t.get("error") == "CARD_FOREIGN"} == {
                foreign_reader.name}
            assert [t["device"] for t in rows if t.get("error") == "CARD_ABSENT"] == [
                reader.name for reader in empty]
            assert [t.get("error") for t in rows][-len(empty):] == ["CARD_ABSENT"] * len(empty)
        said = computer.call("--lang", "en", "tokens", env=own).stdout
        assert "LIST0001" in said and f"{foreign_reader.name}" in said
        for reader in empty:
            assert f"{reader.name}: empty" in said
    finally:
        foreign.remove()
        key.stop()
        service.done()
