package org.downloadmanager.api.http;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.downloadmanager.api.identity.OwnerCookie;

import io.github.bucket4j.TimeMeter;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Refuses requests of an owner or an address beyond its rate, before they cost anything. */
@Singleton
class RequestLimiter {

    /** After the response headers are set, before everything that takes time. */
    static final int ORDER = Integer.MIN_VALUE + 1;
    private static final int TOO_MANY_REQUESTS = 429;

    private final TokenBuckets owners;
    private final TokenBuckets addresses;
    private final OwnerCookie identity;

    RequestLimiter(TrafficConfig config, OwnerCookie identity) {
        this.owners = new TokenBuckets(config.requestsPerOwner(), TimeMeter.SYSTEM_NANOTIME);
        this.addresses = new TokenBuckets(config.requestsPerAddress(), TimeMeter.SYSTEM_NANOTIME);
        this.identity = identity;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::admit);
    }

    private void admit(RoutingContext context) {
        Duration wait = count(context.request());
        if (wait.isZero()) {
            context.next();
            return;
        }
        context.response().putHeader(HttpHeaders.RETRY_AFTER,
                String.valueOf(wait.plusSeconds(1).minusNanos(1).toSeconds()));
        context.fail(TOO_MANY_REQUESTS);
    }

    private Duration count(HttpServerRequest request) {
        Duration wait = addresses.count(ClientAddress.of(request));
        return wait.isZero()
                ? identity.read(request.getHeader(HttpHeaders.COOKIE))
                        .map(owner -> owners.count(owner.id())).orElse(Duration.ZERO)
                : wait;
    }
}
