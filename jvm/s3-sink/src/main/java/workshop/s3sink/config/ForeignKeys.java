package workshop.s3sink.config;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Keys that are not ours: Connect's own pass, all others are refused with what to do instead. */
final class ForeignKeys {
  private static final Set<String> CONNECT =
      Set.of(
          "name",
          "connector.class",
          "connector.plugin.version",
          "tasks.max",
          "tasks.max.enforce",
          "topics",
          "topics.regex",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "config.action.reload");

  private static final Set<String> CONNECT_PREFIXES =
      Set.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "errors.",
          "consumer.override.",
          "producer.override.",
          "admin.override.");

  private static final String ENVIRONMENT =
      "the AWS SDK finds credentials in the worker's environment (AWS_ACCESS_KEY_ID, a profile, a role)";
  private static final String BUCKET_SETTING = "set it on the bucket";
  private static final String RETRIES = "requests are repeated until S3 answers";
  private static final String JSON_ONLY = "objects are JSON lines";
  private static final String FIXED_NAMES = "object names are fixed";
  private static final String VALUES_ONLY =
      "only values are written; a transform can move keys or" + " headers into the value";
  private static final String PROXY = "set the JVM's https.proxyHost in the worker's KAFKA_OPTS";

  private static final Map<String, String> ALTERNATIVES =
      Map.ofEntries(
          Map.entry("aws.access.key.id", ENVIRONMENT),
          Map.entry("aws.secret.access.key", ENVIRONMENT),
          Map.entry("s3.credentials.provider.", ENVIRONMENT),
          Map.entry("s3.ssea.name", BUCKET_SETTING),
          Map.entry("s3.sse.", BUCKET_SETTING),
          Map.entry("s3.acl.canned", BUCKET_SETTING),
          Map.entry("s3.object.tagging", "each object's metadata says where its records come from"),
          Map.entry("s3.object.behavior.on.tagging.error", "objects get no tags"),
          Map.entry("s3.part.retries", RETRIES),
          Map.entry("s3.retry.backoff.ms", RETRIES),
          Map.entry("retry.backoff.ms", RETRIES),
          Map.entry(
              "s3.elastic.buffer.",
              "buffers are as large as what they hold; see `buffer.memory.bytes`"),
          Map.entry("s3.compression.level", "gzip's default level is used"),
          Map.entry("s3.wan.mode", "set `store.url` to the accelerated endpoint"),
          Map.entry("s3.proxy.", PROXY),
          Map.entry("s3.http.send.expect.continue", "it is never sent"),
          Map.entry("s3.schema.partition.affix.type", FIXED_NAMES),
          Map.entry("enable.conditional.writes", "writes are always conditional"),
          Map.entry("file.delim", FIXED_NAMES),
          Map.entry("directory.delim", FIXED_NAMES),
          Map.entry("filename.offset.zero.pad.width", FIXED_NAMES),
          Map.entry("tombstone.encoded.partition", "tombstones fail or are ignored"),
          Map.entry("store.kafka.keys", VALUES_ONLY),
          Map.entry("store.kafka.headers", VALUES_ONLY),
          Map.entry("keys.format.class", VALUES_ONLY),
          Map.entry("headers.format.class", VALUES_ONLY),
          Map.entry(
              "json.decimal.format", "decimals are written as base64; a transform can cast them"),
          Map.entry("format.bytearray.", JSON_ONLY),
          Map.entry("avro.codec", JSON_ONLY),
          Map.entry("parquet.codec", JSON_ONLY),
          Map.entry("connect.meta.data", JSON_ONLY),
          Map.entry("enhanced.avro.schema.support", JSON_ONLY),
          Map.entry("allow.optional.map.keys", JSON_ONLY),
          Map.entry("schema.cache.size", JSON_ONLY),
          Map.entry("schemas.cache.config", JSON_ONLY),
          Map.entry("shutdown.timeout.ms", "there is nothing to wait for"),
          Map.entry("confluent.", "no licence is needed"));

  private ForeignKeys() {}

  /** Why a key is refused; empty when it is Connect's or ours. */
  static Optional<String> refusal(String key) {
    boolean known =
        CONNECT.contains(key)
            || CONNECT_PREFIXES.stream().anyMatch(key::startsWith)
            || ownKeys().anyMatch(key::equals);
    return known ? Optional.empty() : Optional.of(reason(key));
  }

  private static String reason(String key) {
    return ALTERNATIVES.entrySet().stream()
        .filter(entry -> key.startsWith(entry.getKey()))
        .max(Comparator.comparingInt(entry -> entry.getKey().length()))
        .map(entry -> "`" + key + "` is upstream's and not supported here: " + entry.getValue())
        .orElseGet(
            () ->
                "`" + key + "` is no setting of this connector; nearest is `" + nearest(key) + "`");
  }

  private static String nearest(String key) {
    ToIntFunction<String> distance = known -> EditDistance.between(key, known);
    return Stream.concat(CONNECT.stream().sorted(), ownKeys())
        .min(Comparator.comparingInt(distance))
        .orElseThrow();
  }

  private static Stream<String> ownKeys() {
    return SinkKeys.all().stream().map(SinkKey::name);
  }
}
