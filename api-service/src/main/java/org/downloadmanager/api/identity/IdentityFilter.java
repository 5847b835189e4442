package org.downloadmanager.api.identity;

import java.util.Optional;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.downloads.Owner;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.vertx.core.http.HttpServerRequest;

/** Determines the owner and the origin of a request before any resource sees it. */
class IdentityFilter {

    private final OwnerSignature signature;
    private final Origins origins;
    private final IdentityConfig config;
    private final CurrentOwner current;

    IdentityFilter(OwnerSignature signature, Origins origins, IdentityConfig config, CurrentOwner current) {
        this.signature = signature;
        this.origins = origins;
        this.config = config;
        this.current = current;
    }

    @ServerRequestFilter
    Optional<Response> admit(ContainerRequestContext request, HttpServerRequest http) {
        if (needsKnownOrigin(request) && !origins.allow(request.getHeaderString("Origin"), http.authority())) {
            return Optional.of(Problem.FOREIGN_ORIGIN.response());
        }
        Cookie cookie = request.getCookies().get(OwnerCookie.NAME);
        if (cookie == null) {
            return Optional.empty();
        }
        Optional<Owner> owner = signature.verify(cookie.getValue());
        owner.ifPresent(current::recognise);
        // The page replaces an invalid identity; a program needs the error.
        return owner.isPresent() || isPage(request) || isSignedLink(request)
                ? Optional.empty()
                : Optional.of(Problem.UNKNOWN_IDENTITY.response());
    }

    @ServerResponseFilter
    void setCookie(ContainerResponseContext response, HttpServerRequest http) {
        current.newcomer().ifPresent(owner -> response.getHeaders().add(HttpHeaders.SET_COOKIE,
                new NewCookie.Builder(OwnerCookie.NAME)
                        .value(signature.sign(owner))
                        .path("/")
                        .maxAge((int) config.lifetime().toSeconds())
                        .httpOnly(true)
                        .secure("https".equals(http.scheme()))
                        .sameSite(NewCookie.SameSite.LAX)
                        .build()));
    }

    /**
     * Requests that change something or keep a stream open: a foreign page can send them, though it cannot read the
     * response.
     */
    private static boolean needsKnownOrigin(ContainerRequestContext request) {
        return !isRead(request) || request.getUriInfo().getPath().endsWith("/events");
    }

    private static boolean isRead(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.GET) || request.getMethod().equals(HttpMethod.HEAD);
    }

    /** A signed link carries its own permission. */
    private static boolean isSignedLink(ContainerRequestContext request) {
        return isRead(request) && request.getUriInfo().getPath().startsWith("/downloads/")
                && request.getUriInfo().getQueryParameters().containsKey(LinkSignature.SIGNATURE);
    }

    private static boolean isPage(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.GET) && request.getUriInfo().getPath().equals("/");
    }
}
