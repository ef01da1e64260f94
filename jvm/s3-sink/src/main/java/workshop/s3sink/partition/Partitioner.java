package workshop.s3sink.partition;

import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Says in which folder under its topic's a record is written. The answer depends on the record
 * alone, so that a record that is read again goes to the same place.
 */
public interface Partitioner {
  /**
   * The folder of a record, without slashes at its ends. Throws {@link
   * org.apache.kafka.connect.errors.DataException} when the record does not tell.
   */
  String pathOf(SinkRecord record);

  /** The folder of every record of a Kafka partition, when it is known without looking at one. */
  Optional<String> fixedPath(int partition);

  /** The time that counts for a record in ms since 1970; null when it has none. */
  default Long timestampOf(SinkRecord record) {
    return record.timestamp();
  }
}
