package workshop.generator;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;

/** The keys without a topic's name in them, which Connect can list for every configuration. */
final class GlobalKeys {
  static final ConfigDef CONFIG_DEF = define();

  private GlobalKeys() {}

  private static ConfigDef define() {
    ConfigDef def = new ConfigDef();
    Directives.ALL.stream()
        .filter(row -> row.heads().contains("global"))
        .forEach(
            row ->
                def.define(
                    row.spellings().get(0), type(row), null, Importance.MEDIUM, row.meaning()));
    return def;
  }

  private static Type type(Directive row) {
    return row.verb().endsWith("rate") ? Type.DOUBLE : Type.LONG;
  }
}
