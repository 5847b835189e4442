package org.downloadmanager.worker.generation.sql;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Compresses the output of another writer. A gzip file may have many members, and every 64 KiB of uncompressed text become
 * one, so the file is the same wherever its checkpoints were. A checkpoint carries the bytes of the incomplete member. A
 * fast source gets its checkpoints where few bytes are carried; a slow source does not wait for such a point.
 */
final class GzipRowWriter implements RowWriter {

    /** Members of this size cost a twentieth of the compression. */
    private static final int MEMBER = 64 * 1024;
    private static final int SMALL_OUTPUT = 1024;

    private final RowWriter rows;
    private final Members members;
    private final Duration timeout;
    private long askedAt;

    /** Writes rows before they are compressed. */
    interface Plain {
        RowWriter on(OutputStream output) throws IOException;
    }

    /** @param timeout how long a wanted checkpoint waits for the end of a member */
    GzipRowWriter(OutputStream output, Duration timeout, Plain plain) throws IOException {
        this.timeout = timeout;
        this.members = new Members(output);
        this.rows = plain.on(members);
    }

    @Override
    public void begin(List<ResultColumn> columns) throws IOException {
        rows.begin(columns);
    }

    @Override
    public void resume(String carry) throws IOException {
        byte[] deflated = Base64.getUrlDecoder().decode(carry);
        try (InflaterInputStream inflated = new InflaterInputStream(new ByteArrayInputStream(deflated))) {
            members.write(inflated.readAllBytes());
        }
        members.any = true;
    }

    @Override
    public void write(Rows row) throws Exception {
        rows.write(row);
    }

    @Override
    public Optional<String> flush() throws IOException {
        rows.flush();
        long now = System.nanoTime();
        if (askedAt == 0) {
            askedAt = now;
        }
        if (members.size > SMALL_OUTPUT && now - askedAt < timeout.toNanos()) {
            return Optional.empty();
        }
        askedAt = 0;
        return Optional.of(members.carry());
    }

    @Override
    public void finish() throws IOException {
        rows.finish();
        members.end();
    }

    private static final class Members extends OutputStream {

        private final OutputStream output;
        private final byte[] bytes = new byte[MEMBER];
        private final ByteArrayOutputStream compressed = new ByteArrayOutputStream(MEMBER);
        private int size;
        private boolean any;

        Members(OutputStream output) {
            this.output = output;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[]{ (byte) b }, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            for (int done = 0; done < length;) {
                int taken = Math.min(length - done, MEMBER - size);
                System.arraycopy(from, offset + done, bytes, size, taken);
                size += taken;
                done += taken;
                if (size == MEMBER) {
                    writeMember();
                }
            }
        }

        String carry() throws IOException {
            ByteArrayOutputStream deflated = new ByteArrayOutputStream();
            try (OutputStream deflating = new DeflaterOutputStream(deflated)) {
                deflating.write(bytes, 0, size);
            }
            return Base64.getUrlEncoder().withoutPadding().encodeToString(deflated.toByteArray());
        }

        /** An empty file has one empty member, because gzip needs one. */
        void end() throws IOException {
            if (size > 0 || !any) {
                writeMember();
            }
        }

        private void writeMember() throws IOException {
            try (OutputStream gzip = new GZIPOutputStream(compressed)) {
                gzip.write(bytes, 0, size);
            }
            compressed.writeTo(output);
            compressed.reset();
            size = 0;
            any = true;
        }
    }
}
