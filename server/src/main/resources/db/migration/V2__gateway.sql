-- What narrows an API key; lists are separated by one space, empty means no limit.
ALTER TABLE api_keys ADD COLUMN models TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN addresses TEXT NOT NULL DEFAULT '';
ALTER TABLE api_keys ADD COLUMN requests_per_minute BIGINT;
ALTER TABLE api_keys ADD COLUMN budget_nano BIGINT;

-- A turn may hold money of several: its user, its API key, its provider's ceiling.
CREATE TABLE turn_holds (
  turn_id    TEXT   NOT NULL,
  account    TEXT   NOT NULL,
  month      TEXT   NOT NULL,
  nano       BIGINT NOT NULL,
  created_at BIGINT NOT NULL,
  PRIMARY KEY (turn_id, account)
);
INSERT INTO turn_holds (turn_id, account, month, nano, created_at)
  SELECT turn_id, account, month, nano, created_at FROM budget_holds;
DROP TABLE budget_holds;
ALTER TABLE turn_holds RENAME TO budget_holds;
