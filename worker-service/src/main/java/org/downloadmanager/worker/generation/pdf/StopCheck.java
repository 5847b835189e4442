package org.downloadmanager.worker.generation.pdf;

import java.io.IOException;

/**
 * Checks whether a report is still wanted after a fixed amount of work, however it is spread over rows, pages and fonts.
 */
final class StopCheck {

    /** Returns when the report is still wanted, and throws otherwise; the report must not catch that exception. */
    @FunctionalInterface
    interface Question {

        void stayOrHandOver() throws IOException;
    }

    /** The characters that are laid out between two checks, which take a few milliseconds. */
    private static final int WORK_BETWEEN_QUESTIONS = 10_000;

    private final Question question;
    private long work;

    StopCheck(Question question) {
        this.question = question;
    }

    /** @param amount the work since the last call, in laid out characters */
    void worked(long amount) throws IOException {
        work += amount;
        if (work >= WORK_BETWEEN_QUESTIONS) {
            work = 0;
            question.stayOrHandOver();
        }
    }
}
