package org.downloadmanager.api.http;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;

/**
 * Reads the bodies of requests and refuses the large ones. A resource sees its request only when the body is complete, so
 * a client that sends slowly, or never, holds no thread. The framework's own limit closes the connection without an answer
 * and logs an error, and its body handler decodes forms, which can fail.
 */
@Singleton
class RequestBodyHandler {

    private static final String SOCKETS = "/ws/*";
    private static final String HANDSHAKE = "Sec-WebSocket-Key";
    /** After the rate limits. */
    private static final int ORDER = RequestLimiter.ORDER + 1;
    private static final int BAD_REQUEST = 400;
    private static final int CONTENT_TOO_LARGE = 413;

    private final long maxBytes;

    RequestBodyHandler(@ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize maxBytes) {
        this.maxBytes = maxBytes.asLongValue();
    }

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(this::admit);
        router.route(SOCKETS).order(ORDER + 1).handler(RequestBodyHandler::refuseHandshakeWithBody);
    }

    private void admit(RoutingContext context) {
        HttpServerRequest request = context.request();
        String header = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        long length = header == null ? 0 : Long.parseLong(header);
        if (length > maxBytes) {
            context.fail(CONTENT_TOO_LARGE);
        } else if (length > 0 || request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            read(context);
        } else {
            context.next();
        }
    }

    private void read(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = Buffer.buffer();
        request.exceptionHandler(e -> {
            if (!context.failed()) {
                context.fail(BAD_REQUEST, e);
            }
        });
        request.handler(chunk -> {
            if (body.length() + chunk.length() <= maxBytes) {
                body.appendBuffer(chunk);
            } else if (!context.failed()) {
                context.fail(CONTENT_TOO_LARGE);
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

    /** A handshake whose body was read cannot become a socket, and the framework would never answer it. */
    private static void refuseHandshakeWithBody(RoutingContext context) {
        if (context.request().isEnded() && context.request().headers().contains(HANDSHAKE)) {
            context.fail(BAD_REQUEST);
        } else {
            context.next();
        }
    }
}
