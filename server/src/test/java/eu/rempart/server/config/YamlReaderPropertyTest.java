package eu.rempart.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;

class YamlReaderPropertyTest {
    @Property(tries = 2000)
    void anyBytesAreReadOrReported(@ForAll byte[] content) {
        List<ConfigError> errors = new ArrayList<>();
        YamlReader.read("file", content, errors::add);
        assertThat(errors).allSatisfy(error -> assertThat(error.where()).startsWith("file"));
    }

    @Property(tries = 3000)
    void anyPunctuationIsReadOrReported(
            @ForAll
                    @StringLength(max = 60)
                    @Chars({
                        '[', ']', '{', '}', ':', '-', ',', '&', '*', '!', '|', '>', '"', '\'', '#', '%', '@', '?', '\n',
                        ' '
                    })
                    @CharRange(from = 'a', to = 'c')
                    String text) {
        List<ConfigError> errors = new ArrayList<>();
        YamlReader.read("file", text.getBytes(StandardCharsets.UTF_8), errors::add);
        DotEnv.read("file", text.getBytes(StandardCharsets.UTF_8), errors::add);
        assertThat(errors).allSatisfy(error -> assertThat(error.problem()).doesNotContain("\n"));
    }
}
