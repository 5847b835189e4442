/**
 * How fast the system is, beside what its users would pick instead. A {@link org.downloadmanager.benchmarks.Benchmark} is
 * measured for each of its {@link org.downloadmanager.benchmarks.Subject}s, in turn and several times; what they note
 * in their {@link org.downloadmanager.benchmarks.Results} becomes rows of the table.
 */
package org.downloadmanager.benchmarks;
