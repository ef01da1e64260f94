package workshop.s3sink.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import workshop.s3sink.file.Compression;
import workshop.s3sink.file.ObjectPath;
import workshop.s3sink.store.MemoryStore;

class KeySearchTest {
  private static final long LAST = Long.MAX_VALUE;

  private final MemoryStore store = new MemoryStore();
  private final ObjectPath path = new ObjectPath("topics", "order", "partition=0", 0);
  private final KeySearch search = new KeySearch(store, path);

  @Test
  void asksOnceWhereAPageHoldsAll() {
    assertEquals(Optional.empty(), search.floor(LAST));
    fill(0, 1_000, 10);
    assertFloor(9_990, LAST);
    assertFloor(500, 509);
    assertEquals(3, store.listings());
  }

  @Test
  void findsTheLastOfManyObjectsInAFewRequests() {
    fill(0, 60_000, 100);
    assertFloor(5_999_900, LAST);
    assertTrue(store.listings() <= 16, store.listings() + " requests; the pages are 60");
  }

  @Test
  void findsTheLastOfUnevenObjectsInAFewRequests() {
    fill(7, 20_000, 1);
    fill(900_000, 3_000, 10_000);
    fill(400_000_000, 2_500, 3);
    assertFloor(400_000_000 + 2_499 * 3, LAST);
    assertTrue(store.listings() <= 45, store.listings() + " requests");
  }

  @Test
  void findsTheObjectAroundAnOffsetInAFewRequests() {
    fill(0, 30_000, 100);
    assertFloor(1_654_300, 1_654_321);
    assertTrue(store.listings() <= 30, store.listings() + " requests");
    assertFloor(1_654_300, 1_654_300);
    assertFloor(1_654_200, 1_654_299);
    assertEquals(Optional.empty(), new KeySearch(store, path("partition=1")).floor(LAST));
  }

  @Test
  void findsNothingBelowTheFirstOfManyObjects() {
    fill(5_000, 3_000, 1);
    assertEquals(Optional.empty(), search.floor(4_999));
  }

  @Test
  void comparesNumbersWhereNamesNoLongerSortAsNumbers() {
    fill(999_990_000, 4_000, 10);
    assertFloor(1_000_029_990, LAST);
    fill(9_999_990_000L, 4_000, 10);
    assertFloor(10_000_029_990L, LAST);
    assertFloor(9_999_999_990L, 9_999_999_999L);
    assertFloor(10_000_000_000L, 10_000_000_009L);
    assertFloor(999_999_990, 999_999_999);
    assertFloor(1_000_029_990, 9_000_000_000L);
  }

  @Test
  void overlooksNamesThatAreNotObjectsOfThePath() {
    fill(0, 2_000, 10);
    // What S3Proxy leaves behind when it dies during a put.
    for (int i = 0; i < 2_500; i++) {
      store.put(path.key(19_990, Compression.NONE) + "-" + (100_000 + i), "", Map.of());
    }
    store.put(path.key(19_995, Compression.NONE), "", Map.of());
    store.put(path.prefix() + "readme", "", Map.of());
    assertFloor(19_995, LAST);
    assertFloor(19_990, 19_994);
  }

  @Test
  void findsWhatLookingAtAllOfThemFinds() {
    for (int seed = 0; seed < 12; seed++) {
      store.clear();
      Random random = new Random(seed);
      NavigableMap<Long, String> all = new TreeMap<>();
      long offset = random.nextInt(3) * 400_000_000L;
      for (int i = 0; i < 4_000; i++) {
        offset += 1 + random.nextInt(random.nextInt(100) == 0 ? 10_000_000 : 50);
        all.put(offset, put(offset));
      }
      for (int i = 0; i < 8; i++) {
        long asked = random.nextInt(4) == 0 ? LAST : (long) (random.nextDouble() * offset * 1.1);
        Optional<String> expected =
            Optional.ofNullable(all.floorEntry(asked)).map(Map.Entry::getValue);
        assertEquals(expected, search.floor(asked).map(Map.Entry::getValue), "seed " + seed);
      }
    }
  }

  private void fill(long first, int count, int step) {
    for (int i = 0; i < count; i++) {
      put(first + (long) i * step);
    }
  }

  private String put(long start) {
    String key = path.key(start, Compression.NONE);
    store.put(key, "", Map.of());
    return key;
  }

  private void assertFloor(long expected, long offset) {
    assertEquals(expected, search.floor(offset).orElseThrow().getKey());
  }

  private static ObjectPath path(String folder) {
    return new ObjectPath("topics", "order", folder, 0);
  }
}
