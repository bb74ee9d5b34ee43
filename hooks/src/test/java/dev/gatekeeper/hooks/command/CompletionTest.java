package dev.gatekeeper.hooks.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What bash proposes, asked of bash itself; the repository's part of it is asked of the program.
 */
class CompletionTest {
  @TempDir private Path folder;
  private Sh sh;

  @BeforeEach
  void repository() throws Exception {
    sh = new Sh(folder);
    sh.ok("git init -q --bare -b main r.git; git clone -q r.git w; cd w; git checkout -q -b main");
    sh.ok("cd w; git commit -q --allow-empty -m one; git push -q origin main main:ann/work");
    Files.writeString(folder.resolve("r.git/gatekeeper.yml"), RandomClone.POLICY);
  }

  private Sh.Result call(String where, String line) {
    return Called.in(folder.resolve(where), Map.of(), List.of(line.split(" ", -1)));
  }

  @Test
  void aRepositoryTellsWhatItHasAndNothingIsSaidWhereThereIsNone() {
    assertThat(call("r.git", "candidates agents").output().lines()).contains("ann");
    assertThat(call("r.git", "candidates branches").output()).isEqualTo("ann/work\n");
    for (String kind : List.of("agents", "branches", "decisions")) {
      assertThat(call(".", "candidates " + kind)).isEqualTo(new Sh.Result(0, ""));
    }
    assertThat(call("r.git", "candidates decisions")).isEqualTo(new Sh.Result(0, ""));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "handoff ca, catalog cart",
    "reopen '', catalog cart web",
    "wait w, web",
    "check --agent ca, catalog cart",
    "verify --branch ca, catalog cart",
    "decision w, web",
    "hand, handoff",
    "integrate --dry, --dry-run",
  })
  void bashProposes(String line, String proposals) throws Exception {
    Files.writeString(folder.resolve("completion"), call(".", "completion").output());
    Files.writeString(
        folder.resolve("try"),
        """
        source ./completion
        gatekeeper() { printf '%s\\n' catalog cart web; }
        COMP_WORDS=(gatekeeper @LINE@); COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        COMP_LINE="${COMP_WORDS[*]}"; COMP_POINT=${#COMP_LINE}
        _gatekeeper_asked 2>/dev/null
        echo ${COMPREPLY[@]}
        """
            .replace("@LINE@", line));
    assertThat(sh.ok("bash ./try").strip().split(" ", -1)).contains(proposals.split(" ", -1));
    assertThat(sh.ok("bash -c 'source ./completion; complete -p gatekeeper'"))
        .contains("_gatekeeper_asked");
  }
}
