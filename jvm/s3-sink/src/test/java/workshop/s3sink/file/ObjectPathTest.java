package workshop.s3sink.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ObjectPathTest {
  private final ObjectPath path = new ObjectPath("topics", "order", "partition=0", 0);

  @Test
  void namesObjectsAsTheConfluentSinkDoes() {
    assertEquals(
        "topics/order/partition=0/order+0+0000000100.json", path.key(100, Compression.NONE));
    assertEquals(
        "topics/order/partition=0/order+0+0000000100.json.gz", path.key(100, Compression.GZIP));
  }

  @Test
  void writesAtTheTopOfTheBucketWithoutAFolder() {
    assertEquals("t/partition=1/t+1+", new ObjectPath("", "t", "partition=1", 1).prefix());
  }

  @Test
  void readsTheStartBackAlsoBeyondTenDigits() {
    assertEquals(OptionalLong.of(100), path.startOf(path.key(100, Compression.GZIP)));
    assertEquals(
        OptionalLong.of(12_345_678_901L),
        path.startOf(path.key(12_345_678_901L, Compression.NONE)));
  }

  @Test
  void ignoresNamesThatAreNotWhole() {
    String key = path.key(100, Compression.NONE);
    assertEquals(OptionalLong.empty(), path.startOf(key + "-5e0cf0d2-7a61-4c5e-8f6e-0d6c1e1f2a3b"));
    assertEquals(OptionalLong.empty(), path.startOf(key.replace("order+0", "order+1")));
    assertEquals(OptionalLong.empty(), path.startOf(path.prefix() + "100.json"));
  }
}
