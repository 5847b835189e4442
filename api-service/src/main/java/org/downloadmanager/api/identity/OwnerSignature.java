package org.downloadmanager.api.identity;

import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Owner;

/**
 * Creates and verifies anonymous owners: the id is random, and its signature prevents clients from inventing one. Replicas
 * with the same secret accept each other's signatures.
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

    /** The signed owner; empty when the signature is invalid. */
    Optional<Owner> verify(String signed) {
        int dot = signed.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String id = signed.substring(0, dot);
        return hmac.isSignature(signed.substring(dot + 1), id) ? Optional.of(new Owner(id)) : Optional.empty();
    }
}
