package workshop.s3sink.resume;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import workshop.s3sink.file.ObjectPath;
import workshop.s3sink.store.ObjectStore;
import workshop.s3sink.store.ObjectStore.Page;

/**
 * Finds an object by the offset in its name without listing all that lie before it: S3 lists from
 * any name on, so one request tells whether anything begins at an offset or later. Steps that
 * double and then halve need about 2 log2(n / 1000) requests for n objects.
 */
final class KeySearch {
  /**
   * Below it all names begin with 0 and sort as numbers. Above it those with eleven digits lie
   * among those with ten, and nothing but looking at each tells the highest.
   */
  private static final long SORTED_END = 1_000_000_000;

  private final ObjectStore store;
  private final ObjectPath path;

  KeySearch(ObjectStore store, ObjectPath path) {
    this.store = store;
    this.path = path;
  }

  /**
   * The last object under the path that begins at an offset or below it, with the offset at which
   * it begins; empty when there is none.
   */
  Optional<Map.Entry<Long, String>> floor(long offset) {
    Names first = list(path.prefix());
    if (first.isLast()) {
      return Optional.ofNullable(first.starts().floorEntry(offset));
    }
    Map.Entry<Long, String> unsorted = offset < SORTED_END ? null : scan(offset);
    return unsorted == null ? search(first, offset) : Optional.of(unsorted);
  }

  /** Looks at every name that does not begin with 0. */
  private Map.Entry<Long, String> scan(long offset) {
    NavigableMap<Long, String> highest = new TreeMap<>();
    store.forEachPage(
        path.prefix(),
        before(SORTED_END),
        keys -> {
          highest.putAll(starts(keys).headMap(offset, true));
          while (highest.size() > 1) {
            highest.pollFirstEntry();
          }
        });
    return highest.firstEntry();
  }

  /** Goes on behind names that are not all. */
  private Optional<Map.Entry<Long, String>> search(Names first, long offset) {
    long none = offset < SORTED_END ? offset + 1 : SORTED_END;
    Map.Entry<Long, String> found = first.starts().lowerEntry(none);
    if (found == null || first.starts().lastKey() >= none) {
      return Optional.ofNullable(found);
    }
    long step = Math.max(found.getKey() - first.starts().firstKey(), 1);
    while (none - found.getKey() > 1) {
      long from = found.getKey() + Math.max(Math.min(step, (none - found.getKey()) / 2), 1);
      Names names = list(before(from));
      Map.Entry<Long, String> later = names.starts().lowerEntry(none);
      if (later == null) {
        none = from;
      } else if (names.isLast() || names.starts().lastKey() >= none) {
        return Optional.of(later);
      } else {
        found = later;
        step *= 2;
      }
    }
    return Optional.of(found);
  }

  /** The next names behind a key, without pages that hold nothing but others' names. */
  private Names list(String after) {
    Page page = store.list(path.prefix(), after);
    NavigableMap<Long, String> starts = starts(page.keys());
    while (starts.isEmpty() && !page.isLast()) {
      page = store.list(path.prefix(), page.keys().get(page.keys().size() - 1));
      starts = starts(page.keys());
    }
    return new Names(starts, page.isLast());
  }

  private NavigableMap<Long, String> starts(List<String> keys) {
    NavigableMap<Long, String> starts = new TreeMap<>();
    keys.forEach(key -> path.startOf(key).ifPresent(start -> starts.put(start, key)));
    return starts;
  }

  /** What sorts behind all names that begin below an offset, and before all others. */
  private String before(long offset) {
    return path.prefix() + String.format(Locale.ROOT, "%010d~", offset - 1);
  }

  /**
   * Some neighbouring names.
   *
   * @param isLast whether no others come behind them
   */
  private record Names(NavigableMap<Long, String> starts, boolean isLast) {}
}
