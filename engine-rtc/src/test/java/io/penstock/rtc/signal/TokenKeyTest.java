package io.penstock.rtc.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.penstock.rtc.room.Role;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class TokenKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");
    private static final Token TOKEN = new Token("room-1", "ann", "Ann Ä", Role.SPEAKER, NOW.minusSeconds(10), NOW.plusSeconds(10));
    private final TokenKey key = TokenKey.secret("0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

    private static String code(final TokenKey key, final String token) {
        return assertThrows(SignalException.class, () -> key.check(token, NOW)).code();
    }

    private static String part(final String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatIsSignedIsWhatIsRead() throws NoSuchAlgorithmException {
        assertEquals(TOKEN, key.check(key.sign(TOKEN), NOW));
        final KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        final String signed = TokenKey.pair(pair.getPublic(), pair.getPrivate()).sign(TOKEN);
        assertEquals(TOKEN, TokenKey.pair(pair.getPublic(), null).check(signed, NOW));
        assertThrows(IllegalStateException.class, () -> TokenKey.pair(pair.getPublic(), null).sign(TOKEN));
    }

    @Test
    void aTokenThatAnotherImplementationSignedIsRead() {
        // Signed with Python's hmac module.
        final String foreign = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyb29tIjoicm9vbS0xIiwic3ViIjoiYW5uIiwibmFtZSI6IkFubiIsInJvbGUiO"
            + "iJzcGVha2VyIiwibmJmIjoxNzk1MDAwMDAwLCJleHAiOjE3OTYwMDAwMDB9.4di1BGbFdndYPdHHmJdGgBPV_7fwKiCsMoFVFNe83Oc";
        assertEquals(new Token("room-1", "ann", "Ann", Role.SPEAKER, Instant.ofEpochSecond(1795000000), Instant.ofEpochSecond(1796000000)),
            key.check(foreign, Instant.ofEpochSecond(1795500000)));
    }

    @Test
    void timeCounts() {
        assertEquals("token-expired", assertThrows(SignalException.class, () -> key.check(key.sign(TOKEN), NOW.plusSeconds(10))).code());
        assertEquals("token-too-early", assertThrows(SignalException.class, () -> key.check(key.sign(TOKEN), NOW.minusSeconds(11))).code());
    }

    @Test
    void everyChangedCharacterIsFound() {
        final String signed = key.sign(TOKEN);
        for (int i = 0; i < signed.length(); i++) {
            final char other = signed.charAt(i) == 'A' ? 'B' : 'A';
            final String changed = signed.substring(0, i) + other + signed.substring(i + 1);
            if (i == signed.length() - 1 && Base64.getUrlDecoder().decode(signed.substring(signed.lastIndexOf('.') + 1)).length == 32) {
                continue; // the last two bits of the last character say nothing
            }
            assertEquals("token-invalid", code(key, changed), "character " + i);
        }
    }

    @Test
    void noAlgorithmButTheServersOwnIsBelieved() throws NoSuchAlgorithmException {
        final String claims = "{\"room\":\"r\",\"sub\":\"s\",\"name\":\"n\",\"role\":\"host\",\"nbf\":0,\"exp\":9999999999}";
        for (final String alg : new String[] {"none", "None", "HS512", "EdDSA", "hs256", ""}) {
            assertEquals("token-invalid", code(key, part("{\"alg\":\"" + alg + "\",\"typ\":\"JWT\"}") + '.' + part(claims) + '.'));
        }
        // The classic: a public key used as a shared secret.
        final KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        final String forged = TokenKey.secret(pair.getPublic().getEncoded()).sign(TOKEN);
        assertEquals("token-invalid", code(TokenKey.pair(pair.getPublic(), null), forged));
    }

    @Test
    void whatIsNoTokenIsRefused() {
        for (final String bad : new String[] {"", ".", "..", "a.b.c", "x".repeat(5000), key.sign(TOKEN) + ".x", "ä.ö.ü"}) {
            assertThrows(SignalException.class, () -> key.check(bad, NOW), bad);
        }
        assertThrows(SignalException.class, () -> key.check(null, NOW));
        assertThrows(SignalException.class, () -> new Token("../etc", "a", "n", Role.HOST, NOW, NOW.plusSeconds(1)));
        assertThrows(SignalException.class, () -> new Token("r", "a", "n\n", Role.HOST, NOW, NOW.plusSeconds(1)));
        assertThrows(IllegalArgumentException.class, () -> TokenKey.secret(new byte[31]));
    }
}
