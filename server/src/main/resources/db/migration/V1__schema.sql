-- One schema for both engines: ${blob} is BLOB on SQLite and BYTEA on PostgreSQL.
-- Identifiers are UUIDs as text, times are milliseconds since 1970 in UTC, money is nano-euros, flags are 0 or 1.

-- Whoever owns data: a user or an anonymous visitor. Destroying wrapped_key makes all that the subject wrote unreadable.
CREATE TABLE subjects (
  id          TEXT   NOT NULL PRIMARY KEY,
  kind        TEXT   NOT NULL CHECK (kind IN ('user', 'visitor')),
  wrapped_key ${blob} NOT NULL,
  created_at  BIGINT NOT NULL
);

CREATE TABLE users (
  subject_id               TEXT    NOT NULL PRIMARY KEY REFERENCES subjects (id) ON DELETE CASCADE,
  name                     TEXT    NOT NULL UNIQUE,
  password_hash            TEXT,
  role                     TEXT    NOT NULL CHECK (role IN ('user', 'reviewer', 'auditor', 'admin')),
  tier                     TEXT    NOT NULL CHECK (tier IN ('free', 'basic', 'premium', 'enterprise')),
  -- null: no end
  subscription_until       BIGINT,
  password_change_required INTEGER NOT NULL,
  disabled_at              BIGINT
);

CREATE TABLE visitors (
  subject_id TEXT   NOT NULL PRIMARY KEY REFERENCES subjects (id) ON DELETE CASCADE,
  token_hash ${blob} NOT NULL UNIQUE,
  expires_at BIGINT NOT NULL
);

CREATE TABLE sessions (
  id         TEXT   NOT NULL PRIMARY KEY,
  subject_id TEXT   NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
  created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX sessions_by_subject ON sessions (subject_id);

-- One row for each refresh token that was ever issued in a session that still lives: a spent one that comes again is theft.
CREATE TABLE refresh_tokens (
  token_hash ${blob} NOT NULL PRIMARY KEY,
  session_id TEXT   NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
  issued_at  BIGINT NOT NULL,
  spent_at   BIGINT
);
CREATE INDEX refresh_tokens_by_session ON refresh_tokens (session_id);

CREATE TABLE api_keys (
  id         TEXT   NOT NULL PRIMARY KEY,
  subject_id TEXT   NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
  token_hash ${blob} NOT NULL UNIQUE,
  -- the first characters, for people to tell their keys apart
  hint       TEXT   NOT NULL,
  scope      TEXT   NOT NULL,
  created_at BIGINT NOT NULL,
  expires_at BIGINT,
  revoked_at BIGINT
);
CREATE INDEX api_keys_by_subject ON api_keys (subject_id);

-- Append-only: the newest row of a purpose is the decision in force.
CREATE TABLE consents (
  id             TEXT    NOT NULL PRIMARY KEY,
  subject_id     TEXT    NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
  purpose        TEXT    NOT NULL,
  granted        INTEGER NOT NULL,
  policy_version TEXT    NOT NULL,
  decided_at     BIGINT  NOT NULL
);
CREATE INDEX consents_by_subject ON consents (subject_id, purpose, decided_at);

CREATE TABLE conversations (
  id         TEXT   NOT NULL PRIMARY KEY,
  subject_id TEXT   NOT NULL REFERENCES subjects (id) ON DELETE CASCADE,
  agent      TEXT   NOT NULL,
  title      ${blob} NOT NULL,
  -- the placeholders of this conversation and what they stand for, encrypted
  vault      ${blob},
  created_at BIGINT NOT NULL,
  updated_at BIGINT NOT NULL
);
CREATE INDEX conversations_by_subject ON conversations (subject_id, updated_at, id);

CREATE TABLE messages (
  id              TEXT    NOT NULL PRIMARY KEY,
  conversation_id TEXT    NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
  -- counts from 1 within the conversation
  position        INTEGER NOT NULL,
  role            TEXT    NOT NULL CHECK (role IN ('user', 'assistant')),
  status          TEXT    NOT NULL CHECK (status IN ('complete', 'interrupted', 'filtered')),
  content         ${blob} NOT NULL,
  -- what an answer came with: JSON {"provider", "model", "prepared", "sources": [{"id", "title"}]}, not personal
  details         TEXT,
  created_at      BIGINT  NOT NULL,
  UNIQUE (conversation_id, position)
);

-- Kept when a conversation is deleted: no content, no link to it.
CREATE TABLE usage_records (
  turn_id       TEXT   NOT NULL PRIMARY KEY,
  -- a user's or visitor's id, or 'erased'
  subject_id    TEXT   NOT NULL,
  agent         TEXT   NOT NULL,
  provider      TEXT   NOT NULL,
  model         TEXT   NOT NULL,
  outcome       TEXT   NOT NULL,
  input_tokens  BIGINT NOT NULL,
  cached_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cost_nano     BIGINT NOT NULL,
  duration_ms   BIGINT NOT NULL,
  created_at    BIGINT NOT NULL
);
CREATE INDEX usage_records_by_subject ON usage_records (subject_id, created_at);

-- spent + held <= limit at any moment; the limit is configuration and is checked in the statement that holds.
CREATE TABLE budgets (
  -- a subject's id, or 'anonymous' for all visitors together
  account    TEXT   NOT NULL,
  -- the calendar month in UTC, '2026-11'
  month      TEXT   NOT NULL,
  spent_nano BIGINT NOT NULL,
  held_nano  BIGINT NOT NULL,
  PRIMARY KEY (account, month)
);

-- One row while a turn runs. What a crash leaves behind is charged in full at the next start.
CREATE TABLE budget_holds (
  turn_id    TEXT   NOT NULL PRIMARY KEY,
  account    TEXT   NOT NULL,
  month      TEXT   NOT NULL,
  nano       BIGINT NOT NULL,
  created_at BIGINT NOT NULL
);

-- A chain: hash = SHA-256(previous hash, row). Facts and keyed digests only, never content.
CREATE TABLE audit_log (
  seq        BIGINT NOT NULL PRIMARY KEY,
  at         BIGINT NOT NULL,
  event      TEXT   NOT NULL,
  request_id TEXT,
  -- keyed digest of the subject's id
  actor      TEXT,
  -- JSON object of strings
  facts      TEXT   NOT NULL,
  hash       ${blob} NOT NULL
);

-- The end of the chain, one row: writers of several processes take turns on it.
CREATE TABLE audit_head (
  id   INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  seq  BIGINT  NOT NULL,
  hash ${blob} NOT NULL
);
