package org.downloadmanager.api.identity;

import java.util.Optional;

import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;

import org.downloadmanager.api.rest.Problem;
import org.downloadmanager.downloads.Owner;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.vertx.core.http.HttpServerRequest;

/** Who is asking, and from where: decided before any resource is reached. */
class IdentityFilter {

    static final String COOKIE = "downloads-owner";

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
        boolean changesNothing = request.getMethod().equals(HttpMethod.GET)
                || request.getMethod().equals(HttpMethod.HEAD);
        if (!changesNothing && !origins.allow(request.getHeaderString("Origin"), http.authority())) {
            return Optional.of(Problem.FOREIGN_ORIGIN.response());
        }
        Cookie cookie = request.getCookies().get(COOKIE);
        if (cookie == null) {
            return Optional.empty();
        }
        Optional<Owner> owner = signature.verify(cookie.getValue());
        owner.ifPresent(current::recognise);
        // A person with a worn-out identity gets a new one with the page; a program must hear that it is nobody.
        return owner.isPresent() || isPage(request)
                ? Optional.empty()
                : Optional.of(Problem.UNKNOWN_IDENTITY.response());
    }

    @ServerResponseFilter
    void introduce(ContainerResponseContext response, HttpServerRequest http) {
        current.newcomer().ifPresent(owner -> response.getHeaders().add(HttpHeaders.SET_COOKIE,
                new NewCookie.Builder(COOKIE)
                        .value(signature.sign(owner))
                        .path("/")
                        .maxAge((int) config.lifetime().toSeconds())
                        .httpOnly(true)
                        .secure("https".equals(http.scheme()))
                        .sameSite(NewCookie.SameSite.LAX)
                        .build()));
    }

    private static boolean isPage(ContainerRequestContext request) {
        return request.getMethod().equals(HttpMethod.GET) && request.getUriInfo().getPath().equals("/");
    }
}
