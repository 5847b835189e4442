package org.downloadmanager.api.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Owner;

/**
 * Makes anonymous owners, and recognises them again: an owner's id is random, and signed (HMAC-SHA256) so that nobody can
 * make up another's. Every replica with the same secret recognises every other's.
 */
@Singleton
public class OwnerSignature {

    private static final int SHORTEST_SECRET = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final SecretKeySpec key;

    @Inject
    OwnerSignature(IdentityConfig config) {
        this(config.secret());
    }

    OwnerSignature(String secret) {
        if (secret.length() < SHORTEST_SECRET) {
            throw new IllegalArgumentException(
                    "downloads.identity.secret must have at least " + SHORTEST_SECRET + " characters");
        }
        key = new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    Owner newOwner() {
        return new Owner(UUID.randomUUID().toString());
    }

    String sign(Owner owner) {
        return owner.id() + '.' + signature(owner.id());
    }

    /** The owner who was signed; empty when this was not signed with our secret. */
    Optional<Owner> verify(String signed) {
        int dot = signed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String id = signed.substring(0, dot);
        byte[] given = signed.substring(dot + 1).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(signature(id).getBytes(StandardCharsets.UTF_8), given)
                ? Optional.of(new Owner(id))
                : Optional.empty();
    }

    private String signature(String id) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(mac.doFinal(id.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
