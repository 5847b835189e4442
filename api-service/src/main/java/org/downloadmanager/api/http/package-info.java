/**
 * What applies to every HTTP request and connection: rate limits, connection limits, client addresses, response
 * headers.
 */
package org.downloadmanager.api.http;
