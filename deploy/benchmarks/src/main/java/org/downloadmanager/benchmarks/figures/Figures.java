package org.downloadmanager.benchmarks.figures;

import java.util.List;

import org.downloadmanager.benchmarks.Figure;

/** All figures, in the order of the table. */
public final class Figures {

    public static final List<Figure> ALL = List.of(RequestToReady.FIGURE, Throughput.FIGURE, Recovery.FIGURE,
            ProgressToSocket.FIGURE, CostPerDownload.FIGURE, CostOfRunning.FIGURE, OpenSockets.FIGURE,
            ReplicaStart.FIGURE, SlotsUsed.FIGURE, ExportRows.FIGURE, ExportMemory.FIGURE, ServedFile.FIGURE);

    private Figures() {}
}
