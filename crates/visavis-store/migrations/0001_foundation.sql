-- The foundation: people, hosts and services, sessions, access, conversations, files, money, outbox.
--
-- One text for both engines. Lines that start with @PG or @LITE stand for one engine only; ID, TS
-- (milliseconds since 1970, UTC), MONEY (minor units), INT8, BOOL, JSON, BYTES and SERIAL8 are
-- written in each engine's own words by the runner.

@PG CREATE EXTENSION IF NOT EXISTS btree_gist;

-- People ------------------------------------------------------------------------------------------

-- A person. Someone who bought with an e-mail address alone has no password yet (PAY-16).
CREATE TABLE account (
  id ID PRIMARY KEY,
  email TEXT NOT NULL,                       -- as typed; email_key decides who it is
  email_key TEXT NOT NULL,                   -- lower case
  email_verified_at TS,
  name TEXT NOT NULL,
  nickname TEXT NOT NULL,                    -- what hosts see of a client (RING-13)
  nickname_key TEXT NOT NULL,
  tz TEXT NOT NULL,
  locale TEXT NOT NULL,
  avatar_file ID,
  password_hash TEXT,
  role TEXT NOT NULL CHECK (role IN ('person', 'operator')),
  created_at TS NOT NULL,
  version INT8 NOT NULL DEFAULT 1,
  CONSTRAINT account_email_once UNIQUE (email_key),
  CONSTRAINT account_nickname_once UNIQUE (nickname_key)
) STRICT;

-- A login on one device. The token itself is only in the person's cookie.
CREATE TABLE sign_in (
  id ID PRIMARY KEY,
  account_id ID NOT NULL REFERENCES account(id),
  token_hash BYTES NOT NULL,
  device TEXT NOT NULL,                      -- browser and system, in words
  created_at TS NOT NULL,
  seen_at TS NOT NULL,
  expires_at TS NOT NULL,
  CONSTRAINT sign_in_token_once UNIQUE (token_hash)
) STRICT;
CREATE INDEX sign_in_of_account ON sign_in(account_id, seen_at);

-- A secret sent by mail that can be used once: verification, sign-in, reset, the first operator.
CREATE TABLE one_time_token (
  id ID PRIMARY KEY,
  purpose TEXT NOT NULL CHECK (purpose IN ('verify_email', 'sign_in', 'reset_password', 'change_email', 'operator')),
  account_id ID REFERENCES account(id),
  email TEXT NOT NULL,
  token_hash BYTES NOT NULL,
  created_at TS NOT NULL,
  expires_at TS NOT NULL,
  used_at TS,
  CONSTRAINT one_time_token_once UNIQUE (token_hash)
) STRICT;
CREATE INDEX one_time_token_of_account ON one_time_token(account_id, purpose);

-- A six-digit code on its way to a mobile number (PAY-1).
CREATE TABLE phone_code (
  account_id ID PRIMARY KEY REFERENCES account(id),
  number TEXT NOT NULL,
  code_hash BYTES NOT NULL,
  tries INT8 NOT NULL DEFAULT 0,
  created_at TS NOT NULL,
  expires_at TS NOT NULL
) STRICT;

-- Hosts and what they sell ------------------------------------------------------------------------

CREATE TABLE host (
  id ID PRIMARY KEY REFERENCES account(id),
  slug TEXT NOT NULL,
  name TEXT NOT NULL,
  headline TEXT NOT NULL DEFAULT '',
  about TEXT NOT NULL DEFAULT '',
  tz TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  links JSON NOT NULL,
  cover_file ID,
  phone TEXT,
  phone_verified_at TS,
  state TEXT NOT NULL CHECK (state IN ('active', 'suspended', 'removed')),
  visible BOOL NOT NULL,                     -- decided by the domain at each change (PAY-10)
  search TEXT NOT NULL DEFAULT '',           -- lower case, without accents
  from_minor MONEY,                          -- the lowest price of an enabled service
  created_at TS NOT NULL,
  version INT8 NOT NULL DEFAULT 1,
  CONSTRAINT host_slug_once UNIQUE (slug)
) STRICT;
CREATE INDEX host_visible ON host(visible, created_at);

CREATE TABLE host_topic (
  host_id ID NOT NULL REFERENCES host(id),
  n INT8 NOT NULL,
  topic TEXT NOT NULL,
  topic_key TEXT NOT NULL,
  PRIMARY KEY (host_id, n)
) STRICT;
CREATE INDEX host_topic_key ON host_topic(topic_key);

CREATE TABLE host_language (
  host_id ID NOT NULL REFERENCES host(id),
  language TEXT NOT NULL,                    -- BCP 47
  PRIMARY KEY (host_id, language)
) STRICT;

CREATE TABLE service (
  id ID PRIMARY KEY,
  host_id ID NOT NULL REFERENCES host(id),
  enabled BOOL NOT NULL,
  n INT8 NOT NULL,                           -- number of the current revision
  position INT8 NOT NULL,
  created_at TS NOT NULL,
  version INT8 NOT NULL DEFAULT 1
) STRICT;
CREATE INDEX service_of_host ON service(host_id, position);

-- The terms of a service. Words may be mended; a new price or duration is a new row (PAY-8).
CREATE TABLE service_revision (
  id ID PRIMARY KEY,
  service_id ID NOT NULL REFERENCES service(id),
  n INT8 NOT NULL,
  title TEXT NOT NULL,
  description TEXT NOT NULL,
  channel TEXT NOT NULL CHECK (channel IN ('video', 'chat', 'phone')),
  price_minor MONEY NOT NULL CHECK (price_minor >= 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  minutes INT8 NOT NULL CHECK (minutes BETWEEN 1 AND 1440),
  created_at TS NOT NULL,
  CONSTRAINT service_revision_once UNIQUE (service_id, n)
) STRICT;

@LITE CREATE TRIGGER service_never_deleted BEFORE DELETE ON service BEGIN SELECT RAISE(ABORT, 'service_never_deleted'); END;
@LITE CREATE TRIGGER service_revision_never_deleted BEFORE DELETE ON service_revision BEGIN SELECT RAISE(ABORT, 'service_never_deleted'); END;
@LITE CREATE TRIGGER service_revision_frozen BEFORE UPDATE ON service_revision
@LITE   WHEN NEW.price_minor <> OLD.price_minor OR NEW.currency <> OLD.currency OR NEW.minutes <> OLD.minutes OR NEW.service_id <> OLD.service_id OR NEW.n <> OLD.n
@LITE   BEGIN SELECT RAISE(ABORT, 'service_revision_frozen'); END;
@PG CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
@PG   RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'check_violation', CONSTRAINT = TG_ARGV[0]; END $$;
@PG CREATE TRIGGER service_never_deleted BEFORE DELETE ON service FOR EACH ROW EXECUTE FUNCTION refuse('service_never_deleted');
@PG CREATE TRIGGER service_revision_never_deleted BEFORE DELETE ON service_revision FOR EACH ROW EXECUTE FUNCTION refuse('service_never_deleted');
@PG CREATE TRIGGER service_revision_frozen BEFORE UPDATE ON service_revision FOR EACH ROW
@PG   WHEN (NEW.price_minor <> OLD.price_minor OR NEW.currency <> OLD.currency OR NEW.minutes <> OLD.minutes OR NEW.service_id <> OLD.service_id OR NEW.n <> OLD.n)
@PG   EXECUTE FUNCTION refuse('service_revision_frozen');

-- Sessions ----------------------------------------------------------------------------------------

-- One sold meeting. `state` is the domain's own record; the other columns are drawn from it at each
-- write so that the database itself can refuse what must never be.
CREATE TABLE session (
  id ID PRIMARY KEY,
  host_id ID NOT NULL REFERENCES host(id),
  client_id ID NOT NULL REFERENCES account(id),
  service_id ID REFERENCES service(id),
  phase TEXT NOT NULL CHECK (phase IN ('awaiting_payment', 'to_schedule', 'scheduled', 'ringing', 'open', 'live', 'paused', 'ended', 'delivered', 'finalizing', 'settled', 'lapsed', 'declined', 'cancelled', 'no_show', 'disputed')),
  starts_at TS,
  ends_at TS,
  next_deadline TS,
  state JSON NOT NULL,
  created_at TS NOT NULL,
  updated_at TS NOT NULL,
  version INT8 NOT NULL DEFAULT 1,
  CONSTRAINT session_interval CHECK ((starts_at IS NULL) = (ends_at IS NULL) AND (starts_at IS NULL OR (starts_at < ends_at AND ends_at - starts_at <= 86400000)))
@PG  , CONSTRAINT session_no_overlap EXCLUDE USING gist (host_id WITH =, int8range(starts_at, ends_at) WITH &&) WHERE (starts_at IS NOT NULL AND phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused'))
) STRICT;
CREATE INDEX session_due ON session(next_deadline) WHERE next_deadline IS NOT NULL;
CREATE INDEX session_of_client ON session(client_id, created_at);
CREATE INDEX session_of_host ON session(host_id, created_at);
CREATE INDEX session_busy ON session(host_id, starts_at) WHERE starts_at IS NOT NULL AND phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused');
-- At most one session of a host is ringing, open or live (ALL-2).
CREATE UNIQUE INDEX session_one_live ON session(host_id) WHERE phase IN ('ringing', 'open', 'live');
-- Bounded below, so that a host with thousands of bookings costs no more than one with ten.
@LITE CREATE TRIGGER session_no_overlap_insert BEFORE INSERT ON session WHEN NEW.starts_at IS NOT NULL AND NEW.phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused') BEGIN
@LITE   SELECT RAISE(ABORT, 'session_no_overlap') WHERE EXISTS (SELECT 1 FROM session s WHERE s.host_id = NEW.host_id AND s.starts_at IS NOT NULL AND s.phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused')
@LITE     AND s.starts_at > NEW.starts_at - 86400000 AND s.starts_at < NEW.ends_at AND s.ends_at > NEW.starts_at); END;
@LITE CREATE TRIGGER session_no_overlap_update BEFORE UPDATE OF host_id, starts_at, ends_at, phase ON session WHEN NEW.starts_at IS NOT NULL AND NEW.phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused') BEGIN
@LITE   SELECT RAISE(ABORT, 'session_no_overlap') WHERE EXISTS (SELECT 1 FROM session s WHERE s.id <> NEW.id AND s.host_id = NEW.host_id AND s.starts_at IS NOT NULL AND s.phase IN ('awaiting_payment', 'scheduled', 'ringing', 'open', 'live', 'paused')
@LITE     AND s.starts_at > NEW.starts_at - 86400000 AND s.starts_at < NEW.ends_at AND s.ends_at > NEW.starts_at); END;

-- What happened, for good.
CREATE TABLE session_event (
  session_id ID NOT NULL REFERENCES session(id),
  n INT8 NOT NULL,
  at TS NOT NULL,
  event JSON NOT NULL,
  PRIMARY KEY (session_id, n)
) STRICT;

CREATE TABLE participant (
  id ID PRIMARY KEY,
  session_id ID NOT NULL REFERENCES session(id),
  role TEXT NOT NULL CHECK (role IN ('host', 'client', 'guest')),
  account_id ID REFERENCES account(id),
  name TEXT NOT NULL,
  CONSTRAINT participant_once UNIQUE (session_id, account_id)
) STRICT;
CREATE INDEX participant_of_session ON participant(session_id);

-- A personal link into a session (PAY-14). The secret is derived, never stored; only its hash is.
CREATE TABLE access_link (
  id ID PRIMARY KEY,
  session_id ID NOT NULL REFERENCES session(id),
  participant_id ID NOT NULL REFERENCES participant(id),
  token_hash BYTES NOT NULL,
  created_at TS NOT NULL,
  opened_at TS,
  revoked_at TS,
  CONSTRAINT access_link_once UNIQUE (token_hash)
) STRICT;
CREATE INDEX access_link_of_participant ON access_link(participant_id);

-- A link that was opened in a browser: what the cookie stands for.
CREATE TABLE access_grant (
  token_hash BYTES PRIMARY KEY,
  link_id ID NOT NULL REFERENCES access_link(id),
  created_at TS NOT NULL,
  expires_at TS NOT NULL
) STRICT;

-- Conversations and files -------------------------------------------------------------------------

CREATE TABLE conversation (
  id ID PRIMARY KEY,
  host_id ID NOT NULL REFERENCES host(id),
  client_id ID NOT NULL REFERENCES account(id),
  created_at TS NOT NULL,
  last_at TS NOT NULL,
  host_read_at TS NOT NULL DEFAULT 0,
  client_read_at TS NOT NULL DEFAULT 0,
  CONSTRAINT conversation_once UNIQUE (host_id, client_id)
) STRICT;

CREATE TABLE file (
  id ID PRIMARY KEY,
  owner_id ID NOT NULL REFERENCES account(id),
  purpose TEXT NOT NULL CHECK (purpose IN ('avatar', 'cover', 'chat')),
  conversation_id ID REFERENCES conversation(id),
  sha256 BYTES NOT NULL,
  name TEXT NOT NULL,
  mime TEXT NOT NULL,
  size INT8 NOT NULL CHECK (size >= 0),
  created_at TS NOT NULL
) STRICT;

CREATE TABLE blob_chunk (
  sha256 BYTES NOT NULL,
  n INT8 NOT NULL,
  data BYTES NOT NULL,
  PRIMARY KEY (sha256, n)
) STRICT;

CREATE TABLE message (
  id ID PRIMARY KEY,
  conversation_id ID NOT NULL REFERENCES conversation(id),
  session_id ID REFERENCES session(id),
  sender_id ID NOT NULL REFERENCES account(id),
  nonce TEXT NOT NULL,                       -- the sender's own mark: a repeated send is one message
  body TEXT NOT NULL,
  file_id ID REFERENCES file(id),
  at TS NOT NULL,
  CONSTRAINT message_once UNIQUE (conversation_id, sender_id, nonce)
) STRICT;
CREATE INDEX message_of_conversation ON message(conversation_id, at);

-- Money -------------------------------------------------------------------------------------------

-- One thing asked of a payment provider: written before any call, under a key that is used once.
CREATE TABLE payment_op (
  id ID PRIMARY KEY,
  realm TEXT NOT NULL CHECK (realm IN ('test', 'live')),
  provider TEXT NOT NULL,
  session_id ID NOT NULL REFERENCES session(id),
  purpose TEXT NOT NULL CHECK (purpose IN ('purchase', 'authorise', 'capture', 'cancel', 'refund', 'pay_out')),
  seq INT8 NOT NULL,
  amount_minor MONEY NOT NULL CHECK (amount_minor > 0),
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sent', 'done', 'failed', 'unknown')),
  provider_ref TEXT,
  checkout_url TEXT,
  expires_at TS,
  first_sent_at TS,
  detail JSON NOT NULL,                      -- what the effect needs when the fact arrives
  created_at TS NOT NULL,
  CONSTRAINT payment_op_once UNIQUE (session_id, purpose, seq),
  CONSTRAINT payment_op_ref_once UNIQUE (provider, provider_ref)
) STRICT;

CREATE TABLE ledger_account (
  id SERIAL8,
  realm TEXT NOT NULL CHECK (realm IN ('test', 'live')),
  code TEXT NOT NULL,
  owner TEXT NOT NULL DEFAULT '',
  currency TEXT NOT NULL CHECK (length(currency) = 3),
  normal TEXT NOT NULL CHECK (normal IN ('D', 'C')),
  floor_zero BOOL NOT NULL,
  debits MONEY NOT NULL DEFAULT 0,
  credits MONEY NOT NULL DEFAULT 0,
  CONSTRAINT ledger_account_once UNIQUE (realm, code, owner, currency),
  CONSTRAINT ledger_overdraft CHECK (
@LITE    floor_zero = 0
@PG    NOT floor_zero
    OR (CASE normal WHEN 'C' THEN credits - debits ELSE debits - credits END) >= 0)
) STRICT;

CREATE TABLE journal (
  id ID PRIMARY KEY,
  realm TEXT NOT NULL,
  kind TEXT NOT NULL,
  source TEXT NOT NULL,
  session_id ID REFERENCES session(id),
  at TS NOT NULL,
  CONSTRAINT journal_once UNIQUE (realm, kind, source)
) STRICT;
CREATE INDEX journal_of_session ON journal(session_id);

CREATE TABLE transfer (
  journal_id ID NOT NULL REFERENCES journal(id),
  n INT8 NOT NULL,
  debit INT8 NOT NULL REFERENCES ledger_account(id),
  credit INT8 NOT NULL REFERENCES ledger_account(id),
  amount_minor MONEY NOT NULL CHECK (amount_minor > 0),
  PRIMARY KEY (journal_id, n),
  CONSTRAINT transfer_two_sides CHECK (debit <> credit)
) STRICT;
CREATE INDEX transfer_debit ON transfer(debit);
CREATE INDEX transfer_credit ON transfer(credit);

-- The final sum of a session: once, for ever. Corrections are refunds.
CREATE TABLE settlement (
  session_id ID NOT NULL REFERENCES session(id),
  journal_id ID NOT NULL REFERENCES journal(id),
  currency TEXT NOT NULL,
  total_minor MONEY NOT NULL,
  tax_minor MONEY NOT NULL,
  commission_minor MONEY NOT NULL,
  host_minor MONEY NOT NULL,
  at TS NOT NULL,
  CONSTRAINT session_settled_once UNIQUE (session_id),
  CONSTRAINT settlement_adds_up CHECK (total_minor = tax_minor + commission_minor + host_minor)
) STRICT;

@LITE CREATE TRIGGER ledger_same_realm BEFORE INSERT ON transfer
@LITE   WHEN (SELECT d.realm || d.currency FROM ledger_account d WHERE d.id = NEW.debit) IS NOT (SELECT c.realm || c.currency FROM ledger_account c WHERE c.id = NEW.credit)
@LITE     OR (SELECT j.realm FROM journal j WHERE j.id = NEW.journal_id) IS NOT (SELECT d.realm FROM ledger_account d WHERE d.id = NEW.debit)
@LITE   BEGIN SELECT RAISE(ABORT, 'ledger_mixed'); END;
@LITE CREATE TRIGGER ledger_apply AFTER INSERT ON transfer BEGIN
@LITE   UPDATE ledger_account SET debits = debits + NEW.amount_minor WHERE id = NEW.debit;
@LITE   UPDATE ledger_account SET credits = credits + NEW.amount_minor WHERE id = NEW.credit; END;
@LITE CREATE TRIGGER transfer_frozen_u BEFORE UPDATE ON transfer BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER transfer_frozen_d BEFORE DELETE ON transfer BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER journal_frozen_u BEFORE UPDATE ON journal BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER journal_frozen_d BEFORE DELETE ON journal BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER settlement_frozen_u BEFORE UPDATE ON settlement BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER settlement_frozen_d BEFORE DELETE ON settlement BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
-- A sum may only move by the transfer written just now; the whole is checked by `ledger verify`.
@LITE CREATE TRIGGER ledger_account_frozen BEFORE UPDATE ON ledger_account
@LITE   WHEN NEW.realm <> OLD.realm OR NEW.code <> OLD.code OR NEW.owner <> OLD.owner OR NEW.currency <> OLD.currency OR NEW.normal <> OLD.normal OR NEW.floor_zero <> OLD.floor_zero
@LITE     OR NEW.debits - OLD.debits NOT IN (0, (SELECT CASE WHEN t.debit = OLD.id THEN t.amount_minor ELSE 0 END FROM transfer t ORDER BY t.rowid DESC LIMIT 1))
@LITE     OR NEW.credits - OLD.credits NOT IN (0, (SELECT CASE WHEN t.credit = OLD.id THEN t.amount_minor ELSE 0 END FROM transfer t ORDER BY t.rowid DESC LIMIT 1))
@LITE     OR NOT EXISTS (SELECT 1 FROM transfer)
@LITE   BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER ledger_account_kept BEFORE DELETE ON ledger_account BEGIN SELECT RAISE(ABORT, 'ledger_frozen'); END;
@LITE CREATE TRIGGER payment_op_frozen BEFORE UPDATE ON payment_op
@LITE   WHEN NEW.realm <> OLD.realm OR NEW.session_id <> OLD.session_id OR NEW.purpose <> OLD.purpose OR NEW.seq <> OLD.seq OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency
@LITE   BEGIN SELECT RAISE(ABORT, 'payment_op_frozen'); END;
@LITE CREATE TRIGGER payment_op_kept BEFORE DELETE ON payment_op BEGIN SELECT RAISE(ABORT, 'payment_op_frozen'); END;
@PG CREATE FUNCTION ledger_same_realm() RETURNS trigger LANGUAGE plpgsql AS $$
@PG DECLARE d ledger_account; c ledger_account; r TEXT; BEGIN
@PG   SELECT * INTO d FROM ledger_account WHERE id = NEW.debit; SELECT * INTO c FROM ledger_account WHERE id = NEW.credit;
@PG   SELECT realm INTO r FROM journal WHERE id = NEW.journal_id;
@PG   IF d.realm <> c.realm OR d.currency <> c.currency OR r IS DISTINCT FROM d.realm THEN RAISE EXCEPTION 'ledger_mixed' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_mixed'; END IF;
@PG   RETURN NEW; END $$;
@PG CREATE FUNCTION ledger_apply() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
@PG   UPDATE ledger_account SET debits = debits + NEW.amount_minor WHERE id = NEW.debit;
@PG   UPDATE ledger_account SET credits = credits + NEW.amount_minor WHERE id = NEW.credit; RETURN NULL; END $$;
@PG CREATE TRIGGER ledger_same_realm BEFORE INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION ledger_same_realm();
@PG CREATE TRIGGER ledger_apply AFTER INSERT ON transfer FOR EACH ROW EXECUTE FUNCTION ledger_apply();
@PG CREATE TRIGGER transfer_frozen BEFORE UPDATE OR DELETE ON transfer FOR EACH ROW EXECUTE FUNCTION refuse('ledger_frozen');
@PG CREATE TRIGGER journal_frozen BEFORE UPDATE OR DELETE ON journal FOR EACH ROW EXECUTE FUNCTION refuse('ledger_frozen');
@PG CREATE TRIGGER settlement_frozen BEFORE UPDATE OR DELETE ON settlement FOR EACH ROW EXECUTE FUNCTION refuse('ledger_frozen');
-- Depth 1 is somebody's own statement; the sums are moved by ledger_apply alone.
@PG CREATE TRIGGER ledger_account_frozen BEFORE UPDATE ON ledger_account FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION refuse('ledger_frozen');
@PG CREATE TRIGGER ledger_account_kept BEFORE DELETE ON ledger_account FOR EACH ROW EXECUTE FUNCTION refuse('ledger_frozen');
@PG CREATE TRIGGER payment_op_frozen BEFORE UPDATE ON payment_op FOR EACH ROW
@PG   WHEN (NEW.realm <> OLD.realm OR NEW.session_id <> OLD.session_id OR NEW.purpose <> OLD.purpose OR NEW.seq <> OLD.seq OR NEW.amount_minor <> OLD.amount_minor OR NEW.currency <> OLD.currency)
@PG   EXECUTE FUNCTION refuse('payment_op_frozen');
@PG CREATE TRIGGER payment_op_kept BEFORE DELETE ON payment_op FOR EACH ROW EXECUTE FUNCTION refuse('payment_op_frozen');

-- The test till keeps its own books: it is a payment provider that happens to live in this database.
CREATE TABLE till_payment (
  id TEXT PRIMARY KEY,
  op_id ID NOT NULL,
  closes_at TS,
  data JSON NOT NULL,
  version INT8 NOT NULL DEFAULT 1,
  CONSTRAINT till_payment_once UNIQUE (op_id)
) STRICT;
CREATE INDEX till_payment_closing ON till_payment(closes_at) WHERE closes_at IS NOT NULL;
CREATE TABLE till_event (
  id TEXT PRIMARY KEY,
  at TS NOT NULL,
  deliver_at TS NOT NULL,
  times INT8 NOT NULL,                       -- how often it is still to be delivered
  data JSON NOT NULL
) STRICT;
CREATE INDEX till_event_due ON till_event(deliver_at) WHERE times > 0;
CREATE INDEX till_event_at ON till_event(at, id);

-- Between us and the world ------------------------------------------------------------------------

-- What a provider told us, once each (PAY-12).
CREATE TABLE inbox (
  source TEXT NOT NULL,
  event_id TEXT NOT NULL,
  payload JSON NOT NULL,
  received_at TS NOT NULL,
  done_at TS,
  last_error TEXT,
  PRIMARY KEY (source, event_id)
) STRICT;

-- What is to be told to the world, written with the fact that causes it (ALL-4).
CREATE TABLE outbox (
  id SERIAL8,
  topic TEXT NOT NULL CHECK (topic IN ('mail', 'sms', 'pay')),
  dedupe TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject_id TEXT NOT NULL,                  -- the object it is about, for those who look for it
  payload JSON NOT NULL,
  created_at TS NOT NULL,
  due_at TS NOT NULL,
  lease_until TS NOT NULL DEFAULT 0,
  claim INT8 NOT NULL DEFAULT 0,
  attempts INT8 NOT NULL DEFAULT 0,
  sent_at TS,
  dead_at TS,
  last_error TEXT,
  CONSTRAINT outbox_once UNIQUE (dedupe)
) STRICT;
CREATE INDEX outbox_due ON outbox(due_at) WHERE sent_at IS NULL AND dead_at IS NULL;
CREATE INDEX outbox_of_subject ON outbox(subject_id);

-- The first answer to a request that moves money or takes a slot, for those who ask again.
CREATE TABLE idempotency (
  actor ID NOT NULL,
  key TEXT NOT NULL,
  request_hash BYTES NOT NULL,
  response TEXT NOT NULL,
  created_at TS NOT NULL,
  PRIMARY KEY (actor, key)
) STRICT;

-- The site ----------------------------------------------------------------------------------------

CREATE TABLE setting (
  key TEXT NOT NULL,
  version INT8 NOT NULL,
  value JSON NOT NULL,
  changed_by ID,
  changed_at TS NOT NULL,
  PRIMARY KEY (key, version)
) STRICT;

CREATE TABLE audit (
  id SERIAL8,
  at TS NOT NULL,
  actor_id ID,
  action TEXT NOT NULL,
  subject_id TEXT NOT NULL,
  detail JSON NOT NULL
) STRICT;
CREATE INDEX audit_at ON audit(at);
