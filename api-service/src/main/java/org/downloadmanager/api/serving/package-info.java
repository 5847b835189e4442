/** Serves files over HTTP: ranges, validators and preconditions of RFC 9110. */
package org.downloadmanager.api.serving;
