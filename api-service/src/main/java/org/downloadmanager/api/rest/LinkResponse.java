package org.downloadmanager.api.rest;

import java.time.Instant;

/** A link that works for whoever has it, and for how long. */
public record LinkResponse(String url, Instant expiresAt) {}
