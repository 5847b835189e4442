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
 * Compresses what another writer writes. A gzip file may have many members, and every stretch of this many bytes becomes
 * one, so that the file is the same wherever its checkpoints were: what is not yet a whole member is carried along with
 * the checkpoint. A fast source gets its checkpoints where that is next to nothing; a slow one need not wait for such a
 * place, and loses nothing either.
 */
final class GzipRowWriter implements RowWriter {

    /** Of this size they cost a twentieth of the compression. */
    private static final int MEMBER = 64 * 1024;
    private static final int LITTLE = 1024;

    private final RowWriter rows;
    private final Members members;
    private final Duration timeout;
    private long askedAt;

    /** How rows are written before they are compressed. */
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
        if (members.size > LITTLE && now - askedAt < timeout.toNanos()) {
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

        /** Nothing at all is an empty member: no member is no gzip. */
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
