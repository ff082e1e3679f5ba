#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""maker.py LIBRARY DEVICE APPLICATION PIN CONTAINER [CERTIFICATE]: an old CA's
own tool, which knows nothing but GM/T 0016. Without a certificate it makes its
application on the key, a container and a signing key, and prints the public
key (hex of 04‖X‖Y); with one (DER) it puts it there."""

import ctypes
import pathlib
import subprocess
import sys

SM2_SIGN, USER, FILES_BY_USER, TRIES = 0x00020200, 1, 0x10, 10
DEVICE_KEY = b"1234567812345678"
ULONG = ctypes.c_uint32


class Point(ctypes.Structure):
    _pack_ = 1
    _fields_ = [("bits", ULONG), ("x", ctypes.c_ubyte * 64), ("y", ctypes.c_ubyte * 64)]


class Library:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)

    def __getattr__(self, name):
        def call(*args):
            function = getattr(self.library, "SKF_" + name)
            function.restype = ULONG
            code = function(*args)
            if code:
                sys.exit(f"SKF_{name}: {code:08X}")
        return call


def authenticate(skf, device):
    challenge = ctypes.create_string_buffer(16)
    skf.GenRandom(device, challenge, ULONG(8))
    answer = subprocess.run(
        ["openssl", "enc", "-sm4-ecb", "-nopad", "-K", DEVICE_KEY.hex()],
        input=challenge.raw, capture_output=True, check=True).stdout
    skf.DevAuth(device, answer, ULONG(16))


def main(path, name, application, pin, container, certificate=None):
    skf, device = Library(path), ctypes.c_void_p()
    app, box, left = ctypes.c_void_p(), ctypes.c_void_p(), ULONG()
    skf.ConnectDev(name.encode(), ctypes.byref(device))
    if certificate is None:
        authenticate(skf, device)
        skf.CreateApplication(device, application.encode(), b"admin-pin", ULONG(TRIES), pin.encode(),
                              ULONG(TRIES), ULONG(FILES_BY_USER), ctypes.byref(app))
    else:
        skf.OpenApplication(device, application.encode(), ctypes.byref(app))
    skf.VerifyPIN(app, ULONG(USER), pin.encode(), ctypes.byref(left))
    if certificate is None:
        key = Point()
        skf.CreateContainer(app, container.encode(), ctypes.byref(box))
        skf.GenECCKeyPair(box, ULONG(SM2_SIGN), ctypes.byref(key))
        print("04" + bytes(key.x[32:]).hex() + bytes(key.y[32:]).hex())
    else:
        der = pathlib.Path(certificate).read_bytes()
        skf.OpenContainer(app, container.encode(), ctypes.byref(box))
        skf.ImportCertificate(box, 1, der, ULONG(len(der)))
    skf.DisConnectDev(device)


if __name__ == "__main__":
    main(*sys.argv[1:])
