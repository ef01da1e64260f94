package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirectivesTest {
  @Test
  @DisplayName(
      "every key that the reference lists is one that the grammar takes, and the other way round")
  void reference() {
    List<Problem> problems = new ArrayList<>();
    String table = DirectiveTable.markdown();
    for (Directive row : Directives.ALL) {
      for (String key : row.spellings()) {
        assertTrue(Grammar.parse(key, "x", problems::add).isPresent(), key);
        assertTrue(table.contains("`" + key + "`"), key);
      }
    }
    assertEquals(List.of(), problems);
    for (String line : table.lines().toList()) {
      assertEquals(5, line.chars().filter(c -> c == '|').count(), line);
    }
  }

  @Test
  @DisplayName("names the nearest word, a swap of two letters counting as one mistake")
  void nearest() {
    assertEquals(", nearest is `genkp`", NearestWord.hint("genpk", Directives.heads()));
    assertEquals(
        ", nearest is `matching`", NearestWord.hint("mathcing", List.of("with", "matching")));
    assertEquals("", NearestWord.hint("any", List.of()));
  }
}
