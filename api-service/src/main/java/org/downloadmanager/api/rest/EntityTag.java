package org.downloadmanager.api.rest;

import java.util.List;
import java.util.OptionalLong;

/** By what a client recognises what it has seen already: nothing changes without a new version, but its place in the line. */
final class EntityTag {

    private EntityTag() {}

    static String of(DownloadResponse download) {
        return '"' + state(download) + '"';
    }

    static String of(List<DownloadResponse> page, OptionalLong next) {
        StringBuilder all = new StringBuilder();
        page.forEach(download -> all.append(download.id()).append(state(download)).append(' '));
        next.ifPresent(all::append);
        return '"' + RequestParser.sha256(all.toString()) + '"';
    }

    private static String state(DownloadResponse download) {
        return download.version() + (download.ahead() == null ? "" : "-" + download.ahead());
    }
}
