-- SPDX-License-Identifier: Apache-2.0
-- Schema version 3: USB keys that the office hands out.

CREATE TABLE token (                   -- keys personalised here
  serial TEXT PRIMARY KEY,             -- as the key says it
  kind TEXT NOT NULL,                  -- soft, hard
  label TEXT NOT NULL,
  user_pin TEXT NOT NULL,              -- initial, letter
  sealed_pin BLOB NOT NULL,            -- admin PIN: SM2Cipher, DER, to the
                                       -- key centre (pki/escrow.h)
  sealed_key BLOB NOT NULL,            -- device key: the same
  old_key TEXT NOT NULL,               -- SM3 of serial and the device key that
                                       -- it came with, hex
  act TEXT NOT NULL REFERENCES act (id), -- the operator's
  staff TEXT NOT NULL,                 -- short name
  batch TEXT NOT NULL,                 -- of keys done in a row, or empty
  state TEXT NOT NULL,                 -- intended, ready
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL);
CREATE INDEX token_created ON token (created_at);

CREATE TABLE escrow_seen (             -- deposits that were taken already
  carrier_serial TEXT NOT NULL,
  digest TEXT NOT NULL,                -- SM3 of the sealed PIN, hex
  PRIMARY KEY (carrier_serial, digest));
