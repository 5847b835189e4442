package org.downloadmanager.api.http;

import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.downloadmanager.api.identity.OwnerCookie;

import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpServerRequest;

/** Refuses a socket beyond the limit of its owner or address. */
@ApplicationScoped
public class SocketLimit implements HttpUpgradeCheck {

    private static final int TOO_MANY_REQUESTS = 429;
    private static final Map<String, List<String>> COME_LATER = Map.of("Retry-After", List.of("1"));
    private static final UserData.TypedKey<String> ADDRESS = new UserData.TypedKey<>("address");

    private final OwnerCookie identity;
    private final ConnectionLimiter limiter;

    SocketLimit(OwnerCookie identity, ConnectionLimiter limiter) {
        this.identity = identity;
        this.limiter = limiter;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        HttpServerRequest request = context.httpRequest();
        String address = ClientAddress.of(request);
        context.userData().put(ADDRESS, address);
        return identity.read(request.getHeader("Cookie")).filter(owner -> !limiter.hasCapacity(owner, address))
                .isPresent()
                        ? CheckResult.rejectUpgrade(TOO_MANY_REQUESTS, COME_LATER)
                        : CheckResult.permitUpgrade();
    }

    /** The address of the client; the connection itself only knows the proxy. */
    public static String address(WebSocketConnection opened) {
        return opened.userData().get(ADDRESS);
    }
}
