package workshop.s3sink.write;

import java.util.concurrent.Executor;
import workshop.s3sink.config.SinkConfig;
import workshop.s3sink.json.JsonLine;
import workshop.s3sink.partition.Partitioner;
import workshop.s3sink.rotate.Rotation;
import workshop.s3sink.store.ObjectStore;

/** What all the streams of a task share. */
public record StreamTools(
    SinkConfig config,
    ObjectStore store,
    Executor executor,
    SinkClock clock,
    Partitioner partitioner,
    Rotation rotation,
    JsonLine line) {}
