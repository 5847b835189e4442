/** Keeps the essential threads of a process alive, or ends the process so that its platform restarts it. */
package org.downloadmanager.supervision;
