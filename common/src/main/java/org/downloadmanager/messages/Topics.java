package org.downloadmanager.messages;

/** The topics of Kafka. */
public final class Topics {

    /** Key: download id. Value: the download as it was accepted, so that it can be made from this alone. */
    public static final String COMMANDS = "download-commands";

    /** Key: owner. Value: {@link DownloadEvent}. */
    public static final String EVENTS = "download-events";

    /** Key: download id. Value: the download whose command led nowhere, with what it suffered. */
    public static final String DEAD_LETTERS = "download-commands-dlq";

    private Topics() {}
}
