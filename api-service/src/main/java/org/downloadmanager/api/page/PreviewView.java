package org.downloadmanager.api.page;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.downloadmanager.catalog.Export;
import org.downloadmanager.previews.Preview;

/** The preview of an export on the page. */
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

    /** The known file sizes, in the order of the formats. */
    public List<Size> sizes() {
        Map<String, Long> known = preview.bytes();
        return export.formats().stream().filter(format -> known.containsKey(format.extension()))
                .map(format -> new Size(format.extension(), known.get(format.extension()))).toList();
    }

    /** The approximate file size of the full export in one format. */
    record Size(String format, long bytes) {

        public String title() {
            return DownloadView.formatTitle(format);
        }

        public String inWords() {
            return DownloadView.size(bytes);
        }
    }
}
