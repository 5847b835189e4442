/** What a replica reports to the platform: started, live, ready, degraded. */
package org.downloadmanager.api.health;
