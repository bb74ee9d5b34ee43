package dev.gatekeeper.hooks.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The ways through the code that docs/architecture.md shows go through classes that are there, and
 * down.
 */
class WaysTest {
  private static final Pattern STEP = Pattern.compile("(?m)^\\| `([a-z]+)/([A-Za-z]+)` \\|");
  private static final Pattern PACKAGE = Pattern.compile("(?m)^\\| `([a-z]+)` \\|");

  /** A class on a way. */
  private record Step(String folder, String name) {}

  private static String section(String heading) throws IOException {
    String page = Files.readString(Page.TOP.resolve("docs/architecture.md"));
    int from = page.indexOf("\n## " + heading + "\n");
    int to = page.indexOf("\n## ", from + 1);
    return page.substring(from, to);
  }

  static List<List<String>> ways() throws IOException {
    return Stream.of(section("Five ways through the code").split("\n### ", -1))
        .skip(1)
        .map(way -> List.of(way.substring(0, way.indexOf('\n')), way))
        .toList();
  }

  private static List<Step> steps(String way) {
    return STEP.matcher(way).results().map(m -> new Step(m.group(1), m.group(2))).toList();
  }

  /** Where a class is, as a module and a package of it, the lowest first. */
  private static int layer(Step step, List<String> core) throws IOException {
    for (String module : List.of("hooks", "server", "core")) {
      String file =
          module
              + "/src/main/java/dev/gatekeeper/"
              + module
              + "/"
              + step.folder()
              + "/"
              + step.name()
              + ".java";
      if (Files.exists(Page.TOP.resolve(file))) {
        return module.equals("core")
            ? core.indexOf(step.folder())
            : module.equals("server") ? 1000 : 2000;
      }
    }
    throw new AssertionError("there is no class " + step);
  }

  @Test
  void thereAreFive() throws IOException {
    assertThat(ways())
        .hasSize(5)
        .allSatisfy(way -> assertThat(steps(way.get(1))).hasSizeGreaterThan(3));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ways")
  void goesDown(List<String> way) throws IOException {
    List<String> core = new ArrayList<>();
    Matcher packages = PACKAGE.matcher(section("Modules").split("Packages of `core`", -1)[1]);
    while (packages.find()) {
      core.add(packages.group(1));
    }
    List<Integer> layers = new ArrayList<>();
    for (Step step : steps(way.get(1))) {
      layers.add(layer(step, core));
    }
    List<Integer> down = layers.stream().sorted((a, b) -> b - a).toList();
    assertThat(layers).as(way.get(0) + ": " + steps(way.get(1))).isEqualTo(down);
  }
}
