#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""skf.py LIBRARY DEVICE: somebody else's program, which knows nothing but GM/T
0016. Reads one request from standard input, works in the application CERT, and
prints what came of it, both JSON:

  {"verb": "sign", "pin": …, "message": …}   make a key, sign, remove it again:
      {"public": hex of 04‖X‖Y, "signature": hex of r‖s}
  {"verb": "fill", "pin": …, "names": […]}   make containers with keys, as many
      as there is room for: {"made": names}
  {"verb": "spoil"}                          wrong admin PINs until it is locked
  {"verb": "rekey", "key": …}                another device key, of a blank device
"""

import ctypes
import json
import sys

from cards import maker

SM3, SM2_SIGN, USER = 1, 0x00020200, 1
DEFAULT_ID = b"1234567812345678"
ULONG = ctypes.c_uint32


class Point(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("bits", ULONG), ("x", ctypes.c_ubyte * 64), ("y", ctypes.c_ubyte * 64)]


class Signature(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("r", ctypes.c_ubyte * 64), ("s", ctypes.c_ubyte * 64)]


class Failed(Exception):
    """Its code is error.args[1]."""


class Library:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)

    def __getattr__(self, name):
        def call(*args):
            function = getattr(self.library, "SKF_" + name)
            function.restype = ULONG
            code = function(*args)
            if code:
                raise Failed("SKF_" + name, f"{code:08X}")
        return call


def digest(skf, device, key, message):
    """e of GB/T 32918.2: with Z before the message."""
    handle, size = ctypes.c_void_p(), ULONG(32)
    out = ctypes.create_string_buffer(32)
    skf.DigestInit(device, ULONG(SM3), ctypes.byref(key), DEFAULT_ID, ULONG(len(DEFAULT_ID)),
                   ctypes.byref(handle))
    skf.Digest(handle, message, ULONG(len(message)), out, ctypes.byref(size))
    skf.CloseHandle(handle)
    return out.raw


def make_key(skf, application, name):
    container, key = ctypes.c_void_p(), Point()
    skf.CreateContainer(application, name.encode(), ctypes.byref(container))
    skf.GenECCKeyPair(container, ULONG(SM2_SIGN), ctypes.byref(key))
    return container, key


def log_in(skf, application, asked):
    skf.VerifyPIN(application, ULONG(USER), asked["pin"].encode(), ctypes.byref(ULONG()))


def sign(skf, device, application, asked):
    signature = Signature()
    log_in(skf, application, asked)
    container, key = make_key(skf, application, "somebody")
    skf.ECCSignData(container, digest(skf, device, key, asked["message"].encode()), ULONG(32),
                    ctypes.byref(signature))
    assert key.bits == 256 and not any(key.x[:32]) and not any(signature.r[:32])
    skf.CloseContainer(container)
    skf.DeleteContainer(application, b"somebody")
    return {"public": "04" + bytes(key.x[32:]).hex() + bytes(key.y[32:]).hex(),
            "signature": bytes(signature.r[32:]).hex() + bytes(signature.s[32:]).hex()}


def fill(skf, _device, application, asked):
    made = []
    log_in(skf, application, asked)
    for name in asked["names"]:
        try:
            make_key(skf, application, name)
        except Failed:
            break
        made.append(name)
    return {"made": made}


def spoil(skf, _device, application, _asked):
    left = ULONG(1)
    while left.value:
        try:
            skf.UnblockPIN(application, b"wrong-admin-pin", b"wrong-pin", ctypes.byref(left))
        except Failed as error:
            assert error.args[1] in ("0A000024", "0A000025"), error
    return {}


def rekey(skf, device, asked):
    """Of a blank device: another device key."""
    maker.authenticate(skf, device)
    skf.ChangeDevAuthKey(device, asked["key"].encode(), ULONG(16))
    return {}


def main(path, name):
    asked = json.load(sys.stdin)
    skf = Library(path)
    device, application = ctypes.c_void_p(), ctypes.c_void_p()
    skf.ConnectDev(name.encode(), ctypes.byref(device))
    if asked["verb"] == "rekey":
        print(json.dumps(rekey(skf, device, asked)))
        return
    skf.OpenApplication(device, b"CERT", ctypes.byref(application))
    said = {"sign": sign, "fill": fill, "spoil": spoil}[asked["verb"]](skf, device, application, asked)
    skf.CloseApplication(application)
    skf.DisConnectDev(device)
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
