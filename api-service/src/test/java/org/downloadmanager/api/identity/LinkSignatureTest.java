package org.downloadmanager.api.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import org.downloadmanager.api.identity.LinkSignature.Verdict;
import org.downloadmanager.downloads.Owner;
import org.junit.jupiter.api.Test;

class LinkSignatureTest {

    private static final String SECRET = "s".repeat(32);
    private static final String PATH = "/downloads/1/flights.csv";
    private static final Instant NOW = Instant.ofEpochSecond(1_000_000);

    private final LinkSignature links = at(NOW);

    @Test
    void aLinkIsValidUntilItExpires() {
        // Given
        String link = links.sign(PATH, NOW.plusSeconds(60));

        // When / Then
        assertThat(check(at(NOW.plusSeconds(59)), link)).isEqualTo(Verdict.GOOD);
        assertThat(check(at(NOW.plusSeconds(60)), link)).isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void signaturesAreValidOnReplicasWithTheSameSecretOnly() {
        // Given
        String link = links.sign(PATH, NOW.plusSeconds(60));

        // When / Then
        assertThat(check(new LinkSignature(SECRET, fixed(NOW)), link)).isEqualTo(Verdict.GOOD);
        assertThat(check(new LinkSignature("t".repeat(32), fixed(NOW)), link)).isEqualTo(Verdict.FORGED);
    }

    @Test
    void anOwnerSignatureIsNotALinkSignature() {
        // Given an owner whose id a client could choose
        String text = PATH + '\n' + "2000000";
        String signature = new OwnerSignature(SECRET).sign(new Owner(text)).substring(text.length() + 1);

        // When / Then
        assertThat(links.check(PATH, "2000000", signature)).isEqualTo(Verdict.FORGED);
    }

    @Test
    void aLinkIsValidForOneFileAndOneExpiry() {
        // Given
        String link = links.sign(PATH, NOW.plusSeconds(60));
        String signature = link.substring(link.indexOf("signature=") + "signature=".length());

        // When / Then
        assertThat(links.check("/downloads/2/flights.csv", "1000060", signature)).isEqualTo(Verdict.FORGED);
        assertThat(links.check(PATH, "1000061", signature)).isEqualTo(Verdict.FORGED);
        assertThat(links.check(PATH, "01000060", signature)).isEqualTo(Verdict.FORGED);
        assertThat(links.check(PATH, null, signature)).isEqualTo(Verdict.FORGED);
        assertThat(links.check(PATH, "1000060", null)).isEqualTo(Verdict.FORGED);
        assertThat(links.check(PATH, "1000060", signature)).isEqualTo(Verdict.GOOD);
    }

    private static Verdict check(LinkSignature by, String link) {
        String[] query = link.substring(link.indexOf('?') + 1).split("[=&]");
        return by.check(PATH, query[1], query[3]);
    }

    private static LinkSignature at(Instant now) {
        return new LinkSignature(SECRET, fixed(now));
    }

    private static Clock fixed(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
