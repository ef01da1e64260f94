package workshop.s3sink.config;

import java.net.URI;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/** What a value may be; every refusal names the key, the value and what would be right. */
final class Values {
  private Values() {}

  /** One of a few words. */
  static Validator oneOf(String... words) {
    List<String> allowed = Arrays.asList(words);
    return check("one of " + String.join(", ", words), allowed::contains);
  }

  /** A class that upstream's users name in full; the simple name is understood too. */
  static Validator classNamed(String... fullNames) {
    List<String> simple = Arrays.stream(fullNames).map(Values::simpleName).toList();
    return check(
        "one of " + String.join(", ", fullNames) + " (or its simple name)",
        value -> Arrays.asList(fullNames).contains(value) || simple.contains(value));
  }

  /** A name without its package. */
  static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  static Validator atLeast(long smallest) {
    return LambdaValidator.with(
        (name, value) -> {
          if (value != null && ((Number) value).longValue() < smallest) {
            throw new ConfigException(name, value, "must be at least " + smallest);
          }
        },
        () -> "at least " + smallest);
  }

  /** -1 (never) or a length of time. */
  static Validator intervalMs() {
    return LambdaValidator.with(
        (name, value) -> {
          long interval = ((Number) value).longValue();
          if (interval != -1 && interval < 1) {
            throw new ConfigException(name, value, "must be -1 (never) or at least 1 ms");
          }
        },
        () -> "-1 (never) or at least 1");
  }

  static Validator bucketName() {
    return check(
        "a bucket name (3 to 63 of a-z, 0-9, `-` and `.`)",
        value -> value.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"));
  }

  static Validator region() {
    return check("an AWS region such as ap-southeast-2", value -> value.matches("[a-z0-9-]+"));
  }

  static Validator url() {
    return check("a URL such as http://127.0.0.1:9000", Values::isUrl);
  }

  static Validator timezone() {
    return check("a time zone such as Australia/Sydney or UTC", Values::isTimezone);
  }

  static Validator directory() {
    return check(
        "a path without a slash at either end",
        value -> !value.startsWith("/") && !value.endsWith("/") && !value.contains("//"));
  }

  static Validator locale() {
    return check(
        "a language tag such as en-US",
        value -> !Locale.forLanguageTag(value.replace('_', '-')).getLanguage().isEmpty());
  }

  static Validator timestampExtractor() {
    return LambdaValidator.with(
        (name, value) -> {
          if (String.valueOf(value).startsWith("Wallclock")) {
            throw new ConfigException(
                name,
                value,
                "is not repeatable: needs Record or RecordField, so that a record goes"
                    + " to the same folder whenever it is read");
          }
          oneOf("Record", "RecordField").ensureValid(name, value);
        },
        () -> "Record or RecordField");
  }

  private static Validator check(String wanted, Predicate<String> test) {
    return LambdaValidator.with(
        (name, value) -> {
          if (value != null && !test.test((String) value)) {
            throw new ConfigException(name, value, "needs " + wanted);
          }
        },
        () -> wanted);
  }

  private static boolean isUrl(String value) {
    try {
      URI uri = URI.create(value);
      return List.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null;
    } catch (IllegalArgumentException error) {
      return false;
    }
  }

  private static boolean isTimezone(String value) {
    try {
      ZoneId.of(value);
      return true;
    } catch (DateTimeException error) {
      return false;
    }
  }
}
