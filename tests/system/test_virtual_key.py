# SPDX-License-Identifier: Apache-2.0
"""virtual-key as a process: plugged and pulled, its state at power cuts, its
faults and traces. The reader is played here, as vpcd speaks to cards, and what
the card is asked is encrypted by openssl, so that nothing of ours is on the
other side."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess

import certlab
import pytest

PROGRAM = certlab.BUILD / "src" / "virtualkey" / "virtual-key"
POINTS = [line for line in (certlab.ROOT / "tests/fault-points.txt").read_text().splitlines()
          if line.startswith("virtualkey.")]
AID = bytes.fromhex("f0534b46544f4b01")
DEVICE_KEY = b"1234567812345678"
USER, ADMIN = 1, 0
PINS = {ADMIN: b"admin-pin", USER: b"123456"}
TRIES = 5


def openssl(*args, octets):
    return subprocess.run(["openssl", *args], input=octets, stdout=subprocess.PIPE,
                          check=True).stdout


def sm4(mode, key, octets, iv=None):
    return openssl("enc", f"-sm4-{mode}", "-nopad", "-K", key.hex(),
                   *(["-iv", iv.hex()] if iv else []), octets=octets)


def pin_key(pin):
    return openssl("dgst", "-sm3", "-binary", octets=pin)[:16]


class Gone(Exception):
    """The card is no longer in the reader."""


class Reader:
    """What a virtual reader is to a card."""

    def __init__(self):
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.card = None

    def insert(self):
        """Wait for the card, and give it power; its answer to reset."""
        self.door.settimeout(10)
        self.card, _ = self.door.accept()
        self.card.settimeout(10)
        self._give(b"\x01")
        self._give(b"\x04")
        return self._take()

    def empty(self):
        self.door.settimeout(0.5)
        with pytest.raises(TimeoutError):
            self.door.accept()
        return True

    def reset(self):
        self._give(b"\x02")

    def close(self):
        if self.card:
            self.card.close()
        self.door.close()

    def _give(self, octets):
        try:
            self.card.sendall(len(octets).to_bytes(2, "big") + octets)
        except OSError as error:
            raise Gone from error

    def _take(self):
        octets = b""
        while len(octets) < 2 or len(octets) < 2 + int.from_bytes(octets[:2], "big"):
            try:
                more = self.card.recv(65536)
            except ConnectionError as error:
                raise Gone from error
            if not more:
                raise Gone
            octets += more
        return octets[2:]

    def transmit(self, octets):
        self._give(octets)
        return self._take()


class Key:
    """A running virtual-key, and a host that speaks to it."""

    def __init__(self, folder, *options):
        self.dir, self.options = folder, options
        self.reader, self.process, self.extended = Reader(), None, True

    def start(self, env=None, *options):
        self.process = subprocess.Popen(
            [PROGRAM, self.dir, "--vpcd", f"127.0.0.1:{self.reader.port}", *self.options, *options],
            stdout=subprocess.PIPE, text=True, env={**os.environ, **(env or {})})
        assert self.process.stdout.readline() == "ready\n"
        self.plugged()
        return self

    def plugged(self):
        self.atr = self.reader.insert()
        self.select()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(timeout=10) == 0
        self.process.stdout.close()

    def died(self):
        assert self.process.wait(timeout=10) == -signal.SIGKILL
        self.process.stdout.close()

    def tell(self, verb, *words, ok=(0,)):
        return certlab.run(PROGRAM, verb, self.dir, *words, ok=ok)

    def show(self):
        return json.loads(self.tell("show", "--json").stdout)

    def user_pin(self):
        return self.show()["applications"][0]["pins"]["user"]

    # --- commands ---

    def command(self, ins, data=b"", p1=0, p2=0, expect=None, cla=0x80):
        """(data, status word) of a command with extended lengths."""
        if not self.extended:
            return self.short(bytes([ins, p1, p2]), data, expect, cla)
        octets = bytes([cla, ins, p1, p2])
        if data or expect is not None:
            octets += b"\0"
        if data:
            octets += len(data).to_bytes(2, "big") + data
        if expect is not None:
            octets += (expect % 65536).to_bytes(2, "big")
        answer = self.reader.transmit(octets)
        return answer[:-2], answer[-2:].hex()

    def short(self, head, data, expect, cla):
        """The same as a chain of short commands, and GET RESPONSE."""
        while len(data) > 255:
            octets = bytes([cla | 0x10]) + head + b"\xff" + data[:255]
            assert self.reader.transmit(octets) == b"\x90\0"
            data = data[255:]
        octets = bytes([cla]) + head + (bytes([len(data)]) + data if data else b"")
        answer = self.reader.transmit(octets + (bytes([min(expect, 256) % 256]) if expect else b""))
        while answer[-2] == 0x61:
            answer = answer[:-2] + self.reader.transmit(b"\0\xc0\0\0" + answer[-1:])
        return answer[:-2], answer[-2:].hex()

    def ok(self, *args, **options):
        answer, status = self.command(*args, **options)
        assert status == "9000"
        return answer

    def select(self):
        self.ok(0xa4, AID, p1=4, cla=0)

    def challenge(self):
        return self.ok(0x50, expect=8)

    def secured(self, ins, data, key, p2=0):
        block = self.challenge() + bytes(8)
        head = bytes([0x84, ins, 0, p2])
        covered = head + b"\0" + (len(data) + 4).to_bytes(2, "big") + data + b"\x80"
        covered += bytes(-len(covered) % 16)
        mac = sm4("cbc", key, covered, iv=block)[-16:-12]
        return self.command(ins, data + mac, p2=p2, cla=0x84)[1]

    def make(self):
        """An application, whose user is logged in, with a container and a key."""
        answer = sm4("ecb", DEVICE_KEY, self.challenge() + bytes(8))
        self.ok(0x10, answer, p2=2)
        record = b"CERT".ljust(32, b"\0")
        for kind in (ADMIN, USER):
            record += sm4("ecb", DEVICE_KEY, PINS[kind].ljust(16, b"\0")) + TRIES.to_bytes(4, "big")
        assert self.secured(0x20, record + bytes([0, 0, 0, 0xff, 0, 0, 0, 0]), DEVICE_KEY) == "9000"
        self.open()
        assert self.verify(PINS[USER]) == "9000"
        self.container = self.ok(0x40, self.application + b"one", expect=2)
        self.public = self.ok(0x70, self.ids() + (256).to_bytes(4, "big"), expect=64)
        return self

    def open(self):
        self.application = self.ok(0x26, b"CERT", expect=10)[-2:]

    def ids(self):
        return self.application + self.container

    def verify(self, pin, kind=USER):
        answer = sm4("ecb", pin_key(pin), self.challenge() + bytes(8))
        return self.command(0x18, self.application + answer, p2=kind)[1]

    def change(self, old, new):
        wrapped = sm4("ecb", pin_key(old), new.ljust(16, b"\0"))
        return self.secured(0x16, self.application + wrapped, pin_key(old), p2=USER)

    def certificate(self):
        answer = self.ok(0x4e, self.ids(), p1=1, expect=65536)
        return answer[4:]

    def import_certificate(self, octets):
        return self.command(0x4c, self.ids() + b"\1" + len(octets).to_bytes(4, "big") + octets)[1]


@pytest.fixture
def new_key(tmp_path):
    """Keys of a folder that end with the test."""
    with contextlib.ExitStack() as stack:
        def make(*options, folder=tmp_path / "key"):
            key = Key(folder, *options)
            stack.callback(key.reader.close)
            stack.callback(lambda: key.process and key.process.poll() is None and key.process.kill())
            return key
        yield make


@pytest.fixture
def key(new_key):
    return new_key("--serial", "VK-1", "--label", "测试").start().make()


# --- plugging ---

def test_a_key_answers_to_reset_with_a_right_check_octet(key):
    check = 0
    for octet in key.atr[1:]:
        check ^= octet
    assert key.atr[0] == 0x3b and check == 0
    assert b"V-KEY" in key.atr


def test_a_key_pulled_out_forgets_its_session_and_keeps_its_state(key):
    key.tell("unplug")
    assert key.tell("status").stdout == "unplugged\n"
    with pytest.raises(Gone):
        key.challenge()
    assert key.reader.empty()
    key.tell("plug")
    key.plugged()
    assert key.tell("status").stdout == "plugged\n"
    assert key.command(0x40, key.application + b"two")[1] == "698a"
    key.open()
    assert key.command(0x40, key.application + b"two")[1] == "6982"
    assert key.ok(0x46, key.application, expect=65536) == b"one\0"


def test_a_reset_ends_the_session_too(key):
    key.reader.reset()
    assert key.command(0x50, expect=8)[1] == "6e00"
    key.select()
    assert key.command(0x46, key.application)[1] == "698a"


def test_a_reader_that_goes_away_is_waited_for(key):
    key.reader.card.close()
    key.plugged()
    assert key.tell("status").stdout == "plugged\n"
    key.reader.door.close()
    key.reader.card.close()
    while key.tell("status").stdout != "waiting\n":
        pass
    key.reader.door = socket.create_server(("127.0.0.1", key.reader.port))
    key.plugged()


def test_a_key_is_the_same_when_it_runs_again(key, new_key):
    key.stop()
    assert key.tell("status").stdout == "stopped\n"
    assert key.show()["serial"] == "VK-1" and key.show()["label"] == "测试"
    again = new_key("--serial", "another").start()
    again.open()
    again.container = again.ok(0x42, again.application + b"one", expect=2)
    assert again.ok(0x88, again.ids(), p1=1, expect=68)[4:] == key.public
    assert again.show()["serial"] == "VK-1"


def test_one_folder_has_one_key_at_a_time(key):
    result = certlab.run(PROGRAM, key.dir, ok=(75,))
    assert "(ALREADY_RUNNING)" in result.stderr


def test_several_keys_are_there_at_once(new_key, tmp_path):
    keys = [new_key("--serial", str(n), folder=tmp_path / str(n)).start().make() for n in range(3)]
    keys[1].tell("unplug")
    with pytest.raises(Gone):
        keys[1].challenge()
    for n in (0, 2):
        assert keys[n].verify(PINS[USER]) == "9000"
        assert keys[n].show()["serial"] == str(n)


def test_the_longest_command_and_answer_pass(key):
    answer = key.ok(0x50, expect=65536)
    assert len(answer) == 65533
    data = bytes(65535 - 4 - 3)
    key.ok(0xb4, p2=1)
    key.ok(0xb8, data)
    assert key.ok(0xba, expect=36)[4:] == openssl("dgst", "-sm3", "-binary", octets=data)


def test_what_is_no_command_line_is_refused(tmp_path, key):
    for words in ([], ["plug"], ["plug", key.dir, "more"], ["fault", key.dir], ["-x"],
                  ["show", key.dir, "--xml"], [tmp_path / "x", "--vpcd"], [tmp_path / "x", "--y", "z"]):
        assert certlab.run(PROGRAM, *words, ok=(64,)).stderr
    for options in (["--space", "1"], ["--space", "x"], ["--vpcd", "nowhere"], ["--vpcd", "h:0"],
                    ["--vpcd", "h:65536"], ["--serial", "x" * 33], ["--fault", "1 explode"]):
        assert certlab.run(PROGRAM, tmp_path / "x", *options, ok=(65,)).stderr
    assert "(NOT_FOUND)" in certlab.run(PROGRAM, "plug", tmp_path, ok=(66,)).stderr


def test_others_may_not_read_the_state(key):
    assert key.dir.stat().st_mode & 0o777 == 0o700
    for name in ("key.state", "control.sock"):
        assert (key.dir / name).stat().st_mode & 0o077 == 0


def test_show_tells_no_secret(key):
    said = key.tell("show").stdout + key.tell("show", "--json").stdout
    for secret in (*PINS.values(), DEVICE_KEY, pin_key(PINS[USER]), pin_key(PINS[ADMIN])):
        assert secret.decode("latin-1") not in said and secret.hex() not in said
    assert '"left": 5' in said and "sign-key" in said


# --- keys ---

def der(tag, *parts):
    octets = b"".join(parts)
    assert len(octets) < 128
    return bytes([tag, len(octets)]) + octets


def unsigned(octets):
    octets = octets.lstrip(b"\0")
    return der(2, (b"\0" if octets[0] & 0x80 else b"") + octets)


def test_openssl_verifies_what_a_key_signs(key, tmp_path):
    curve = bytes.fromhex("301306072a8648ce3d020106082a811ccf5501822d")
    (tmp_path / "public").write_bytes(der(0x30, curve, der(3, b"\0\4", key.public)))
    (tmp_path / "message").write_bytes(b"message")
    data = (16).to_bytes(4, "big") + b"1234567812345678" + b"message"
    answer = key.ok(0x74, key.ids() + data, p1=1, expect=68)
    assert answer[:4] == bytes.fromhex("00000100")
    (tmp_path / "signature").write_bytes(der(0x30, unsigned(answer[4:36]), unsigned(answer[36:])))
    said = certlab.run("openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER",
                       "-inkey", tmp_path / "public", "-rawin", "-in", tmp_path / "message",
                       "-digest", "sm3", "-pkeyopt", "distid:1234567812345678",
                       "-sigfile", tmp_path / "signature").stdout
    assert "Signature Verified Successfully" in said


# --- certificates ---

@pytest.mark.parametrize("extended", [True, False])
@pytest.mark.parametrize("size", [1, 2048, 2049, 4096])
def test_certificates_go_in_and_out(new_key, size, extended):
    key = new_key(*([] if extended else ["--no-extended"]))
    key.extended = extended
    key.start().make()
    octets = os.urandom(size)
    assert key.import_certificate(octets) == "9000"
    assert key.certificate() == octets


# --- the power goes ---

def cut(key, point, act, nth=1):
    """Run the key anew, so that it dies at that point while act is done."""
    key.stop()
    key.start({"CERT_FAULT": f"{point}:{nth}"})
    key.open()
    with pytest.raises(Gone):
        act()
    key.died()


@pytest.mark.parametrize("point", POINTS)
def test_a_wrong_pin_is_spent_at_each_cut_or_was_not_compared(key, point):
    cut(key, point, lambda: key.verify(b"wrong!"))
    left = key.user_pin()["left"]
    assert left == (TRIES if point == "virtualkey.state.saving" else TRIES - 1)
    key.start()
    key.open()
    assert key.verify(PINS[USER]) == "9000"
    assert key.user_pin()["left"] == TRIES


@pytest.mark.parametrize("point, nth, changed", [
    ("virtualkey.state.saving", 1, False), ("virtualkey.state.saved", 1, False),
    ("virtualkey.pin.spent", 1, False), ("virtualkey.state.saving", 2, False),
    ("virtualkey.state.saved", 2, True)])
def test_a_pin_is_the_old_one_or_the_new_one(key, point, nth, changed):
    assert key.user_pin()["initial"]
    cut(key, point, lambda: key.change(PINS[USER], b"new-pin"), nth)
    assert key.user_pin()["initial"] != changed
    key.start()
    key.open()
    assert key.verify(b"new-pin" if changed else PINS[USER]) == "9000"


@pytest.mark.parametrize("point, there", [("virtualkey.state.saving", False),
                                          ("virtualkey.state.saved", True)])
def test_a_container_is_there_or_not(key, point, there):
    def act():
        assert key.verify(PINS[USER]) == "9000"
        key.command(0x40, key.application + b"two")
    cut(key, point, act, nth=3)
    names = [row["name"] for row in key.show()["applications"][0]["containers"]]
    assert names == ["one", "two"] if there else ["one"]


def test_what_a_cut_left_beside_the_state_disturbs_nobody(key):
    key.stop()
    state = (key.dir / "key.state").read_bytes()
    (key.dir / "key.state.tmp").write_bytes(state[:100])
    key.start()
    key.open()
    assert key.verify(PINS[USER]) == "9000"


@pytest.mark.parametrize("length", [0, 1, 20, 100, -33, -1])
def test_a_torn_state_is_refused(key, length):
    key.stop()
    path = key.dir / "key.state"
    path.write_bytes(path.read_bytes()[:length])
    torn = path.read_bytes()
    for words in ([key.dir], ["show", key.dir]):
        result = certlab.run(PROGRAM, *words, ok=(65,))
        assert "(TOKEN_DAMAGED)" in result.stderr or length in (1, 20) and "(TOKEN" in result.stderr
    assert path.read_bytes() == torn


# --- faults ---

def test_a_key_is_pulled_out_before_a_command(key):
    key.tell("fault", "2 unplug-before")
    key.challenge()
    with pytest.raises(Gone):
        key.command(0x40, key.application + b"two")
    assert key.reader.empty()
    assert len(key.show()["applications"][0]["containers"]) == 1
    key.tell("plug")
    key.plugged()


def test_a_key_is_pulled_out_after_a_command(key):
    key.tell("fault", "CREATE_CONTAINER unplug-after")
    with pytest.raises(Gone):
        key.command(0x40, key.application + b"two")
    assert len(key.show()["applications"][0]["containers"]) == 2


def test_commands_fail_as_the_script_says(key):
    key.tell("fault", "CREATE_CONTAINER full\nGET_RANDOM fail 6F00; # nothing\n LIST_CONTAINERS short")
    assert key.command(0x40, key.application + b"two")[1] == "6a84"
    assert key.command(0x50, expect=8)[1] == "6f00"
    assert key.command(0x50, expect=8)[1] == "9000"
    assert key.reader.transmit(bytes.fromhex("80460000000002") + key.application + b"\0\0") in (b"o", b"6")
    key.tell("fault", "* fail 6581")
    assert {key.command(0x50, expect=8)[1] for _ in range(5)} == {"6581"}
    key.tell("fault", "")
    assert key.command(0x50, expect=8)[1] == "9000"


def test_an_answer_is_too_long_or_garbage(key):
    key.tell("fault", "1 long; 2 garbage; 3 reset")
    octets, status = key.command(0x50, expect=8)
    assert len(octets) == 8 + 512 and status == "9000"
    answers = {key.reader.transmit(bytes.fromhex("8050000008"))}
    assert 1 <= len(answers.pop()) <= 64
    assert key.command(0x50, expect=8)[1] == "6e00"


def test_a_slow_command_can_be_interrupted(key):
    key.tell("fault", "1 slow 60000")
    key.reader._give(bytes.fromhex("8050000008"))
    assert key.tell("status").stdout == "plugged\n"
    key.tell("unplug")
    with pytest.raises(Gone):
        key.reader._take()


def test_a_script_that_is_none_changes_nothing(key):
    key.tell("fault", "1 fail 6f00")
    for script in ("x", "0 full", "1", "1 fail", "1 fail 12", "1 fail 0000", "1 slow", "1 slow x",
                   "1 full now", "NO_SUCH full", "1 slow 600001", "-1 full", "full 1"):
        assert "(BAD_TEXT)" in key.tell("fault", script, ok=(65,)).stderr
    assert "(TOO_LARGE)" in key.tell("fault", ";".join(["1 full"] * 65), ok=(65,)).stderr
    assert key.command(0x50, expect=8)[1] == "6f00"


def test_a_trace_names_commands_and_has_no_data(key, tmp_path):
    trace = tmp_path / "trace"
    key.tell("trace", trace)
    assert trace.read_text() == ""
    key.select()
    assert key.verify(b"wrong!") == "63c4"
    key.ok(0x46, key.application, expect=65536)
    assert key.command(0xee)[1] == "6d00"
    assert trace.read_text().splitlines() == [
        "1 SELECT 9000 15 2", "2 GET_RANDOM 9000 7 10", "3 VERIFY_PIN 63C4 25 2",
        "4 LIST_CONTAINERS 9000 11 6", "5 UNKNOWN 6D00 4 2"]
    key.tell("trace", "")
    key.select()
    assert len(trace.read_text().splitlines()) == 5
    key.tell("trace", trace)
    key.select()
    assert trace.read_text().splitlines()[5:] == ["1 SELECT 9000 15 2"]


def test_options_set_fault_and_trace_from_the_start(new_key, tmp_path):
    key = new_key("--fault", "GET_DEVICE_INFO fail 6581", "--trace", str(tmp_path / "t")).start()
    assert key.command(0x04, expect=65536)[1] == "6581"
    assert (tmp_path / "t").read_text().splitlines()[-1] == "2 GET_DEVICE_INFO 6581 7 2"


# --- space ---

def test_a_full_key_says_so_and_stays_usable(new_key):
    key = new_key("--space", "4096").start().make()
    assert key.show()["space"] == 4096
    assert key.import_certificate(os.urandom(4000)) == "6a84"
    free = key.show()["free"]
    assert key.import_certificate(os.urandom(free - 16)) == "9000"
    assert key.show()["free"] == 0
    assert key.command(0x40, key.application + b"two")[1] == "6a84"
    assert len(key.certificate()) == free - 16
    info = key.ok(0x04, expect=65536)
    assert len(info) == 288 and int.from_bytes(info[220:224], "big") == 0
