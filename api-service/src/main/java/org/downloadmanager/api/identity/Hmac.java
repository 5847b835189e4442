package org.downloadmanager.api.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs texts with HMAC-SHA256. */
final class Hmac {

    private static final int SHORTEST_SECRET = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Hmac(String secret) {
        this(secret.getBytes(StandardCharsets.UTF_8));
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "downloads.identity.secret must have at least " + SHORTEST_SECRET + " characters");
        }
    }

    private Hmac(byte[] secret) {
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /** A key derived for one purpose, so that a signature is invalid for every other. */
    Hmac forPurpose(String purpose) {
        return new Hmac(bytes(purpose));
    }

    String sign(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(text));
    }

    boolean isSignature(String signature, String text) {
        return MessageDigest.isEqual(sign(text).getBytes(StandardCharsets.UTF_8),
                signature.getBytes(StandardCharsets.UTF_8));
    }

    private byte[] bytes(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
