/** Renders rows as a PDF report: layout of columns and text, fonts, a chart. */
package org.downloadmanager.worker.generation.pdf;
