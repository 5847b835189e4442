package org.downloadmanager.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.gaul.s3proxy.blobstore.ForwardingBlobStore;
import org.gaul.s3proxy.blobstore.domain.MultipartUpload;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** Accepts half a part, then fails, as often as requested. */
final class FaultyBlobStore extends ForwardingBlobStore {

    private static final int HALF = 4 << 20;

    final AtomicInteger faults = new AtomicInteger();
    final AtomicInteger happened = new AtomicInteger();
    /** The sizes of the accepted parts. */
    final List<Long> parts = Collections.synchronizedList(new ArrayList<>());

    FaultyBlobStore() {
        super(new TransientNio2BlobStore());
    }

    @Override
    public UploadPartResponse uploadMultipartPart(MultipartUpload upload, UploadPartRequest part, InputStream bytes) {
        if (faults.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            try {
                bytes.readNBytes(HALF);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            happened.incrementAndGet();
            throw new UncheckedIOException(new IOException("Half a part is enough"));
        }
        parts.add(part.contentLength());
        return super.uploadMultipartPart(upload, part, bytes);
    }
}
