package dev.gatekeeper.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.Location;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which programs and scripts a command can't do without, as far as its text tells. */
@Tag("bytes")
class CommandNeedsTest {

  private static CommandNeeds needs(List<String> command) {
    return CommandNeeds.of(
        new Check.Run(
            "x",
            Location.ofDefault("gatekeeper.yml"),
            command,
            Duration.ofMinutes(1),
            Check.Expect.EXIT_ZERO));
  }

  private static Set<String> words(String cell) {
    return Arrays.stream((cell == null ? "" : cell).split(" "))
        .filter(word -> !word.isEmpty())
        .collect(Collectors.toSet());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '%',
      value = {
        "pytest tests/ -v                                  ! pytest            !",
        "python scripts/run_all_tests.py --full            ! python            ! scripts/run_all_tests.py",
        "python -u ./scripts/x.py                          ! python            ! scripts/x.py",
        "python -c 'import a; b()' | wc -l                 ! python wc         !",
        "python -m safety check                            ! python            !",
        "sh -eu ci/test.sh && ./mvnw -q verify             ! sh                ! ci/test.sh mvnw",
        "./run.sh                                          !                   ! run.sh",
        ". ./env.sh; make all                              ! make              ! env.sh",
        "A=1 B=2 make                                      ! make              !",
        "if grep -q x y; then exit 1; fi                   ! grep              !",
        "for f in a b; do cat $f; done                     ! cat               !",
        "cd web && npm test && ./x.sh                      ! npm               !",
        "test -d src && grep -rn \"a;b\" src | wc -l       ! grep wc           !",
        "pytest -q >\"$TMPDIR/r\" 2>&1 || { cat \"$TMPDIR/r\"; exit 1; }; grep T ! pytest cat grep !",
        "$TOOL x                                           !                   !",
        "python \"$DIR/x.py\"                              ! python            !",
        "python --db \"$(cat x)\"; nosuch                  ! python            !",
        "cat <<X; nosuch                                   ! cat               !",
        "f() { nosuch; }; f                                !                   !",
        "(flake8 .)                                        ! flake8            !",
        "ls *.py # nosuch; nosuch                          ! ls                !",
        "[ -f x ] || false                                 !                   !",
        "/usr/bin/env python3 ../x.py                      ! /usr/bin/env      !",
        "bash ../x.sh                                      ! bash              !",
        "node index                                        ! node              !",
        "echo 'never ends                                  !                   !",
      })
  void aLineForTheShell(String line, String programs, String scripts) {
    CommandNeeds needs = needs(List.of("sh", "-c", line));
    assertThat(needs.programs()).isEqualTo(words(programs));
    assertThat(needs.scripts()).isEqualTo(words(scripts));
  }

  @Test
  void aListIsNoLine() {
    CommandNeeds needs = needs(List.of("python", "a b.py", "; nosuch"));
    assertThat(needs.programs()).containsExactly("python");
    assertThat(needs.scripts()).containsExactly("a b.py");
  }
}
