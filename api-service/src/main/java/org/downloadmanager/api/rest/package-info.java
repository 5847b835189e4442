/** REST resources, their representations, and problem documents. */
package org.downloadmanager.api.rest;
