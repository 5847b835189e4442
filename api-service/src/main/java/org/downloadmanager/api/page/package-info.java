/** The page: forms, fragments, and the views that its templates render. */
package org.downloadmanager.api.page;
