/**
 * Who sends a request: signed anonymous cookies, signed links, and the origins that browsers may come from. Below this
 * package only the owner is known.
 */
package org.downloadmanager.api.identity;
