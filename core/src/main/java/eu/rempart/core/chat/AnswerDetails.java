package eu.rempart.core.chat;

import eu.rempart.core.provider.ModelEvent.Source;
import eu.rempart.core.provider.Provider;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// What an answer came with, as it is stored beside it: who wrote it and what it rests on. Not personal. Thread-safe.
final class AnswerDetails {

    private final JsonMapper json = JsonMapper.builder().build();

    record Details(String provider, String model, boolean prepared, List<Source> sources) {}

    String write(Provider provider, List<Source> sources) {
        return json.writeValueAsString(new Details(provider.id(), provider.model(), provider.prepared(), sources));
    }
}
