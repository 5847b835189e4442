package org.downloadmanager.worker.generation.sql;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Set;
import java.util.regex.Pattern;

import org.downloadmanager.downloads.FailureCode;
import org.downloadmanager.worker.generation.GenerationFailedException;

/** Distinguishes transient errors of a source from permanent ones. */
public final class SqlFailures {

    /** Connection, resources, intervention, rollback, system and internal errors; lock not available. */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "55", "57", "58", "XX");

    /**
     * DuckDB has no SQL states, and after the first rows its messages have a longer form. All its other errors (I/O,
     * memory, interrupts) may be transient.
     */
    private static final Pattern LASTING_DUCKDB_ERROR = Pattern.compile("(?s)(Query failed: )?((Parser|Syntax|Binder"
            + "|Catalog|Conversion|Decimal|Invalid|Invalid Input|Invalid type|Out of Range|Divide by Zero|Mismatch Type"
            + "|Not implemented|Constraint|Permission|Parameter Not Resolved|Missing Extension|Unknown Type) Error:.*"
            + "|IO Error: (No files found|Cannot open (file|database)).*)");
    private static final Pattern MISUNDERSTOOD_BY_DUCKDB = Pattern.compile("(Parser|Syntax|Binder|Catalog) Error:");
    private static final Pattern ABOUT_VALUES = Pattern.compile("(Conversion|Invalid Input|Out of Range) Error:");
    /** Unknown or ambiguous function, operator, type, cast or collation; type mismatch. */
    private static final Set<String> TYPE_STATES = Set.of("42883", "42725", "42704", "42846", "42P18", "42P22",
            "42804");

    private SqlFailures() {}

    /** The exception that ends the attempt. */
    static Exception of(SQLException error, Duration statementTimeout) {
        if (isTimeout(error)) {
            return new GenerationFailedException(FailureCode.SOURCE_TIMEOUT.because("The data source took longer than "
                    + statementTimeout.toSeconds() + " seconds to answer. Narrow your filters, or try again later."),
                    error);
        }
        return isPassing(error)
                ? error
                : new GenerationFailedException(
                        FailureCode.SOURCE_FAILED
                                .because("The data could not be read. Retrying will not help; contact the operator."),
                        error);
    }

    /** Whether the source has no comparison, order or cast for a type. */
    static boolean isAboutTypes(SQLException error) {
        String state = error.getSQLState();
        return state == null || state.isEmpty()
                ? MISUNDERSTOOD_BY_DUCKDB.matcher(String.valueOf(error.getMessage())).lookingAt()
                : TYPE_STATES.contains(state);
    }

    /** Whether DuckDB could not convert a value. */
    public static boolean isAboutValues(SQLException error) {
        return ABOUT_VALUES.matcher(String.valueOf(error.getMessage())).lookingAt();
    }

    private static boolean isTimeout(SQLException error) {
        return error instanceof SQLTimeoutException || "57014".equals(error.getSQLState());
    }

    private static boolean isPassing(SQLException error) {
        if (error instanceof SQLTransientException || error instanceof SQLRecoverableException) {
            return true;
        }
        String state = error.getSQLState();
        return state == null || state.length() < 2
                ? !LASTING_DUCKDB_ERROR.matcher(String.valueOf(error.getMessage())).matches()
                : PASSING_CLASSES.contains(state.substring(0, 2));
    }
}
