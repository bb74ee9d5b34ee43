package dev.gatekeeper.config.codeowners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.config.importer.CodeownersImport;
import dev.gatekeeper.config.importer.Imported;
import dev.gatekeeper.core.lint.Finding;
import dev.gatekeeper.core.lint.Lint;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission.Owners;
import dev.gatekeeper.core.policy.Policy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files of the shapes that public repositories have: each path has the owners that the reference
 * says, and {@code lint} refuses nothing.
 */
@Tag("bytes")
class CodeownersShapesTest {
  private static final int PATHS = 300;
  private static final LocalDate TODAY = LocalDate.of(2026, 7, 1);
  private static final Pattern PROTECTED =
      Pattern.compile("\\.github/.*|(.*/)?\\.gitattributes(/.*)?|\\.gitmodules|gatekeeper\\.yml");
  private static final List<String> NAMES =
      List.of(
          "a", "x.py", "b.md", "core", "Makefile", "timetime.py", "package.json", "docs", "z.h");

  /** A file by its name, and what of it the policy says in comments. */
  record Shape(String name, String file, List<String> said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Shape> shapes() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CodeownersShapesTest.class.getResourceAsStream("shapes.txt"))) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Arrays.stream(all.split("(?m)^=== "))
          .filter(text -> !text.isEmpty())
          .map(text -> text.split("\n", 2))
          .map(CodeownersShapesTest::shape);
    }
  }

  private static Shape shape(String[] parts) {
    String[] file = parts[1].split("(?m)^--- said\n", 2);
    return new Shape(parts[0], file[0], file.length < 2 ? List.of() : file[1].lines().toList());
  }

  /** Which of it CODEOWNERS says in a way that a policy can't, and what was chosen in its place. */
  @ParameterizedTest
  @MethodSource("shapes")
  void saysWhatAPolicyCannot(Shape shape) throws Exception {
    byte[] file = shape.file().getBytes(StandardCharsets.UTF_8);
    Imported made = CodeownersImport.policy("CODEOWNERS", file);
    Matcher comments =
        Pattern.compile("(?m)^ *# CODEOWNERS:(\\d+: .*)")
            .matcher(made.text().replaceAll("\n *# {3}", " "));
    assertThat(comments.results().map(found -> found.group(1)).distinct())
        .as(made.text())
        .filteredOn(
            comment -> !comment.contains("is a team") && !comment.contains("own it together"))
        .containsExactlyInAnyOrderElementsOf(shape.said());
    assertThat(made.notTaken())
        .allMatch(line -> shape.said().contains(line.replaceFirst("^CODEOWNERS:", "")));
    assertThat(made.notTaken())
        .containsAll(
            shape.said().stream()
                .filter(comment -> !comment.contains(": files directly there"))
                .map(comment -> "CODEOWNERS:" + comment)
                .toList());
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void hasTheOwnersThatItSays(Shape shape) throws Exception {
    byte[] file = shape.file().getBytes(StandardCharsets.UTF_8);
    String text = CodeownersImport.policy("CODEOWNERS", file).text();
    Policy policy =
        ((LoadedPolicy.Valid)
                PolicyFile.parse(Policy.FILE_NAME, text.getBytes(StandardCharsets.UTF_8)))
            .policy();
    assertThat(Lint.errors(policy)).extracting(Finding::sentence).as(text).isEmpty();
    NaiveCodeowners reference = NaiveCodeowners.of(read(shape.file()));
    boolean lost = shape.said().stream().anyMatch(comment -> comment.endsWith("some is nobody's"));
    List<String> wrong = new ArrayList<>();
    for (String path : paths(shape.file())) {
      List<String> owners = reference.owners(RepoPath.of(path));
      TreeSet<String> expected =
          (PROTECTED.matcher(path).matches() ? List.<String>of() : owners)
              .stream()
                  .map(owner -> owner.toLowerCase(Locale.ROOT))
                  .collect(Collectors.toCollection(TreeSet::new));
      TreeSet<String> found =
          new Owners(policy, TODAY)
              .of(RepoPath.of(path)).stream()
                  .map(id -> policy.agent(id).orElseThrow())
                  .flatMap(agent -> agent.principals().stream())
                  .map(principal -> "@" + principal.name())
                  .collect(Collectors.toCollection(TreeSet::new));
      if (!found.equals(expected) && !(lost && found.isEmpty())) {
        wrong.add(path + ": " + found + " instead of " + expected);
      }
    }
    assertThat(wrong).as(text).isEmpty();
  }

  /** The lines that GitHub reads. */
  private static String read(String file) {
    return file.lines()
        .filter(line -> !line.startsWith("!") && !line.contains("[") && !line.endsWith("nobody"))
        .collect(Collectors.joining("\n"));
  }

  /** Files that can be in one tree, most of them near what the patterns speak of. */
  private static List<String> paths(String file) {
    Random random = new Random(11);
    List<String> patterns =
        read(file)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split("(?<!\\\\)\\s+", 2)[0].replace("\\ ", " "))
            .toList();
    TreeSet<String> files = new TreeSet<>();
    TreeSet<String> folders = new TreeSet<>();
    for (int tries = 0; files.size() < PATHS && tries < 100 * PATHS; tries++) {
      String path = path(patterns.get(random.nextInt(patterns.size())), random);
      TreeSet<String> above = new TreeSet<>();
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        above.add(path.substring(0, slash));
      }
      if (!folders.contains(path) && above.stream().noneMatch(files::contains)) {
        files.add(path);
        folders.addAll(above);
      }
    }
    assertThat(files).hasSize(PATHS);
    return List.copyOf(files);
  }

  private static String path(String pattern, Random random) {
    List<String> names = new ArrayList<>();
    if (!pattern.replaceFirst("/$", "").contains("/") && random.nextBoolean()) {
      names.add(name(random));
    }
    for (String segment : pattern.replaceAll("^/|/$", "").split("/", -1)) {
      if (segment.equals("**")) {
        for (int i = random.nextInt(3); i > 0; i--) {
          names.add(name(random));
        }
      } else if (segment.equals("*")) {
        names.add(name(random));
      } else {
        names.add(segment.replace("*", random.nextBoolean() ? "" : "q"));
      }
    }
    if (random.nextInt(4) == 0) {
      names.remove(random.nextInt(names.size()));
    }
    boolean file = !pattern.endsWith("/") && names.size() > 0 && random.nextInt(3) > 0;
    for (int i = file ? 0 : 1 + random.nextInt(3); i > 0; i--) {
      names.add(name(random));
    }
    return String.join("/", names);
  }

  private static String name(Random random) {
    int all = NAMES.size();
    return random.nextInt(4) == 0 ? "n" + random.nextInt(50) : NAMES.get(random.nextInt(all));
  }
}
