package org.downloadmanager.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientAddressTest {

    @Test
    void anIpv6NetworkIsOneClient() {
        assertThat(ClientAddress.of("2001:db8:1:2:3:4:5:6")).isEqualTo(ClientAddress.of("2001:db8:1:2::1"))
                .isNotEqualTo(ClientAddress.of("2001:db8:1:3::1"));
    }

    @Test
    void anIpv4AddressIsOneClient() {
        assertThat(ClientAddress.of("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(ClientAddress.of("192.0.2.2"));
    }

    @Test
    void aForwardedNameThatIsNoAddressIsKept() {
        assertThat(ClientAddress.of("_hidden")).isEqualTo("_hidden");
    }
}
