package org.downloadmanager.worker.generation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.catalog.Format;
import org.downloadmanager.downloads.Progress;
import org.downloadmanager.files.Rendering;

/** An attempt without an executor: records what the generator writes and reports, and stops when the test wants it to. */
public class RecordingGeneration implements Generation {

    /** The checkpoint of an attempt. */
    public record Reached(byte[] bytes, String token) {}

    private final Export export;
    private final Format format;
    private final Map<String, Object> parameters;
    private final Optional<String> resumeToken;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final ByteArrayOutputStream rendered = new ByteArrayOutputStream();
    private boolean rendering;
    private final List<Reached> checkpoints = new ArrayList<>();
    private final List<Progress> progress = new ArrayList<>();

    private int rowsBetweenCheckpoints = Integer.MAX_VALUE;
    private int lastCheckpoint = Integer.MAX_VALUE;
    private int asked;
    private volatile boolean stopped;
    private volatile Runnable interruption;

    public RecordingGeneration(Export export, String format, Map<String, Object> parameters) {
        this(export, Format.named(format).orElseThrow(), parameters, null);
    }

    private RecordingGeneration(Export export, Format format, Map<String, Object> parameters, Reached from) {
        this.export = export;
        this.format = format;
        this.parameters = parameters;
        this.resumeToken = Optional.ofNullable(from).map(Reached::token);
        if (from != null) {
            output.writeBytes(from.bytes());
        }
    }

    public RecordingGeneration checkpointEvery(int rows) {
        this.rowsBetweenCheckpoints = rows;
        return this;
    }

    /** Stops the attempt at the checkpoint with that number, counted from 1. */
    public RecordingGeneration endAtCheckpoint(int number) {
        this.lastCheckpoint = number;
        return this;
    }

    /** Another attempt at the same file, from a checkpoint of this one. */
    public RecordingGeneration continuedFrom(Reached checkpoint) {
        return new RecordingGeneration(export, format, parameters, checkpoint);
    }

    public void stop() {
        stopped = true;
        interruption.run();
    }

    public boolean canBeStopped() {
        return interruption != null;
    }

    /** The bytes that would be published. */
    public byte[] bytes() {
        return (rendering ? rendered : output).toByteArray();
    }

    public String text() {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    public List<Reached> checkpoints() {
        return checkpoints;
    }

    public List<Progress> reported() {
        return progress;
    }

    @Override
    public Export export() {
        return export;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public Map<String, Object> parameters() {
        return parameters;
    }

    @Override
    public Optional<String> resumeToken() {
        return resumeToken;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public Rendering rendering() {
        rendering = true;
        return new Rendering(new ByteArrayInputStream(output.toByteArray()), rendered);
    }

    @Override
    public void progress(Progress reached) {
        progress.add(reached);
        if (stopped) {
            throw new GenerationStoppedException();
        }
    }

    @Override
    public boolean wantsCheckpoint() {
        return ++asked % rowsBetweenCheckpoints == 0;
    }

    @Override
    public void checkpoint(String token) {
        checkpoints.add(new Reached(output.toByteArray(), token));
        if (checkpoints.size() == lastCheckpoint) {
            throw new GenerationStoppedException();
        }
    }

    @Override
    public void onStop(Runnable interruption) {
        this.interruption = interruption;
    }
}
