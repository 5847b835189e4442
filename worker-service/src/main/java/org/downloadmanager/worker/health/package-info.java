/** What a worker reports to the platform: started, live, ready. */
package org.downloadmanager.worker.health;
