package org.downloadmanager.api.view;

import java.time.Instant;

/** A link that admits every bearer, and when it expires. */
public record LinkResponse(String url, Instant expiresAt) {}
