package workshop.generator;

import java.lang.invoke.CallSite;
import java.lang.invoke.LambdaConversionException;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.WrongMethodTypeException;
import java.lang.reflect.Method;
import java.util.ArrayList;
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
    Object provider = provider(faker, call);
    return Stream.of(provider.getClass().getMethods())
        .filter(method -> method.getName().equals(call.method()))
        .filter(method -> method.getParameterCount() == texts.size())
        .flatMap(method -> bind(method, provider, texts).stream())
        .map(values -> () -> String.valueOf(values.get()));
  }

  private static Object provider(Faker faker, FakerWords.Call call) {
    try {
      return call.provider().invoke(faker);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Optional<List<Object>> arguments(Method method, List<String> texts) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      Function<String, Object> reader = READERS.get(method.getParameterTypes()[i]);
      if (reader == null) {
        return Optional.empty();
      }
      try {
        values.add(reader.apply(texts.get(i)));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }
    return Optional.of(values);
  }

  private static Optional<Supplier<Object>> bind(
      Method method, Object provider, List<String> texts) {
    return arguments(method, texts).flatMap(arguments -> link(method, provider, arguments));
  }

  /**
   * What a lambda {@code () -> provider.method(arguments)} would be compiled to, which is faster
   * than reflection. Nothing for a method that no such lambda could call: a static or a void one.
   */
  @SuppressWarnings("unchecked")
  private static Optional<Supplier<Object>> link(
      Method method, Object provider, List<Object> arguments) {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MethodHandle handle = lookup.unreflect(method);
      CallSite site =
          LambdaMetafactory.metafactory(
              lookup,
              "get",
              handle.type().changeReturnType(Supplier.class),
              MethodType.methodType(Object.class),
              handle,
              MethodType.methodType(handle.type().wrap().returnType()));
      List<Object> captured = new ArrayList<>(List.of(provider));
      captured.addAll(arguments);
      return Optional.of((Supplier<Object>) site.getTarget().invokeWithArguments(captured));
    } catch (IllegalAccessException | LambdaConversionException | WrongMethodTypeException e) {
      return Optional.empty();
    } catch (Throwable e) {
      throw new IllegalStateException("%s cannot be called".formatted(method), e);
    }
  }
}
