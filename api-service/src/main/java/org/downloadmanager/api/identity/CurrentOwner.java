package org.downloadmanager.api.identity;

import java.util.Optional;

import jakarta.enterprise.context.RequestScoped;

import org.downloadmanager.downloads.Owner;

/** The owner of this request. A request without an identity gets a new one, which the response sets as a cookie. */
@RequestScoped
public class CurrentOwner {

    private final OwnerSignature signature;
    private Optional<Owner> owner = Optional.empty();
    private boolean isNew;

    CurrentOwner(OwnerSignature signature) {
        this.signature = signature;
    }

    public Owner get() {
        if (owner.isEmpty()) {
            owner = Optional.of(signature.newOwner());
            isNew = true;
        }
        return owner.get();
    }

    void recognise(Owner known) {
        owner = Optional.of(known);
    }

    Optional<Owner> newcomer() {
        return isNew ? owner : Optional.empty();
    }
}
