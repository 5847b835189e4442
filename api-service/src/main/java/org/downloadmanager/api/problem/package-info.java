/** Problem documents: the one form in which the API says that a request failed, and why. */
package org.downloadmanager.api.problem;
