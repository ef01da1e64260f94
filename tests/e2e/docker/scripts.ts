/** What the stand-ins are made of: their Dockerfiles, and the few scripts of the official images that the compose files use. */

const PATH = 'ENV PATH=/usr/lib/jvm/java/bin:/bin:/usr/bin JAVA_HOME=/usr/lib/jvm/java';

export const PASSWD =
  'root:x:0:0:root:/root:/bin/bash\nappuser:x:1000:1000::/home:/bin/bash\nnode:x:1000:1000::/home:/bin/bash\n';
export const GROUP = 'root:x:0:\nappuser:x:1000:\nnode:x:1000:\n';

const LOG4J =
  'status=error\nrootLogger.level=info\nrootLogger.appenderRef.stdout.ref=stdout\nappender.stdout.type=Console\nappender.stdout.name=stdout\nappender.stdout.layout.type=PatternLayout\nappender.stdout.layout.pattern=[%d] %p %m (%c)%n\n';

/** The official image formats and writes its properties with this very class (`docker/resources/common-scripts`). */
export const KAFKA = {
  Dockerfile: `FROM stand-in/base
${PATH}
COPY libs /opt/kafka/libs
COPY connect-distributed.sh /opt/kafka/bin/connect-distributed.sh
COPY run log4j2.properties /etc/kafka/docker/
RUN mkdir -p /opt/kafka/config /opt/kafka/logs /var/lib/kafka/data /etc/kafka/secrets /mnt/shared/config && cp /etc/kafka/docker/log4j2.properties /opt/kafka/config/ && chown -R 1000:1000 /opt/kafka/config /opt/kafka/logs /var/lib/kafka /etc/kafka /mnt/shared
USER appuser
VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]
CMD ["/etc/kafka/docker/run"]
`,
  run: `#!/bin/bash
set -e
FLAGS="-XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dlog4j2.configurationFile=/opt/kafka/config/log4j2.properties"
result=$(java $FLAGS -cp '/opt/kafka/libs/*' kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1) || [[ $result == *"already formatted"* ]] || { echo "$result"; exit 1; }
exec java $FLAGS $KAFKA_HEAP_OPTS -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
`,
  'connect-distributed.sh': `#!/bin/bash
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 $KAFKA_HEAP_OPTS $KAFKA_LOG4J_OPTS -cp '/opt/kafka/libs/*' org.apache.kafka.connect.cli.ConnectDistributed "$@"
`,
  'log4j2.properties': LOG4J,
};

/** The official image's script turns these variables into system properties. */
export const S3PROXY = {
  Dockerfile: `FROM stand-in/base
${PATH}
COPY libs /opt/s3proxy/libs
COPY run-docker-container.sh /opt/s3proxy/
VOLUME /data
ENTRYPOINT ["/opt/s3proxy/run-docker-container.sh"]
`,
  'run-docker-container.sh': `#!/bin/bash
mkdir -p "$JCLOUDS_FILESYSTEM_BASEDIR"
exec java $S3PROXY_JAVA_OPTS -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Dorg.slf4j.simpleLogger.logFile=System.out -Ds3proxy.endpoint="$S3PROXY_ENDPOINT" -Ds3proxy.authorization="$S3PROXY_AUTHORIZATION" -Ds3proxy.identity="$S3PROXY_IDENTITY" -Ds3proxy.credential="$S3PROXY_CREDENTIAL" -Djclouds.provider="$JCLOUDS_PROVIDER" -Djclouds.filesystem.basedir="$JCLOUDS_FILESYSTEM_BASEDIR" -cp '/opt/s3proxy/libs/*' org.gaul.s3proxy.Main --properties /dev/null
`,
};

/** `npm ci` without a network: the modules of this checkout. */
export const NODE = {
  Dockerfile: `FROM stand-in/base
${PATH}
COPY node_modules /opt/node_modules
COPY npm /bin/npm
CMD ["node"]
`,
  npm: `#!/bin/bash
[ "$1" = ci ] && cp -r /opt/node_modules ./node_modules
exit 0
`,
};

/** A stub: it only answers its health check. */
export const KAFKA_UI = {
  Dockerfile: `FROM stand-in/base
${PATH}
COPY server.cjs /server.cjs
USER appuser
CMD ["node", "/server.cjs"]
`,
  'server.cjs': `process.on('SIGTERM', () => process.exit(0));
require('node:http').createServer((_, response) => response.end('{"status":"UP"}')).listen(8080, '0.0.0.0');
`,
};
