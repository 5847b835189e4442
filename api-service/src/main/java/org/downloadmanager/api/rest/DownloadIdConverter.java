package org.downloadmanager.api.rest;

import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.ext.ParamConverter;
import jakarta.ws.rs.ext.ParamConverterProvider;
import jakarta.ws.rs.ext.Provider;

import org.downloadmanager.downloads.DownloadId;

/** Parses the download id in a path. No download has an id of another form, so the answer to one is 404. */
@Provider
public class DownloadIdConverter implements ParamConverterProvider, ParamConverter<DownloadId> {

    @Override
    @SuppressWarnings("unchecked")
    public <T> ParamConverter<T> getConverter(Class<T> type, Type genericType, Annotation[] annotations) {
        return type == DownloadId.class ? (ParamConverter<T>) this : null;
    }

    @Override
    public DownloadId fromString(String text) {
        return DownloadId.parse(text).orElseThrow(NotFoundException::new);
    }

    @Override
    public String toString(DownloadId id) {
        return id.value();
    }
}
