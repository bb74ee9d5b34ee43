package dev.gatekeeper.hooks.pages;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.hooks.Called;
import dev.gatekeeper.hooks.Sh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What README has people copy. */
class ReadmeTest {
  private static final Pattern POLICY = Pattern.compile("(?s)```yaml\n(version: .*?)```");

  @TempDir private Path folder;

  private static String readme() throws Exception {
    return Files.readString(Page.TOP.resolve("README.md"));
  }

  @Test
  void lintHasNothingToSayAboutItsPolicy() throws Exception {
    List<String> policies =
        POLICY.matcher(readme()).results().map(found -> found.group(1)).toList();
    assertThat(policies).isNotEmpty();
    for (String policy : policies) {
      Files.writeString(folder.resolve("gatekeeper.yml"), policy);
      Sh.Result result = Called.in(folder, Map.of(), List.of("lint"));
      assertThat(result.output()).isEqualTo("gatekeeper.yml: nothing is wrong with it\n");
      assertThat(result.status()).isZero();
    }
  }
}
