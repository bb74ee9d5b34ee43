package dev.gatekeeper.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.cli.Console;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * What others wrote moves no cursor, begins no line and turns no direction, wherever it is shown:
 * each place that makes text safe, held against each character that would do so.
 */
@Tag("bytes")
class SafeTextTest {
  private static final String CORE = "dev.gatekeeper.core.";
  private static final String HOOKS = "dev.gatekeeper.hooks.command.";
  private static final String GIT = "dev.gatekeeper.server.git.";

  /**
   * C0 without the two that some places keep, DEL, C1, what turns directions, and what is hidden.
   */
  private static final List<Integer> OBEYED =
      Stream.of(
              IntStream.range(0, 0x20).filter(c -> c != '\t' && c != '\n'),
              IntStream.rangeClosed(0x7f, 0x9f),
              IntStream.of(0x61c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0xfeff, 0xe0001),
              IntStream.rangeClosed(0x202a, 0x202e),
              IntStream.rangeClosed(0x2066, 0x2069))
          .flatMapToInt(part -> part)
          .boxed()
          .toList();

  private interface Place {
    String shown(String text) throws Exception;
  }

  private static final Map<String, Place> PLACES =
      Map.ofEntries(
          Map.entry("a line", method(CORE + "text.PlainText", "line")),
          Map.entry("ASCII", method(CORE + "text.PlainText", "ascii")),
          Map.entry(
              "what a check expects and finds", method(CORE + "validate.CheckDetails", "quoted")),
          Map.entry("what a check prints", SafeTextTest::story),
          Map.entry("a comment in CODEOWNERS", method(CORE + "export.CodeownersText", "oneLine")),
          Map.entry("a value in a diff", method(CORE + "diff.Quoted", "value")),
          Map.entry(
              "Markdown", text -> (String) method(CORE + "brief.Markdown", "plain", text, "")),
          Map.entry(
              "a policy's problem", method("dev.gatekeeper.config.MessageParts", "shortened")),
          Map.entry("an imported plan", method("dev.gatekeeper.config.importer.YamlText", "clean")),
          Map.entry("a line of a command", method(HOOKS + "Plain", "line")),
          Map.entry("columns of a command", method(HOOKS + "Plain", "indented")),
          Map.entry("an annotation", method(HOOKS + "FindingFormat$Annotation", "data")),
          Map.entry("standard error", SafeTextTest::said),
          Map.entry("a parameter", method("dev.gatekeeper.server.api.ApiCall", "shown")),
          Map.entry("a command of a push", method(GIT + "PushCommands", "shown")),
          Map.entry("a request for objects", SafeTextTest::refused),
          Map.entry("an answer of the git door", SafeTextTest::failed));

  @TestFactory
  Stream<DynamicTest> whatOthersWroteIsShownAndNotObeyed() {
    return PLACES.entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> check(entry.getValue())));
  }

  private static void check(Place place) throws Exception {
    assertThat(place.shown("a b")).contains("a b");
    List<String> obeyed = new ArrayList<>();
    for (int c : OBEYED) {
      String shown = place.shown("a" + Character.toString(c) + "b");
      assertThat(shown).contains("a").contains("b");
      if (shown.strip().codePoints().anyMatch(seen -> seen == c)) {
        obeyed.add(String.format("%04x", c));
      }
    }
    assertThat(obeyed).isEmpty();
  }

  private static Place method(String type, String name) {
    return text -> (String) method(type, name, text);
  }

  private static Object method(String type, String name, String... arguments) throws Exception {
    Class<?>[] types = new Class<?>[arguments.length];
    Arrays.fill(types, String.class);
    Method method = Class.forName(type).getDeclaredMethod(name, types);
    method.setAccessible(true);
    return method.invoke(null, (Object[]) arguments);
  }

  private static String story(String text) throws Exception {
    List<String> lines = new ArrayList<>();
    Class<?> type = Class.forName(CORE + "operation.CheckProgressText");
    Constructor<?> constructor = type.getDeclaredConstructor(Consumer.class);
    constructor.setAccessible(true);
    Consumer<String> told = lines::add;
    Object story = constructor.newInstance(told);
    Method print = type.getDeclaredMethod("print", String.class);
    print.setAccessible(true);
    print.invoke(story, text + "\n");
    return lines.get(0);
  }

  private static String said(String text) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
    new Console(InputStream.nullInputStream(), stream, stream, Map.of(), Path.of("/")).say(text);
    return err.toString(StandardCharsets.UTF_8);
  }

  private static String refused(String text) throws Exception {
    Constructor<?> constructor =
        Class.forName(GIT + "FetchGuard$Refused").getDeclaredConstructor(String.class);
    constructor.setAccessible(true);
    return String.valueOf(((Exception) constructor.newInstance(text)).getMessage());
  }

  private static String failed(String text) throws Exception {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    Object response =
        Proxy.newProxyInstance(
            SafeTextTest.class.getClassLoader(),
            new Class<?>[] {HttpServletResponse.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "isCommitted" -> false;
                  case "getWriter" -> writer;
                  default -> null;
                });
    Method fail =
        Class.forName(GIT + "GitDoor")
            .getDeclaredMethod("fail", HttpServletResponse.class, int.class, String.class);
    fail.setAccessible(true);
    fail.invoke(null, response, 400, text);
    writer.flush();
    return said.toString();
  }
}
