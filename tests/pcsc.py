#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""pcsc.py: another program at the readers, driven by lines on its standard
input and answering each with a line: cardlab.Program has the commands. It
stands apart since libpcsclite looks for its service once in a process."""

import ctypes
import sys
import time

SCOPE_SYSTEM, SHARE_SHARED, PROTOCOL_ANY = 2, 2, 3
LEAVE, RESET = 0, 1
STATE_PRESENT = 0x20
LONG = ctypes.c_long
DWORD = ctypes.c_ulong

lib = ctypes.CDLL("libpcsclite.so.1")
for name in ("EstablishContext", "ListReaders", "GetStatusChange", "Connect", "Disconnect",
             "BeginTransaction", "EndTransaction", "Transmit"):
    getattr(lib, "SCard" + name).restype = LONG


class ReaderState(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("user", ctypes.c_void_p), ("current", DWORD),
                ("event", DWORD), ("atr_len", DWORD), ("atr", ctypes.c_ubyte * 33)]


class Failed(Exception):
    pass


def check(code):
    if code:
        raise Failed(f"{code & 0xffffffff:08X}")


class Session:
    def __init__(self):
        self.context = LONG()
        check(lib.SCardEstablishContext(SCOPE_SYSTEM, None, None, ctypes.byref(self.context)))
        self.card = LONG()
        self.protocol = DWORD()

    def readers(self):
        size = DWORD()
        check(lib.SCardListReaders(self.context, None, None, ctypes.byref(size)))
        names = ctypes.create_string_buffer(size.value)
        check(lib.SCardListReaders(self.context, None, names, ctypes.byref(size)))
        return "\t".join(names.raw.decode().rstrip("\0").split("\0"))

    def wait(self, present, reader):
        """Until a card is in the reader (1), or none (0)."""
        state = ReaderState(name=reader.encode())
        end = time.monotonic() + 10
        while time.monotonic() < end:
            code = lib.SCardGetStatusChange(self.context, DWORD(1000), ctypes.byref(state), DWORD(1))
            if code & 0xffffffff != 0x8010000a:  # SCARD_E_TIMEOUT
                check(code)
            if bool(state.event & STATE_PRESENT) == (present == "1"):
                return "done"
            state.current = state.event
        raise Failed("timeout")

    def connect(self, reader):
        check(lib.SCardConnect(self.context, reader.encode(), DWORD(SHARE_SHARED), DWORD(PROTOCOL_ANY),
                               ctypes.byref(self.card), ctypes.byref(self.protocol)))
        return "done"

    def transmit(self, command):
        octets = bytes.fromhex(command)
        answer = ctypes.create_string_buffer(65536)
        size = DWORD(len(answer))
        # SCARD_IO_REQUEST: protocol, length of itself
        header = (DWORD * 2)(self.protocol.value, 2 * ctypes.sizeof(DWORD))
        check(lib.SCardTransmit(self.card, header, octets, DWORD(len(octets)), None, answer,
                                ctypes.byref(size)))
        return answer.raw[:size.value].hex()

    def begin(self):
        check(lib.SCardBeginTransaction(self.card))
        return "done"

    def end(self):
        check(lib.SCardEndTransaction(self.card, DWORD(LEAVE)))
        return "done"

    def leave(self):
        check(lib.SCardDisconnect(self.card, DWORD(LEAVE)))
        return "done"

    def reset(self):
        """Disconnect with a reset, as many programs do."""
        check(lib.SCardDisconnect(self.card, DWORD(RESET)))
        return "done"


def main():
    try:
        session = Session()
    except Failed as error:
        print("failed", error, flush=True)
        return
    print("ready", flush=True)
    for line in sys.stdin:
        verb, *rest = line.rstrip("\n").split("\t")
        try:
            print(getattr(session, verb)(*rest), flush=True)
        except Failed as error:
            print("failed", error, flush=True)


if __name__ == "__main__":
    main()
