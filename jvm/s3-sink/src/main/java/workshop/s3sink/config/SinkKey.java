package workshop.s3sink.config;

import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.Validator;

/**
 * One setting of the connector: what Connect needs to know, and what a reader needs to know.
 *
 * @param fallback used when the key is missing; {@link
 *     org.apache.kafka.common.config.ConfigDef#NO_DEFAULT_VALUE} makes the key required
 * @param difference from the Confluent connector of the same class name; empty when there is none
 */
record SinkKey(
    String name,
    Type type,
    Object fallback,
    Validator validator,
    Importance importance,
    String meaning,
    String difference) {}
