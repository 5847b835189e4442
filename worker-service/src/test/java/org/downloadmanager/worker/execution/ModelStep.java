package org.downloadmanager.worker.execution;

import java.util.Locale;

/**
 * One step of the model: one actor makes at most one call to the store. Whoever is not scheduled in between stands
 * frozen before his next call; so every worker is a zombie in some of the explored stories.
 *
 * @param actor    a worker, or {@link #OWNER}
 * @param answered whether the answer of the store arrives; what was asked happens in either case
 */
record ModelStep(Move move, int actor, int download, boolean answered) {

    static final int OWNER = -1;

    /** What can happen. GO_ON is the next call of something begun before. */
    enum Move {
        SUBMIT, CANCEL, DISCARD, OFFER, TAKE, MAKE_ROOM, RENEW, CHECKPOINT, COMPLETE, FAIL, HAND_OVER, GIVE_UP, GO_ON, CRASH, COMMIT, DEADLINE, LOSE_ALL
    }

    static ModelStep of(Move move, int actor, int download) {
        return new ModelStep(move, actor, download, true);
    }

    ModelStep unanswered() {
        return new ModelStep(move, actor, download, false);
    }

    @Override
    public String toString() {
        String what = move.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        String whose = download < 0 ? "" : " of download " + download;
        String who = switch (move) {
            case COMMIT, DEADLINE, LOSE_ALL -> "store and broker";
            default -> actor == OWNER ? "owner" : "worker " + actor;
        };
        return who + ": " + what + whose + (answered ? "" : ", and never hears the answer");
    }
}
