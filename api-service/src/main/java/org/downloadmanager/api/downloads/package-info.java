/** Parses, accepts, cancels and removes requests for files: the use cases that REST and the page share. */
package org.downloadmanager.api.downloads;
