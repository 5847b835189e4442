/** The API service: stateless replicas that accept requests, show progress and serve files. */
package org.downloadmanager.api;
