package workshop.generator;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.datafaker.Faker;

/**
 * Calls the method behind a directive without datafaker looking it up again for every value, which
 * takes up to four times as long. Whether a candidate does the same is for the caller to try out.
 */
final class DirectCall {
  private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'");

  private static final Map<Class<?>, Function<String, Object>> READERS =
      Map.of(
          int.class, Integer::valueOf,
          long.class, Long::valueOf,
          double.class, Double::valueOf,
          String.class, text -> text);

  private DirectCall() {}

  /** The methods that the words could mean, applied to the arguments. */
  static Stream<Supplier<String>> candidates(Faker faker, FakerWords.Call call) {
    List<String> texts =
        ARGUMENT.matcher(call.arguments()).results().map(match -> match.group(1)).toList();
    Object provider = invoke(call.provider(), faker);
    return Stream.of(provider.getClass().getMethods())
        .filter(method -> method.getName().equals(call.method()))
        .filter(method -> method.getParameterCount() == texts.size())
        .flatMap(method -> bind(method, texts).stream())
        .map(bound -> () -> String.valueOf(invoke(bound.method, provider, bound.arguments)));
  }

  private record Bound(Method method, Object[] arguments) {}

  private static Optional<Bound> bind(Method method, List<String> texts) {
    Object[] values = new Object[texts.size()];
    for (int i = 0; i < values.length; i++) {
      Function<String, Object> reader = READERS.get(method.getParameterTypes()[i]);
      if (reader == null) {
        return Optional.empty();
      }
      try {
        values[i] = reader.apply(texts.get(i));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.of(new Bound(method, values));
  }

  private static Object invoke(Method method, Object on, Object... arguments) {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
