package org.downloadmanager.api.view;

import java.time.Instant;

/** A signed link that admits every bearer until it expires. */
public record LinkResponse(String url, Instant expiresAt) {}
