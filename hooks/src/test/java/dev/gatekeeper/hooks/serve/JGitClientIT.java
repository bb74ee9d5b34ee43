package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.eclipse.jgit.api.FetchCommand;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.PushCommand;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefLeaseSpec;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.RemoteRefUpdate.Status;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What people do with git, done by JGit's client, in the versions of the protocol that it has. */
class JGitClientIT {
  private static final PersonIdent SOMEONE = new PersonIdent("someone", "someone@example.com");
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        a1: {branches: ["a1/**"], owns: [/one/]}
        a2: {branches: ["a2/**"], owns: [/two/], rewrite: true}
      """;

  private static final String THOUSAND_COMMITS =
      """
      for i in $(seq 1000); do
        echo "commit refs/heads/t"; echo "committer x <x@y> $((1740000000 + i)) +0000"
        echo "data 1"; echo x; test $i != 1 || echo "from refs/remotes/origin/main^0"
        echo "M 100644 inline one/f"; echo "data 5"; printf '%05d\\n' $i
      done | git fast-import --quiet
      """;

  @TempDir static Path folder;
  private static LiveServer server;

  @BeforeAll
  static void start() throws IOException {
    server = LiveServer.start(folder, POLICY);
    OpenRepository.settled(server.repository()).close(); // JGit without anybody's configuration
    new Sh(folder)
        .with("MIA", server.url("mia"))
        .ok(
            """
            set -e
            git init -q -b main w; cd w
            for i in $(seq 1 20); do
              d=$(printf '2025-01-%02dT12:00:00Z' $i)
              echo $i >f; git add f; GIT_AUTHOR_DATE=$d GIT_COMMITTER_DATE=$d git commit -q -m c$i
            done
            git push -q $MIA main
            """);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  /** A working copy whose remote is the server, with nothing fetched yet. */
  private static Git copy(String version) throws Exception {
    Git git = Git.init().setDirectory(Files.createTempDirectory(folder, "j").toFile()).call();
    StoredConfig config = git.getRepository().getConfig();
    config.setString("protocol", null, "version", version);
    config.setInt("http", null, "postBuffer", 4096);
    config.save();
    git.remoteAdd().setName("origin").setUri(new URIish(server.url())).call();
    return git;
  }

  private static UsernamePasswordCredentialsProvider as(String who) {
    return new UsernamePasswordCredentialsProvider(who, server.token(who));
  }

  private static FetchCommand fetch(Git git) {
    return git.fetch().setCredentialsProvider(as("a1"));
  }

  private static int count(Git git) throws Exception {
    int count = 0;
    for (RevCommit unused : git.log().add(git.getRepository().resolve("origin/main")).call()) {
      count++;
    }
    return count;
  }

  private static int expected(String revisions) {
    String count = new Sh(server.repository()).ok("git rev-list --count " + revisions);
    return Integer.parseInt(count.strip());
  }

  private static ObjectId commit(Git git, String path, byte[] content, boolean amend)
      throws Exception {
    Path file = git.getRepository().getWorkTree().toPath().resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    git.add().addFilepattern(".").call();
    return git.commit()
        .setMessage("x")
        .setAuthor(SOMEONE)
        .setCommitter(SOMEONE)
        .setAmend(amend)
        .call()
        .copy();
  }

  private static List<RemoteRefUpdate> push(Git git, String who, List<String> refs)
      throws Exception {
    return push(git.push(), who, refs);
  }

  private static List<RemoteRefUpdate> push(PushCommand command, String who, List<String> refs)
      throws Exception {
    List<RefSpec> specs = refs.stream().map(RefSpec::new).toList();
    List<RemoteRefUpdate> updates = new ArrayList<>();
    for (PushResult result : command.setCredentialsProvider(as(who)).setRefSpecs(specs).call()) {
      updates.addAll(result.getRemoteUpdates());
    }
    return updates;
  }

  private static void assertAccepted(List<RemoteRefUpdate> updates) {
    assertThat(updates)
        .allSatisfy(u -> assertThat(u.getStatus()).as("%s", u.getMessage()).isEqualTo(Status.OK));
  }

  private static void assertRefused(List<RemoteRefUpdate> updates, String code) {
    assertThat(updates)
        .allSatisfy(u -> assertThat(u.getStatus()).isEqualTo(Status.REJECTED_OTHER_REASON))
        .anySatisfy(u -> assertThat(u.getMessage()).startsWith(code + " "));
  }

  private static List<String> served(String prefix) {
    return new Sh(server.repository())
        .ok("git for-each-ref --format='%(objectname) %(refname)' " + prefix)
        .lines()
        .toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void shallowAndWhole(String version) throws Exception {
    try (Git git = copy(version)) {
      for (int depth : new int[] {2, 5, 9, 3}) {
        fetch(git).setDepth(depth).call();
        assertThat(count(git)).isEqualTo(depth);
      }
      git.checkout().setName("t").setCreateBranch(true).setStartPoint("origin/main").call();
      ObjectId tip = commit(git, "one/f", new byte[] {1}, false);
      assertAccepted(push(git, "a1", List.of("t:refs/heads/a1/shallow" + version)));
      assertThat(served("refs/heads/a1/shallow" + version))
          .singleElement()
          .asString()
          .contains(tip.name());
      fetch(git).setUnshallow(true).call();
      assertThat(count(git)).isEqualTo(expected("main"));
    }
    if (version.equals("2")) {
      try (Git git = copy(version)) {
        fetch(git).setShallowSince(Instant.parse("2025-01-18T00:00:00Z")).call();
        assertThat(count(git)).isEqualTo(expected("--since=2025-01-18T00:00:00Z main"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void pushes(String version) throws Exception {
    String one = "refs/heads/a1/" + version;
    String two = "refs/heads/a2/" + version;
    try (Git git = copy(version)) {
      fetch(git).call();
      new Sh(git.getRepository().getWorkTree().toPath()).ok(THOUSAND_COMMITS);
      git.checkout().setName("t").call();
      byte[] large = new byte[3 << 20];
      new Random(1).nextBytes(large);
      commit(git, "one/large", large, false);
      assertAccepted(push(git, "a1", List.of("t:" + one)));
      ObjectId good = git.getRepository().resolve("t");
      commit(git, "foreign", new byte[] {1}, false);
      assertRefused(push(git, "a1", List.of("t:" + one)), "PATH_NOT_OWNED");
      assertRefused(
          push(git.push().setAtomic(true), "a1", List.of("t:" + one, "t~:" + one + ".2")),
          "PATH_NOT_OWNED");
      assertThat(served(one + "*")).containsExactly(good.name() + " " + one);
      assertRefused(push(git, "a1", List.of("+origin/main:" + one)), "NON_FAST_FORWARD");
      assertRefused(push(git, "a1", List.of(":" + one)), "REF_DELETE");
      rewrites(git, two);
      many(git, two);
      overrides(git);
    }
  }

  private static void rewrites(Git git, String two) throws Exception {
    git.checkout().setName("two").setCreateBranch(true).setStartPoint("origin/main").call();
    commit(git, "two/f", new byte[] {1}, false);
    assertAccepted(push(git, "a2", List.of("two:" + two)));
    ObjectId tip = commit(git, "two/f", new byte[] {2}, true);
    assertThat(push(git, "a2", List.of("two:" + two)))
        .allSatisfy(u -> assertThat(u.getStatus()).isEqualTo(Status.REJECTED_NONFASTFORWARD));
    RefLeaseSpec stale = new RefLeaseSpec(two, ObjectId.zeroId().name());
    assertThat(push(git.push().setRefLeaseSpecs(stale), "a2", List.of("+two:" + two)))
        .allSatisfy(u -> assertThat(u.getStatus()).isEqualTo(Status.REJECTED_REMOTE_CHANGED));
    assertAccepted(push(git, "a2", List.of("+two:" + two)));
    assertThat(served(two)).containsExactly(tip.name() + " " + two);
    assertAccepted(push(git, "a2", List.of(":" + two)));
    assertThat(served(two)).isEmpty();
  }

  private static void many(Git git, String two) throws Exception {
    List<String> refs = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      refs.add("two:" + two + "/" + i);
    }
    assertAccepted(push(git, "a2", refs));
    assertThat(served(two + "/")).hasSize(300);
    try (Git other = copy("2")) {
      other.fetch().setCredentialsProvider(as("a2")).call();
      assertThat(other.getRepository().getRefDatabase().getRefsByPrefix("refs/remotes/origin/"))
          .hasSizeGreaterThanOrEqualTo(301);
    }
    assertAccepted(push(git, "a2", refs.stream().map(r -> r.substring(3)).toList()));
    assertThat(served(two + "/")).isEmpty();
  }

  private static void overrides(Git git) throws Exception {
    git.fetch().setCredentialsProvider(as("mia")).call();
    git.checkout().setName("origin/main").call();
    ObjectId tip = commit(git, "direct", new byte[] {1}, false);
    List<String> main = List.of("HEAD:refs/heads/main");
    assertRefused(push(git, "mia", main), "NOT_VALIDATED");
    List<String> options = List.of("gatekeeper.override=for a test");
    assertAccepted(push(git.push().setPushOptions(options), "mia", main));
    assertThat(served("refs/heads/main")).containsExactly(tip.name() + " refs/heads/main");
  }
}
