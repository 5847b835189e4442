/** The REST resources. */
package org.downloadmanager.api.rest;
