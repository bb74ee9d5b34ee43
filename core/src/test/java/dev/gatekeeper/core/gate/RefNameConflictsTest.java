package dev.gatekeeper.core.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.FakeHistory;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RefName;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which refs git can't keep beside each other. */
class RefNameConflictsTest {

  private static Set<RefName> refs(String names) {
    return Arrays.stream(names.split(" ", -1))
        .filter(name -> !name.isEmpty())
        .map(RefName::new)
        .collect(Collectors.toSet());
  }

  @ParameterizedTest(name = "{0} there, {1} made: in the way of {2}: {3}")
  @CsvSource({
    "'', '', refs/heads/a, ''",
    "refs/heads/a, '', refs/heads/a, ''",
    "refs/heads/a, '', refs/heads/ab, ''",
    "refs/heads/a, '', refs/heads/b/a, ''",
    "refs/heads/a, '', refs/heads/a/b, refs/heads/a",
    "refs/heads/a, '', refs/heads/a/b/c, refs/heads/a",
    "refs/heads/a/b, '', refs/heads/a, refs/heads/a/b",
    "refs/heads/a/b/c, '', refs/heads/a, refs/heads/a/b/c",
    "refs/heads/a/b, '', refs/heads/a/b/c, refs/heads/a/b",
    "refs/heads/a/b, '', refs/heads/a/c, ''",
    "refs/tags/a, '', refs/heads/a/b, ''",
    "refs/x, '', refs/x/y, refs/x",
    "'', refs/heads/a, refs/heads/a/b, refs/heads/a",
    "'', refs/heads/a/b, refs/heads/a, ''",
    "'', refs/heads/b, refs/heads/a, ''"
  })
  void inTheWay(String there, String made, String ref, String other) throws IOException {
    FakeHistory history = new FakeHistory();
    Oid commit = history.commit(List.of(), "f=1");
    refs(there).forEach(name -> history.ref(name, commit));
    assertThat(
            RefNameConflicts.inTheWay(history, new RefName(ref), refs(made))
                .map(RefName::name)
                .orElse(""))
        .isEqualTo(other);
    if (made.isEmpty()) {
      assertThat(RefNameConflicts.inTheWay(history, new RefName(ref)).isPresent())
          .isEqualTo(!other.isEmpty());
    }
  }

  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource({
    "refs/heads/a, refs/heads/a/b, true",
    "refs/heads/a/b/c, refs/heads/a, true",
    "refs/heads/a, refs/heads/a, false",
    "refs/heads/a, refs/heads/ab, false",
    "refs/heads/a/b, refs/heads/a/c, false",
    "refs/heads/a, refs/tags/a/b, false"
  })
  void collide(String one, String other, boolean collide) {
    assertThat(RefNameConflicts.collide(new RefName(one), new RefName(other))).isEqualTo(collide);
    assertThat(RefNameConflicts.collide(new RefName(other), new RefName(one))).isEqualTo(collide);
  }
}
