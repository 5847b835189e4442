package org.downloadmanager.api.rest;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.DownloadPage;

/** By what a client recognises the state that it has seen already: nothing changes without a new version. */
final class EntityTag {

    private EntityTag() {}

    static String of(Download download) {
        return "\"" + download.version() + "\"";
    }

    static String of(DownloadPage page) {
        StringBuilder all = new StringBuilder();
        page.downloads().forEach(download -> all.append(download.id()).append(download.version()).append(' '));
        page.next().ifPresent(all::append);
        return "\"" + RequestParser.sha256(all.toString()) + "\"";
    }
}
