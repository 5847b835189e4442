/**
 * What can be requested. One YAML file says it all, and both services read it at their start: the one to list and to
 * check, the other to run. A request names an export of it and never carries SQL, a path or an address.
 */
package org.downloadmanager.catalog;
