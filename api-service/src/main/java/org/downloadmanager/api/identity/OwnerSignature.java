package org.downloadmanager.api.identity;

import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Owner;

/**
 * Makes anonymous owners, and recognises them again: an owner's id is random, and its signature keeps clients from making up
 * another's. Every replica with the same secret recognises every other's.
 */
@Singleton
public class OwnerSignature {

    private final Hmac hmac;

    @Inject
    OwnerSignature(IdentityConfig config) {
        this(config.secret());
    }

    OwnerSignature(String secret) {
        hmac = new Hmac(secret);
    }

    Owner newOwner() {
        return new Owner(UUID.randomUUID().toString());
    }

    String sign(Owner owner) {
        return owner.id() + '.' + hmac.sign(owner.id());
    }

    /** The owner who was signed; empty when this was not signed with our secret. */
    Optional<Owner> verify(String signed) {
        int dot = signed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String id = signed.substring(0, dot);
        return hmac.isSignature(signed.substring(dot + 1), id) ? Optional.of(new Owner(id)) : Optional.empty();
    }
}
