package org.downloadmanager.api.page;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.downloadmanager.api.downloads.DownloadService;
import org.downloadmanager.api.downloads.RequestParser;
import org.downloadmanager.api.identity.CurrentOwner;
import org.downloadmanager.api.problem.Problem;
import org.downloadmanager.api.problem.ProblemException;
import org.downloadmanager.api.view.FileLinks;
import org.downloadmanager.api.view.LinkResponse;
import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadId;
import org.downloadmanager.downloads.FileRequest;
import org.downloadmanager.downloads.Submission;
import org.downloadmanager.messages.DownloadEvent;

import io.quarkus.qute.TemplateInstance;

/** The page and its forms. A script submits the forms in place and receives fragments; without a script they work too. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
public class PageResource {

    /** The header by which the script requests fragments. */
    private static final String IN_PLACE = "X-In-Place";
    private static final URI PAGE = URI.create("/");
    private static final String PARAMETER = "parameter.";

    private final DownloadService service;
    private final RequestParser parser;
    private final Fragments fragments;
    private final FileLinks links;
    private final CurrentOwner owner;

    PageResource(DownloadService service, RequestParser parser, Fragments fragments, FileLinks links,
            CurrentOwner owner) {
        this.service = service;
        this.parser = parser;
        this.fragments = fragments;
        this.links = links;
        this.owner = owner;
    }

    @GET
    public TemplateInstance page() {
        return fragments.page(service.list(owner.get()));
    }

    /** All fragments with queue positions, for a page without a socket. */
    @GET
    @Path("fragments")
    public String state() {
        return fragments.of(service.list(owner.get()));
    }

    @POST
    @Path("downloads")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response request(@HeaderParam(IN_PLACE) String inPlace, MultivaluedMap<String, String> form) {
        String export = last(form, "export");
        Map<String, Object> parameters = form.keySet().stream()
                .filter(name -> name.startsWith(PARAMETER))
                .collect(Collectors.toMap(name -> name.substring(PARAMETER.length()), name -> last(form, name)));
        try {
            FileRequest wanted = parser.check(export, last(form, "format"), parameters);
            return answer(inPlace, service.request(owner.get(), wanted, Optional.empty()));
        } catch (ProblemException e) {
            Map<String, String> given = new HashMap<>(Map.of("format", last(form, "format")));
            parameters.forEach((name, value) -> given.put(name, value.toString()));
            return refusal(inPlace, e.problem(), FormErrors.of(e.problem(), export, given));
        }
    }

    /** Requests the same file again, checked against the present catalog. */
    @POST
    @Path("downloads/{id}/again")
    public Response again(@HeaderParam(IN_PLACE) String inPlace, DownloadId id) {
        Download ended = find(id);
        FileRequest request = ended.request();
        try {
            FileRequest wanted = parser.check(request.export(), request.format(), request.parameters());
            return answer(inPlace, service.again(ended, wanted));
        } catch (ProblemException e) {
            return refusal(inPlace, e.problem(), FormErrors.of(e.problem()));
        }
    }

    @POST
    @Path("downloads/{id}/cancel")
    public Response cancel(@HeaderParam(IN_PLACE) String inPlace, DownloadId id) {
        Download cancelled = service.cancel(owner.get(), id)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
        return done(inPlace, DownloadEvent.of(cancelled));
    }

    /** Creates a signed link; the script copies it, and without a script the page shows it. */
    @POST
    @Path("downloads/{id}/link")
    public Response link(@HeaderParam(IN_PLACE) String inPlace, DownloadId id) {
        Optional<LinkResponse> link = links.to(find(id));
        if (link.isEmpty()) {
            return refusal(inPlace, Problem.NO_FILE);
        }
        return inPlace == null
                ? Response.ok(fragments.page(service.list(owner.get()), link.get())).build()
                : Response.ok(link.get(), MediaType.APPLICATION_JSON_TYPE).build();
    }

    @POST
    @Path("downloads/all/remove")
    public Response removeAll(@HeaderParam(IN_PLACE) String inPlace) {
        List<Download> shown = service.list(owner.get());
        service.discardAll(owner.get());
        return inPlace == null ? Response.seeOther(PAGE).build() : Response.ok(fragments.ofRemoved(shown)).build();
    }

    @POST
    @Path("downloads/{id}/remove")
    public Response remove(@HeaderParam(IN_PLACE) String inPlace, DownloadId id) {
        Download found = find(id);
        return service.discard(found)
                ? done(inPlace, DownloadEvent.removal(found))
                : refusal(inPlace, new Problem(409, "still-active", "Still active; cancel it first"));
    }

    private Response answer(String inPlace, Submission submission) {
        return submission.fold(
                accepted -> done(inPlace, DownloadEvent.of(accepted.download())),
                repeated -> done(inPlace, DownloadEvent.of(repeated.download())),
                keyReused -> refusal(inPlace, Problem.KEY_REUSED),
                // A second request shows the active download instead of an error.
                limitReached -> limitReached.active().stream().findFirst()
                        .map(active -> done(inPlace, DownloadEvent.of(active)))
                        .orElseGet(() -> refusal(inPlace, Problem.QUEUE_FULL)),
                queueFull -> refusal(inPlace, Problem.QUEUE_FULL));
    }

    private Response done(String inPlace, DownloadEvent event) {
        return inPlace == null ? Response.seeOther(PAGE).build() : Response.ok(fragments.of(event)).build();
    }

    private Response refusal(String inPlace, Problem problem) {
        return refusal(inPlace, problem, FormErrors.of(problem));
    }

    private Response refusal(String inPlace, Problem problem, FormErrors formErrors) {
        return inPlace == null
                ? Response.status(problem.status()).entity(fragments.page(service.list(owner.get()), formErrors))
                        .build()
                : problem.response();
    }

    private Download find(DownloadId id) {
        return service.find(owner.get(), id)
                .orElseThrow(() -> new ProblemException(Problem.NOT_FOUND));
    }

    /** A checkbox follows a hidden field with the value of an unticked one, so the last value counts. */
    private static String last(MultivaluedMap<String, String> form, String name) {
        List<String> values = form.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.get(values.size() - 1);
    }
}
