-- Providers that an administrator has taken out, until one puts them back.
CREATE TABLE providers_off (
  provider TEXT   NOT NULL PRIMARY KEY,
  since    BIGINT NOT NULL
);
