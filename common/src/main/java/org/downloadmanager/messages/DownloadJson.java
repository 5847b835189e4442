package org.downloadmanager.messages;

import java.io.IOException;
import java.io.UncheckedIOException;

import org.downloadmanager.downloads.Download;
import org.downloadmanager.downloads.Failure;
import org.downloadmanager.previews.Preview;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

/** Writes and reads downloads, events and previews in one JSON form for Redis and Kafka. */
public final class DownloadJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            // A newer version may add fields.
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            // A double would lose digits of a parameter or add some.
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS))
            .build();
    private static final ObjectWriter DOCUMENT_WRITER = MAPPER.writerFor(DownloadDocument.class);
    private static final ObjectReader DOCUMENT_READER = MAPPER.readerFor(DownloadDocument.class);
    private static final ObjectWriter EVENT_WRITER = MAPPER.writerFor(EventDocument.class);
    private static final ObjectReader EVENT_READER = MAPPER.readerFor(EventDocument.class);
    private static final ObjectWriter DEAD_LETTER_WRITER = MAPPER.writerFor(DeadLetterDocument.class);
    private static final ObjectReader DEAD_LETTER_READER = MAPPER.readerFor(DeadLetterDocument.class);
    private static final ObjectWriter PREVIEW_WRITER = MAPPER.writerFor(Preview.class);
    private static final ObjectReader PREVIEW_READER = MAPPER.readerFor(Preview.class);

    private DownloadJson() {}

    public static String write(Download download) {
        return write(DOCUMENT_WRITER, DownloadDocument.of(download));
    }

    /** @throws UncheckedIOException when the text is not a download */
    public static Download read(String json) {
        return DownloadJson.<DownloadDocument>read(DOCUMENT_READER, json).toDownload();
    }

    public static String writeEvent(DownloadEvent event) {
        return write(EVENT_WRITER, new EventDocument(DownloadDocument.of(event.download()), event.removed()));
    }

    /** @throws UncheckedIOException when the text is not an event */
    public static DownloadEvent readEvent(String json) {
        EventDocument event = read(EVENT_READER, json);
        return new DownloadEvent(event.download().toDownload(), event.removed());
    }

    public static String writeDeadLetter(DeadLetter letter) {
        return write(DEAD_LETTER_WRITER,
                new DeadLetterDocument(DownloadDocument.of(letter.download()), letter.reason()));
    }

    /** @throws UncheckedIOException when the text is not a dead letter */
    public static DeadLetter readDeadLetter(String json) {
        DeadLetterDocument letter = read(DEAD_LETTER_READER, json);
        return new DeadLetter(letter.download().toDownload(), letter.reason());
    }

    public static String writePreview(Preview preview) {
        return write(PREVIEW_WRITER, preview);
    }

    /** @throws UncheckedIOException when the text is not a preview */
    public static Preview readPreview(String json) {
        return read(PREVIEW_READER, json);
    }

    private static String write(ObjectWriter writer, Object document) {
        try {
            return writer.writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T read(ObjectReader reader, String json) {
        try {
            return reader.readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record DeadLetterDocument(DownloadDocument download, Failure reason) {}

    private record EventDocument(DownloadDocument download, boolean removed) {}
}
