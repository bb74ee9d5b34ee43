package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two names that are one where case or Unicode's forms are ignored (semantics, section 4). */
@Tag("bytes")
class CaseCollisionTest {
  @TempDir Path temp;
  private BareRepository repository;
  private String blob;
  private String other;

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    blob = repository.blob("x");
    other = repository.blob("y");
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "readme, README, true",
    "readme, readme2, false",
    "stra\u00dfe, STRASSE, true",
    "stra\u00dfe, strasse, true",
    "\u00e9, e\u0301, true",
    "\u00c9, e\u0301, true",
    "caf\u00e9, cafe, false",
    "\u03c3, \u03c2, true",
    "\u212a, k, true",
    "a\u200cb, ab, true",
    "a\ufeffb, AB, true",
    "\u01c4, \u01c6, true",
    "\ufb01, fi, true",
    "a.b, a-b, false"
  })
  void aNewNameBesideAnOldOne(String old, String name, boolean collides) throws IOException {
    String before = commit(List.of(old));
    String after = commit(List.of(old, name), before);
    assertThat(new Judged(repository, "/*").of(after, before).codes()).hasSize(collides ? 1 : 0);
    // ... and both new at once: both are named
    String both = commit(List.of(old, name));
    assertThat(new Judged(repository, "/*").of(both).codes()).hasSize(collides ? 2 : 0);
  }

  @Test
  void twoThatStoodTogetherBeforeCanBeEditedUntilOneIsOfAnotherType() throws IOException {
    String before = commit(List.of("a", "A", "b"));
    String beside = commit(List.of("a", "A", "b", "c"), before);
    String touched =
        repository.commit(
            repository.tree(
                TreeEntry.file("A", blob), TreeEntry.file("a", other), TreeEntry.file("b", blob)),
            before);
    String gone = commit(List.of("a", "b"), before);
    String executable = withA(TreeEntry.of("100755", "a", other), before);
    String link = withA(TreeEntry.link("a", repository.blob("b")), before);
    String submodule = withA(TreeEntry.of("160000", "a", "12".repeat(20)), before);
    String folder =
        withA(TreeEntry.folder("a", repository.tree(TreeEntry.file("f", blob))), before);
    String linkBefore = withA(TreeEntry.link("a", repository.blob("b")));
    String linkTouched = withA(TreeEntry.link("a", repository.blob("A")), linkBefore);
    String besideLink =
        repository.commit(
            repository.tree(
                TreeEntry.file("A", other),
                TreeEntry.link("a", repository.blob("b")),
                TreeEntry.file("b", blob)),
            linkBefore);

    assertThat(new Judged(repository, "/*").of(beside, before).codes()).isEmpty();
    assertThat(new Judged(repository, "/*").of(touched, before).codes()).isEmpty();
    assertThat(new Judged(repository, "/*").of(executable, before).codes()).isEmpty();
    assertThat(new Judged(repository, "/*").of(gone, before).codes()).isEmpty();
    assertThat(new Judged(repository, "/*").of(besideLink, linkBefore).codes()).isEmpty();
    for (String another : List.of(link, folder, submodule)) {
      assertThat(new Judged(repository, "/**").submodules().of(another, before).codes())
          .containsExactly("CASE_COLLISION a");
    }
    assertThat(new Judged(repository, "/**").of(linkTouched, linkBefore).codes())
        .containsExactly("CASE_COLLISION a");
  }

  private String withA(TreeEntry a, String... parents) throws IOException {
    return repository.commit(
        repository.tree(TreeEntry.file("A", blob), a, TreeEntry.file("b", blob)), parents);
  }

  @Test
  void wholePathsAreComparedWhateverTheirFolders() throws IOException {
    String x = repository.tree(TreeEntry.file("x", blob));
    String y = repository.tree(TreeEntry.file("y", blob));
    String xy = repository.tree(TreeEntry.file("x", blob), TreeEntry.file("y", blob));
    String yz = repository.tree(TreeEntry.file("y", blob), TreeEntry.file("z", blob));
    String capital = repository.tree(TreeEntry.file("X", blob), TreeEntry.file("y", blob));
    String alone = docs("", x);
    String both = docs(y, x);
    Judged judged = new Judged(repository, "/Docs/");

    // into a folder that is new beside the other
    assertThat(judged.of(docs(x, x, alone), alone).codes())
        .containsExactly("CASE_COLLISION Docs/x");
    assertThat(judged.of(docs(y, x, alone), alone).codes()).containsExactly("CASE_COLLISION Docs");
    // ... and into one that has long been there
    assertThat(judged.of(docs(xy, x, both), both).codes()).containsExactly("CASE_COLLISION Docs/x");
    assertThat(judged.of(docs(capital, x, both), both).codes())
        .containsExactly("CASE_COLLISION Docs/X");
    assertThat(judged.of(docs(yz, x, both), both).codes()).isEmpty();
    // both at once: both are named
    assertThat(new Judged(repository, "/**").of(docs(xy, xy, alone), alone).codes())
        .containsExactly("CASE_COLLISION Docs/x", "CASE_COLLISION Docs/y", "CASE_COLLISION docs/y");
  }

  @Test
  void pathsThatFirstMeetInAMergeBelowFoldersThatHaveLongMetAreFound() throws IOException {
    String x = repository.tree(TreeEntry.file("x", blob));
    String y = repository.tree(TreeEntry.file("y", blob));
    String xy = repository.tree(TreeEntry.file("x", blob), TreeEntry.file("y", blob));
    String base = docs(y, repository.tree(TreeEntry.file("z", blob)));
    String left = docs(xy, repository.tree(TreeEntry.file("z", blob)), base);
    String right = docs(y, x, base);
    String merge = docs(xy, x, left, right);
    assertThat(new Judged(repository, "/**").of(merge, left, right).codes())
        .containsExactly("CASE_COLLISION docs/x");
  }

  /** A commit with a folder {@code Docs}, if any, and a folder {@code docs}. */
  private String docs(String capital, String small, String... parents) throws IOException {
    return repository.commit(
        capital.isEmpty()
            ? repository.tree(TreeEntry.folder("docs", small))
            : repository.tree(TreeEntry.folder("Docs", capital), TreeEntry.folder("docs", small)),
        parents);
  }

  @Test
  void twoThatFirstMeetInAMergeAreFoundThoughNeitherIsAnEffect() throws IOException {
    String base = commit(List.of("x"));
    String left = commit(List.of("x", "name"), base);
    String right = commit(List.of("x", "NAME"), base);
    String merge = commit(List.of("x", "name", "NAME"), left, right);
    String later = commit(List.of("x", "name", "NAME", "z"), merge);

    Found found = new Judged(repository, "/*").of(merge, left, right);
    assertThat(found.trespasses).isEmpty();
    assertThat(found.codes()).hasSize(1).first().asString().startsWith("CASE_COLLISION");
    assertThat(new Judged(repository, "/*").of(later, merge).codes()).isEmpty();
  }

  @Test
  void folderAndFileOfOneNameCollide() throws IOException {
    String folder = repository.tree(TreeEntry.file("f", blob));
    String before = repository.commit(repository.tree(TreeEntry.file("docs", blob)));
    String after =
        repository.commit(
            repository.tree(TreeEntry.folder("Docs", folder), TreeEntry.file("docs", blob)),
            before);
    assertThat(new Judged(repository, "/**").of(after, before).codes())
        .containsExactly("CASE_COLLISION Docs");
  }

  @Test
  void manyNewNamesAreComparedAsFewAre() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      names.add("n" + i);
    }
    names.add("N7");
    assertThat(new Judged(repository, "/*").of(commit(names)).codes())
        .containsExactly("CASE_COLLISION N7", "CASE_COLLISION n7");
  }

  private String commit(List<String> names, String... parents) throws IOException {
    return repository.commit(
        repository.tree(
            names.stream()
                .map(name -> TreeEntry.file(name, blob))
                .sorted(Comparator.comparing(TreeEntry::name))
                .toArray(TreeEntry[]::new)),
        parents);
  }
}
