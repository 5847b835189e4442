package org.downloadmanager.files;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The Content-Disposition header of a file, by RFC 6266 and RFC 8187. */
public final class ContentDisposition {

    /** Path separators, line ends, direction overrides and unpaired surrogates. */
    private static final Pattern UNSAFE = Pattern
            .compile(
                    "[\\\\/\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}\\x{61C}\\x{200E}\\x{200F}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}]");
    /** Characters that a quoted string cannot hold, or that some browsers decode in it. */
    private static final Pattern UNQUOTABLE = Pattern.compile("[^ -~]|[\"%]");
    private static final String UNESCAPED = "!#$&+-.^_`|~";

    private ContentDisposition() {}

    public static String attachment(String name) {
        String safe = safe(name);
        return "attachment; filename=\"" + UNQUOTABLE.matcher(safe).replaceAll("_") + "\"; filename*=UTF-8''"
                + escaped(safe);
    }

    private static String safe(String name) {
        String harmless = UNSAFE.matcher(name).replaceAll("_").strip();
        String visible = harmless.startsWith(".") ? "_" + harmless.substring(1) : harmless;
        return visible.isEmpty() ? "download" : visible;
    }

    private static String escaped(String name) {
        StringBuilder escaped = new StringBuilder();
        for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xFF);
            if (c < 128 && Character.isLetterOrDigit(c) || UNESCAPED.indexOf(c) >= 0) {
                escaped.append(c);
            } else {
                escaped.append(String.format("%%%02X", (int) c));
            }
        }
        return escaped.toString();
    }
}
