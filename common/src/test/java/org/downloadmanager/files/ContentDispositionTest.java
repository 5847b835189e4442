package org.downloadmanager.files;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentDispositionTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            flights.csv             | flights.csv         | flights.csv
            my report (1).pdf       | my report (1).pdf   | my%20report%20%281%29.pdf
            größe.csv               | gr__e.csv           | gr%C3%B6%C3%9Fe.csv
            日本.csv                 | __.csv              | %E6%97%A5%E6%9C%AC.csv
            📊.csv                  | _.csv               | %F0%9F%93%8A.csv
            100%41.csv              | 100_41.csv          | 100%2541.csv
            it's.csv                | it's.csv            | it%27s.csv
            """, quoteCharacter = '`')
    void everyNameArrivesWholeAndHasAFallback(String name, String fallback, String escaped) {
        assertThat(ContentDisposition.attachment(name))
                .isEqualTo("attachment; filename=\"" + fallback + "\"; filename*=UTF-8''" + escaped);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ../../etc/passwd        | _._.._etc_passwd    | _._.._etc_passwd
            ..\\windows\\x          | _._windows_x        | _._windows_x
            .htaccess               | _htaccess           | _htaccess
            "; filename="evil.exe   | _; filename=_evil.exe | %22%3B%20filename%3D%22evil.exe
            """, quoteCharacter = '`')
    void specialCharactersInANameCannotBreakTheHeader(String name, String fallback, String escaped) {
        assertThat(ContentDisposition.attachment(name))
                .isEqualTo("attachment; filename=\"" + fallback + "\"; filename*=UTF-8''" + escaped);
    }

    @ParameterizedTest
    @ValueSource(strings = { "a\r\nSet-Cookie: x=1", "a\u0000b", "a\u202Evsc.exe", "a\u2066b", "a\u200Fb", "a\u2028b",
        "a\u0085b", "a\uD800b", "a\u007Fb", "a\tb" })
    void invisibleCharactersInFileNamesAreReplaced(String name) {
        // When
        String header = ContentDisposition.attachment(name);

        // Then
        assertThat(header).matches("[ -~]*").startsWith("attachment; filename=\"a_")
                .contains("; filename*=UTF-8''a_");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "  \u2003 " })
    void aFileWithoutANameGetsOne(String name) {
        assertThat(ContentDisposition.attachment(name))
                .isEqualTo("attachment; filename=\"download\"; filename*=UTF-8''download");
    }
}
