package org.downloadmanager.files;

import java.util.List;

import org.downloadmanager.downloads.DownloadId;

/** The object keys of one attempt. */
record S3Attempt(DownloadId id, long epoch) {

    /** The prefix of all objects of the download. */
    static String prefix(DownloadId id) {
        return "downloads/" + id.value() + '/';
    }

    String prefix() {
        return prefix(id) + epoch + '/';
    }

    /** The marker that the attempt has begun. */
    String begun() {
        return prefix() + "begun";
    }

    /** The bytes of the attempt itself, without those that it resumes from. */
    String segment() {
        return prefix() + "segment";
    }

    String rendition() {
        return prefix() + "rendition";
    }

    /** All segments joined. */
    String whole() {
        return prefix() + "whole";
    }

    /** The bytes of the segment that are in no uploaded part yet, from that position on. */
    String tail(long position) {
        return tails() + "%020d".formatted(position);
    }

    String tails() {
        return prefix() + "tail/";
    }

    /** The objects that are uploaded in parts. */
    List<String> uploads() {
        return List.of(segment(), rendition(), whole());
    }
}
