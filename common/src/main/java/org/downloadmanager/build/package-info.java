/** The version and the commit of the running process. */
package org.downloadmanager.build;
