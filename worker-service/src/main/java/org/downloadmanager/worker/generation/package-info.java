/** What a generator sees, and how generators are found by the exports that they serve. */
package org.downloadmanager.worker.generation;
