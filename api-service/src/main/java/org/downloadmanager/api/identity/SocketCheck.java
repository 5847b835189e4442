package org.downloadmanager.api.identity;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.downloads.Owner;

import io.quarkus.websockets.next.HandshakeRequest;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/** Admits only known owners from known origins to sockets, because a browser sends cookies with any page's handshake. */
@ApplicationScoped
public class SocketCheck implements HttpUpgradeCheck {

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;

    private final OwnerCookie cookie;
    private final Origins origins;

    SocketCheck(OwnerCookie cookie, Origins origins) {
        this.cookie = cookie;
        this.origins = origins;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        if (!origins.allow(request.getHeader("Origin"), request.authority())) {
            return CheckResult.rejectUpgrade(FORBIDDEN);
        }
        return cookie.read(request.getHeader("Cookie")).isEmpty()
                ? CheckResult.rejectUpgrade(UNAUTHORIZED)
                : CheckResult.permitUpgrade();
    }

    /** The owner of an open socket. */
    public Owner owner(HandshakeRequest handshake) {
        return cookie.read(handshake.header("Cookie")).orElseThrow();
    }
}
