package org.downloadmanager.files;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;

/**
 * Objects one after the other, each limited to its recorded length. Reads them in pieces, because a reader may be slow and
 * no store keeps a connection open without limit.
 */
final class S3SegmentInputStream extends InputStream {

    private static final int PIECE = 1 << 20;

    private final S3Bucket bucket;
    private final Iterator<S3Bucket.Entry> objects;
    private S3Bucket.Entry object = new S3Bucket.Entry("", 0);
    private long position;
    private byte[] piece = new byte[0];
    private int next;

    S3SegmentInputStream(S3Bucket bucket, List<S3Bucket.Entry> objects) {
        this.bucket = bucket;
        this.objects = objects.iterator();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (next == piece.length && !advance()) {
            return -1;
        }
        int read = Math.min(length, piece.length - next);
        System.arraycopy(piece, next, bytes, offset, read);
        next += read;
        return read;
    }

    private boolean advance() throws IOException {
        while (position == object.length()) {
            if (!objects.hasNext()) {
                return false;
            }
            object = objects.next();
            position = 0;
        }
        int wanted = (int) Math.min(PIECE, object.length() - position);
        piece = bucket.get(object.key(), position, wanted).orElse(new byte[0]);
        if (piece.length < wanted) {
            throw new EOFException(object.key() + " lacks " + (object.length() - position - piece.length) + " bytes");
        }
        position += wanted;
        next = 0;
        return true;
    }
}
