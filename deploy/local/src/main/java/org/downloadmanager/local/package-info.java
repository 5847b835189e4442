/**
 * The whole system on one machine, each part a process of its own: {@link org.downloadmanager.local.Cluster} starts,
 * kills, freezes and restarts the parts; {@link org.downloadmanager.local.LocalClusterMain} is the command built on it. The
 * {@link org.downloadmanager.local.KafkaBroker} and the {@link org.downloadmanager.local.RedisServer} can be used alone.
 */
package org.downloadmanager.local;
