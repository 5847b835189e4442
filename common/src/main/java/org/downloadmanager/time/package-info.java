/** The clock that is injected wherever code needs the time, so that tests can set it. */
package org.downloadmanager.time;
