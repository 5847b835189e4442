package org.downloadmanager.api.view;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.downloadmanager.api.identity.IdentityConfig;
import org.downloadmanager.api.identity.LinkSignature;
import org.downloadmanager.downloads.Download;

/** Signed links to finished files, which owners can share. */
@Singleton
public class FileLinks {

    private final LinkSignature signature;
    private final Duration lifetime;
    private final Clock clock;

    FileLinks(LinkSignature signature, IdentityConfig config, Clock clock) {
        this.signature = signature;
        this.lifetime = config.linkLifetime();
        this.clock = clock;
    }

    /** Empty while there is no file. */
    public Optional<LinkResponse> to(Download download) {
        Instant expires = clock.instant().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        return download.file().map(file -> new LinkResponse(
                signature.sign(DownloadResponse.url(download.id(), file), expires), expires));
    }
}
