/** Downloads as programs see them: the representations that REST, sockets, event streams and the page share. */
package org.downloadmanager.api.view;
