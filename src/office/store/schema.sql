-- SPDX-License-Identifier: Apache-2.0
-- Schema version 1. Times are seconds since 1970 UTC; ids are lower-case hex.
CREATE TABLE setting (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL);

CREATE TABLE account (
  id TEXT PRIMARY KEY,                 -- 32 hex digits
  user_name TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,                  -- enterprise, individual, agency
  name TEXT NOT NULL,
  credit_code TEXT NOT NULL,
  address TEXT NOT NULL,
  contact TEXT NOT NULL,
  phone TEXT NOT NULL,
  email TEXT NOT NULL,
  lang TEXT NOT NULL,                  -- zh, en: of mails
  state TEXT NOT NULL,                 -- unconfirmed, submitted, entered,
                                       -- approved, active, rejected, returned
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL);
CREATE INDEX account_state ON account (state, created_at);

CREATE TABLE act (                     -- every signed act of staff
  id TEXT PRIMARY KEY,                 -- SM3 of the signed act
  about TEXT NOT NULL,                 -- account id or appointment id
  verb TEXT NOT NULL,
  staff TEXT NOT NULL,                 -- short name
  record BLOB NOT NULL,                -- Record, DER
  signed BLOB NOT NULL,                -- SignedAct, DER
  at INTEGER NOT NULL);
CREATE INDEX act_about ON act (about, at);

CREATE TABLE authorisation (           -- a mailed code, as its public key
  id TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  act TEXT NOT NULL REFERENCES act (id),
  key BLOB NOT NULL,                   -- 65 octets
  not_after INTEGER NOT NULL,
  tries_left INTEGER NOT NULL,
  state TEXT NOT NULL);                -- open, used, replaced, locked
CREATE INDEX authorisation_account ON authorisation (account, state);

CREATE TABLE staff (
  name TEXT PRIMARY KEY,               -- short name: --as NAME
  person TEXT NOT NULL,
  role TEXT NOT NULL,
  serial TEXT NOT NULL,                -- of the staff certificate
  state TEXT NOT NULL,                 -- active, dismissed
  evidence BLOB NOT NULL,              -- Evidence, DER; empty: initialisation
  csr BLOB NOT NULL,                   -- PKCS#10, DER; empty: initialisation
  created_at INTEGER NOT NULL);

CREATE TABLE pair (
  id TEXT PRIMARY KEY,                 -- 32 hex digits
  account TEXT NOT NULL REFERENCES account (id),
  request_key TEXT NOT NULL,           -- idempotency key, 32 hex digits
  request_digest TEXT NOT NULL,        -- SM3 of all that was asked
  state TEXT NOT NULL,                 -- intended, delivered, confirmed,
                                       -- replaced, abandoned
  verb TEXT NOT NULL,                  -- issue, exchange, update
  carrier TEXT NOT NULL,               -- soft, hard
  carrier_serial TEXT NOT NULL,
  evidence BLOB NOT NULL,
  csr BLOB NOT NULL,
  tbs_sign BLOB NOT NULL,
  tbs_encrypt BLOB NOT NULL,
  pool_key TEXT NOT NULL,
  answer BLOB,                         -- CSRResponse, DER, once delivered
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  UNIQUE (account, request_key));
CREATE INDEX pair_account ON pair (account, created_at);

CREATE TABLE certificate (             -- everything that was signed
  serial TEXT PRIMARY KEY,
  profile TEXT NOT NULL,
  pair TEXT,                           -- of holders
  subject TEXT NOT NULL,               -- readable
  not_before INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  state TEXT NOT NULL,                 -- valid, on-hold, revoked
  reason INTEGER NOT NULL,             -- of revocation
  changed_at INTEGER NOT NULL,
  der BLOB NOT NULL);
CREATE INDEX certificate_pair ON certificate (pair);
CREATE INDEX certificate_revoked ON certificate (serial)
  WHERE state <> 'valid';
CREATE INDEX certificate_changed ON certificate (changed_at)
  WHERE state <> 'valid';

CREATE TABLE pool_key (                -- key centre's pool (GM/T 0038)
  id TEXT PRIMARY KEY,                 -- SM3 of the public point
  key BLOB NOT NULL,
  mac BLOB NOT NULL,
  wrapped BLOB NOT NULL,
  state TEXT NOT NULL,                 -- standby, reserved, in-use, history
  pair TEXT,
  created_at INTEGER NOT NULL);
CREATE INDEX pool_key_state ON pool_key (state, created_at);

CREATE TABLE escrow (                  -- carriers' admin PINs, sealed
  carrier_serial TEXT PRIMARY KEY,
  account TEXT NOT NULL REFERENCES account (id),
  sealed BLOB NOT NULL,                -- SM2Cipher, DER, to the key centre
  pair TEXT NOT NULL,
  changed_at INTEGER NOT NULL);

CREATE TABLE session (
  token TEXT PRIMARY KEY,              -- SM3 of the bearer token
  kind TEXT NOT NULL,                  -- account, certificate
  account TEXT NOT NULL REFERENCES account (id),
  serial TEXT,                         -- certificate sessions
  created_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL);
CREATE INDEX session_expires ON session (expires_at);

CREATE TABLE spent (                   -- tickets used up: captcha, nonce, link
  ticket TEXT PRIMARY KEY,             -- SM3
  expires_at INTEGER NOT NULL);
CREATE INDEX spent_expires ON spent (expires_at);

CREATE TABLE attempt (                 -- limits on guessing
  subject TEXT PRIMARY KEY,            -- "login:user:…", "login:address:…"
  count INTEGER NOT NULL,
  window_at INTEGER NOT NULL);

CREATE TABLE outbox (
  id TEXT PRIMARY KEY,                 -- becomes the Message-ID
  recipient TEXT NOT NULL,
  template TEXT NOT NULL,
  lang TEXT NOT NULL,
  params TEXT NOT NULL,                -- JSON, nothing secret
  sealed BLOB,                         -- secret params, sealed to the mailer
  state TEXT NOT NULL,                 -- waiting, sent, dead
  attempts INTEGER NOT NULL,
  next_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  sent_at INTEGER);
CREATE INDEX outbox_waiting ON outbox (state, next_at);

CREATE TABLE audit (                   -- hash-chained (audit/audit.h)
  seq INTEGER PRIMARY KEY,             -- 1, 2, 3 … without gaps
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,                 -- "staff:op1", "holder:u1", "system"
  event TEXT NOT NULL,                 -- "pair.delivered"
  about TEXT NOT NULL,                 -- id of what it is about
  details TEXT NOT NULL,               -- JSON, canonical, nothing secret
  hash BLOB NOT NULL);                 -- SM3(previous hash ‖ this record)
CREATE INDEX audit_about ON audit (about, seq);

CREATE TABLE checkpoint (              -- signed by the ca process's audit key
  seq INTEGER PRIMARY KEY,
  body BLOB NOT NULL,                  -- Checkpoint, DER
  signature BLOB NOT NULL);

CREATE TABLE crl (
  number INTEGER PRIMARY KEY,
  this_update INTEGER NOT NULL,
  next_update INTEGER NOT NULL,
  der BLOB NOT NULL);
