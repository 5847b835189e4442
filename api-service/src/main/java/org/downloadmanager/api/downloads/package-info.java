/** Requests, cancels and removes downloads: the use cases that REST and the page share. */
package org.downloadmanager.api.downloads;
