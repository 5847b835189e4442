/**
 * Files of rows from a database. A dialect knows the database, a cursor reads it in constant memory, canonical texts
 * carry the values, and a resume key tells where another attempt goes on. Row formats stream; rendered formats read
 * the rows from a spool.
 */
package org.downloadmanager.worker.generation.sql;
