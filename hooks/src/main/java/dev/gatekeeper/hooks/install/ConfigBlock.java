package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The block that {@code install} adds to the end of a repository's {@code config}, where it
 * overrides earlier settings, so that no line of the operator's is touched and removing it leaves
 * the rest as it is.
 */
final class ConfigBlock {
  private static final String BEGIN = "# gatekeeper: written by `gatekeeper install`";
  private static final String END = "# gatekeeper: end";

  private static final String HOOKS = "\thooksPath = gatekeeper/hooks";
  private static final String AT_HOME = "\tpath = gatekeeper/at-home.config";

  /** Git 2.29 and newer hands to our proc-receive hook what asks; older ones pass over it. */
  private static final String ASKS = "\tprocReceiveRefs = " + Ask.REFS;

  private ConfigBlock() {}

  /**
   * The config with the block at its end.
   *
   * <p>Git takes a relative path of hooks from the folder it runs in. Where it receives a push that
   * is the repository, so the hooks are found wherever the repository is moved or copied to. An
   * operator's own command may run anywhere, in a folder of somebody else's too: so where the
   * repository is at home, {@link #atHome} says the absolute path.
   *
   * @param gitDirectory the repository, absolute and resolved, a character a byte
   */
  static String add(String config, String gitDirectory, List<String> variables) {
    StringBuilder out = new StringBuilder(config);
    if (!config.isEmpty() && !config.endsWith("\n")) {
      out.append('\n');
    }
    out.append(BEGIN).append("\n[core]\n").append(HOOKS).append('\n');
    out.append("[includeIf ").append(quoted("gitdir:" + literally(gitDirectory))).append("]\n");
    out.append(AT_HOME).append('\n');
    out.append("[receive]\n\tadvertisePushOptions = true\n\tautogc = false\n");
    out.append(ASKS).append('\n');
    if (!variables.isEmpty()) {
      out.append("[gatekeeper]\n");
      variables.forEach(v -> out.append("\tprincipalVariable = ").append(v).append('\n'));
    }
    return out.append(END).append('\n').toString();
  }

  /** What {@code gatekeeper/at-home.config} says, for git alone to read. */
  static String atHome(String gitDirectory) {
    return BEGIN + "\n[core]\n\thooksPath = " + quoted(gitDirectory + "/gatekeeper/hooks") + '\n';
  }

  /**
   * The config without the block. What somebody else has written into it since stays: {@code git
   * config} adds a key to the last section of its name, and that may be ours.
   */
  static String remove(String config) {
    int begin = lineStart(config, BEGIN, 0);
    int end = begin < 0 ? -1 : lineStart(config, END, begin);
    if (end < 0) {
      return config;
    }
    int after = Math.min(config.length(), end + END.length() + 1);
    String foreign = foreignLines(config.substring(begin, end));
    return config.substring(0, begin) + foreign + config.substring(after);
  }

  private static int lineStart(String config, String line, int from) {
    int at = config.indexOf(line, from);
    while (at > 0 && config.charAt(at - 1) != '\n') {
      at = config.indexOf(line, at + 1);
    }
    return at;
  }

  private static String foreignLines(String block) {
    StringBuilder out = new StringBuilder();
    String section = "";
    List<String> held = new ArrayList<>();
    for (String line : block.lines().toList()) {
      if (line.startsWith("[")) {
        flush(out, section, held);
        section = line;
      } else if (!isOurs(line)) {
        held.add(line);
      }
    }
    flush(out, section, held);
    return out.toString();
  }

  private static void flush(StringBuilder out, String section, List<String> held) {
    if (!held.isEmpty()) {
      out.append(section).append('\n');
      held.forEach(line -> out.append(line).append('\n'));
      held.clear();
    }
  }

  private static boolean isOurs(String line) {
    return line.equals(BEGIN)
        || line.equals(HOOKS)
        || line.equals(AT_HOME)
        || line.equals("\tadvertisePushOptions = true")
        || line.equals("\tautogc = false")
        || line.equals(ASKS)
        || line.startsWith("\tprincipalVariable = ");
  }

  /** A path as a pattern that git's wildmatch matches with nothing else. */
  private static String literally(String path) {
    // No line of a config can say a newline in the name of a section.
    return path.replaceAll("[\\\\*?\\[]", "\\\\$0").replace('\n', '?');
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
  }

  /**
   * A repository's config, under git's own lock: neither {@code git config} nor a second install
   * gets between what is read and what is written.
   */
  static final class ConfigLock implements AutoCloseable {
    private final Path config;
    private final Path lock;

    private ConfigLock(Path config, Path lock) {
      this.config = config;
      this.lock = lock;
    }

    static ConfigLock take(Path gitDirectory) throws Failure, IOException {
      Path config = gitDirectory.resolve("config").toRealPath();
      Path lock = config.resolveSibling(config.getFileName() + ".lock");
      try {
        Files.createFile(lock);
      } catch (FileAlreadyExistsException e) {
        throw Failure.unreadable(
            "another process is changing the repository's config",
            "if there is none, it died: remove `" + lock + "` and try again");
      }
      return new ConfigLock(config, lock);
    }

    /** The content, a character a byte. */
    String read() throws IOException {
      return Files.readString(config, StandardCharsets.ISO_8859_1);
    }

    /** Puts {@code content} in the config's place, and so gives the lock back. */
    void write(OwnedFiles files, String content) throws IOException {
      files.rewrite(config, content.getBytes(StandardCharsets.ISO_8859_1), lock);
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(lock);
    }
  }
}
