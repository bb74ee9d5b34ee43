package dev.gatekeeper.hooks.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Sh;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people do with git, done with git, in each version of its protocol.
 *
 * <p>A case is a script in a folder of its own. {@code $A1}, {@code $A2} and {@code $MIA} are the
 * repository's address for an agent, for one that may rewrite, and for a maintainer; {@code $N}
 * keeps the branches of cases apart. {@code main} has 20 commits, a day apart.
 */
class GitClientIT {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main, maintainers: [mia]}
      agents:
        a1: {branches: ["a1/**"], owns: [/one/]}
        a2: {branches: ["a2/**"], owns: [/two/], rewrite: true}
      """;

  @TempDir static Path folder;
  private static LiveServer server;

  private record Case(String name, String script) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final List<Case> CASES =
      List.of(
          new Case(
              "clone, push, fetch",
              """
              git clone -q $A1 c; cd c
              test $(git rev-list --count HEAD) = 20
              mkdir one; echo 1 >one/a; git add .; git commit -q -m a
              git push -q origin HEAD:a1/$N
              git clone -q $MIA ../d; cd ../d
              test $(git rev-parse origin/a1/$N) = $(git -C ../c rev-parse HEAD)
              echo 2 >>../c/one/a; git -C ../c commit -q -a -m b; git -C ../c push -q origin HEAD:a1/$N
              git fetch -q; test $(git rev-parse origin/a1/$N) = $(git -C ../c rev-parse HEAD)
              git fsck --full --strict
              """),
          new Case(
              "shallow clone by depth, deepened, made whole",
              """
              git clone -q --depth=2 $A1 c; cd c
              test $(git rev-list --count HEAD) = 2
              git fetch -q --depth=5; test $(git rev-list --count HEAD) = 5
              git fetch -q --depth=9; test $(git rev-list --count HEAD) = 9
              git fetch -q --depth=3; test $(git rev-list --count HEAD) = 3
              git fetch -q --unshallow; test $(git rev-list --count HEAD) = 20
              test ! -e .git/shallow; git fsck --full --strict
              """),
          new Case(
              "shallow clone by date and by what to leave out, where the version can say so",
              """
              if test $V = 2; then
                git clone -q --shallow-since=2025-01-18T00:00:00Z $A1 c
                test $(git -C c rev-list --count HEAD) = 3
                git -C c fetch -q --shallow-since=2025-01-10T00:00:00Z
                test $(git -C c rev-list --count HEAD) = 11
                git -C c fetch -q --deepen=2; test $(git -C c rev-list --count HEAD) = 13
                git clone -q $MIA t; git -C t push -q $MIA HEAD~5:refs/tags/$N
                git clone -q --shallow-exclude=$N $A1 d
                test $(git -C d rev-list --count HEAD) = 5
                git -C d fetch -q --unshallow; git -C d fsck --full --strict
                git clone --shallow-exclude=no-such-ref $A1 e 2>said && exit 1
                grep 'no-such-ref' said
              else
                for o in --shallow-since=2025-01-18 --shallow-exclude=main; do
                  git clone $o $A1 c 2>said && exit 1
                  grep "Server does not support $o" said || grep "Server does not support ${o%%=*}" said
                done
                git clone -q --depth=2 $A1 d
                git -C d fetch --deepen=2 2>said && exit 1
                grep 'Server does not support --deepen' said
              fi
              """),
          new Case(
              "push from a shallow clone",
              """
              git clone -q --depth=1 $A1 c; cd c
              mkdir one; for i in 1 2 3; do echo $i >one/a; git add .; git commit -q -m $i; done
              git push -q origin HEAD:a1/$N
              git clone -q -b a1/$N $A1 ../d; test $(git -C ../d rev-list --count HEAD) = 23
              git fetch -q --depth=2 origin a1/$N; git fsck --full
              """),
          new Case(
              "push of 1,000 commits",
              """
              git clone -q $A1 c; cd c
              { for i in $(seq 1000); do
                  echo "commit refs/heads/t"; echo "committer x <x@y> $((1740000000 + i)) +0000"
                  echo "data 1"; echo x; test $i != 1 || echo "from refs/heads/main^0"
                  echo "M 100644 inline one/$((i % 50))"; echo "data 5"; printf '%05d\\n' $i
                done; } | git fast-import --quiet
              git push -q origin t:a1/$N
              git clone -q -b a1/$N --single-branch $A1 ../d; cd ../d
              test $(git rev-list --count HEAD) = 1020; git fsck --full --strict
              """),
          new Case(
              "push in chunks, and a large clone",
              """
              git clone -q $A1 c; cd c; mkdir one; head -c 8000000 /dev/urandom >one/big
              git add .; git commit -q -m big
              GIT_TRACE_CURL=1 GIT_TRACE_CURL_NO_DATA=1 git -c http.postBuffer=70000 \\
                push origin HEAD:a1/$N 2>said
              grep -i 'transfer-encoding: chunked' said
              git clone -q -b a1/$N $A1 ../d; cmp one/big ../d/one/big
              echo x >two; git add .; git commit -q -m foreign
              git -c http.postBuffer=70000 push origin HEAD:a1/$N 2>said && exit 1
              grep PATH_NOT_OWNED said
              git reset -q --hard HEAD~; head -c 8000000 /dev/urandom >one/big
              echo x >two; git add .; git commit -q -m 'foreign and big'
              git -c http.postBuffer=70000 push origin HEAD:a1/$N 2>said && exit 1
              grep PATH_NOT_OWNED said
              """),
          new Case(
              "push options",
              """
              git clone -q $MIA c; cd c; git commit -q --allow-empty -m direct
              git push origin HEAD:main 2>said && exit 1
              grep -F NOT_VALIDATED said
              git branch -q keep origin/main
              git push -q -o 'gatekeeper.override=for a test' -o other=1 origin HEAD:main
              test "$(git ls-remote origin main | cut -f1)" = $(git rev-parse HEAD)
              """),
          new Case(
              "force and delete, where that is allowed and where it is not",
              """
              git clone -q $A1 c; cd c; mkdir one two
              for who in a1 a2; do
                git checkout -q -f -B t origin/main; git clean -fdq
                d=one; u=$A1; test $who = a1 || { d=two; u=$A2; }
                mkdir -p $d; echo 1 >$d/f; git add .; git commit -q -m 1
                git push -q $u HEAD:$who/$N HEAD:$who/$N.2
                git commit -q --amend -m 2
                if test $who = a2; then
                  git push $u HEAD:$who/$N 2>said && exit 1
                  git push -q -f $u HEAD:$who/$N
                  test "$(git ls-remote $u refs/heads/$who/$N | cut -f1)" = $(git rev-parse HEAD)
                  git push -q $u :$who/$N :$who/$N.2 HEAD:$who/$N.3
                  test "$(git ls-remote $u "refs/heads/$who/$N*" | cut -f2)" = refs/heads/$who/$N.3
                  git push -q --delete $u $who/$N.3
                else
                  git push -f $u HEAD:$who/$N 2>said && exit 1
                  grep NON_FAST_FORWARD said
                  git push $u :$who/$N 2>said && exit 1
                  grep REF_DELETE said
                  test "$(git ls-remote $u "refs/heads/$who/$N*" | wc -l)" = 2
                fi
              done
              """),
          new Case(
              "many refs",
              """
              git clone -q $A2 c; cd c
              for i in $(seq 500); do echo "create refs/heads/a2/$N/$i HEAD"; done | git update-ref --stdin
              git push -q origin "refs/heads/a2/$N/*:refs/heads/a2/$N/*"
              test $(git ls-remote origin "refs/heads/a2/$N/*" | wc -l) = 500
              git clone -q $MIA ../d; test $(git -C ../d branch -r | grep -c a2/$N/) = 500
              git push -q --prune origin "refs/heads/none/*:refs/heads/a2/$N/*"
              test -z "$(git ls-remote origin "refs/heads/a2/$N/*")"
              git -C ../d fetch -q --prune; test "$(git -C ../d branch -r | grep -c a2/$N/)" = 0
              """),
          new Case(
              "a compressed request of a fetch with many wants and haves",
              """
              git clone -q $A1 c; cd c
              for i in $(seq 300); do
                echo "commit refs/heads/l$i"; echo "committer x <x@y> $((1750000000 + i)) +0000"
                echo "data 1"; echo x; echo "from refs/heads/main^0"
              done | git fast-import --quiet
              git clone -q $A1 ../d; cd ../d; mkdir one
              for i in $(seq 40); do
                echo $i >one/f; git add .; git commit -q -m $i; git branch a1/$N/$i
              done
              git push -q origin "refs/heads/a1/$N/*:refs/heads/a1/$N/*"; cd ../c
              GIT_TRACE_CURL=1 GIT_TRACE_CURL_NO_DATA=1 git fetch 2>said
              grep -i 'content-encoding: gzip' said
              test $(git rev-parse origin/a1/$N/40) = $(git -C ../d rev-parse HEAD)
              """),
          new Case(
              "all or nothing",
              """
              git clone -q $A1 c; cd c; mkdir one; echo 1 >one/f; git add .; git commit -q -m 1
              git push -q --atomic origin HEAD:a1/$N HEAD:a1/$N.2
              echo 2 >one/f; git commit -q -a -m 2; echo 2 >f; git commit -q -a -m foreign
              git push --atomic origin HEAD~:a1/$N HEAD:a1/$N.2 2>said && exit 1
              grep PATH_NOT_OWNED said
              test $(git ls-remote origin "refs/heads/a1/$N*" | grep -c $(git rev-parse HEAD~2)) = 2
              """),
          new Case(
              "force with lease",
              """
              git clone -q $A2 c; cd c; mkdir two; echo 1 >two/f; git add .; git commit -q -m 1
              git push -q origin HEAD:a2/$N; git clone -q $A2 ../d
              git commit -q --amend -m 2
              git push -q --force-with-lease origin HEAD:a2/$N
              cd ../d; git checkout -q -b t origin/a2/$N; git commit -q --amend -m 3
              git push --force-with-lease origin HEAD:a2/$N 2>said && exit 1
              grep 'stale info' said
              git fetch -q; git push -q --force-with-lease origin HEAD:a2/$N
              """),
          new Case(
              "a signed push is declined in words, and goes through where it need not be",
              """
              git clone -q $A1 c; cd c; mkdir one; echo 1 >one/f; git add .; git commit -q -m 1
              git push --signed origin HEAD:a1/$N 2>said && exit 1
              grep 'the receiving end does not support --signed push' said
              git push -q --signed=if-asked origin HEAD:a1/$N
              """),
          new Case(
              "a partial clone is a whole one",
              """
              git -C $REPO config uploadpack.allowFilter true
              git clone --filter=blob:none $A1 c 2>said
              grep 'filtering not recognized by server, ignoring' said
              cd c; git rev-list --objects --missing=print --all | grep '^[?]' && exit 1
              git fsck --full --strict; git fetch -q
              """));

  @BeforeAll
  static void start() throws IOException {
    server = LiveServer.start(folder, POLICY);
    Sh sh = new Sh(folder).with("MIA", server.url("mia"));
    sh.ok(
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

  static List<Arguments> cases() {
    List<Arguments> cases = new ArrayList<>();
    for (Case one : CASES) {
      for (int version : new int[] {0, 1, 2}) {
        cases.add(Arguments.of(one, version));
      }
    }
    return cases;
  }

  @ParameterizedTest(name = "{0}, version {1}")
  @MethodSource("cases")
  void gitIsServed(Case asked, int version) throws IOException {
    Path here = Files.createTempDirectory(folder, "case");
    Sh.Result result =
        new Sh(here)
            .with("GIT_TERMINAL_PROMPT", "0")
            .with("GIT_CONFIG_COUNT", "1")
            .with("GIT_CONFIG_KEY_0", "protocol.version")
            .with("GIT_CONFIG_VALUE_0", Integer.toString(version))
            .with("V", Integer.toString(version))
            .with("A1", server.url("a1"))
            .with("A2", server.url("a2"))
            .with("MIA", server.url("mia"))
            .with("REPO", server.repository().toString())
            .with("N", here.getFileName().toString())
            .run("set -ex\n" + asked.script());
    assertThat(result.status()).as(result.output()).isZero();
  }
}
