package workshop.generator;

import java.util.HashMap;
import java.util.Map;

/** The directives of the tutorial's {@code configs/source.json}, to which a test adds its own. */
final class TutorialConfig {
  private TutorialConfig() {}

  /**
   * The tutorial's configuration with pairs of keys and values put on top; a null removes the key.
   */
  static Map<String, String> with(String... pairs) {
    Map<String, String> config = new HashMap<>();
    config.put("name", "order-source");
    config.put("connector.class", "GeneratorSourceConnector");
    config.put("tasks.max", "2");
    config.put("key.converter", "org.apache.kafka.connect.storage.StringConverter");
    config.put("key.converter.schemas.enable", "false");
    config.put("genkp.customer.with", "#{Code.isbn10}");
    config.put("genv.customer.name.with", "#{Name.full_name}");
    config.put("genkp.order.with", "#{Internet.uuid}");
    config.put("genv.order.product_id.with", "#{number.number_between '101','109'}");
    config.put("genv.order.quantity.with", "#{number.number_between '1','5'}");
    config.put("genv.order.customer_id.matching", "customer.key");
    config.put("global.throttle.ms", "500");
    config.put("global.history.records.max", "1000");
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] == null) {
        config.remove(pairs[i]);
      } else {
        config.put(pairs[i], pairs[i + 1]);
      }
    }
    return config;
  }
}
