package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.policy.Policy.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Objects that no honest git writes are refused, by a code and without a crash (section 4). */
@Timeout(60)
class OddObjectsTest {
  private static final String NO_SUCH = "12".repeat(20);

  @TempDir Path temp;
  private BareRepository repository;
  private Judged judged;
  private String blob;
  private String folder;

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    judged = new Judged(repository, "/**");
    blob = repository.blob("x");
    folder = repository.tree(TreeEntry.file("f", blob));
  }

  private List<String> codesOf(TreeEntry... entries) throws IOException {
    return judged.of(repository.commit(repository.tree(entries))).codes();
  }

  @Test
  void aWellFormedTreeIsFine() throws IOException {
    assertThat(
            codesOf(
                TreeEntry.file("a", blob),
                TreeEntry.of("100755", "b", blob),
                TreeEntry.file("d-x", blob),
                TreeEntry.folder("d", folder),
                TreeEntry.file("d0", blob)))
        .isEmpty();
    assertThat(codesOf()).isEmpty();
  }

  @Test
  void malformedTreesAreRefused() throws IOException {
    String empty = repository.tree();
    record Case(String what, List<TreeEntry> entries) {
      Case(String what, TreeEntry... entries) {
        this(what, List.of(entries));
      }
    }
    for (Case odd :
        List.of(
            new Case("one name twice", TreeEntry.file("a", blob), TreeEntry.file("a", blob)),
            new Case("file and folder", TreeEntry.file("a", blob), TreeEntry.folder("a", folder)),
            new Case(
                "file and folder apart",
                TreeEntry.file("a", blob),
                TreeEntry.file("a-", blob),
                TreeEntry.folder("a", folder)),
            new Case("out of order", TreeEntry.file("b", blob), TreeEntry.file("a", blob)),
            new Case(
                "a folder out of order",
                TreeEntry.folder("d", folder),
                TreeEntry.file("d-x", blob)),
            new Case(
                "out of order behind a folder",
                TreeEntry.file("d-x", blob),
                TreeEntry.folder("d", folder),
                TreeEntry.file("d-y", blob)),
            new Case("a padded mode", TreeEntry.of("040000", "d", folder)),
            new Case("an odd mode", TreeEntry.of("100600", "a", blob)),
            new Case("mode 0", TreeEntry.of("0", "a", blob)),
            new Case("no name", TreeEntry.file("", blob)),
            new Case("an empty folder", TreeEntry.folder("d", empty)),
            new Case("a missing blob", TreeEntry.file("a", NO_SUCH)),
            new Case("a missing folder", TreeEntry.folder("a", NO_SUCH)),
            new Case("a file that is a tree", TreeEntry.file("a", folder)),
            new Case("a folder that is a blob", TreeEntry.folder("a", blob)),
            new Case("a group-writable file", TreeEntry.of("100664", "a", blob)))) {
      assertThat(codesOf(odd.entries().toArray(TreeEntry[]::new)))
          .as(odd.what())
          .anyMatch(code -> code.startsWith("BAD_OBJECT"));
      assertThat(
              codesOf(
                  TreeEntry.folder("in", repository.tree(odd.entries().toArray(TreeEntry[]::new)))))
          .as("below a folder, " + odd.what())
          .anyMatch(code -> code.startsWith("BAD_OBJECT"));
    }
  }

  /**
   * The path {@code own/x} of an entry named {@code own/x} is not that of {@code x} in {@code own}.
   */
  @Test
  void aNameWithASlashIsNoPath() throws IOException {
    Judged owner = new Judged(repository, "/own/");
    String own = repository.tree(TreeEntry.file("x", blob));
    record Case(String what, List<TreeEntry> entries, List<String> codes) {}
    for (Case odd :
        List.of(
            new Case("a file", List.of(TreeEntry.file("own/x", blob)), List.of("BAD_PATH own/x")),
            new Case("a link", List.of(TreeEntry.link("own/x", blob)), List.of("BAD_PATH own/x")),
            new Case(
                "a folder", List.of(TreeEntry.folder("own/x", own)), List.of("BAD_PATH own/x")),
            new Case(
                "beside the folder",
                List.of(TreeEntry.folder("own", own), TreeEntry.file("own/x", blob)),
                List.of("BAD_OBJECT", "BAD_PATH own/x")),
            new Case(
                "with a slash at its end",
                List.of(TreeEntry.file("own/", blob)),
                List.of("BAD_PATH own/")))) {
      String commit = repository.commit(repository.tree(odd.entries().toArray(TreeEntry[]::new)));
      assertThat(owner.of(commit).codes()).as(odd.what()).containsAll(odd.codes());
    }
  }

  @Test
  void anEntryThatIsThereTwiceIsSaidToBe() throws IOException {
    String twice =
        repository.tree(TreeEntry.file("f", blob), TreeEntry.file("f", repository.blob("y")));
    Found found = judged.of(repository.commit(repository.tree(TreeEntry.folder("own", twice))));
    assertThat(found.others)
        .filteredOn(other -> other.path().equals("own/f"))
        .extracting(Found.Other::detail)
        .containsOnly("occurs twice in its folder");
  }

  @Test
  void cutTreesAreRefused() throws IOException {
    for (String bytes : List.of("100644", "100644 a", "100644 a\0abc", "x a\0", " ")) {
      String tree = repository.object("tree", bytes.getBytes(StandardCharsets.ISO_8859_1));
      assertThat(judged.of(repository.commit(tree)).codes())
          .as(bytes)
          .containsExactly("BAD_OBJECT");
    }
  }

  @Test
  void malformedCommitsAreRefused() throws IOException {
    String good = repository.commit(folder);
    String who = "A <a@example.com> 1700000000 +0000";
    for (String text :
        List.of(
            "",
            "tree",
            "tree " + NO_SUCH + "\nauthor " + who + "\ncommitter " + who + "\n\nx",
            "tree " + blob + "\nauthor " + who + "\ncommitter " + who + "\n\nx",
            "tree "
                + folder
                + "\nparent "
                + NO_SUCH
                + "\nauthor "
                + who
                + "\ncommitter "
                + who
                + "\n\n",
            "tree "
                + folder
                + "\nparent "
                + blob
                + "\nauthor "
                + who
                + "\ncommitter "
                + who
                + "\n\n",
            "tree " + folder + "\nparent 12\nauthor " + who + "\ncommitter " + who + "\n\nx",
            "tree " + folder + "\ncommitter " + who + "\n\nx",
            "tree " + folder + "\nauthor " + who + "\n\nx",
            "tree " + folder + "\nauthor A\ncommitter " + who + "\n\nx",
            "tree "
                + folder
                + "\nauthor "
                + who
                + "\ncommitter "
                + who
                + "\nparent "
                + good
                + "\ntree x\n")) {
      String odd = repository.object("commit", text.getBytes(StandardCharsets.UTF_8));
      boolean fine = text.contains("\nparent " + good); // headers that no git knows are kept
      assertThat(judged.of(odd, good).codes())
          .as(text)
          .isEqualTo(fine ? List.of() : List.of("BAD_OBJECT"));
    }
  }

  @Test
  void submodulesAreRefusedUnlessAllowed() throws IOException {
    String commit = repository.commit(repository.tree(TreeEntry.of("160000", "sub", NO_SUCH)));
    assertThat(judged.of(commit).codes()).containsExactly("SUBMODULE sub");
    assertThat(judged.submodules().of(commit).codes()).isEmpty();
  }

  @Test
  void aThousandFoldersDeepIsJudgedAsAnythingElse() throws IOException {
    Found found = new Judged(repository).of(deep(1000));
    assertThat(found.codes()).isEmpty();
    assertThat(found.trespasses)
        .singleElement()
        .satisfies(e -> assertThat(e.path().length()).isEqualTo(2001));
  }

  @Test
  void aHundredThousandFoldersDeepIsRefused() throws IOException {
    assertThat(judged.of(deep(100_000)).codes())
        .singleElement()
        .satisfies(code -> assertThat(code).startsWith("BAD_PATH d/d/d/"));
  }

  private String deep(int depth) throws IOException {
    try (Repository opened = OpenRepository.settled(repository.folder());
        ObjectInserter inserter = ((FileRepository) opened).getObjectDatabase().newPackInserter()) {
      ObjectId tree = ObjectId.fromString(folder);
      for (int i = 0; i < depth; i++) {
        TreeFormatter formatter = new TreeFormatter();
        formatter.append("d", FileMode.TREE, tree);
        tree = inserter.insert(formatter);
      }
      ObjectId commit =
          inserter.insert(
              Constants.OBJ_COMMIT, BareRepository.commitBytes(tree.name(), 1_700_000_000));
      inserter.flush();
      return commit.name();
    }
  }

  @Test
  void pathsOfFourThousandBytesAreJudgedAndLongerOnesRefused() throws IOException {
    assertThat(judged.of(repository.commit(longPath(3999))).codes()).isEmpty();
    assertThat(judged.of(repository.commit(longPath(4095))).codes()).isEmpty();
    assertThat(judged.of(repository.commit(longPath(4096))).codes())
        .singleElement()
        .satisfies(code -> assertThat(code).startsWith("BAD_PATH"));
    String name = repository.tree(TreeEntry.file("n".repeat(4096), blob));
    assertThat(judged.of(repository.commit(name)).codes())
        .singleElement()
        .satisfies(code -> assertThat(code).startsWith("BAD_PATH"));
  }

  /** A tree whose one path has that many bytes. */
  private String longPath(int length) throws IOException {
    String tree = repository.tree(TreeEntry.file("n".repeat(length % 200 + 1), blob));
    int left = length - (length % 200 + 1);
    for (; left > 200; left -= 200) {
      tree = repository.tree(TreeEntry.folder("d".repeat(199), tree));
    }
    return repository.tree(TreeEntry.folder("d".repeat(left - 1), tree));
  }

  @Test
  void aLargeTreeInAnyOrderIsRefusedWithinSeconds() throws IOException {
    // Reversed, as sorting by insertion likes it least.
    int entries = 400_000;
    TreeEntry[] all = new TreeEntry[entries];
    for (int i = 0; i < entries; i++) {
      all[i] = TreeEntry.file("n" + (9_000_000 - i), blob);
    }
    String commit = repository.commit(repository.tree(all));
    long start = System.nanoTime();
    assertThat(judged.of(commit).codes()).containsExactly("BAD_OBJECT");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void limitsRefuseThePushWhole() throws IOException {
    String first = repository.commit(folder);
    String second = repository.commit(folder, first);
    String large = repository.blob("x".repeat(5000));
    String heavy = repository.commit(repository.tree(TreeEntry.file("a", large)));
    String wide =
        repository.commit(repository.tree(TreeEntry.file("a", blob), TreeEntry.file("b", blob)));
    long max = Long.MAX_VALUE;
    Duration hour = Duration.ofHours(1);

    assertExceeds(new Limits(1, max, hour, max, max), second, "limits.commits");
    assertExceeds(new Limits(max, 1, hour, max, max), wide, "limits.paths");
    assertExceeds(new Limits(max, max, Duration.ZERO, max, max), first, "limits.seconds");
    assertExceeds(new Limits(max, max, hour, max, 4999), heavy, "limits.object");
    assertExceeds(new Limits(max, max, hour, max, 10), first, "limits.object");
    for (String commit : List.of(heavy, wide)) {
      Limits just = new Limits(1, 2, hour, max, 5000);
      assertThat(judged.limits(just).of(commit).codes()).isEmpty();
    }
  }

  private void assertExceeds(Limits limits, String commit, String which) {
    assertThatThrownBy(() -> new Judged(repository, "/**").limits(limits).of(commit))
        .isInstanceOf(PushBudget.Exceeded.class)
        .hasMessageContaining(which);
  }
}
