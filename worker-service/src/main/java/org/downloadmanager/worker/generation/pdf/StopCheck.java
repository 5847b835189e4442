package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;

/** Ends a report that is no longer wanted: asks after so much work, however it is spread over rows, pages and fonts. */
final class StopCheck {

    /** Returns when the report is still wanted; throws otherwise, and that is not for the report to catch. */
    @FunctionalInterface
    interface Question {

        void stayOrHandOver() throws IOException;
    }

    /** So many characters are laid out in a few milliseconds. */
    private static final int WORK_BETWEEN_QUESTIONS = 10_000;

    private final Question question;
    private long work;

    StopCheck(Question question) {
        this.question = question;
    }

    /** @param amount of work that has been done since the last time: what it takes to lay out that many characters */
    void worked(long amount) throws IOException {
        work += amount;
        if (work >= WORK_BETWEEN_QUESTIONS) {
            work = 0;
            question.stayOrHandOver();
        }
    }
}
