package org.downloadmanager.benchmarks.figures;

import java.util.List;

import org.downloadmanager.benchmarks.Benchmark;

/** All benchmarks, in the order of the table. */
public final class Figures {

    public static final List<Benchmark> ALL = List.of(RequestToReady.BENCHMARK, Throughput.BENCHMARK,
            FreshSystem.BENCHMARK, Recovery.BENCHMARK,
            ProgressToSocket.BENCHMARK, CostPerDownload.BENCHMARK, CostOfRunning.BENCHMARK, OpenSockets.BENCHMARK,
            ReplicaStart.BENCHMARK, SlotsUsed.BENCHMARK, ExportRows.BENCHMARK, ExportMemory.BENCHMARK,
            ServedFile.BENCHMARK);

    private Figures() {}
}
