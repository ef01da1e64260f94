package workshop.generator;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import net.datafaker.Faker;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ClockTest {
  /** Names as a class file holds them: a tag, two bytes of length, and the text. */
  private static final Set<String> READINGS =
      Set.of("\u0001\u0000\u0003now", "\u0001\u0000\u0011currentTimeMillis");

  @Test
  @DisplayName("another datafaker reads the clock in the same places, or the guard has to follow")
  void readers() throws Exception {
    Set<String> readers = new TreeSet<>();
    Path jar = Path.of(Faker.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (JarFile classes = new JarFile(jar.toFile())) {
      for (JarEntry entry : classes.stream().filter(e -> e.getName().endsWith(".class")).toList()) {
        if (readsClock(classes, entry)) {
          readers.add(entry.getName());
        }
      }
    }
    assertEquals(
        Set.of(
            "net/datafaker/idnumbers/SingaporeIdNumber.class",
            "net/datafaker/idnumbers/SwedenIdNumber.class",
            "net/datafaker/providers/base/Business.class",
            "net/datafaker/providers/base/DateAndTime.class",
            "net/datafaker/providers/base/Time.class",
            "net/datafaker/providers/base/TimeAndDate.class",
            "net/datafaker/providers/base/Twitter.class"),
        readers);
  }

  private static boolean readsClock(JarFile classes, JarEntry entry) throws IOException {
    try (InputStream bytes = classes.getInputStream(entry)) {
      String text = new String(bytes.readAllBytes(), ISO_8859_1);
      return READINGS.stream().anyMatch(text::contains);
    }
  }
}
