package org.downloadmanager.api.http;

import java.util.Arrays;
import java.util.HexFormat;

import io.netty.util.NetUtil;
import io.vertx.core.http.HttpServerRequest;

/** The address of a client, as the limits count it. */
public final class ClientAddress {

    private static final int NETWORK_BYTES = 8;

    private ClientAddress() {}

    public static String of(HttpServerRequest request) {
        return of(request.remoteAddress().host());
    }

    /** IPv6 addresses are counted by their network of 64 bits, because a client with one address has all of them. */
    static String of(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        return address == null || address.length <= NETWORK_BYTES
                ? host
                : HexFormat.of().formatHex(Arrays.copyOf(address, NETWORK_BYTES));
    }
}
