package org.downloadmanager.api.rest;

import java.util.List;
import java.util.OptionalLong;

import org.downloadmanager.api.view.DownloadResponse;
import org.downloadmanager.files.Sha256;

/** Entity tags of downloads and pages of them, from what can change: the version, and the place in the queue. */
final class EntityTag {

    private EntityTag() {}

    static String of(DownloadResponse download) {
        return '"' + state(download) + '"';
    }

    static String of(List<DownloadResponse> page, OptionalLong next) {
        StringBuilder all = new StringBuilder();
        page.forEach(download -> all.append(download.id()).append(state(download)).append(' '));
        next.ifPresent(all::append);
        return '"' + Sha256.of(all.toString()) + '"';
    }

    private static String state(DownloadResponse download) {
        return download.version() + (download.ahead() == null ? "" : "-" + download.ahead());
    }
}
