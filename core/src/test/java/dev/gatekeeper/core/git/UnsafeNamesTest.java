package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that git's own fsck refuses are refused, files and folders (semantics, section 2). */
@Tag("bytes")
class UnsafeNamesTest {
  private static final List<String> PARTS =
      List.of(
          ".git",
          ".GIT",
          "git~1",
          "GIT~1",
          "git~2",
          ".g",
          "it",
          " ",
          ".",
          ":",
          "x",
          "\\",
          "\u200c",
          "\ufeff",
          "::$INDEX_ALLOCATION",
          ".gitmodules",
          "GITMOD~1",
          "..");

  @TempDir Path temp;
  private BareRepository repository;
  private String blob;

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    blob = repository.blob("x");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".git",
        ".GIT",
        ".Git",
        "git~1",
        "GIT~1",
        ".git ",
        ".git.",
        ".git. .",
        ".g\u200cit",
        "\ufeff.git",
        ".git::$INDEX_ALLOCATION",
        ".git:x",
        "a\\.git",
        "a\\git~1",
        ".git\\a",
        ".",
        "..",
        "a/b",
        "/",
        ".git/x"
      })
  void refused(String name) throws IOException {
    String folder = repository.tree(TreeEntry.file("f", blob));
    Judged judged = new Judged(repository, "/**");
    for (TreeEntry entry : List.of(TreeEntry.file(name, blob), TreeEntry.folder(name, folder))) {
      String tree = repository.tree(TreeEntry.folder("d", repository.tree(entry)));
      assertThat(judged.of(repository.commit(tree)).codes())
          .anyMatch(code -> code.startsWith("BAD_PATH"));
    }
  }

  @Test
  void invalidUtf8IsRefused() throws IOException {
    for (String name : List.of("\u00ff", "a\u00c3", "\u00c0\u00af", "\u00ed\u00a0\u0080")) {
      TreeEntry entry = new TreeEntry("100644", name, blob);
      assertThat(
              new Judged(repository, "/**").of(repository.commit(repository.tree(entry))).codes())
          .anyMatch(code -> code.startsWith("BAD_PATH"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git",
        ".gitx",
        ".gitignore",
        "git~12",
        "x.git",
        ".g it",
        "...",
        "a\nb",
        "a b ",
        ".gitmodules"
      })
  void fine(String name) throws IOException {
    String commit = repository.commit(repository.tree(TreeEntry.file(name, blob)));
    assertThat(new Judged(repository, "/**").of(commit).codes()).isEmpty();
  }

  @Test
  void agreesWithFsck() throws IOException {
    Random random = new Random(3);
    List<String> names = new ArrayList<>(PARTS);
    while (names.size() < 500) {
      StringBuilder name = new StringBuilder();
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        name.append(PARTS.get(random.nextInt(PARTS.size())));
      }
      names.add(name.toString());
    }
    // One commit of many folders, each with one name: fsck says which trees it does not like.
    List<String> trees = new ArrayList<>();
    List<TreeEntry> root = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      boolean isLink = i % 3 == 0;
      trees.add(
          repository.tree(
              isLink ? TreeEntry.link(names.get(i), blob) : TreeEntry.file(names.get(i), blob)));
      root.add(TreeEntry.folder(String.format("%03d", i), trees.get(i)));
    }
    String commit = repository.commit(repository.tree(root.toArray(TreeEntry[]::new)));
    repository.git("update-ref", "refs/heads/x", commit);
    Set<String> refused = fsck();
    assertThat(refused).hasSizeBetween(20, 480);

    for (int i = 0; i < names.size(); i++) {
      byte[] name = names.get(i).getBytes(StandardCharsets.UTF_8);
      boolean isLink = i % 3 == 0;
      boolean isRefused = !NameSafety.fault(name, 0, name.length, isLink).isEmpty();
      // Of links to .gitmodules a few more are refused than git does, such as `.gitmodules.\\`.
      boolean stricter =
          isRefused && isLink && names.get(i).toLowerCase(Locale.ROOT).contains("gitmod");
      assertThat(isRefused)
          .as("`%s`, %s", names.get(i), isLink ? "a link" : "a file")
          .isEqualTo(stricter || refused.contains(trees.get(i)));
    }
  }

  private Set<String> fsck() throws IOException {
    Process process = repository.start(List.of("git", "fsck", "--no-dangling"));
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Set<String> trees = new TreeSet<>();
    Pattern bad =
        Pattern.compile("(?:error|warning) in (tree|blob) (\\w+): (hasDot|gitmodulesSymlink)");
    Matcher matcher = bad.matcher(printed);
    while (matcher.find()) {
      trees.add(matcher.group(2));
    }
    return trees;
  }
}
