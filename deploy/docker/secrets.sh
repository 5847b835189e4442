#!/bin/sh
# Writes the secrets of the services and their servers: from the environment, else as before, else random.
set -eu
directory=/run/download-manager
umask 077

value() {
    if [ -n "$2" ]; then
        printf %s "$2" > "$directory/$1"
    elif [ ! -s "$directory/$1" ]; then
        head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > "$directory/$1"
    fi
    cat "$directory/$1"
}

redis=$(value redis-password "${REDIS_PASSWORD:-}")
identity=$(value identity-secret "${IDENTITY_SECRET:-}")
objects=$(value object-store-secret "${OBJECT_STORE_SECRET:-}")

cat > "$directory/secrets.properties" <<END
quarkus.redis.password=$redis
quarkus.redis.leases.password=$redis
downloads.identity.secret=$identity
END
cat > "$directory/redis.conf" <<END
dir /data
appendonly yes
appendfsync everysec
save ""
# A store that forgets what it was given breaks promises; one that is full says so.
maxmemory 384mb
maxmemory-policy noeviction
requirepass $redis
END
cat > "$directory/object-store.credentials" <<END
[default]
aws_access_key_id = download-manager
aws_secret_access_key = $objects
END
cat > "$directory/object-store.properties" <<END
s3proxy.endpoint=http://0.0.0.0:9090
s3proxy.authorization=aws-v4
s3proxy.identity=download-manager
s3proxy.credential=$objects
jclouds.provider=filesystem-nio2
jclouds.filesystem.basedir=/data
END
mkdir -p /objects/downloads

# The users of the images: ours, Kafka's, Redis's.
chown 10001:10001 "$directory/secrets.properties" "$directory"/object-store.* /var/lib/download-manager \
    /objects /objects/downloads
chown 1000:1000 /var/lib/kafka
chown 999:1000 "$directory/redis.conf" /data
chmod 0711 "$directory"
