package org.downloadmanager.api.identity;

import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.downloads.Owner;

import io.netty.handler.codec.http.cookie.ServerCookieDecoder;

/** Reads the owner from the cookies of a request, for code that runs before any resource. */
@Singleton
public class OwnerCookie {

    static final String NAME = "downloads-owner";

    private final OwnerSignature signature;

    OwnerCookie(OwnerSignature signature) {
        this.signature = signature;
    }

    /** @param cookies the header; null without one */
    public Optional<Owner> read(String cookies) {
        return cookies == null
                ? Optional.empty()
                : ServerCookieDecoder.LAX.decode(cookies).stream()
                        .filter(cookie -> cookie.name().equals(NAME))
                        .findFirst()
                        .flatMap(cookie -> signature.verify(cookie.value()));
    }
}
