package org.downloadmanager.files;

import java.util.List;

import org.downloadmanager.downloads.DownloadId;

/** The names under which one attempt keeps things. */
record S3Attempt(DownloadId id, long epoch) {

    /** Of everything that attempts at the download keep. */
    static String prefix(DownloadId id) {
        return "downloads/" + id.value() + '/';
    }

    String prefix() {
        return prefix(id) + epoch + '/';
    }

    /** Says that the attempt has begun. */
    String begun() {
        return prefix() + "begun";
    }

    /** What the attempt writes, without what it goes on from. */
    String segment() {
        return prefix() + "segment";
    }

    String rendition() {
        return prefix() + "rendition";
    }

    /** All segments in one. */
    String whole() {
        return prefix() + "whole";
    }

    /** What is in the segment but in no part of it yet, from that position on. */
    String tail(long position) {
        return tails() + "%020d".formatted(position);
    }

    String tails() {
        return prefix() + "tail/";
    }

    /** What is uploaded in parts. */
    List<String> uploads() {
        return List.of(segment(), rendition(), whole());
    }
}
