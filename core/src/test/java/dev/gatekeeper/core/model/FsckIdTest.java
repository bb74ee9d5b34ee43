package dev.gatekeeper.core.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The ids are those of docs/semantics.md, section 4, and which of them an override accepts. */
class FsckIdTest {
  private static final Pattern BOLD = Pattern.compile("\\*\\*`([A-Za-z0-9]+)`\\*\\*");
  private static final Pattern PLAIN = Pattern.compile("`([a-z][A-Za-z0-9]+)`");

  @Test
  void thePageNamesEach() throws IOException {
    String page = Files.readString(Path.of("../docs/semantics.md"));
    String table =
        page.substring(page.indexOf("| object | ids |"), page.indexOf("The last two apply to"));
    assertThat(words(BOLD, table)).isEqualTo(words(true));
    Set<String> all = words(true);
    all.addAll(words(false));
    assertThat(words(PLAIN, table)).isEqualTo(all);
  }

  private static Set<String> words(boolean untidy) {
    return Arrays.stream(FsckId.values())
        .filter(id -> id.isUntidy() == untidy)
        .map(FsckId::word)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Set<String> words(Pattern pattern, String text) {
    Set<String> words = new TreeSet<>();
    Matcher matcher = pattern.matcher(text);
    while (matcher.find()) {
      words.add(matcher.group(1));
    }
    return words;
  }
}
