package org.downloadmanager.messages;

/** The topics of Kafka. */
public final class Topics {

    /** Key: download id. Value: the download as it was accepted, which is enough to generate the file. */
    public static final String COMMANDS = "download-commands";

    /** Key: owner. Value: {@link DownloadEvent}. */
    public static final String EVENTS = "download-events";

    /** Key: download id. Value: {@link DeadLetter}. */
    public static final String DEAD_LETTERS = "download-commands-dlq";

    private Topics() {}
}
