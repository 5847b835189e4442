/** Renders rows as an Excel workbook. */
package org.downloadmanager.worker.generation.xlsx;
