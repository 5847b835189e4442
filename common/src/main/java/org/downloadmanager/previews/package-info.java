/** Previews of exports: row count, file sizes and the first rows, made by workers and shown by the API. */
package org.downloadmanager.previews;
