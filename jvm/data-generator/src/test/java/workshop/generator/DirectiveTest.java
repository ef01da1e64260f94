package workshop.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DirectiveTest {
  @Test
  @DisplayName("sometimes repeats an earlier key of the same topic, at the matching rate")
  void sometimes() {
    List<SourceRecord> records =
        run(
            "genkp.users.sometimes.with", "#{Internet.uuid}",
            "genkp.users.sometimes.matching", "users.key",
            "attrkp.users.matching.rate", "0.25");
    long repeated = records.size() - records.stream().map(SourceRecord::key).distinct().count();
    assertEquals(0.25, (double) repeated / records.size(), 0.05);
  }

  @Test
  @DisplayName("two topics can sometimes refer to each other without either waiting for ever")
  void mutual() {
    List<SourceRecord> records =
        run(
            "genkp.home.sometimes.with", "#{Internet.uuid}",
            "genkp.home.sometimes.matching", "away.key",
            "genkp.away.sometimes.with", "#{Internet.uuid}",
            "genkp.away.sometimes.matching", "home.key",
            "global.matching.rate", "0.5");
    Set<Object> home = keys(Worker.of("home", records));
    Set<Object> away = keys(Worker.of("away", records));
    assertTrue(home.size() > 100 && away.size() > 100);
    home.retainAll(away);
    assertTrue(home.size() > 100, "no key in common");
  }

  @Test
  @DisplayName("null.rate leaves out that share of one attribute")
  void nullRate() {
    List<SourceRecord> records =
        run(
            "genkp.users.with", "#{Internet.uuid}",
            "genv.users.name.with", "#{Name.full_name}",
            "genv.users.beer.with", "#{Beer.name}",
            "attrv.users.beer.null.rate", "0.3");
    long nulls = records.stream().filter(r -> Worker.attribute(r, "beer") == null).count();
    assertEquals(0.3, (double) nulls / records.size(), 0.05);
    assertTrue(records.stream().allMatch(r -> Worker.attribute(r, "name") != null));
  }

  @Test
  @DisplayName(
      "tombstone.rate writes that share of real tombstones: a key with neither value nor schema")
  void tombstones() {
    List<SourceRecord> records =
        run(
            "genkp.users.with", "#{Internet.uuid}",
            "genv.users.name.with", "#{Name.full_name}",
            "topic.users.tombstone.rate", "0.2");
    List<SourceRecord> tombstones = records.stream().filter(r -> r.value() == null).toList();
    assertEquals(0.2, (double) tombstones.size() / records.size(), 0.05);
    assertNull(tombstones.get(0).valueSchema());
    assertTrue(tombstones.stream().allMatch(r -> r.key() != null));
  }

  @Test
  @DisplayName("a topic's own throttle replaces the global one, and references keep up with it")
  void topicThrottle() {
    Worker worker = new Worker(TutorialConfig.with("topic.order.throttle.ms", "100"), 0);
    List<SourceRecord> records = worker.run(60_000);
    assertEquals(120, Worker.of("customer", records).size());
    List<SourceRecord> orders = Worker.of("order", records);
    assertEquals(600, orders.size(), 10);
    long customers =
        orders.stream().map(o -> Worker.attribute(o, "customer_id")).distinct().count();
    assertTrue(customers > 60, () -> "only " + customers);
  }

  @Test
  @DisplayName("records.exactly is split over the tasks and adds up to the number")
  void exactly() {
    int customers = 0;
    for (int task = 0; task < 3; task++) {
      Map<String, String> config =
          TutorialConfig.with("tasks.max", "3", "topic.customer.records.exactly", "10");
      List<SourceRecord> records = new Worker(config, task).run(30_000);
      customers += Worker.of("customer", records).size();
      assertEquals(60, Worker.of("order", records).size(), "orders go on");
    }
    assertEquals(10, customers);
  }

  @Test
  @DisplayName("history.records.max bounds how far back references reach")
  void history() {
    Worker worker = new Worker(TutorialConfig.with("topic.customer.history.records.max", "3"), 0);
    Map<Object, Integer> place = new TreeMap<>();
    int orders = 0;
    for (SourceRecord record : worker.run(60_000)) {
      if (record.topic().equals("customer")) {
        place.put(record.key(), place.size());
      } else {
        int distance = orders - place.get(Worker.attribute(record, "customer_id"));
        assertTrue(distance >= 0 && distance < 3, "distance " + distance);
        orders++;
      }
    }
  }

  @Test
  @DisplayName(
      "matching takes keys, values, and nested attributes, all of one record of the other topic")
  void matching() {
    List<SourceRecord> records =
        run(
            "genk.owner.id.with", "#{Internet.uuid}",
            "genk.owner.kind.with", "#{Demographic.sex}",
            "genv.owner.name->full.with", "#{Name.full_name}",
            "genv.owner.name->job.with", "#{Job.title}",
            "genv.owner.home->city.with", "#{Address.city}",
            "genvp.plain.with", "#{Beer.name}",
            "genkp.cat.matching", "owner.key.id",
            "genv.cat.owner.matching", "owner.value.name->full",
            "genv.cat.toy->city.matching", "owner.value.home->city",
            "genv.cat.beer.matching", "plain.value");
    Map<Object, Struct> owners =
        Worker.of("owner", records).stream()
            .collect(Collectors.toMap(r -> ((Struct) r.key()).get("id"), r -> (Struct) r.value()));
    Set<Object> beers =
        Worker.of("plain", records).stream().map(SourceRecord::value).collect(Collectors.toSet());
    List<SourceRecord> cats = Worker.of("cat", records);
    assertTrue(cats.size() > 100);
    for (SourceRecord cat : cats) {
      Struct owner = owners.get(cat.key());
      assertEquals(owner.getStruct("name").get("full"), Worker.attribute(cat, "owner"));
      assertEquals(
          owner.getStruct("home").get("city"), ((Struct) cat.value()).getStruct("toy").get("city"));
      assertTrue(beers.contains(Worker.attribute(cat, "beer")));
    }
    assertEquals(
        List.of("com.amazonaws.mskdatagen.Gen1", "com.amazonaws.mskdatagen.Gen2"),
        owners.values().iterator().next().schema().fields().stream()
            .map(field -> field.schema().name())
            .sorted()
            .toList());
  }

  @Test
  @DisplayName("a key taken from a value of another topic is still made by one task only")
  void keyFromValue() {
    Set<Object> seen = new HashSet<>();
    for (int task = 0; task < 2; task++) {
      Map<String, String> config =
          Map.of(
              "tasks.max", "2",
              "genkp.user.with", "#{Internet.uuid}",
              "genv.user.team.with", "#{Team.name}",
              "genkp.team.matching", "user.value.team",
              "global.throttle.ms", "100");
      Set<Object> keys = keys(Worker.of("team", new Worker(config, task).run(20_000)));
      assertTrue(keys.stream().noneMatch(seen::contains));
      seen.addAll(keys);
    }
  }

  private static List<SourceRecord> run(String... pairs) {
    // Seeded: rates are held against what a thousand records show.
    Map<String, String> config =
        new TreeMap<>(Map.of("global.throttle.ms", "100", "global.seed", "7"));
    for (int i = 0; i < pairs.length; i += 2) {
      config.put(pairs[i], pairs[i + 1]);
    }
    return new Worker(config, 0).run(100_000);
  }

  private static Set<Object> keys(List<SourceRecord> records) {
    return records.stream().map(SourceRecord::key).collect(Collectors.toSet());
  }
}
