/** A generator of predictable files for tests, demonstrations and benchmarks. */
package org.downloadmanager.worker.generation.simulated;
