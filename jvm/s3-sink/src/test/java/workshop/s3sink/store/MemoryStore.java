package workshop.s3sink.store;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import workshop.s3sink.file.ByteChunks;

/** A bucket in memory that fails on demand. */
public final class MemoryStore implements ObjectStore {
  /** What S3 lists at once. */
  private static final int PAGE = 1_000;

  private final TreeMap<String, byte[]> contents = new TreeMap<>();
  private final TreeMap<String, Map<String, String>> metadata = new TreeMap<>();
  private Supplier<Optional<StoreException>> failure = Optional::empty;
  private boolean losesAnswers;
  private int listings;

  /** Every request asks first whether it has to fail. */
  public void failWhen(Supplier<Optional<StoreException>> decision) {
    failure = decision;
  }

  /** From now on every write happens, and its answer gets lost. */
  public void loseAnswers(boolean loses) {
    losesAnswers = loses;
  }

  public void put(String key, String content, Map<String, String> facts) {
    contents.put(key, content.getBytes(StandardCharsets.UTF_8));
    metadata.put(key, facts);
  }

  public void clear() {
    contents.clear();
    metadata.clear();
    failure = Optional::empty;
    losesAnswers = false;
    listings = 0;
  }

  public void delete(String key) {
    contents.remove(key);
    metadata.remove(key);
  }

  public List<String> keys() {
    return List.copyOf(contents.keySet());
  }

  public byte[] bytes(String key) {
    return contents.get(key);
  }

  public String content(String key) {
    return new String(contents.get(key), StandardCharsets.UTF_8);
  }

  @Override
  public void verifyBucket() {
    fail();
  }

  /** How many listings were asked for since it was cleared. */
  public int listings() {
    return listings;
  }

  @Override
  public Page list(String prefix, String after) {
    fail();
    listings++;
    List<String> keys = new ArrayList<>();
    // A part of the map would be counted through to its end for every page.
    String key =
        after.compareTo(prefix) < 0 ? contents.ceilingKey(prefix) : contents.higherKey(after);
    while (key != null && key.startsWith(prefix) && keys.size() <= PAGE) {
      keys.add(key);
      key = contents.higherKey(key);
    }
    return new Page(keys.stream().limit(PAGE).toList(), keys.size() <= PAGE);
  }

  @Override
  public Optional<Map<String, String>> metadata(String key) {
    fail();
    return Optional.ofNullable(metadata.get(key));
  }

  @Override
  public StoredObject read(String key) {
    fail();
    return new StoredObject(metadata.get(key), new ByteArrayInputStream(contents.get(key)));
  }

  @Override
  public boolean putIfAbsent(String key, ByteChunks body, Map<String, String> facts) {
    fail();
    if (contents.containsKey(key)) {
      return false;
    }
    try {
      contents.put(key, body.read().readAllBytes());
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
    metadata.put(key, facts);
    if (losesAnswers) {
      throw new StoreException("The answer got lost", true, null);
    }
    return true;
  }

  @Override
  public void close() {}

  private void fail() {
    failure
        .get()
        .ifPresent(
            error -> {
              throw error;
            });
  }
}
