package eu.rempart.core.chat;

import eu.rempart.guard.pii.Vault;
import tools.jackson.databind.json.JsonMapper;

/// A conversation's placeholders as JSON, on their way to and from encryption. Thread-safe.
final class VaultJson {

    private final JsonMapper json = JsonMapper.builder().build();

    String write(Vault vault) {
        return json.writeValueAsString(vault.snapshot());
    }

    Vault read(String text) {
        return Vault.of(json.readValue(text, Vault.Snapshot.class));
    }
}
