package org.downloadmanager.system.history;

/** A promise that was broken, and what shows it. */
public record Violation(Promise promise, String evidence) {

    /** What a history is judged by. */
    public enum Promise {
        /** Each accepted download ended, once, in a way that its request allows. */
        ENDS_ONCE,
        /** No state, version, attempt or progress went backwards for any observer. */
        NEVER_BACKWARDS,
        /** Nobody had two active downloads. */
        ONE_AT_A_TIME,
        /** Each ready file could be fetched, and is byte for byte what an undisturbed run gives. */
        RIGHT_FILE,
        /** Each question was answered as it should be, or at least while nothing was broken. */
        ANSWERED,
        /** When all had ended nothing was left over. */
        NOTHING_LEFT
    }
}
