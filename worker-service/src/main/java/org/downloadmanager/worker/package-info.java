/** The worker service: stateless workers in one consumer group, each with a number of slots. */
package org.downloadmanager.worker;
