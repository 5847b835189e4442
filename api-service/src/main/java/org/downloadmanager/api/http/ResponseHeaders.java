package org.downloadmanager.api.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;

/** Response headers that depend on the request. */
@Singleton
class ResponseHeaders {

    private static final int FIRST = Integer.MIN_VALUE;
    private static final String FILES = "/downloads/";
    private static final String STRICT_TRANSPORT_SECURITY = "max-age=31536000";

    void register(@Observes Router router) {
        router.route().order(FIRST).handler(context -> {
            context.addHeadersEndHandler(written -> dress(context.request(), context.response().headers()));
            context.next();
        });
    }

    private static void dress(HttpServerRequest request, MultiMap headers) {
        // The client's scheme, where a trusted proxy forwards it.
        if ("https".equals(request.scheme())) {
            headers.set("Strict-Transport-Security", STRICT_TRANSPORT_SECURITY);
        }
        // The URL may be a signed link, so it is not sent to other sites. Pages differ: their forms need an origin.
        if (isRead(request) && request.path() != null && request.path().startsWith(FILES)) {
            headers.set("Referrer-Policy", "no-referrer");
        }
        if (!headers.contains(HttpHeaders.CACHE_CONTROL)) {
            headers.set(HttpHeaders.CACHE_CONTROL, "private, no-cache");
        }
    }

    private static boolean isRead(HttpServerRequest request) {
        return request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    }
}
