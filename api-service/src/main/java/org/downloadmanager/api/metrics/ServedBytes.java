package org.downloadmanager.api.metrics;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;

/** Counts the bytes of files as they are sent; the rest of an aborted transfer does not count. */
@Singleton
class ServedBytes {

    private static final int BEFORE_ALL_RESOURCES = Integer.MIN_VALUE + 1;

    private final Meters meters;

    ServedBytes(Meters meters) {
        this.meters = meters;
    }

    void register(@Observes Router router) {
        router.route(HttpMethod.GET, "/downloads/*").order(BEFORE_ALL_RESOURCES).handler(context -> {
            HttpServerResponse response = context.response();
            context.addEndHandler(end -> {
                if (end.succeeded() && isFile(response.getStatusCode())) {
                    meters.served(response.bytesWritten());
                }
            });
            context.next();
        });
    }

    private static boolean isFile(int status) {
        return status == 200 || status == 206;
    }
}
