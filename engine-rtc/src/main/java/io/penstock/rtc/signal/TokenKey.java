package io.penstock.rtc.signal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.penstock.rtc.room.Role;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs and checks tokens: JSON Web Tokens in compact form (RFC 7519, RFC 7515) with HS256 (RFC 7518, 3.2) or EdDSA over Ed25519 (RFC 8037).
 * A key takes tokens of its own algorithm only, whatever a token says of itself. Claims: {@code room}, {@code sub}, {@code name},
 * {@code role}, {@code nbf}, {@code exp}. Thread-safe.
 */
public final class TokenKey {
    /** Least length of a shared secret, bytes (RFC 7518, 3.2). */
    public static final int LEAST_SECRET_BYTES = 32;
    private static final int LONGEST_TOKEN = 4096;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();
    private static final String HS256 = "HS256";
    private static final String EDDSA = "EdDSA";
    private static final String INVALID = "token-invalid";

    private final byte[] secret;
    private final PublicKey publicKey;
    private final PrivateKey privateKey;

    private TokenKey(final byte[] secret, final PublicKey publicKey, final PrivateKey privateKey) {
        this.secret = secret;
        this.publicKey = publicKey;
        this.privateKey = privateKey;
    }

    /** What a token says of itself. */
    private record Header(String alg, String typ) { }

    /** What a token says of its owner. */
    private record Claims(String room, String sub, String name, String role, long nbf, long exp) { }

    /**
     * A secret that host program and server share (HS256).
     *
     * @param secret at least {@value #LEAST_SECRET_BYTES} bytes.
     * @return signs and checks.
     */
    public static TokenKey secret(final byte[] secret) {
        if (secret.length < LEAST_SECRET_BYTES) {
            throw new IllegalArgumentException("a secret of " + secret.length + " bytes; accepted are " + LEAST_SECRET_BYTES + " and more");
        }
        return new TokenKey(secret.clone(), null, null);
    }

    /**
     * A pair of keys (EdDSA): the server needs the public one only.
     *
     * @param publicKey  checks; Ed25519.
     * @param privateKey signs; null = this side only checks.
     * @return signs if it can, and checks.
     */
    public static TokenKey pair(final PublicKey publicKey, final PrivateKey privateKey) {
        if (!publicKey.getAlgorithm().startsWith("Ed")) {
            throw new IllegalArgumentException("a key of " + publicKey.getAlgorithm() + "; accepted is Ed25519");
        }
        return new TokenKey(null, publicKey, privateKey);
    }

    /**
     * Signs.
     *
     * @param token what.
     * @return the token as text, for a client.
     */
    public String sign(final Token token) {
        final ObjectNode claims = (ObjectNode) SignalCodec.tree(new Claims(token.room(), token.id(), token.name(),
            token.role().name().toLowerCase(Locale.ROOT), token.notBefore().getEpochSecond(), token.expires().getEpochSecond()));
        final String header = SignalCodec.text(SignalCodec.tree(new Header(secret == null ? EDDSA : HS256, "JWT")));
        final String content = encode(header.getBytes(StandardCharsets.UTF_8)) + '.'
            + encode(SignalCodec.text(claims).getBytes(StandardCharsets.UTF_8));
        return content + '.' + encode(signature(content));
    }

    /**
     * Checks.
     *
     * @param text the token as text, hostile.
     * @param now  the time.
     * @return what it says, which is so.
     * @throws SignalException {@code token-invalid}, {@code token-expired} or {@code token-too-early}.
     */
    public Token check(final String text, final Instant now) {
        try {
            return checked(text, now);
        } catch (final SignalException e) {
            throw e.code().startsWith("token-") ? e : new SignalException(INVALID, "a part of the token is not what it should be");
        }
    }

    private Token checked(final String text, final Instant now) {
        final String[] parts = text == null || text.length() > LONGEST_TOKEN ? new String[0] : text.split("\\.", -1);
        if (parts.length != 3) {
            throw new SignalException(INVALID, "a token has three parts and at most " + LONGEST_TOKEN + " characters");
        }
        final Header header = SignalCodec.fields(json(parts[0]), Header.class);
        if (!(secret == null ? EDDSA : HS256).equals(header.alg())) {
            throw new SignalException(INVALID, "the token's algorithm is not the one of this server");
        }
        if (!isSigned(parts[0] + '.' + parts[1], decode(parts[2]))) {
            throw new SignalException(INVALID, "the token's signature is wrong");
        }
        final Claims claims = SignalCodec.fields(json(parts[1]), Claims.class);
        final Token token = new Token(claims.room(), claims.sub(), claims.name(), role(claims.role()), Instant.ofEpochSecond(claims.nbf()),
            Instant.ofEpochSecond(claims.exp()));
        if (now.isBefore(token.notBefore())) {
            throw new SignalException("token-too-early", "the token is not valid yet");
        }
        if (!now.isBefore(token.expires())) {
            throw new SignalException("token-expired", "the token has expired");
        }
        return token;
    }

    private static Role role(final String name) {
        for (final Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(name)) {
                return role;
            }
        }
        throw new SignalException(INVALID, "the token's role is none of host, speaker, audience, observer");
    }

    private static ObjectNode json(final String part) {
        final ObjectNode object = SignalCodec.read("{\"type\":\"t\",\"t\":" + new String(decode(part), StandardCharsets.UTF_8) + '}');
        if (object.size() != 2 || !(object.get("t") instanceof ObjectNode content)) {
            throw new SignalException(INVALID, "a part of the token is no JSON object");
        }
        return content;
    }

    private static byte[] decode(final String part) {
        try {
            return DECODER.decode(part);
        } catch (final IllegalArgumentException e) {
            throw new SignalException(INVALID, "a part of the token is no base64url");
        }
    }

    private static String encode(final byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    private byte[] signature(final String content) {
        try {
            final byte[] bytes = content.getBytes(StandardCharsets.US_ASCII);
            if (secret != null) {
                return hmac(bytes);
            }
            if (privateKey == null) {
                throw new IllegalStateException("this key only checks tokens; signing needs the private key");
            }
            final Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(bytes);
            return signature.sign();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign a token: " + e.getMessage(), e);
        }
    }

    private boolean isSigned(final String content, final byte[] found) {
        try {
            final byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
            if (secret != null) {
                return MessageDigest.isEqual(hmac(bytes), found);
            }
            final Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(publicKey);
            signature.update(bytes);
            return signature.verify(found);
        } catch (final GeneralSecurityException e) {
            return false; // a signature that is none
        }
    }

    private byte[] hmac(final byte[] content) throws GeneralSecurityException {
        final Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return mac.doFinal(content);
    }
}
