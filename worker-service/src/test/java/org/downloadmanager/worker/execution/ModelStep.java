package org.downloadmanager.worker.execution;

import java.util.Locale;

/**
 * One step of the model: one actor makes at most one call to the store. An actor that is not scheduled stays frozen
 * before its next call, so every worker is a zombie in some of the explored stories.
 *
 * @param actor    a worker, or {@link #OWNER}
 * @param subject  the index of a download; of a slot for a move of an attempt; or -1
 * @param answered whether the answer of the store arrives; the store carries the call out in either case
 */
record ModelStep(Move move, int actor, int subject, boolean answered) {

    static final int OWNER = -1;

    /**
     * What can happen. COMMAND: Kafka delivers a command; DUE: the poller finds a download due, in contact with the
     * store for long enough or not; GO_ON: the next call of something begun before; COMMIT: the reader of commands finds
     * in the store that the head of a partition has ended.
     */
    enum Move {
        SUBMIT, CANCEL, DISCARD, COMMAND, DUE, DUE_WITHOUT_CONTACT, RENEW, CHECKPOINT, COMPLETE, FAIL, HAND_OVER, GIVE_UP, GO_ON, CRASH, COMMIT, DEADLINE, LOSE_ALL;

        /** Whether it is a move of an attempt, and so of its slot. */
        boolean isOfAttempt() {
            return switch (this) {
                case RENEW, CHECKPOINT, COMPLETE, FAIL, HAND_OVER, GIVE_UP -> true;
                default -> false;
            };
        }
    }

    static ModelStep of(Move move, int actor, int subject) {
        return new ModelStep(move, actor, subject, true);
    }

    ModelStep unanswered() {
        return new ModelStep(move, actor, subject, false);
    }

    @Override
    public String toString() {
        String what = move.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String whose = subject < 0 ? "" : (move.isOfAttempt() ? " in slot " : " of download ") + subject;
        String who = switch (move) {
            case COMMIT, DEADLINE, LOSE_ALL -> "store and broker";
            default -> actor == OWNER ? "owner" : "worker " + actor;
        };
        return who + ": " + what + whose + (answered ? "" : ", and the answer is lost");
    }
}
