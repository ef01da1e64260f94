package workshop.s3sink.partition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PathFormatTest {
  private static final ZoneId SYDNEY = ZoneId.of("Australia/Sydney");
  private static final long NEW_YEAR = Instant.parse("2026-12-31T13:00:00Z").toEpochMilli();

  @Test
  void readsYyyyAsTheYearAsJodaDoesAndNotAsTheWeeksYear() {
    // Java's own YYYY gives 2027 for the last days of 2026.
    long lastDays = Instant.parse("2026-12-28T00:00:00Z").toEpochMilli();
    assertEquals("year=2026/12", format("'year'=YYYY/MM", lastDays));
    assertEquals("2026 26", format("yyyy yy", lastDays));
  }

  @Test
  void formatsInItsZoneAndLanguage() {
    assertEquals(
        "year=2027/month=01/day=01/hour=00",
        format("'year'=YYYY/'month'=MM/'day'=dd/'hour'=HH", NEW_YEAR));
    assertEquals("Friday", format("EEEE", NEW_YEAR));
    assertEquals("Freitag", new PathFormat("EEEE", Locale.GERMANY, SYDNEY).format(NEW_YEAR));
  }

  @Test
  void namesALetterThatItDoesNotUnderstand() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> format("YYYY-xx", NEW_YEAR));
    assertTrue(error.getMessage().startsWith("letter `x` is not understood"));
    assertThrows(IllegalArgumentException.class, () -> format("YYYY[MM]", NEW_YEAR));
    assertEquals("2027[]", format("YYYY'[]'", NEW_YEAR));
  }

  private static String format(String pattern, long timestamp) {
    return new PathFormat(pattern, Locale.US, SYDNEY).format(timestamp);
  }
}
