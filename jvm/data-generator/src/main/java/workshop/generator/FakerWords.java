package workshop.generator;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.datafaker.Faker;
import net.datafaker.providers.base.AbstractProvider;

/** Knows datafaker's providers and methods, and what Java Faker's are called there. */
final class FakerWords {
  private static final Pattern DIRECTIVE =
      Pattern.compile("#\\{(?<provider>\\w+)(?:\\.(?<method>\\w+))?(?<arguments>.*)}");
  private static final Pattern UNDERSCORE = Pattern.compile("_(\\w)");

  /** Java Faker 1.0.2 directives that datafaker 2.7.0 has under another name. */
  private static final Map<String, String> RENAMED =
      Map.of(
          "name.bloodgroup", "BloodType.bloodGroup",
          "internet.avatar", "Avatar.image",
          "crypto.md5", "Hashing.md5",
          "crypto.sha1", "Hashing.sha1",
          "crypto.sha256", "Hashing.sha256",
          "crypto.sha512", "Hashing.sha512",
          "internet.useragentany", "Internet.userAgent",
          "commerce.color", "Color.name");

  private final Map<String, Class<?>> providers = new TreeMap<>();

  FakerWords() {
    for (Method method : Faker.class.getMethods()) {
      if (method.getParameterCount() == 0
          && AbstractProvider.class.isAssignableFrom(method.getReturnType())) {
        providers.put(method.getName(), method.getReturnType());
      }
    }
  }

  /**
   * What to try, in order. Datafaker reads {@code product_name} as an entry of its data files when
   * there is one, even where only the method {@code productName} makes a text of it.
   */
  Collection<String> spellings(String directive) {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(directive);
    Matcher parts = DIRECTIVE.matcher(directive);
    if (parts.matches() && parts.group("method") != null) {
      String method = parts.group("method");
      String camel =
          UNDERSCORE
              .matcher(method.toLowerCase(Locale.ROOT))
              .replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
      String arguments = parts.group("arguments");
      spellings.add("#{" + parts.group("provider") + "." + camel + arguments + "}");
      String renamed = RENAMED.get(plain(parts.group("provider") + "." + method));
      if (renamed != null) {
        spellings.add("#{" + renamed + arguments + "}");
      }
    }
    return spellings;
  }

  /** Says what of a directive is not known, with the nearest word that is. */
  String explain(String directive) {
    Matcher parts = DIRECTIVE.matcher(directive);
    if (!parts.matches()) {
      return "`" + directive + "` is not of the form `#{Provider.method 'argument', …}`";
    }
    String provider = parts.group("provider");
    Optional<String> known = providers.keySet().stream().filter(p -> same(p, provider)).findFirst();
    if (known.isEmpty()) {
      return "`"
          + directive
          + "` is not a faker expression: no provider `"
          + provider
          + "`"
          + NearestWord.hint(provider, providers.keySet());
    }
    String method = parts.group("method");
    Set<String> methods = methods(known.get());
    if (method == null || methods.stream().noneMatch(m -> same(m, method))) {
      return "`"
          + directive
          + "` is not a faker expression: `"
          + provider
          + "` has no `"
          + method
          + "`"
          + NearestWord.hint(method == null ? "" : method, methods);
    }
    return "`"
        + directive
        + "`: `"
        + provider
        + "."
        + method
        + "` does not take ("
        + parts.group("arguments").strip()
        + ")";
  }

  private Set<String> methods(String provider) {
    Set<String> methods = new TreeSet<>();
    Class<?> type = providers.get(provider);
    Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> method.getReturnType() != void.class)
        .forEach(method -> methods.add(method.getName()));
    methods.removeAll(Set.of("getFaker"));
    return methods;
  }

  private static boolean same(String a, String b) {
    return plain(a).equals(plain(b));
  }

  private static String plain(String word) {
    return word.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
