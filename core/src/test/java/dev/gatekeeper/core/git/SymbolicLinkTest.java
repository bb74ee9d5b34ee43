package dev.gatekeeper.core.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Where a symbolic link may lead (semantics, section 4). The agent owns {@code /own/}, but neither
 * {@code secret} in {@code /own/part}, {@code later} and {@code gone}, nor any {@code *.key}, and
 * {@code /top}. In the tree:
 *
 * <pre>
 * own/link          the link in question
 * own/file
 * own/all/f         a folder wholly its own
 * own/keys/a.key    foreign
 * own/later/f       where there is no secret yet
 * own/part/f
 * own/part/secret   foreign
 * own/up            -> ..
 * own/hop           -> file
 * own/out           -> ../foreign
 * own/round         -> round
 * own/ping, pong    -> each other
 * own/sub           a submodule
 * foreign/f
 * </pre>
 */
@Tag("bytes")
class SymbolicLinkTest {
  @TempDir Path temp;
  private BareRepository repository;
  private Judged judged;
  private String blob;

  @BeforeEach
  void repository() throws IOException {
    repository = BareRepository.create(temp.resolve("r"));
    judged =
        new Judged(
                repository,
                "/own/",
                "!/own/part/secret",
                "!/own/later/secret",
                "!/own/gone/secret",
                "!*.key",
                "/top")
            .submodules();
    blob = repository.blob("x");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "file, ok",
    "./file, ok",
    "all/f, ok",
    "all//f, ok",
    "all, ok",
    "all/, ok",
    "all/new, ok",
    "part/f, ok",
    "part/secret, escape",
    "part, escape",
    "later, escape",
    "later/f, ok",
    "gone, escape",
    "gone/f, ok",
    ".git, escape",
    "../.git/hooks, escape",
    "all/.GIT/config, escape",
    "nowhere/.git/config, escape",
    "keys, escape",
    "keys/a, ok",
    "keys/a.key, escape",
    "nowhere, ok",
    "nowhere/at/all, ok",
    "file/below, ok",
    "hop, ok",
    "../own/file, ok",
    "../own/all, ok",
    "../own, escape",
    "../top, ok",
    "../top/x, ok",
    "../foreign, escape",
    "../foreign/f, escape",
    "../foreign/new, escape",
    "../nowhere, escape",
    ".., escape",
    "., escape",
    "../.., escape",
    "../../etc/passwd, escape",
    "/etc/passwd, escape",
    "/, escape",
    "all/../file, escape",
    "up/foreign/f, escape",
    "up/own/file, ok",
    "up, escape",
    "out, escape",
    "out/f, escape",
    "round, escape",
    "round/x, escape",
    "ping, escape",
    "link, escape",
    "sub, escape",
    "sub/x, escape",
    "..., ok",
    "..x, ok"
  })
  void leads(String target, String verdict) throws IOException {
    assertThat(escapes(repository.blob(target))).isEqualTo(verdict.equals("escape"));
  }

  @Test
  void oddTargetsAreRefused() throws IOException {
    for (String target : List.of("", "a\0b", "x".repeat(4096), "../".repeat(1500) + "x")) {
      assertThat(escapes(repository.blob(target))).as(target).isTrue();
    }
    assertThat(escapes(repository.blob("x".repeat(4095)))).isFalse();
  }

  @Test
  void aLinkThatWasThereBeforeIsNotJudgedAgain() throws IOException {
    String target = repository.blob("../foreign");
    String before = repository.commit(root(target, blob));
    String after = repository.commit(root(target, repository.blob("y")), before);
    assertThat(judged.of(after, before).codes()).isEmpty();
  }

  @Test
  void aLongChainOfLinksEnds() throws IOException {
    TreeEntry[] chain = new TreeEntry[60];
    for (int i = 0; i < chain.length; i++) {
      String next = i + 1 < chain.length ? String.format("l%02d", i + 1) : "end";
      chain[i] = TreeEntry.link(String.format("l%02d", i), repository.blob(next));
    }
    Found found =
        judged.of(
            repository.commit(repository.tree(TreeEntry.folder("own", repository.tree(chain)))));
    // of 60 links in a row the first 20 have more than 40 to go
    assertThat(found.codes()).hasSize(20).contains("SYMLINK_ESCAPE own/l00");
  }

  private boolean escapes(String target) throws IOException {
    String before = repository.commit(root("", blob));
    List<String> codes = judged.of(repository.commit(root(target, blob), before), before).codes();
    assertThat(codes).isSubsetOf("SYMLINK_ESCAPE own/link");
    return !codes.isEmpty();
  }

  private String root(String target, String file) throws IOException {
    String folder = repository.tree(TreeEntry.file("f", blob));
    String part = repository.tree(TreeEntry.file("f", blob), TreeEntry.file("secret", blob));
    List<TreeEntry> own =
        new ArrayList<>(
            List.of(
                TreeEntry.folder("all", folder),
                TreeEntry.file("file", file),
                TreeEntry.link("hop", repository.blob("file")),
                TreeEntry.folder("keys", repository.tree(TreeEntry.file("a.key", blob))),
                TreeEntry.folder("later", folder)));
    if (!target.isEmpty()) {
      own.add(TreeEntry.link("link", target));
    }
    own.add(TreeEntry.link("out", repository.blob("../foreign")));
    own.add(TreeEntry.folder("part", part));
    own.add(TreeEntry.link("ping", repository.blob("pong")));
    own.add(TreeEntry.link("pong", repository.blob("ping")));
    own.add(TreeEntry.link("round", repository.blob("round")));
    own.add(TreeEntry.of("160000", "sub", "1".repeat(40)));
    own.add(TreeEntry.link("up", repository.blob("..")));
    return repository.tree(
        TreeEntry.folder("foreign", folder),
        TreeEntry.folder("own", repository.tree(own.toArray(TreeEntry[]::new))));
  }
}
