package eu.rempart.core.crypto;

import eu.rempart.core.SubjectId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// What is authenticated beside a ciphertext, encoded so that no two different inputs give the same bytes: each text
/// is preceded by its length in bytes as 32 bits, each identifier is its 128 bits.
record AssociatedData(String purpose, SubjectId subject) {

    byte[] bytes() {
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 + name.length + 16);
        putText(out, name);
        putUuid(out, subject.value());
        return out.array();
    }

    byte[] bytes(Binding binding) {
        byte[] name = purpose.getBytes(StandardCharsets.UTF_8);
        byte[] table = binding.table().getBytes(StandardCharsets.UTF_8);
        byte[] column = binding.column().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 + name.length + 16 + 4 + table.length + 4 + column.length + 16);
        putText(out, name);
        putUuid(out, subject.value());
        putText(out, table);
        putText(out, column);
        putUuid(out, binding.row());
        return out.array();
    }

    private static void putText(ByteBuffer out, byte[] text) {
        out.putInt(text.length).put(text);
    }

    private static void putUuid(ByteBuffer out, UUID id) {
        out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }
}
