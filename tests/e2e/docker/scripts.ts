/** What the stand-ins are made of: their Dockerfiles, and the few scripts of the official images that the compose files use. */

const LOG4J =
  'status=error\nrootLogger.level=info\nrootLogger.appenderRef.stdout.ref=stdout\nappender.stdout.type=Console\nappender.stdout.name=stdout\nappender.stdout.layout.type=PatternLayout\nappender.stdout.layout.pattern=[%d] %p %m (%c)%n\n';

/** The official image formats and writes its properties with this very class (`docker/resources/common-scripts`). */
export const KAFKA = {
  Dockerfile: `FROM stand-in/base
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
COPY npm /bin/npm
CMD ["node"]
`,
  npm: `#!/bin/bash
if [ "$1" = ci ]; then ln -s /opt/node_modules .; fi
`,
};

/** A stub of kafka-ui: it is healthy when all that its variables name can be reached. */
export const KAFKA_UI = {
  Dockerfile: `FROM stand-in/base
COPY server.cjs /server.cjs
USER appuser
CMD ["node", "/server.cjs"]
`,
  'server.cjs': `process.on('SIGTERM', () => process.exit(0));
const { readFileSync } = require('node:fs');
const { connect } = require('node:net');
const { env } = process;
const broker = (address) => new Promise((resolve, reject) => {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host, () => resolve(socket.destroy())).on('error', reject);
});
async function look() {
  const jar = readFileSync(env.KAFKA_CLUSTERS_0_SERDE_0_FILEPATH);
  if (jar.toString('latin1', 0, 2) !== 'PK') throw new Error('the serde is not a jar');
  if (!/^aws_secret_access_key = /m.test(readFileSync(env.AWS_SHARED_CREDENTIALS_FILE, 'utf8'))) throw new Error('no credentials');
  for (const address of env.KAFKA_CLUSTERS_0_BOOTSTRAPSERVERS.split(',')) await broker(address);
  await fetch(env.KAFKA_CLUSTERS_0_KAFKACONNECT_0_ADDRESS);
  await fetch(env.KAFKA_CLUSTERS_0_SERDE_0_PROPERTIES_ENDPOINT);
  return '{"status":"UP"}';
}
require('node:http').createServer((_, response) => look().then(
  (text) => response.end(text),
  (error) => response.writeHead(503).end(String(error)),
)).listen(8080, '0.0.0.0');
`,
};

/** A stub of Kpow: it stops without its licence, as the real one does. */
export const KPOW = {
  Dockerfile: `FROM stand-in/base
COPY server.cjs /server.cjs
USER appuser
CMD ["node", "/server.cjs"]
`,
  'server.cjs': `process.on('SIGTERM', () => process.exit(0));
const { env } = process;
const missing = ['LICENSE_ID', 'LICENSE_CODE', 'LICENSEE', 'LICENSE_EXPIRY', 'LICENSE_SIGNATURE'].filter((name) => !env[name]);
if (missing.length > 0) throw new Error('No licence: ' + missing);
require('node:http').createServer((_, response) => response.end('kpow ' + env.SCHEMA_REGISTRY_ARN)).listen(3000, '0.0.0.0');
`,
};
