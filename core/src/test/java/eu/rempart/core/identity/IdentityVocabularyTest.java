package eu.rempart.core.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdentityVocabularyTest {

    private static final UserName MARIE = new UserName("marie.durand@example.org");

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "é", "a/b", "a\n", "a'--"})
    void what_is_not_a_name_is_refused(String typed) {
        assertThat(UserName.parse(typed)).isEmpty();
    }

    @Test
    void a_name_is_kept_in_lower_case_and_has_at_most_64_characters() {
        assertThat(UserName.parse("Marie.DURAND_1@Example-2.org"))
                .hasValue(new UserName("marie.durand_1@example-2.org"));
        assertThat(UserName.parse("a".repeat(64))).isPresent();
        assertThat(UserName.parse("a".repeat(65))).isEmpty();
    }

    @Test
    void a_password_has_12_to_128_characters_however_many_units_they_take() {
        assertThat(PasswordPolicy.accepts(new Password("abcdefgh!jk"), MARIE)).isFalse();
        assertThat(PasswordPolicy.accepts(new Password("abcdefgh!jkl"), MARIE)).isTrue();
        String base = "🦀🐙🐳🐢🐍🐎🐖🐓";
        assertThat(PasswordPolicy.accepts(new Password(base.repeat(16)), MARIE)).isTrue();
        assertThat(PasswordPolicy.accepts(new Password(base.repeat(16) + "a"), MARIE))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Marie.Durand@Example.org",
                "motdepasse123",
                "PASSWORD1234",
                " azertyuiop123 ",
                "aaaaaaaaaaaaaaaa",
                "abababababababab"
            })
    void the_name_itself_and_what_everybody_tries_first_are_refused(String password) {
        assertThat(PasswordPolicy.accepts(new Password(password), MARIE)).isFalse();
    }

    @Test
    void a_generated_password_is_accepted_and_never_the_same() {
        assertThat(PasswordPolicy.accepts(Password.generate(), MARIE)).isTrue();
        assertThat(Password.generate()).isNotEqualTo(Password.generate());
    }

    @Test
    void the_same_letters_are_the_same_password_on_every_keyboard() {
        assertThat(new Password("re\u0301sume\u0301")).isEqualTo(new Password("résumé"));
    }

    @Test
    void scopes_read_what_they_write() {
        assertThat(Scope.parse(Scope.format(Scope.all()))).hasValue(Scope.all());
        assertThat(Scope.parse("gateway,chat")).hasValue(Scope.all());
        assertThat(Scope.parse("chat")).hasValue(Set.of(Scope.CHAT));
        assertThat(Scope.parse("")).isEmpty();
        assertThat(Scope.parse("chat admin")).isEmpty();
    }

    @Test
    void secrets_print_as_stars() {
        Instant now = IdentityFakes.START;
        assertThat(Set.of(
                        new Password("secret"),
                        new PasswordHash("secret"),
                        new AccessToken("secret", now, now),
                        new RefreshToken("secret", now),
                        new VisitorToken("secret", now),
                        new ApiKeySecret("secret"),
                        TokenHash.of("secret")))
                .allSatisfy(secret -> assertThat(secret.toString()).isEqualTo("***"));
        assertThat(new Sessions.Tokens(new AccessToken("secret", now, now), new RefreshToken("secret", now)))
                .asString()
                .doesNotContain("secret");
    }

    @Test
    void an_api_key_has_its_prefix_and_43_characters() {
        assertThat(ApiKeySecret.random().value()).matches("rp_[A-Za-z0-9_-]{43}");
    }
}
