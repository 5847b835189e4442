package org.downloadmanager.api.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.previews.Preview;

/** What the page shows of an export before a request. */
record PreviewView(Export export, Preview preview) {

    /** Null while unknown. */
    public Long rows() {
        return preview.rows();
    }

    public String rowsInWords() {
        return DownloadView.number(preview.rows());
    }

    public Instant asOf() {
        return preview.asOf();
    }

    public List<String> columns() {
        return preview.columns();
    }

    public List<List<String>> firstRows() {
        return preview.firstRows();
    }

    /** Of the formats of which that is known, in the order in which they are offered. */
    public List<Size> sizes() {
        Map<String, Long> known = preview.bytes();
        return export.formats().stream().filter(format -> known.containsKey(format.extension()))
                .map(format -> new Size(format.extension(), known.get(format.extension()))).toList();
    }

    /** About how large the file of all is in one format. */
    record Size(String format, long bytes) {

        public String title() {
            return DownloadView.formatTitle(format);
        }

        public String inWords() {
            return DownloadView.size(bytes);
        }
    }
}
