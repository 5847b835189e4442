package org.downloadmanager.api.rest;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/** What is refused before any resource is reached, such as a body that is too large, is a problem document, too. */
@Singleton
class EarlyRefusals {

    private static final String SOCKETS = "/ws/*";
    private static final String HANDSHAKE = "Sec-WebSocket-Key";
    private static final int FIRST = Integer.MIN_VALUE + 1;
    /** After those who ask too often have been refused. */
    private static final int BODIES = FIRST + 1;
    private static final long LINGERING_MILLIS = 5_000;

    private final ObjectMapper json;

    EarlyRefusals(ObjectMapper json) {
        this.json = json;
    }

    void register(@Observes Router router,
            @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize largestBody) {
        router.route().order(FIRST).failureHandler(this::explain);
        long most = largestBody.asLongValue();
        router.route().order(BODIES).handler(context -> {
            HttpServerRequest request = context.request();
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            long said = length == null ? 0 : Long.parseLong(length);
            if (said > most) {
                context.fail(413);
            } else if (said > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
                read(context, most);
            } else {
                context.next();
            }
        });
        // What looks like a handshake but was read to its end cannot become a socket, and would never be answered.
        router.route(SOCKETS).order(BODIES + 1).handler(context -> {
            if (context.request().isEnded() && context.request().headers().contains(HANDSHAKE)) {
                context.fail(400);
            } else {
                context.next();
            }
        });
    }

    /**
     * Keeps a body for the resources, so that no thread of theirs waits for one that comes slowly or never. The
     * framework's own limit answers without a word and logs an error, and its handler of bodies decodes forms, over which
     * it can fail.
     */
    private static void read(RoutingContext context, long most) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(e -> {
            if (!context.failed()) {
                context.fail(400, e);
            }
        });
        request.handler(part -> {
            if (body.length() + part.length() <= most) {
                body.appendBuffer(part);
            } else if (!context.failed()) {
                context.fail(413);
            }
        });
        request.endHandler(end -> {
            if (!context.failed()) {
                request.exceptionHandler(null);
                ((RoutingContextInternal) context).setBody(body);
                context.next();
            }
        });
        if (request.version() == HttpVersion.HTTP_1_1
                && request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
            context.response().writeContinue();
        }
        request.resume();
    }

    private void explain(RoutingContext context) {
        if (context.response().closed()) {
            // The client has left; that is no error of this replica.
            Log.debugf("Given up by the client: cause=%s", context.failure());
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
                    // The rest of a body that is too large is not waited for.
                    .putHeader(HttpHeaders.CONNECTION, "close")
                    .end(json.writeValueAsString(Problem.of(status).document()));
            if (!context.request().isEnded()) {
                // At once, the system would take back the answer from a client that is still sending.
                context.vertx().setTimer(LINGERING_MILLIS, late -> context.request().connection().close());
            }
        } catch (JsonProcessingException e) {
            context.next();
        }
    }
}
