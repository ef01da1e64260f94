package workshop.generator;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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

  private final Map<String, Method> providers = new TreeMap<>();

  /** A directive taken apart, in datafaker's own spelling. */
  record Call(Method provider, String method, String arguments) {}

  FakerWords() {
    for (Method method : Faker.class.getMethods()) {
      if (method.getParameterCount() == 0
          && AbstractProvider.class.isAssignableFrom(method.getReturnType())) {
        providers.put(method.getName(), method);
      }
    }
  }

  /**
   * What to try, in order. Datafaker reads {@code commerce.product_name} as an entry of its data
   * files when there is one, even where only {@code Commerce.productName} makes a text of it.
   */
  Collection<String> spellings(String directive) {
    Set<String> spellings = new LinkedHashSet<>();
    spellings.add(directive);
    Matcher parts = DIRECTIVE.matcher(directive);
    if (parts.matches() && parts.group("method") != null) {
      call(directive).map(FakerWords::capitalised).ifPresent(spellings::add);
      String renamed = RENAMED.get(plain(parts.group("provider") + "." + parts.group("method")));
      if (renamed != null) {
        spellings.add("#{" + renamed + parts.group("arguments") + "}");
      }
    }
    return spellings;
  }

  /**
   * The method that a directive names; nothing if it is an entry of datafaker's data files, or
   * wrong.
   */
  Optional<Call> call(String directive) {
    Matcher parts = DIRECTIVE.matcher(directive);
    if (!parts.matches() || parts.group("method") == null) {
      return Optional.empty();
    }
    return find(parts.group("provider"), providers.keySet())
        .flatMap(
            provider ->
                find(parts.group("method"), methods(provider))
                    .map(
                        method ->
                            new Call(providers.get(provider), method, parts.group("arguments"))));
  }

  private static String capitalised(Call call) {
    String provider = call.provider().getName();
    String capital = provider.substring(0, 1).toUpperCase(Locale.ROOT) + provider.substring(1);
    return "#{" + capital + "." + call.method() + call.arguments() + "}";
  }

  /** Says what of a directive is not known, with the nearest word that is. */
  String explain(String directive) {
    Matcher parts = DIRECTIVE.matcher(directive);
    if (!parts.matches()) {
      return "`%s` is not of the form `#{Provider.method 'argument', …}`".formatted(directive);
    }
    String provider = parts.group("provider");
    Optional<String> known = find(provider, providers.keySet());
    if (known.isEmpty()) {
      return "`%s` is not a faker expression: no provider `%s`%s"
          .formatted(directive, provider, NearestWord.hint(provider, providers.keySet()));
    }
    String method = Objects.requireNonNullElse(parts.group("method"), "");
    Set<String> methods = methods(known.get());
    if (find(method, methods).isEmpty()) {
      return "`%s` is not a faker expression: `%s` has no `%s`%s"
          .formatted(directive, provider, method, NearestWord.hint(method, methods));
    }
    return "`%s`: `%s.%s` does not take (%s)"
        .formatted(directive, provider, method, parts.group("arguments").strip());
  }

  private Set<String> methods(String provider) {
    Set<String> methods = new TreeSet<>();
    Class<?> type = providers.get(provider).getReturnType();
    Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass() != Object.class)
        .filter(method -> method.getReturnType() != void.class)
        .forEach(method -> methods.add(method.getName()));
    methods.removeAll(Set.of("getFaker"));
    return methods;
  }

  private static Optional<String> find(String word, Collection<String> words) {
    return words.stream().filter(known -> plain(known).equals(plain(word))).findFirst();
  }

  private static String plain(String word) {
    return word.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
