package org.downloadmanager.api.identity;

import java.time.Clock;
import java.time.Instant;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/**
 * Signs links that admit every bearer to one file until they expire. Replicas with the same secret accept each other's
 * links.
 */
@Singleton
public class LinkSignature {

    /** The parameters of a signed link. */
    public static final String EXPIRES = "expires";
    public static final String SIGNATURE = "signature";

    private static final String PURPOSE = "\0links to files";

    private final Hmac hmac;
    private final Clock clock;

    @Inject
    LinkSignature(IdentityConfig config, Clock clock) {
        this(config.secret(), clock);
    }

    LinkSignature(String secret, Clock clock) {
        this.hmac = new Hmac(secret).forPurpose(PURPOSE);
        this.clock = clock;
    }

    /** The signed link to the path. */
    public String sign(String path, Instant expires) {
        String seconds = String.valueOf(expires.getEpochSecond());
        return path + '?' + EXPIRES + '=' + seconds + '&' + SIGNATURE + '=' + hmac.sign(text(path, seconds));
    }

    /** Checks the parameters of a link to the path; either may be null. */
    public Verdict check(String path, String expires, String signature) {
        if (expires == null || signature == null || !hmac.isSignature(signature, text(path, expires))) {
            return Verdict.FORGED;
        }
        return clock.instant().getEpochSecond() < Long.parseLong(expires) ? Verdict.GOOD : Verdict.EXPIRED;
    }

    private static String text(String path, String expires) {
        return path + '\n' + expires;
    }

    public enum Verdict {
        GOOD, EXPIRED, FORGED
    }
}
