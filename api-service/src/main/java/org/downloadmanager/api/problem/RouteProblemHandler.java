package org.downloadmanager.api.problem;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.logging.Log;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Answers with a problem document when a route refuses a request before any resource is reached. */
@Singleton
class RouteProblemHandler {

    private static final int ORDER = Integer.MIN_VALUE + 1;
    private static final long LINGERING_MILLIS = 5_000;

    private final ObjectMapper json;

    RouteProblemHandler(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).failureHandler(this::answer);
    }

    private void answer(RoutingContext context) {
        if (context.response().closed()) {
            // The client has disconnected; that is no error of this replica.
            Log.debugf("Client disconnected: cause=%s", context.failure());
            return;
        }
        int status = context.statusCode();
        if (status < 400 || status >= 500 || context.response().headWritten()) {
            context.next();
            return;
        }
        try {
            context.response().setStatusCode(status)
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    // The rest of a body that is too large is not read.
                    .putHeader(HttpHeaders.CONNECTION, "close")
                    .end(json.writeValueAsString(Problem.of(status).document()));
            if (!context.request().isEnded()) {
                // A connection that is closed at once is reset, and a client that is still sending never sees the answer.
                context.vertx().setTimer(LINGERING_MILLIS, late -> context.request().connection().close());
            }
        } catch (JsonProcessingException e) {
            context.next();
        }
    }
}
