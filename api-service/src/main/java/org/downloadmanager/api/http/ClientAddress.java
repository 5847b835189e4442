package org.downloadmanager.api.http;

import java.util.Arrays;
import java.util.HexFormat;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;

/** Where a request comes from, as far as limits are concerned. */
public final class ClientAddress {

    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    public static String of(HttpServerRequest request) {
        return of(request.remoteAddress().host());
    }

    /** A client with one IPv6 address has its whole network of 64 bits. */
    static String of(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return address == null || address.length <= NETWORK_BYTES
                ? host
                : HexFormat.of().formatHex(Arrays.copyOf(address, NETWORK_BYTES));
    }
}
