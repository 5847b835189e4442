package org.downloadmanager.local;

import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.kafka.common.Uuid;

import kafka.Kafka;
import kafka.tools.StorageTool;

/** The process of the broker: formats the storage at the first start, which saves a second JVM, then runs Kafka. */
final class BrokerMain {

    private BrokerMain() {}

    public static void main(String[] args) {
        String properties = args[0];
        Path data = Path.of(args[1]);
        if (!Files.exists(data.resolve("meta.properties"))) {
            int status = StorageTool.execute(new String[]{ "format", "--ignore-formatted", "--cluster-id",
                Uuid.randomUuid().toString(), "--config", properties }, System.out);
            if (status != 0) {
                System.exit(status);
            }
        }
        Kafka.main(new String[]{ properties });
    }
}
