-- Both tables are written with every answer: each in one tree instead of a table and an index beside it.
CREATE TABLE audit_rows (
  seq        ${integer_key} NOT NULL PRIMARY KEY,
  at         BIGINT NOT NULL,
  event      TEXT   NOT NULL,
  request_id TEXT,
  -- keyed digest of the subject's id
  actor      TEXT,
  -- JSON object of strings
  facts      TEXT   NOT NULL,
  hash       ${blob} NOT NULL
);
INSERT INTO audit_rows (seq, at, event, request_id, actor, facts, hash)
  SELECT seq, at, event, request_id, actor, facts, hash FROM audit_log ORDER BY seq;
DROP TABLE audit_log;
ALTER TABLE audit_rows RENAME TO audit_log;

CREATE TABLE monthly_budgets (
  -- a subject's id, 'anonymous' for all visitors together, an API key or a provider
  account    TEXT   NOT NULL,
  -- the calendar month in UTC, '2026-11'
  month      TEXT   NOT NULL,
  spent_nano BIGINT NOT NULL,
  held_nano  BIGINT NOT NULL,
  PRIMARY KEY (account, month)
) ${in_its_key};
INSERT INTO monthly_budgets (account, month, spent_nano, held_nano)
  SELECT account, month, spent_nano, held_nano FROM budgets;
DROP TABLE budgets;
ALTER TABLE monthly_budgets RENAME TO budgets;
