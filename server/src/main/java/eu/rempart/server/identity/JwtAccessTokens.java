package eu.rempart.server.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.Ed25519Signer;
import com.nimbusds.jose.crypto.Ed25519Verifier;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import eu.rempart.core.SubjectId;
import eu.rempart.core.identity.AccessToken;
import eu.rempart.core.identity.AccessTokens;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/// Access tokens as JWTs (RFC 7519, RFC 9068) signed with Ed25519 (RFC 8037). Thread-safe.
///
/// Security guarantees: a token is taken only if its header is, character by character, the one that is written here.
/// There is therefore no algorithm, key id, type or critical extension to negotiate: `none`, HS256 with the public
/// key, another `kid`, an embedded key are all just other headers. Nothing is decoded before the signature is right,
/// and every part must be canonical base64url: one token has one spelling.
public final class JwtAccessTokens implements AccessTokens {

    private static final String ISSUER = "rempart";
    private static final String AUDIENCE = "rempart-api";
    private static final String SESSION = "sid";
    private static final int MAX_CHARS = 2_048;
    private static final int SIGNATURE_CHARS = 86;
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(5);

    private final Ed25519Signer signer;
    private final Ed25519Verifier verifier;
    private final JWSHeader header;
    private final String headerText;
    private final Duration lifetime;

    /// Signs with that key tokens that are good for that long.
    public JwtAccessTokens(SigningKey key, Duration lifetime) {
        try {
            this.signer = new Ed25519Signer(key.pair());
            this.verifier = new Ed25519Verifier(key.pair().toPublicJWK());
        } catch (JOSEException e) {
            throw new IllegalStateException("the signing key is not good", e);
        }
        this.header = new JWSHeader.Builder(JWSAlgorithm.Ed25519)
                .type(new JOSEObjectType("at+jwt"))
                .keyID(key.id())
                .build();
        this.headerText = header.toBase64URL().toString();
        this.lifetime = lifetime;
    }

    @Override
    public AccessToken issue(SubjectId user, UUID sessionId, Instant now) {
        Instant issuedAt = now.truncatedTo(ChronoUnit.SECONDS);
        Instant expiresAt = issuedAt.plus(lifetime);
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(user.toString())
                .claim(SESSION, sessionId.toString())
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(issuedAt))
                .expirationTime(Date.from(expiresAt))
                .build();
        return new AccessToken(sign(claims), issuedAt, expiresAt);
    }

    String sign(JWTClaimsSet claims) {
        String signed = headerText + "." + Base64URL.encode(claims.toString());
        try {
            return signed + "." + signer.sign(header, signed.getBytes(StandardCharsets.US_ASCII));
        } catch (JOSEException e) {
            throw new IllegalStateException("an access token cannot be signed", e);
        }
    }

    @Override
    public Check check(String token, Instant now) {
        if (token.length() > MAX_CHARS) {
            return new Check.Invalid();
        }
        int signatureAt = token.length() - SIGNATURE_CHARS;
        int payloadAt = headerText.length() + 1;
        if (signatureAt <= payloadAt + 1
                || !token.startsWith(headerText)
                || token.charAt(payloadAt - 1) != '.'
                || token.charAt(signatureAt - 1) != '.') {
            return new Check.Invalid();
        }
        String payload = token.substring(payloadAt, signatureAt - 1);
        Base64URL signature = new Base64URL(token.substring(signatureAt));
        // The library's decoder skips what it does not know; ours is the canonical spelling only.
        if (!Base64URL.encode(signature.decode()).equals(signature)) {
            return new Check.Invalid();
        }
        try {
            byte[] signed = token.substring(0, signatureAt - 1).getBytes(StandardCharsets.UTF_8);
            return verifier.verify(header, signed, signature)
                    ? claims(JWTClaimsSet.parse(new Base64URL(payload).decodeToString()), now)
                    : new Check.Invalid();
        } catch (JOSEException | ParseException | IllegalArgumentException e) {
            return new Check.Invalid();
        }
    }

    private static Check claims(JWTClaimsSet claims, Instant now) {
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        String subject = claims.getSubject();
        if (!ISSUER.equals(claims.getIssuer())
                || !List.of(AUDIENCE).equals(claims.getAudience())
                || issued == null
                || expires == null
                || subject == null
                || !(claims.getClaim(SESSION) instanceof String session)) {
            return new Check.Invalid();
        }
        Instant issuedAt = issued.toInstant();
        Instant expiresAt = expires.toInstant();
        if (issuedAt.isAfter(now.plus(CLOCK_SKEW)) || !expiresAt.isAfter(issuedAt)) {
            return new Check.Invalid();
        }
        if (!now.isBefore(expiresAt)) {
            return new Check.Expired();
        }
        return new Check.Valid(new SubjectId(UUID.fromString(subject)), UUID.fromString(session), issuedAt, expiresAt);
    }
}
