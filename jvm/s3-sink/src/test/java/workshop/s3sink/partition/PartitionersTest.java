package workshop.s3sink.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.config.TutorialConfig;

class PartitionersTest {
  private static final Instant TIME = Instant.parse("2026-11-23T10:47:12.345Z");
  private final Map<String, String> config = new HashMap<>(TutorialConfig.properties());

  @Test
  void defaultNamesTheKafkaPartition() {
    assertEquals("partition=3", path("DefaultPartitioner", Map.of()));
  }

  @Test
  void fieldNamesEveryFieldWithItsValue() {
    config.put("partition.field.name", "product_id,quantity,paid,gone,customer.id");
    Map<String, Object> value = new HashMap<>();
    value.put("product_id", "101");
    value.put("quantity", 2);
    value.put("paid", true);
    value.put("gone", null);
    value.put("customer", Map.of("id", 7L));
    assertEquals(
        "product_id=101/quantity=2/paid=true/gone=null/customer.id=7",
        path("io.confluent.connect.storage.partitioner.FieldPartitioner", value));
  }

  @Test
  void fieldReadsStructsAndSaysWhatIsMissing() {
    config.put("partition.field.name", "id");
    Schema schema = SchemaBuilder.struct().field("id", Schema.STRING_SCHEMA).build();
    assertEquals("id=x", path("FieldPartitioner", new Struct(schema).put("id", "x")));
    assertMessage("the value has no field `id`", "FieldPartitioner", Map.of("other", 1));
    assertMessage("field `id` needs a value with fields", "FieldPartitioner", "text");
    assertMessage(
        "field `id` is a Double, and a folder can be named after text, whole numbers and booleans",
        "FieldPartitioner",
        Map.of("id", 1.5));
  }

  @Test
  void timeBasedUsesTheRecordsTimestamp() {
    assertEquals("year=2026/month=11/day=23", path("DailyPartitioner", "v"));
    assertEquals("year=2026/month=11/day=23/hour=21", path("HourlyPartitioner", "v"));
    config.put("path.format", "YYYY-MM-dd-HHmm");
    config.put("partition.duration.ms", "900000");
    assertEquals("2026-11-23-2145", path("TimeBasedPartitioner", "v"));
  }

  @Test
  void timeBasedCountsSpansByTheClocksOfItsZone() {
    config.put("path.format", "dd-HH");
    config.put("partition.duration.ms", "86400000");
    assertEquals("23-00", path("TimeBasedPartitioner", "v"));
  }

  @ParameterizedTest
  @CsvSource({
    // Sydney puts its clocks back at 16:00Z on 4 April 2026 and forward at 16:00Z on 3 October.
    "HourlyPartitioner, 2026-04-04T14:59:59.999Z, year=2026/month=04/day=05/hour=01",
    "HourlyPartitioner, 2026-04-04T15:30:00Z, year=2026/month=04/day=05/hour=02",
    "HourlyPartitioner, 2026-04-04T16:30:00Z, year=2026/month=04/day=05/hour=02",
    "HourlyPartitioner, 2026-04-04T17:00:00Z, year=2026/month=04/day=05/hour=03",
    "HourlyPartitioner, 2026-10-03T15:59:59.999Z, year=2026/month=10/day=04/hour=01",
    "HourlyPartitioner, 2026-10-03T16:00:00Z, year=2026/month=10/day=04/hour=03",
    "DailyPartitioner, 2026-04-05T13:59:59.999Z, year=2026/month=04/day=05",
    "DailyPartitioner, 2026-04-05T14:00:00Z, year=2026/month=04/day=06",
    "DailyPartitioner, 2026-10-04T12:59:59.999Z, year=2026/month=10/day=04",
    "DailyPartitioner, 2026-10-04T13:00:00Z, year=2026/month=10/day=05"
  })
  void timeBasedFollowsTheClocksWhenDaylightSavingChanges(
      String partitioner, Instant time, String expected) {
    config.put("timestamp.extractor", "RecordField");
    config.put("timestamp.field", "at");
    assertEquals(expected, path(partitioner, Map.of("at", time.toEpochMilli())));
  }

  @Test
  void timeBasedReadsATimeFromAFieldInAnyUsualForm() {
    config.put("timestamp.extractor", "RecordField");
    config.put("timestamp.field", "at");
    List<Object> sameTime =
        Arrays.asList(
            TIME.toEpochMilli(),
            Date.from(TIME),
            "2026-11-23T10:47:12.345Z",
            "2026-11-23T21:47:12.345+11:00",
            "2026-11-23T21:47:12.345+1100",
            "2026-11-23T21:47:12.345+11",
            "2026-11-23T10:47:12");
    for (Object at : sameTime) {
      assertEquals(
          "year=2026/month=11/day=23/hour=21", path("HourlyPartitioner", Map.of("at", at)));
    }
    assertEquals(
        "year=2026/month=11/day=23/hour=11", path("HourlyPartitioner", Map.of("at", "2026-11-23")));
    assertMessage(
        "field `at` holds no ISO 8601 time: noon", "HourlyPartitioner", Map.of("at", "noon"));
  }

  private void assertMessage(String expected, String partitioner, Object value) {
    DataException error = assertThrows(DataException.class, () -> path(partitioner, value));
    assertEquals(expected, error.getMessage());
  }

  private String path(String partitioner, Object value) {
    config.put("partitioner.class", partitioner);
    SinkRecord record =
        new SinkRecord(
            "t", 3, null, null, null, value, 5, TIME.toEpochMilli(), TimestampType.CREATE_TIME);
    return Partitioners.of(new SinkConfig(config)).pathOf(record);
  }
}
