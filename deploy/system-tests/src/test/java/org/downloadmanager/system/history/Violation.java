package org.downloadmanager.system.history;

/** A broken promise and its evidence. */
public record Violation(Promise promise, String evidence) {

    /** The promises that a history is checked against. */
    public enum Promise {
        /** Each accepted download ended, once, in a way that its request allows. */
        ENDS_ONCE,
        /** No state, version, attempt or progress went backwards for any observer. */
        NEVER_BACKWARDS,
        /** No owner had two active downloads. */
        ONE_AT_A_TIME,
        /** Each ready file could be fetched, and is byte for byte what an undisturbed run gives. */
        RIGHT_FILE,
        /** Each request was answered correctly, at least while no fault was active. */
        ANSWERED,
        /** Nothing was left over after all downloads had ended. */
        NOTHING_LEFT
    }
}
