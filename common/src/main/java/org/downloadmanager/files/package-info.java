/**
 * Where files are made and kept. A draft collects the segments of the attempts; publishing joins them into one file
 * that appears whole or not at all. A directory and an S3-compatible store pass the same contract suite.
 */
package org.downloadmanager.files;
