/**
 * The ports of downloads in Redis: one adapter for each port over shared scripts, all key names in one class, and a
 * circuit breaker that tells a silent Redis from a slow process.
 */
package org.downloadmanager.downloads.redis;
