# SPDX-License-Identifier: Apache-2.0
"""Old CAs, as tests and the play meet them: openssl's own work."""
import subprocess

COLUMNS = "serial,userName,kind,name,creditCode,email,contact,phone,address,lang"
NAME = "/C=CN/O=原商标局/CN=原签发机构"
PASSWORD = "secret6"
SPKI = "3059301306072a8648ce3d020106082a811ccf5501822d034200"  # of SM2, before 04‖X‖Y
SM2 = ["-sm3", "-sigopt", "distid:1234567812345678"]


def openssl(*args):
    subprocess.run(["openssl", *map(str, args)], check=True, capture_output=True)


class OldCa:
    """A CA of openssl's: NAME.pem, NAME.p12, and the key of its holders."""

    def __init__(self, folder, name, kind):
        self.folder, self.name, self.kind = folder, name, kind
        self.certificate = folder / f"{name}.pem"
        self.file = self.make(self.certificate, NAME, "keyCertSign,cRLSign")
        self.holders_key = self.make(folder / f"{name}-holder.pem", "/CN=holder",
                                     "digitalSignature")

    def make(self, path, subject, usage):
        """A key, a certificate by itself, and both in a PKCS#12 file."""
        key, file = path.with_suffix(".key"), path.with_suffix(".p12")
        if self.kind == "rsa":
            openssl("genrsa", "-out", key, "2048")
        else:
            openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", key)
        openssl("req", "-x509", "-new", "-key", key, "-utf8", "-subj", subject, "-days", "3650",
                "-addext", f"keyUsage=critical,{usage}", "-out", path,
                *(SM2 if self.kind == "sm2" else ["-sha256"]))
        openssl("pkcs12", "-export", "-inkey", key, "-in", path, "-passout", f"pass:{PASSWORD}",
                "-out", file)
        return file

    def group(self, user, first, count):
        """For legacy-load (tests/system/legacy_load.c)."""
        return f"{self.file},{self.holders_key},{first:x},{count},{user}"

    def sign(self, public, serial, subject, *out):
        openssl("x509", "-new", "-force_pubkey", public, "-set_serial", hex(serial),
                "-subj", subject, "-days", "365", "-CA", self.certificate, "-CAkey",
                self.certificate.with_suffix(".key"), *out,
                *(SM2 if self.kind == "sm2" else ["-sha256"]))

    def certify(self, point, serial):
        """A certificate, in DER, for an SM2 key made elsewhere: hex of 04‖X‖Y."""
        path = self.folder / f"{self.name}-{serial:x}.cer"
        spki, public = path.with_suffix(".spki"), path.with_suffix(".pub")
        spki.write_bytes(bytes.fromhex(SPKI + point))
        openssl("pkey", "-pubin", "-inform", "DER", "-in", spki, "-out", public)
        self.sign(public, serial, "/CN=holder", "-outform", "DER", "-out", path)
        return path

    def holder_file(self, serial, subject):
        """One holder's key and certificate by this CA, openssl's own work."""
        path = self.folder / f"{self.name}-{serial:x}.pem"
        key, public = path.with_suffix(".key"), path.with_suffix(".pub")
        if self.kind == "rsa":
            openssl("genrsa", "-out", key, "2048")
        else:
            openssl("ecparam", "-genkey", "-name", "SM2", "-noout", "-out", key)
        openssl("pkey", "-in", key, "-pubout", "-out", public)
        self.sign(public, serial, subject, "-out", path)
        openssl("pkcs12", "-export", "-inkey", key, "-in", path, "-passout", f"pass:{PASSWORD}",
                "-out", path.with_suffix(".p12"))
        return path.with_suffix(".p12")


def holders_list(path, user, first, count):
    """A list for `cert-office legacy import`."""
    rows = [f"{first + i:x},{user}-{i},individual,持有人{i},,{user}-{i}@example.com,李雷,"
            f"13800138000,北京市西城区,zh" for i in range(count)]
    path.write_text("\r\n".join([COLUMNS, *rows]) + "\r\n", encoding="utf-8-sig", newline="")
    return path


def take_over(office, ca, holders):
    done = office.json("legacy", "import", "--ca", ca.certificate, "--holders", holders,
                       "--as", "op1")
    office.call("legacy", "approve", done["id"], "--as", "op2")
    return done["id"]
