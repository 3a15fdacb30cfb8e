package eu.rempart.core.crypto;

import java.util.UUID;

/// The one place where a ciphertext may be read: a column of a row. It is authenticated with the ciphertext, so what
/// is moved to another row or column does not decrypt.
///
/// @param table of the schema, in ASCII
/// @param column of that table, in ASCII
/// @param row the row's primary key
public record Binding(String table, String column, UUID row) {}
