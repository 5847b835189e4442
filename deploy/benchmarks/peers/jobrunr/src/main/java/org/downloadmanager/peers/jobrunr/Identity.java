package org.downloadmanager.peers.jobrunr;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

/** The identity of a client, in a signed cookie. */
@Singleton
class Identity {

    static final String COOKIE = "owner";

    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    Identity(PeerConfig config) {
        key = new SecretKeySpec(config.cookieSecret().getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    String cookie(UUID owner) {
        return owner + "." + signature(owner.toString());
    }

    /** Empty unless this service signed the cookie. */
    Optional<UUID> owner(String cookie) {
        int end = cookie == null ? -1 : cookie.indexOf('.');
        if (end < 0 || !MessageDigest.isEqual(bytes(cookie.substring(end + 1)),
                bytes(signature(cookie.substring(0, end))))) {
            return Optional.empty();
        }
        return Optional.of(UUID.fromString(cookie.substring(0, end)));
    }

    private String signature(String owner) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(owner)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
