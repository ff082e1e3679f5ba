-- SPDX-License-Identifier: Apache-2.0
-- Schema version 2: the life of a certificate after its first issue.

CREATE TABLE code (                    -- mailed codes made by the key centre
  id TEXT PRIMARY KEY,                 -- the grant's, 32 hex digits
  account TEXT NOT NULL REFERENCES account (id),
  purpose TEXT NOT NULL,               -- unlock, release, hold
  subject TEXT NOT NULL,               -- what it is good for
  code_grant BLOB NOT NULL,            -- CodeGrant, DER
  proof BLOB NOT NULL,                 -- 32 octets
  not_after INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  state TEXT NOT NULL,                 -- open, used, replaced, locked
  used_for TEXT NOT NULL,              -- SM3 of the SignedInstruction that
                                       -- used it, hex, or empty
  answer BLOB,                         -- what came of it: sealed admin PINs
  created_at INTEGER NOT NULL);
CREATE INDEX code_account ON code (account, purpose, created_at);
CREATE INDEX code_used_for ON code (used_for) WHERE used_for <> '';

CREATE TABLE status_change (           -- evidence for a change of status
  id TEXT PRIMARY KEY,                 -- SM3 of evidence and serials, hex
  seq INTEGER NOT NULL UNIQUE,         -- the order they were intended in
  account TEXT NOT NULL,               -- of the holder; empty: of staff
  actor TEXT NOT NULL,
  status TEXT NOT NULL,                -- valid, on-hold, revoked
  reason INTEGER NOT NULL,
  evidence BLOB NOT NULL,              -- StatusEvidence, DER
  state TEXT NOT NULL,                 -- intended, applied, refused
  refusal TEXT NOT NULL,               -- why: a name of err.def, or empty
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL);        -- applied: when it counts from
CREATE INDEX status_change_state ON status_change (state, seq);
CREATE INDEX status_change_account ON status_change (account, seq);

CREATE TABLE status_change_certificate ( -- what one is about
  change TEXT NOT NULL REFERENCES status_change (id),
  position INTEGER NOT NULL,           -- in the evidence's order, from 0
  serial TEXT NOT NULL REFERENCES certificate (serial),
  PRIMARY KEY (change, position));
CREATE INDEX status_change_serial ON status_change_certificate (serial);

CREATE TABLE change_request (          -- what holders ask staff for
  id TEXT PRIMARY KEY,                 -- 32 hex digits
  account TEXT NOT NULL REFERENCES account (id),
  kind TEXT NOT NULL,                  -- name, fields, email, reissue, revoke
  fields TEXT NOT NULL,                -- JSON: what shall be, sorted, compact
  note TEXT NOT NULL,                  -- of the holder
  instruction BLOB,                    -- SignedInstruction, DER: of revoke
  reason TEXT NOT NULL,                -- of the last reject or return
  confirmed INTEGER NOT NULL,          -- of email: 1 by the old address, 2 by
                                       -- the new one, 3 by both
  record BLOB,                         -- Record, DER, as entered
  state TEXT NOT NULL,                 -- submitted, entered, approved,
                                       -- rejected, returned, withdrawn, done
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL);
CREATE INDEX change_request_account ON change_request (account, created_at);
CREATE INDEX change_request_state ON change_request (state, created_at);
CREATE UNIQUE INDEX change_request_open ON change_request (account, kind)
  WHERE state IN ('submitted', 'entered', 'returned');

CREATE TABLE change_file (             -- what proves it
  change TEXT PRIMARY KEY REFERENCES change_request (id),
  kind TEXT NOT NULL,                  -- pdf, jpeg, png: by its content
  digest TEXT NOT NULL,                -- SM3, hex
  content BLOB NOT NULL);

CREATE TABLE escrow_candidate (        -- admin PINs that may be set on a
  carrier_serial TEXT NOT NULL,        -- carrier whose unlock was cut off
  sealed BLOB NOT NULL,                -- SM2Cipher, DER, to the key centre
  code TEXT NOT NULL REFERENCES code (id),
  position INTEGER NOT NULL,           -- grows: the highest is the newest
  created_at INTEGER NOT NULL,
  PRIMARY KEY (carrier_serial, code));

CREATE TABLE reminder (                -- told already: once each
  serial TEXT NOT NULL,
  days INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (serial, days));
CREATE INDEX certificate_ends ON certificate (not_after)
  WHERE profile = 'holder-sign';

CREATE TABLE legacy_ca (               -- orders by which holders of old CAs
  id TEXT PRIMARY KEY,                 -- move; the order's, 32 hex digits
  key TEXT NOT NULL,                   -- SM3 of the CA's key as below, hex
  issuer BLOB NOT NULL,                -- SubjectPublicKeyInfo, DER
  name TEXT NOT NULL,                  -- its subject, readable
  certificate BLOB NOT NULL,           -- DER
  migration BLOB NOT NULL,             -- MigrationOrder, DER
  entry BLOB NOT NULL,                 -- SignedAct, DER
  endorse BLOB,                        -- SignedAct, DER, once endorsed
  entered_by TEXT NOT NULL,            -- staff
  holders INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  state TEXT NOT NULL,                 -- entered, open, closed
  created_at INTEGER NOT NULL);
CREATE INDEX legacy_ca_key ON legacy_ca (key, state);

CREATE TABLE legacy_holder (
  legacy_ca TEXT NOT NULL REFERENCES legacy_ca (id),
  serial TEXT NOT NULL,                -- of the old certificate
  position INTEGER NOT NULL,           -- of the leaf in the tree
  leaf BLOB NOT NULL,                  -- MigrationHolder, DER
  path BLOB NOT NULL,                  -- nodes from there to the root
  account TEXT NOT NULL REFERENCES account (id),
  certificate BLOB,                    -- the old one, once it was shown
  PRIMARY KEY (legacy_ca, serial));
CREATE UNIQUE INDEX legacy_holder_position
  ON legacy_holder (legacy_ca, position);
CREATE INDEX legacy_holder_account ON legacy_holder (account);

DROP TABLE crl;
CREATE TABLE revocation_list (         -- the newest of each
  part INTEGER NOT NULL,               -- partition
  kind TEXT NOT NULL,                  -- full, delta
  number INTEGER NOT NULL,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,
  der BLOB NOT NULL,
  PRIMARY KEY (part, kind));

CREATE TABLE part (                    -- how full a partition is
  id INTEGER PRIMARY KEY,
  certificates INTEGER NOT NULL);
INSERT INTO part (id, certificates) SELECT 0, COUNT(*) FROM certificate;

CREATE TABLE ocsp (                    -- answers signed ahead
  serial TEXT PRIMARY KEY,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,        -- 0 and less: to be signed at once
  der BLOB NOT NULL);
CREATE INDEX ocsp_next ON ocsp (next_update);
INSERT INTO ocsp (serial, this_update, next_update, der)
  SELECT serial, 0, 0, X'' FROM certificate
  WHERE profile NOT IN ('root', 'issuing-ca');

-- the order of acts about one thing: two may be of one second
ALTER TABLE act ADD COLUMN seq INTEGER NOT NULL DEFAULT 0;

-- why a mail was not sent the last time: a name of err.def, or empty
ALTER TABLE outbox ADD COLUMN failure TEXT NOT NULL DEFAULT '';
