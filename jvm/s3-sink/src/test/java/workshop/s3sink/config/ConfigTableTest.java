package workshop.s3sink.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfigTableTest {
  private final List<String> lines = ConfigTable.markdown().lines().toList();

  @Test
  void hasARowForEveryKeyOfTheDefinition() {
    List<String> keys =
        lines.stream().skip(2).map(line -> line.substring(3, line.indexOf('`', 3))).toList();
    assertEquals(SinkKeys.definition().names(), new HashSet<>(keys));
    assertEquals(SinkKeys.definition().names().size(), keys.size());
  }

  @Test
  void saysWhatIsRequiredAndWhatIsAllowed() {
    assertTrue(
        lines.stream()
            .anyMatch(line -> line.startsWith("| `flush.size` | required | at least 1 |")));
    assertTrue(
        lines.stream()
            .anyMatch(
                line -> line.startsWith("| `s3.compression.type` | `none` | one of none, gzip |")));
  }

  @Test
  void hasFiveCellsInEveryRow() {
    lines.forEach(line -> assertEquals(6, line.chars().filter(c -> c == '|').count(), line));
  }
}
