package org.downloadmanager.benchmarks.load;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.downloadmanager.local.ManagedProcess;

import com.sun.management.OperatingSystemMXBean;

/** The CPU time so far, of the processes of each role and of the load, which is this process. */
public final class CpuTimes {

    public static final String LOAD = "load";

    private final Map<String, Double> millis = new TreeMap<>();

    private CpuTimes() {}

    public static CpuTimes of(List<ManagedProcess> parts) {
        CpuTimes now = new CpuTimes();
        parts.stream().filter(ManagedProcess::isAlive).forEach(part -> now.millis.merge(part.role().word(),
                millis(part.pid().orElseThrow()), Double::sum));
        now.millis.put(LOAD,
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e6);
        return now;
    }

    /** The CPU time of a process and its children. */
    private static double millis(long pid) {
        return ProcessHandle.of(pid).stream()
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .mapToLong(process -> process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis()).sum();
    }

    /** The CPU time since then. */
    public Map<String, Double> since(CpuTimes before) {
        Map<String, Double> used = new TreeMap<>(millis);
        before.millis.forEach((role, then) -> used.merge(role, -then, Double::sum));
        return used;
    }
}
