package dev.gatekeeper.core.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.ledger.CheckOutcome;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PathPattern.BadPattern;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.policy.Check;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What is found in committed files without running anything. */
@Tag("bytes")
final class FileChecksTest {
  private static final Location AT = new Location("gatekeeper.yml", 7, 9);

  @TempDir static Path folder;
  private static BareRepository repository;
  private static Oid commit;

  @BeforeAll
  static void build() throws IOException {
    repository = BareRepository.create(folder.resolve("r.git"));
    commit =
        new CommitBuilder(repository)
            .file("src/daemon/a.py", "one\nraise Exception\nx\nraise Exception raise Exception\n")
            .file("src/daemon/deep/b.py", "raise Exception")
            .file("src/daemon/deep/c.txt", "raise Exception\n")
            .file("src/vendor/v.py", "raise Exception\n")
            .file("lines/empty", "")
            .file("lines/open", "1\n2\n3")
            .file("lines/closed", "1\n2\n3\n")
            .file("lines/four", "1\n2\n3\n4\n")
            .file("lines/nine", "\n\n\n\n\n\n\n\n\n")
            .file("lines/return", "1\r2\r3\r4\r5\r")
            .file("over/block", "x".repeat(65_530) + "\nfirst line of two\nsecond line of two\n")
            .file("odd/caf\u00e9 \"x\"\n.txt", "aaaa\nT\u00e4ter\n")
            .file("odd/zeros", new byte[] {0, 1, 'k', 'e', 'y', 0, (byte) 0xff})
            .link("links/to-file", "raise Exception")
            .link("links/dangling", "nowhere")
            .submodule("modules/sub")
            .link("mixed/a", "deep/file")
            .file("mixed/deep/file", "")
            .link("mixed/no/files/link", "../../deep/file")
            .submodule("mixed/no/files/sub")
            .commit();
  }

  private record Case(Check check, CheckOutcome status, List<String> detail) {}

  private static Case passes(Check check, String... detail) {
    return new Case(check, CheckOutcome.PASSED, List.of(detail));
  }

  private static Case fails(Check check, String... detail) {
    return new Case(check, CheckOutcome.FAILED, List.of(detail));
  }

  @TestFactory
  List<DynamicTest> finds() {
    return List.of(
            passes(exists("/src/daemon/")),
            passes(exists("/src/daemon")),
            passes(exists("/src/daemon/a.py"), "there is src/daemon/a.py"),
            passes(exists("deep/")),
            passes(exists("b.py"), "src/daemon/deep/b.py"),
            passes(exists("/src/**/*.txt")),
            passes(exists("/mixed/"), "there is mixed/deep/file"),
            passes(exists("/mixed/deep")),
            passes(exists("empty"), "there is lines/empty"),
            fails(exists("links/"), "that is a file or holds one; links/dangling is a symbolic"),
            fails(exists("/links"), "expected a file or folder that", "links/dangling is a symb"),
            fails(exists("/links/**"), "links/dangling is a symbolic link"),
            fails(exists("/modules/"), "modules/sub is a submodule"),
            fails(exists("/mixed/no/"), "mixed/no/files/link is a symbolic link"),
            fails(exists("files/"), "mixed/no/files/link is a symbolic link"),
            fails(exists("/deep/"), "expected a folder that matches `/deep/`, found none"),
            fails(exists("/src/daemon/a.py/"), "src/daemon/a.py is a file"),
            fails(exists("/Src/"), "found none"),
            fails(exists("/links/dangling"), "links/dangling is a symbolic link"),
            fails(exists("/links/to-file/"), "links/to-file is a symbolic link"),
            fails(exists("/modules/sub"), "modules/sub is a submodule"),
            fails(exists("/modules/sub/"), "modules/sub is a submodule"),
            passes(absent("raise Nothing", 0, "*"), "0 in 14 files"),
            passes(absent("raise Exception", 6, "*"), "6 in 14 files"),
            fails(
                absent("raise Exception", 0, "/src/**/*.py", "!/src/vendor/"),
                "expected no `raise Exception`, found ",
                "src/daemon/a.py:2, src/daemon/a.py:4, src/daemon/a.py:4, src/daemon/deep/b.py:1"),
            fails(absent("raise Exception", 5, "*"), "expected at most 5", "src/vendor/v.py:1"),
            passes(absent("raise exception", 0, "*")),
            passes(absent("raise Exception", 0, "/docs/"), "no file matches `/docs/`"),
            passes(absent("raise Exception", 0, "links/", "modules/")),
            fails(absent("two\nsecond", 0, "over/"), "over/block:2"),
            fails(absent("x\nfirst", 0, "over/"), "over/block:1"),
            fails(absent("aa", 1, "odd/"), "found \"odd/caf\\303\\251 \\\"x\\\"\\n.txt\":1, "),
            passes(absent("aa", 2, "odd/"), "2 in 2 files"),
            fails(absent("T\u00e4ter", 0, "odd/"), ".txt\":2"),
            fails(absent("key", 0, "odd/zeros"), "odd/zeros:1"),
            fails(absent("\n", 0, "lines/"), "lines/closed:1, ", " and 8 more"),
            passes(lines(3, "/lines/open", "/lines/closed", "/lines/empty", "/lines/return")),
            fails(lines(2, "/lines/closed"), "at most 2 lines a file", "lines/closed (3 lines)"),
            fails(lines(2, "/lines/open"), "lines/open (3 lines)"),
            fails(lines(0, "/lines/return"), "lines/return (1 line)"),
            passes(lines(0, "/lines/empty"), "1 file, none longer"),
            fails(lines(3, "/lines/"), "longer: lines/nine (9 lines), lines/four (4 lines)"),
            passes(lines(0, "*.none"), "no file matches `*.none`"))
        .stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.status + " " + row.check,
                    () -> {
                      CheckResult result = run(commit, row.check).get(0);
                      assertThat(result.status()).as(result.detail()).isEqualTo(row.status);
                      assertThat(result.detail()).doesNotMatch("(?s).*\\p{Cntrl}.*");
                      for (String part : row.detail) {
                        assertThat(result.detail()).contains(part);
                      }
                      assertThat(result.at()).isEqualTo(AT);
                    }))
        .toList();
  }

  /** A row that expects a text must not find less than a search that is too simple to be wrong. */
  @Test
  void countsAsAPlainSearchDoes() {
    java.util.Random random = new java.util.Random(7);
    for (int round = 0; round < 2000; round++) {
      String text = letters(random, 1 + random.nextInt(5));
      String file = letters(random, random.nextInt(60));
      TextSearch search = new TextSearch(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      List<Long> found = new ArrayList<>();
      byte[] bytes = file.getBytes(java.nio.charset.StandardCharsets.US_ASCII);
      for (int from = 0; from < bytes.length; ) {
        int n = Math.min(1 + random.nextInt(7), bytes.length - from);
        search.feed(Arrays.copyOfRange(bytes, from, from + n), n, found::add);
        from += n;
      }
      List<Long> plain = new ArrayList<>();
      for (int at = file.indexOf(text); at >= 0; at = file.indexOf(text, at + text.length())) {
        plain.add(1 + file.substring(0, at).chars().filter(c -> c == '\n').count());
      }
      assertThat(found).as("%s in %s", text, file).isEqualTo(plain);
    }
  }

  private static String letters(java.util.Random random, int length) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < length; i++) {
      out.append("ab\n".charAt(random.nextInt(3)));
    }
    return out.toString();
  }

  @Test
  void errsOnWhatIsBroken() throws IOException {
    String blob = repository.blob("x");
    String twice = repository.tree(TreeEntry.file("a", blob), TreeEntry.file("a", blob));
    String gone = repository.tree(TreeEntry.file("a", "2".repeat(40)));
    String dots = repository.tree(TreeEntry.file("..", blob));
    for (String tree : List.of(twice, gone, dots)) {
      CheckResult result = run(new Oid(repository.commit(tree)), absent("x", 0, "*")).get(0);
      assertThat(result.status()).as(tree).isEqualTo(CheckOutcome.ERRORED);
      assertThat(result.detail()).startsWith("could not be made: ");
    }
  }

  private static List<CheckResult> run(Oid commit, Check... checks) throws IOException {
    return new Validation(
            repository.folder(),
            commit,
            List.of(checks),
            Sandbox.waived(SandboxSettings.DEFAULT),
            ValidationListener.NONE)
        .run();
  }

  private static Check exists(String pattern) {
    return new Check.Exists("exists", AT, pattern(pattern));
  }

  private static Check absent(String text, long atMost, String... in) {
    return new Check.Absent("absent", AT, text, patterns(in), atMost);
  }

  private static Check lines(long max, String... in) {
    return new Check.Lines("lines", AT, patterns(in), max);
  }

  private static List<PathPattern> patterns(String... in) {
    return Arrays.stream(in).map(FileChecksTest::pattern).toList();
  }

  private static PathPattern pattern(String text) {
    try {
      return PathPattern.parse(text);
    } catch (BadPattern e) {
      throw new AssertionError(text, e);
    }
  }
}
