package io.penstock.rtc.record;

import io.penstock.error.ConfigurationException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;

/** The key that recordings are signed with: Ed25519 (RFC 8032) by the JDK. Immutable; any thread. */
public final class RecordingKey {
    private static final String ALGORITHM = "Ed25519";

    private final PrivateKey secret;
    private final byte[] publicKey;

    private RecordingKey(final PrivateKey secret, final byte[] publicKey) {
        this.secret = secret;
        this.publicKey = publicKey;
    }

    /**
     * Makes a new key.
     *
     * @return the key.
     */
    public static RecordingKey generate() {
        try {
            final KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            return new RecordingKey(pair.getPrivate(), pair.getPublic().getEncoded());
        } catch (final GeneralSecurityException e) {
            throw new ConfigurationException("recording: this JDK makes no " + ALGORITHM + " keys: " + e.getMessage());
        }
    }

    /**
     * A key that was kept.
     *
     * @param secret    the private half (PKCS 8).
     * @param publicKey the public half (X.509).
     * @return the key.
     * @throws ConfigurationException if they are no Ed25519 key.
     */
    public static RecordingKey of(final byte[] secret, final byte[] publicKey) {
        try {
            checked(publicKey);
            return new RecordingKey(KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(secret)), publicKey.clone());
        } catch (final GeneralSecurityException e) {
            throw new ConfigurationException("recording: this is no " + ALGORITHM + " key: " + e.getMessage());
        }
    }

    private static PublicKey checked(final byte[] publicKey) throws GeneralSecurityException {
        return KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicKey));
    }

    /**
     * The half that verifies; it stands in each recording, and is to be known from elsewhere by who verifies.
     *
     * @return X.509 encoding, 44 bytes.
     */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The half that signs.
     *
     * @return PKCS 8 encoding.
     */
    public byte[] secret() {
        return secret.getEncoded();
    }

    /**
     * Signs.
     *
     * @param a      array.
     * @param from   where what is signed begins.
     * @param length bytes of it.
     * @return signature, 64 bytes.
     */
    public byte[] sign(final byte[] a, final int from, final int length) {
        try {
            final Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(secret);
            signature.update(a, from, length);
            return signature.sign();
        } catch (final GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Whether a signature is right.
     *
     * @param publicKey who is said to have signed: X.509 encoding.
     * @param signed    what.
     * @param signature by {@link #sign}.
     * @return false also for a key or signature that is none.
     */
    public static boolean verifies(final byte[] publicKey, final byte[] signed, final byte[] signature) {
        try {
            final Signature check = Signature.getInstance(ALGORITHM);
            check.initVerify(checked(publicKey));
            check.update(signed);
            return check.verify(signature);
        } catch (final GeneralSecurityException e) {
            return false;
        }
    }
}
