# SPDX-License-Identifier: Apache-2.0
"""Keys personalised at an operator's desk, by libskf-soft, which keeps a key in
a file behind the same interface; the tests of virtual keys do it on cards."""

import csv
import ctypes
import json
import pathlib
import re
import signal
import sqlite3
import subprocess
import threading
import time

import pytest

import certlab

DEFAULT_KEY = b"1234567812345678"
PIN = "13572468"
POINTS = [point for point in
          (certlab.ROOT / "tests" / "fault-points.txt").read_text().split()
          if point.startswith("office.token.")]


# --- keys, as another program sees them: SKF by its C interface ---

class Key:
    """One connection to a key by name."""

    def __init__(self, name):
        self.skf = ctypes.CDLL(str(certlab.SKF_SOFT))
        self.device, self.app = ctypes.c_void_p(), ctypes.c_void_p()
        self.call("ConnectDev", name.encode(), ctypes.byref(self.device))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.call("DisConnectDev", self.device)

    def answer(self, name, *args):
        return getattr(self.skf, f"SKF_{name}")(*args) & 0xffffffff

    def call(self, name, *args):
        sar = self.answer(name, *args)
        assert sar == 0, f"SKF_{name}: {sar:#x}"

    def authenticate(self, key=DEFAULT_KEY):
        """As a host does; whether the device key is this one."""
        challenge = ctypes.create_string_buffer(16)
        self.call("GenRandom", self.device, challenge, 8)
        answer = subprocess.run(
            ["openssl", "enc", "-sm4-ecb", "-nopad", "-K", key.hex()],
            input=challenge.raw, capture_output=True, check=True).stdout
        return self.answer("DevAuth", self.device, answer, len(answer)) == 0

    def make(self, application, pin=b"somebody"):
        assert self.authenticate()
        self.call("CreateApplication", self.device, application.encode(), b"somebody", 10,
                  pin, 10, 0x10, ctypes.byref(ctypes.c_void_p()))

    def delete(self, application):
        assert self.authenticate()
        self.call("DeleteApplication", self.device, application.encode())

    def applications(self):
        names, size = ctypes.create_string_buffer(1024), ctypes.c_uint32(1024)
        self.call("EnumApplication", self.device, names, ctypes.byref(size))
        return [name.decode() for name in names.raw[:size.value].split(b"\0") if name]

    def open(self):
        self.call("OpenApplication", self.device, b"CERT", ctypes.byref(self.app))
        return self

    def login(self, pin):
        left = ctypes.c_uint32()
        return self.answer("VerifyPIN", self.app, 1, pin.encode(), ctypes.byref(left)) == 0

    def is_initial(self):
        top, left, initial = ctypes.c_uint32(), ctypes.c_uint32(), ctypes.c_int32()
        self.call("GetPINInfo", self.app, 1, ctypes.byref(top), ctypes.byref(left),
                  ctypes.byref(initial))
        return bool(initial.value)

    def add_container(self, pin):
        assert self.login(pin)
        self.call("CreateContainer", self.app, b"c", ctypes.byref(ctypes.c_void_p()))


class Desk:
    """Where keys are plugged in, and letters come out."""

    def __init__(self, office, folder):
        self.office, self.folder = office, folder
        self.tokens, self.drawer, self.letters = (
            folder / name for name in ("tokens", "drawer", "letters"))
        for path in (self.tokens, self.drawer, self.letters):
            path.mkdir()
        self.env = {"CERT_TOKENS": str(self.tokens)}
        self.pin_file = folder / "pin"
        self.pin_file.write_text(PIN + "\n")

    def path(self, name):
        return self.tokens / f"{name}.token"

    def key(self, name):
        return Key(str(self.path(name)))

    def plug_in(self, name, applications=(), own_device_key=False):
        """A blank key, or one with these applications, out of the drawer."""
        path = self.drawer / f"{name}.token"
        with Key(f"SOFT-NEW:{path}") as key:
            for application in applications or ("X",):
                key.make(application)
            if not applications:
                key.delete("X")
            if own_device_key:
                assert key.authenticate()
                key.call("ChangeDevAuthKey", key.device, b"0123456789abcdef", 16)
        path.rename(self.path(name))

    def unplug(self, name):
        self.path(name).rename(self.drawer / f"{name}.token")

    def arguments(self, *args, operator="op1", letters=True):
        return ["--as", operator, "--library", certlab.SKF_SOFT,
                *(["--letters", self.letters] if letters
                  else ["--initial-pin-file", self.pin_file]), *args]

    def personalise(self, *args, env=None, ok=(0,), operator="op1", letters=True):
        return self.office.call(
            "token", "personalise", *self.arguments(*args, operator=operator, letters=letters),
            env={**self.env, **(env or {})}, ok=ok)

    def ready(self, *args, **kw):
        """The one result of a try that goes well."""
        result, = json.loads(self.personalise(*args, "--json", **kw).stdout)
        assert result["result"] == "ready"
        return result

    def error(self, *args, **kw):
        result = self.personalise(*args, "--json", ok=None, **kw)
        assert result.returncode != 0
        return json.loads(result.stdout)["error"]

    def listed(self):
        return {row["serial"]: row for row in self.office.json("token", "list")}


def text_of(pdf):
    return certlab.run("pdftotext", "-layout", pdf, "-").stdout


def pin_of(letter):
    found = re.findall(r"^ *([2-9]{4}) ([2-9]{4})$", text_of(letter), re.M)
    assert len(found) == 1, text_of(letter)
    return "".join(found[0])


@pytest.fixture
def desk(office, tmp_path):
    return Desk(office, tmp_path)


# --- letters and initial PINs ---

def test_a_letter_holds_the_pin_that_works(desk):
    desk.plug_in("k1")
    told = desk.personalise("--label", "TM-0001")
    letter, = desk.letters.iterdir()
    text, pin = text_of(letter), pin_of(letter)
    serial = letter.stem
    for part in (serial, "TM-0001", "国家商标证书中心", "修改PIN码", "nobody at the office knows it"):
        assert part in text
    assert letter.stat().st_mode & 0o777 == 0o600
    with desk.key("k1").open() as key:
        assert key.login(pin) and not key.is_initial()
        assert not key.authenticate()
    assert pin not in told.stdout + told.stderr
    assert str(letter) in told.stdout
    for path in [*desk.office.dir.rglob("*"), *desk.tokens.iterdir()]:
        assert not path.is_file() or pin.encode() not in path.read_bytes(), path


def test_two_letters_have_two_pins(desk):
    letters = []
    for name in ("k1", "k2"):
        desk.plug_in(name)
        letters.append(desk.ready("--device", name)["letter"])
    assert pin_of(letters[0]) != pin_of(letters[1])


def test_an_initial_pin_is_the_operators_and_marked(desk):
    desk.plug_in("k1")
    result = desk.ready(letters=False)
    with desk.key("k1").open() as key:
        assert key.login(PIN) and key.is_initial()
    assert "letter" not in result and list(desk.letters.iterdir()) == []
    assert desk.listed()[result["serial"]]["userPin"] == "initial"


def test_what_was_done_can_be_looked_up(desk):
    desk.plug_in("k1")
    serial = desk.ready("--label", "标签 1", operator="op2")["serial"]
    row = desk.listed()[serial]
    assert (row["label"], row["state"], row["staff"], row["userPin"], row["batch"]) == (
        "标签 1", "ready", "op2", "letter", "")
    assert desk.office.json("token", "show", serial) == row
    assert "标签 1" in desk.office.call("token", "show", serial).stdout
    assert "标签 1" in desk.office.call("token", "list").stdout
    found = desk.office.json("audit", "list", "--about", serial)
    assert {r["event"] for r in found} == {"staff.act", "token.ready"}
    assert desk.office.json("audit", "verify")["tokens"] == len(desk.listed())


# --- what is refused ---

def test_a_key_is_done_once(desk):
    desk.plug_in("k1")
    serial = desk.ready()["serial"]
    before = desk.path("k1").read_bytes()
    assert desk.error()["name"] == "TOKEN_NOT_BLANK"
    assert desk.error()["details"]["detail"] == serial
    assert desk.path("k1").read_bytes() == before


def test_other_peoples_keys_are_left_alone(desk):
    desk.plug_in("k1", ["CERT"])
    desk.plug_in("k2", ["OTHER"])
    desk.plug_in("k3", own_device_key=True)
    before = {path: path.read_bytes() for path in desk.tokens.glob("*.token")}
    for name, error in (("k1", "TOKEN_NOT_BLANK"), ("k2", "TOKEN_NOT_BLANK"),
                        ("k3", "DEVICE_KEY_WRONG"), ("k4", "TOKEN_MISSING")):
        assert desk.error("--device", name)["name"] == error
    assert {path: path.read_bytes() for path in desk.tokens.glob("*.token")} == before
    assert list(desk.letters.iterdir()) == []


def test_a_maker_may_have_a_device_key_of_its_own(desk):
    key_file = desk.folder / "device-key"
    key_file.write_text("30313233343536373839616263646566\n")
    desk.plug_in("k1", own_device_key=True)
    desk.personalise("--device-key-file", key_file, env={"CERT_FAULT": "office.token.made"}, ok=None)
    assert desk.error()["name"] == "DEVICE_KEY_WRONG"
    desk.ready("--device-key-file", key_file)
    with desk.key("k1") as key:
        assert not key.authenticate(b"0123456789abcdef")
    key_file.write_text("short\n")
    assert desk.error("--device-key-file", key_file)["name"] == "DEVICE_KEY_WRONG"


def test_of_several_keys_one_has_to_be_named(desk):
    assert desk.error()["name"] == "TOKEN_MISSING"
    for name in ("left 1", "right 1"):
        desk.plug_in(name)
    assert desk.error()["name"] == "USAGE"
    desk.ready("--reader", "right")
    with desk.key("right 1").open() as key:
        assert key.applications() == ["CERT"]
    desk.ready()  # one is left that is blank
    assert desk.error("--reader", "nowhere")["name"] == "TOKEN_MISSING"


@pytest.mark.parametrize("wrong, error", [
    (["--label", "x" * 32], "BAD_TEXT"),
    (["--label", "#-#"], "BAD_TEXT"),
    (["--batch", "0"], "USAGE"),
    (["--batch", "1001"], "USAGE"),
    (["--first", "x"], "USAGE"),
    (["--label", "#", "--first", "10"], "BAD_NUMBER"),
    (["--initial-pin-file", "/dev/null"], "USAGE"),
    (["--list", "/nowhere/list.csv"], "FILE_MISSING"),
    (["extra"], "USAGE"),
])
def test_a_wrong_command_touches_nothing(desk, wrong, error):
    desk.plug_in("k1")
    assert desk.error(*wrong)["name"] == error
    with desk.key("k1") as key:
        assert key.applications() == []


def test_a_desk_needs_its_operator_library_and_folder(desk):
    desk.plug_in("k1")
    assert desk.error(operator="super")["name"] == "STAFF_ROLE"
    assert desk.error(operator="nobody")["name"] == "STAFF_UNKNOWN"
    desk.letters.rename(desk.folder / "elsewhere")
    assert desk.error()["name"] == "FILE_MISSING"
    desk.pin_file.write_text("12345\n")
    assert desk.error(letters=False)["name"] == "PIN_LENGTH"
    result = desk.office.call(
        "token", "personalise", "--as", "op1", "--letters", desk.folder, "--json",
        "--library", "/nowhere/lib.so", ok=None)
    assert json.loads(result.stdout)["error"]["name"] == "TOKEN_LIBRARY"


# --- a power cut at each step ---

def finish_and_check(desk, letters, label):
    result = desk.ready("--label", label, letters=letters)
    pin = pin_of(desk.letters / f"{result['serial']}.pdf") if letters else PIN
    with desk.key("k1").open() as key:
        assert key.applications() == ["CERT"]
        assert key.login(pin) and key.is_initial() == (not letters)
        assert not key.authenticate()
    assert desk.listed()[result["serial"]]["state"] == "ready"
    desk.office.call("audit", "verify")
    assert desk.error(letters=letters)["name"] == "TOKEN_NOT_BLANK"
    return result


@pytest.mark.parametrize("letters", [True, pytest.param(False, marks=pytest.mark.thorough)],
                         ids=["letter", "initial"])
@pytest.mark.parametrize("point", POINTS)
def test_a_key_cut_off_is_finished_by_the_next_try(desk, point, letters):
    desk.plug_in("k1")
    before = desk.listed()
    result = desk.personalise("--label", "first", env={"CERT_FAULT": point}, ok=None,
                              letters=letters)
    if result.returncode == 0:
        assert not letters and point in ("office.token.pin-set", "office.token.lettered")
        return
    assert result.returncode == -signal.SIGKILL
    assert [row["state"] for serial, row in desk.listed().items() if serial not in before] == [
        "intended"]
    desk.office.call("audit", "verify")
    result = finish_and_check(desk, letters, "second")
    assert result["resumed"] == (point == "office.token.keyed")
    assert result["label"] == ("first" if result["resumed"] else "second")


def test_a_cut_at_each_try_is_survived(desk):
    desk.plug_in("k1")
    for point in POINTS[:-1]:
        assert desk.personalise(env={"CERT_FAULT": point}, ok=None).returncode == -signal.SIGKILL
    finish_and_check(desk, True, "at last")


def test_a_half_made_key_in_use_is_left_alone(desk):
    desk.plug_in("k1")
    desk.personalise(env={"CERT_FAULT": "office.token.escrowed"}, ok=None, letters=False)
    with desk.key("k1").open() as key:
        key.add_container(PIN)
    assert desk.error()["name"] == "TOKEN_NOT_BLANK"


def test_other_applications_outlive_a_half_made_one(desk):
    desk.plug_in("k1")
    desk.personalise(env={"CERT_FAULT": "office.token.made"}, ok=None)
    with desk.key("k1") as key:
        key.make("OTHER")
    desk.ready()
    with desk.key("k1") as key:
        assert sorted(key.applications()) == ["CERT", "OTHER"]


# --- batches ---

class Batch:
    """A batch that waits for keys."""

    def __init__(self, desk, *args):
        self.desk = desk
        self.process = subprocess.Popen(
            [str(a) for a in [certlab.OFFICE, "--lang", "en", "token", "personalise",
                              desk.office.dir, *desk.arguments(*args)]],
            env={**certlab.os.environ, **desk.env}, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        # whoever waits for what never comes is told so
        self.end_of_patience = threading.Timer(60, self.process.kill)
        self.end_of_patience.start()

    def until(self, holding):
        """Read on until a line holds this."""
        read = ""
        for line in self.process.stdout:
            read += line
            if re.search(holding, line):
                return line
        raise AssertionError(read)

    def end(self):
        rest, _ = self.process.communicate()
        self.end_of_patience.cancel()
        return self.process.returncode, rest


def rows_of(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return [dict(zip((title.split()[-1] for title in rows[0]), row)) for row in rows[1:]]


def test_keys_are_done_as_they_are_plugged_in(desk):
    listing = desk.folder / "list.csv"
    desk.plug_in("staff", ["CERT"])  # it is there and stays as it is
    desk.plug_in("k1")
    batch = Batch(desk, "--batch", "3", "--label", "TM-###", "--first", "41", "--list", listing)
    batch.until("TM-041 .* ready")
    batch.until("key 2 of 3")
    desk.unplug("k1")
    desk.plug_in("used", ["CERT"])
    batch.until("used: .*left as it is")
    desk.plug_in("k2")
    batch.until("TM-042 .* ready")
    desk.plug_in("k3")
    batch.until("TM-043 .* ready")
    status, rest = batch.end()
    assert status == 0 and "3 ready, 0 failures" in rest
    rows = rows_of(listing)
    assert [(r["No."], r["label"], r["operator"], r["result"]) for r in rows] == [
        ("1", "TM-041", "op1", "ready"), ("2", "TM-042", "op1", "ready"),
        ("3", "TM-043", "op1", "ready")]
    assert sorted(r["number"] for r in rows) == sorted(p.stem for p in desk.letters.iterdir())
    listed = desk.listed()
    batches = {listed[r["number"]]["batch"] for r in rows}
    assert len(batches) == 1 and batches != {""}
    desk.office.call("audit", "verify")


def test_a_key_that_fails_does_not_end_the_batch(desk):
    listing = desk.folder / "list.csv"
    batch = Batch(desk, "--batch", "2", "--label", "TM-#", "--list", listing)
    batch.until("key 1 of 2")
    desk.plug_in("bad", own_device_key=True)
    batch.until("device key")
    desk.plug_in("good")
    batch.until("TM-1 .* ready")
    status, rest = batch.end()
    assert status != 0 and "1 ready, 1 failures" in rest and "DEVICE_KEY_WRONG" in rest
    assert [r["result"] == "ready" for r in rows_of(listing)] == [False, True]


def test_a_key_that_failed_may_come_again(desk):
    batch = Batch(desk, "--batch", "2", "--label", "TM-#")
    batch.until("key 1 of 2")
    desk.plug_in("k1", own_device_key=True)
    batch.until("device key")
    desk.unplug("k1")
    time.sleep(0.7)  # longer than it looks again
    with Key(str(desk.drawer / "k1.token")) as key:
        assert key.authenticate(b"0123456789abcdef")
        key.call("ChangeDevAuthKey", key.device, DEFAULT_KEY, 16)
    (desk.drawer / "k1.token").rename(desk.path("k1"))
    batch.until("TM-1 .* ready")
    desk.plug_in("k2")
    batch.until("TM-2 .* ready")
    assert "2 ready" in batch.end()[1]


def test_a_batch_ends_between_two_keys(desk):
    listing = desk.folder / "list.csv"
    batch = Batch(desk, "--batch", "5", "--list", listing)
    desk.plug_in("k1")
    batch.until("key 2 of 5")
    batch.process.send_signal(signal.SIGINT)
    status, rest = batch.end()
    assert status == 75 and "CANCELLED" in rest and "1 ready" in rest
    assert len(rows_of(listing)) == 1


def test_numbers_that_are_used_up_end_the_batch(desk):
    batch = Batch(desk, "--batch", "3", "--label", "TM-#", "--first", "9")
    for name in ("k1", "k2"):
        desk.plug_in(name)
    status, rest = batch.end()
    assert status != 0 and "BAD_NUMBER" in rest and "1 ready" in rest


def test_a_batch_answers_in_json(desk):
    for name in ("k1", "k2"):
        desk.plug_in(name)
    results = json.loads(desk.personalise("--batch", "2", "--label", "TM-#", "--json").stdout)
    assert [(r["label"], r["result"]) for r in results] == [("TM-1", "ready"), ("TM-2", "ready")]
    desk.plug_in("k3", own_device_key=True)
    error = desk.error("--batch", "1")
    assert error["name"] == "DEVICE_KEY_WRONG"
    assert [t["result"] for t in error["details"]["tokens"]] == ["DEVICE_KEY_WRONG"]


def test_a_printed_list_has_a_line_for_each_key(desk):
    listing = desk.folder / "list.pdf"
    desk.plug_in("k1")
    result = desk.ready("--label", "TM-0001", "--list", listing)
    text = text_of(listing)
    for part in ("USB Key 初始化清单", "国家商标证书中心", "TM-0001", result["serial"], "op1", "已就绪",
                 "经办人签字"):
        assert part in text
    assert desk.error("--list", listing)["name"] == "FILE_EXISTS"


# --- an office of before ---

def test_an_office_of_version_2_is_brought_forward(tmp_path):
    office = certlab.Office(tmp_path / "office")
    with sqlite3.connect(office.dir / "office.db") as db:
        db.executescript("DROP TABLE token; DROP TABLE escrow_seen; PRAGMA user_version = 2;")
    desk = Desk(office, tmp_path)
    assert desk.listed() == {}
    desk.plug_in("k1")
    desk.ready()
    assert office.json("audit", "verify")["tokens"] == 1
