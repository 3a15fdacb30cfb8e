package eu.rempart.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.AccessTokens.Check;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class JwtAccessTokensTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final SigningKey key = SigningKey.generate();
    private final JwtAccessTokens tokens = new JwtAccessTokens(key, Duration.ofMinutes(15));
    private final SubjectId user = new SubjectId(UUID.randomUUID());
    private final UUID session = UUID.randomUUID();

    private String good() {
        return tokens.issue(user, session, NOW).value();
    }

    private void assertInvalid(String token) {
        assertThat(tokens.check(token, NOW)).isEqualTo(new Check.Invalid());
    }

    private JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("rempart")
                .audience("rempart-api")
                .subject(user.toString())
                .claim("sid", session.toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(NOW))
                .expirationTime(Date.from(NOW.plusSeconds(900)));
    }

    private String signed(JWSHeader header, JWSSigner signer) throws Exception {
        JWSObject object = new JWSObject(header, new Payload(claims().build().toString()));
        object.sign(signer);
        return object.serialize();
    }

    private static JWSHeader.Builder header(JWSAlgorithm algorithm, String kid) {
        return new JWSHeader.Builder(algorithm)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(kid);
    }

    @Test
    void what_was_issued_is_valid_for_fifteen_minutes() {
        String token = good();
        assertThat(tokens.check(token, NOW)).isEqualTo(new Check.Valid(user, session, NOW, NOW.plusSeconds(900)));
        assertThat(tokens.check(token, NOW.plusSeconds(899))).isInstanceOf(Check.Valid.class);
        assertThat(tokens.check(token, NOW.plusSeconds(900))).isEqualTo(new Check.Expired());
    }

    @Test
    void the_test_can_forge_a_good_token_so_that_its_forgeries_fail_for_what_they_change() throws Exception {
        assertThat(tokens.check(
                        signed(header(JWSAlgorithm.Ed25519, key.id()).build(), new Ed25519Signer(key.pair())), NOW))
                .isInstanceOf(Check.Valid.class);
        assertThat(tokens.check(tokens.sign(claims().build()), NOW)).isInstanceOf(Check.Valid.class);
    }

    @Test
    void alg_none_is_refused_with_and_without_a_signature() {
        String payload = good().split("\\.", -1)[1];
        String signature = good().split("\\.", -1)[2];
        for (String alg : List.of("none", "None", "NONE", "nOnE")) {
            String header = Base64URL.encode(
                            "{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\",\"kid\":\"" + key.id() + "\"}")
                    .toString();
            assertInvalid(header + "." + payload + ".");
            assertInvalid(header + "." + payload);
            assertInvalid(header + "." + payload + "." + signature);
        }
    }

    @Test
    void hs256_with_the_public_key_as_the_secret_is_refused() throws Exception {
        byte[] publicKey = key.pair().getX().decode();
        assertInvalid(signed(header(JWSAlgorithm.HS256, key.id()).build(), new MACSigner(publicKey)));
        byte[] publicJwk = key.pair().toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        assertInvalid(signed(header(JWSAlgorithm.HS256, key.id()).build(), new MACSigner(publicJwk)));
    }

    @Test
    void another_key_is_refused_whatever_kid_it_claims() throws Exception {
        SigningKey other = SigningKey.generate();
        assertInvalid(signed(header(JWSAlgorithm.Ed25519, key.id()).build(), new Ed25519Signer(other.pair())));
        assertInvalid(signed(header(JWSAlgorithm.Ed25519, other.id()).build(), new Ed25519Signer(other.pair())));
    }

    @Test
    void the_right_key_under_another_kid_or_type_is_refused() throws Exception {
        Ed25519Signer signer = new Ed25519Signer(key.pair());
        assertInvalid(signed(header(JWSAlgorithm.Ed25519, "other").build(), signer));
        assertInvalid(signed(
                header(JWSAlgorithm.Ed25519, key.id()).type(JOSEObjectType.JWT).build(), signer));
        assertInvalid(signed(new JWSHeader(JWSAlgorithm.Ed25519), signer));
    }

    @Test
    void a_key_embedded_in_the_header_is_refused() throws Exception {
        SigningKey other = SigningKey.generate();
        JWSHeader header = header(JWSAlgorithm.Ed25519, key.id())
                .jwk(other.pair().toPublicJWK())
                .build();
        assertInvalid(signed(header, new Ed25519Signer(other.pair())));
    }

    @Test
    void any_changed_character_is_refused() {
        String token = good();
        for (int i = 0; i < token.length(); i++) {
            char changed = token.charAt(i) == 'A' ? 'B' : 'A';
            assertInvalid(token.substring(0, i) + changed + token.substring(i + 1));
        }
    }

    @Test
    void another_payload_under_the_same_signature_is_refused() {
        List<String> parts = List.of(good().split("\\.", -1));
        String payload = Base64URL.encode(
                        claims().subject(UUID.randomUUID().toString()).build().toString())
                .toString();
        assertInvalid(parts.get(0) + "." + payload + "." + parts.get(2));
    }

    @Test
    void a_token_from_the_future_is_refused_beyond_five_seconds_of_skew() {
        String token = good();
        assertThat(tokens.check(token, NOW.minusSeconds(5))).isInstanceOf(Check.Valid.class);
        assertThat(tokens.check(token, NOW.minusMillis(5_001))).isEqualTo(new Check.Invalid());
    }

    @Test
    void another_audience_or_issuer_is_refused() {
        assertInvalid(tokens.sign(claims().audience("other").build()));
        assertInvalid(
                tokens.sign(claims().audience(List.of("rempart-api", "other")).build()));
        assertInvalid(tokens.sign(claims().audience((String) null).build()));
        assertInvalid(tokens.sign(claims().issuer("other").build()));
    }

    @Test
    void a_missing_or_senseless_claim_is_refused() {
        assertInvalid(tokens.sign(claims().expirationTime(null).build()));
        assertInvalid(tokens.sign(claims().issueTime(null).build()));
        assertInvalid(tokens.sign(claims().subject(null).build()));
        assertInvalid(tokens.sign(claims().subject("not a UUID").build()));
        assertInvalid(tokens.sign(claims().claim("sid", 1).build()));
        assertInvalid(tokens.sign(claims().expirationTime(Date.from(NOW)).build()));
    }

    @Test
    void garbage_around_a_good_token_is_refused() {
        String token = good();
        for (String garbage : List.of(" ", "\n", ".", "=", "!", "A", ".AAAA", "é", "\0")) {
            assertInvalid(token + garbage);
            assertInvalid(garbage + token);
            String replaced = token.substring(0, token.length() - 1) + garbage;
            // One signature in four ends with an A of its own.
            assertInvalid(replaced.equals(token) ? replaced + "A" : replaced);
        }
    }

    @Test
    void a_token_has_one_spelling() {
        String token = good();
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        char last = token.charAt(token.length() - 1);
        alphabet.chars()
                .filter(other -> other != last)
                .forEach(other -> assertInvalid(token.substring(0, token.length() - 1) + (char) other));
    }

    @Test
    void ten_megabytes_and_degenerate_tokens_are_refused() {
        assertInvalid("A".repeat(10_000_000));
        assertInvalid(good() + "A".repeat(10_000_000));
        for (String token : List.of("", ".", "..", "...", "a.b.c", good().substring(0, 200))) {
            assertInvalid(token);
        }
    }

    @Test
    void an_issued_token_stays_far_below_the_limit() {
        assertThat(good().length()).isLessThan(600);
    }
}
