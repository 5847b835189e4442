package org.downloadmanager.api.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.downloadmanager.downloads.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnerSignatureTest {

    private static final String SECRET = "a secret of thirty-two letters !";

    private final OwnerSignature signature = new OwnerSignature(SECRET);
    private final Owner owner = signature.newOwner();
    private final String signed = signature.sign(owner);

    @Test
    void everyReplicaWithTheSameSecretRecognisesTheOwner() {
        // Given
        OwnerSignature another = new OwnerSignature(SECRET);

        // When / Then
        assertThat(another.verify(signed)).contains(owner);
    }

    @Test
    void everyNewVisitorIsAnotherOwner() {
        assertThat(signature.newOwner()).isNotEqualTo(owner);
    }

    @Test
    void anotherSecretRejectsTheCookie() {
        // Given
        OwnerSignature another = new OwnerSignature(SECRET.replace('a', 'b'));

        // When / Then
        assertThat(another.verify(signed)).isEmpty();
    }

    @Test
    void aChangedOwnerIdInvalidatesTheCookie() {
        // Given
        String changed = (signed.charAt(0) == '0' ? '1' : '0') + signed.substring(1);

        // When / Then
        assertThat(signature.verify(changed)).isEmpty();
    }

    @Test
    void anyChangedCharacterInvalidatesASignature() {
        int dot = signed.indexOf('.');
        // The last character has two unused bits, but it is compared as text.
        for (int i = dot + 1; i < signed.length(); i++) {
            char other = signed.charAt(i) == 'A' ? 'B' : 'A';
            String changed = signed.substring(0, i) + other + signed.substring(i + 1);
            assertThat(signature.verify(changed)).as(changed).isEmpty();
        }
    }

    @Test
    void aTruncatedSignatureIsInvalid() {
        assertThat(signature.verify(signed.substring(0, signed.length() - 1))).isEmpty();
        assertThat(signature.verify(signed + "A")).isEmpty();
        assertThat(signature.verify(owner.id())).isEmpty();
        assertThat(signature.verify(owner.id() + '.')).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", ".", "..", "x.y", "a.b.c", "%00.\u0000", "owner.\u00fc" })
    void aMalformedCookieIdentifiesNoOwner(String garbage) {
        assertThat(signature.verify(garbage)).isEmpty();
    }

    @Test
    void aShortIdentitySecretIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new OwnerSignature(SECRET.substring(1)))
                .withMessageContaining("downloads.identity.secret").withMessageContaining("32")
                .withMessageNotContaining(SECRET.substring(1));
    }
}
