package workshop.s3sink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class SinkValidationTest {
  private final Map<String, String> config = new HashMap<>(TutorialConfig.properties());

  @Test
  void takesTheTutorialsFileAsItIs() {
    assertEquals(Map.of(), errors());
  }

  @Test
  void takesSimpleClassNames() {
    config.put("storage.class", "S3Storage");
    config.put("format.class", "JsonFormat");
    config.put("partitioner.class", "DefaultPartitioner");
    assertEquals(Map.of(), errors());
  }

  @Test
  void leavesConnectsOwnKeysAlone() {
    config.put("transforms", "t");
    config.put("transforms.t.type", "x");
    config.put("errors.deadletterqueue.topic.name", "dlq");
    config.put("consumer.override.max.poll.records", "10");
    config.put("topics.regex", "a.*");
    assertEquals(Map.of(), errors());
  }

  @Test
  void namesEveryBadValueAtOnce() {
    config.put("flush.size", "0");
    config.put("rotate.schedule.interval.ms", "0");
    config.put("timezone", "Australia/Sidney");
    config.put("s3.bucket.name", "Bad_Bucket");
    config.put("format.class", "io.confluent.connect.s3.format.avro.AvroFormat");
    config.put("behavior.on.null.values", "write");
    config.put("store.url", "127.0.0.1:9000");
    assertEquals(
        List.of(
            "behavior.on.null.values",
            "flush.size",
            "format.class",
            "rotate.schedule.interval.ms",
            "s3.bucket.name",
            "store.url",
            "timezone"),
        errors().keySet().stream().sorted().toList());
    errors().forEach((key, message) -> assertTrue(message.contains(key), message));
  }

  @Test
  void namesMissingKeys() {
    config.remove("s3.bucket.name");
    config.remove("flush.size");
    config.remove("timezone");
    assertEquals(
        List.of("flush.size", "s3.bucket.name", "timezone"),
        errors().keySet().stream().sorted().toList());
  }

  @Test
  void refusesUpstreamsOtherKeysWithTheAlternative() {
    config.put("aws.access.key.id", "AKIA");
    config.put("s3.credentials.provider.class", "x.Y");
    assertTrue(errors().get("aws.access.key.id").contains("AWS_ACCESS_KEY_ID"));
    assertTrue(errors().get("s3.credentials.provider.class").contains("AWS_ACCESS_KEY_ID"));
  }

  @Test
  void refusesAMisspeltKeyWithTheNearestOne() {
    config.put("flush.sise", "100");
    assertEquals(
        "`flush.sise` is no setting of this connector; nearest is `flush.size`",
        errors().get("flush.sise"));
  }

  @Test
  void namesWhatAPartitionerNeeds() {
    config.put("partitioner.class", "FieldPartitioner");
    assertEquals(Set.of("partition.field.name"), errors().keySet());
    config.put("partitioner.class", "TimeBasedPartitioner");
    assertEquals(Set.of("partition.duration.ms", "path.format"), errors().keySet());
    config.put("partition.duration.ms", "3600000");
    config.put("path.format", "YYYY/'week'=ww");
    assertTrue(errors().get("path.format").contains("letter `w` is not understood"));
    config.put("path.format", "YYYY/MM");
    assertEquals(Map.of(), errors());
    config.put("partitioner.class", "HourlyPartitioner");
    assertEquals(Set.of("partition.duration.ms", "path.format"), errors().keySet());
  }

  @Test
  void refusesTheWallclockBecauseItIsNotRepeatable() {
    config.put("timestamp.extractor", "Wallclock");
    assertTrue(errors().get("timestamp.extractor").contains("is not repeatable"));
  }

  private Map<String, String> errors() {
    return SinkValidation.validate(config).stream()
        .filter(value -> !value.errorMessages().isEmpty())
        .collect(
            Collectors.toMap(ConfigValue::name, value -> String.join("; ", value.errorMessages())));
  }
}
