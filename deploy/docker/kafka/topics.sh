#!/bin/sh
# Makes the topics that are missing; those that are there stay as they are.
set -eu

topic() {
    /opt/kafka/bin/kafka-topics.sh --bootstrap-server "$server" --create --if-not-exists \
        --topic "$1" --partitions "$2" --replication-factor 1 --config retention.ms="$3" --config segment.ms="$4"
}

server=$1
hour=3600000
day=$((24 * hour))
topic download-commands 48 $((7 * day)) "$day"
# Only whole segments are deleted, so they must be shorter than the retention.
topic download-events 6 "$hour" $((hour / 6))
topic download-commands-dlq 6 $((30 * day)) $((7 * day))
