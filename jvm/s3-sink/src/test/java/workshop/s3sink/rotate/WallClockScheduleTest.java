package workshop.s3sink.rotate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class WallClockScheduleTest {
  private static final ZoneId SYDNEY = ZoneId.of("Australia/Sydney");

  @Test
  void comesAtTheNextWholeMinute() {
    assertNext("2026-11-23T10:15:00Z", 60_000, "2026-11-23T10:14:00Z");
    assertNext("2026-11-23T10:15:00Z", 60_000, "2026-11-23T10:14:59.999Z");
  }

  @Test
  void countsHoursFromMidnightInItsZone() {
    // 10:14Z is 21:14 in Sydney, where six-hour steps are at 0, 6, 12 and 18.
    assertNext("2026-11-23T13:00:00Z", 6 * 3_600_000, "2026-11-23T10:14:00Z");
  }

  @Test
  void beginsAgainAtMidnightWhenTheIntervalDoesNotDivideTheDay() {
    assertNext("2026-11-23T13:00:00Z", 7 * 3_600_000, "2026-11-23T11:00:00Z");
    assertNext("2026-11-23T20:00:00Z", 7 * 3_600_000, "2026-11-23T13:00:00Z");
  }

  @Test
  void keepsMidnightOnTheDaysWhenDaylightSavingChanges() {
    // Sydney: 4 October 2026 has 23 hours, 5 April 2026 has 25.
    assertNext("2026-10-04T13:00:00Z", 86_400_000, "2026-10-03T14:00:00Z");
    assertNext("2026-04-05T13:00:00Z", 86_400_000, "2026-04-05T00:00:00Z");
    assertNext("2026-04-05T14:00:00Z", 3_600_000, "2026-04-05T13:00:00Z");
  }

  @Test
  void neverComesWhenSwitchedOff() {
    assertEquals(Long.MAX_VALUE, new WallClockSchedule(-1, SYDNEY).nextAfter(0));
  }

  private static void assertNext(String expected, long intervalMs, String now) {
    long next =
        new WallClockSchedule(intervalMs, SYDNEY).nextAfter(Instant.parse(now).toEpochMilli());
    assertEquals(Instant.parse(expected), Instant.ofEpochMilli(next));
  }
}
