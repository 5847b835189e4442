/** The clock that is injected wherever code asks for the time, so that tests can set it. */
package org.downloadmanager.time;
