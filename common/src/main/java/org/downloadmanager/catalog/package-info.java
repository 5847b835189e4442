/**
 * What can be requested. One YAML file defines all exports. Both services read it at startup: the API lists exports and
 * validates requests, the worker runs them. A request names an export and never carries SQL, a path or an address.
 */
package org.downloadmanager.catalog;
