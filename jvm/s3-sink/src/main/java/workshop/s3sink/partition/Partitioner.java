package workshop.s3sink.partition;

import java.util.Optional;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Says in which folder under its topic's a record is written. The answer depends on the record
 * alone, so that a record that is read again goes to the same place.
 */
public interface Partitioner {
  /** The folder of a record, without slashes at its ends. */
  String pathOf(SinkRecord record);

  /** The folder of every record of a Kafka partition, when it is known without looking at one. */
  Optional<String> fixedPath(int partition);
}
