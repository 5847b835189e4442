/** Renders rows as a Parquet file. */
package org.downloadmanager.worker.generation.parquet;
