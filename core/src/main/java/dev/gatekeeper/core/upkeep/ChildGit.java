package dev.gatekeeper.core.upkeep;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.store.ProcessIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Stock git as a child process, for one repository: outside our heap, behind other processes, with
 * the repository's configuration and nobody else's. It ends when the thread that waits for it is
 * interrupted, with all that it started.
 *
 * @param loud whether git may report its progress on this process' standard error
 */
record ChildGit(GatekeeperFolder repository, boolean loud) {
  private static final Pattern VERSION =
      Pattern.compile("git version (\\d+)\\.(\\d+).*", Pattern.DOTALL);
  private static final Path NICE = Path.of("/usr/bin/nice");
  private static final int KEPT = 4096;
  private static final Duration TO_END = Duration.ofSeconds(5);
  private static final Duration TO_DIE = Duration.ofSeconds(1);

  /** {@code repack --geometric} came with this one, which Debian 12 and Ubuntu 22.04 exceed. */
  private static final int MAJOR = 2;

  private static final int MINOR = 32;

  void check() throws IOException {
    String said;
    try {
      said = ended(start(List.of("git", "version"), false), Duration.ofMinutes(1), "git version");
    } catch (InterruptedIOException e) {
      throw e;
    } catch (IOException e) {
      throw new Upkeep.NoGit("git is needed for upkeep and can't be run: " + e.getMessage(), e);
    }
    Matcher version = VERSION.matcher(said);
    if (!version.matches()
        || Integer.parseInt(version.group(1)) < MAJOR
        || (Integer.parseInt(version.group(1)) == MAJOR
            && Integer.parseInt(version.group(2)) < MINOR)) {
      String wanted = "git " + MAJOR + "." + MINOR + " or newer is needed for upkeep, and this is ";
      throw new Upkeep.NoGit(wanted + said, new IOException(said));
    }
  }

  /**
   * Runs git and waits for it.
   *
   * @throws IOException if it fails or takes longer; the message has its last words
   * @throws InterruptedIOException if this thread was interrupted
   */
  void run(Duration limit, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", "10"));
    }
    command.addAll(List.of("git", "--git-dir=" + repository.gitDirectory()));
    // no ref moves, so there is nothing for a hook to say
    command.addAll(List.of("-c", "core.hooksPath=/dev/null"));
    // JGit warns of the newer kind each time that it reads one
    command.addAll(List.of("-c", "commitGraph.generationVersion=1"));
    command.addAll(List.of(arguments));
    Process process = start(command, loud);
    try {
      note(process);
      String unused = ended(process, limit, "git " + verb(arguments));
    } finally {
      Files.deleteIfExists(repository.upkeepProcess());
    }
  }

  /** The first word that is git's own, for messages. */
  private static String verb(String... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (!arguments[i].equals("-c") && (i == 0 || !arguments[i - 1].equals("-c"))) {
        return arguments[i];
      }
    }
    return "";
  }

  /**
   * Whether the git of an upkeep that was itself killed is still at it. It goes on without its
   * parent, and its parent's lock is free by then.
   */
  static boolean isAtWork(GatekeeperFolder repository) throws IOException {
    if (!Files.exists(repository.upkeepProcess())) {
      return false;
    }
    String[] noted = Files.readString(repository.upkeepProcess()).strip().split(" ", -1);
    return noted.length == 2
        && noted[0].matches("[0-9]{1,18}")
        && !noted[1].isEmpty()
        && new ProcessIdentity(Long.parseLong(noted[0]), noted[1]).isAlive();
  }

  private void note(Process process) throws IOException {
    String start = ProcessIdentity.of(process.pid()).map(ProcessIdentity::start).orElse("");
    Files.writeString(repository.upkeepProcess(), process.pid() + " " + start + "\n");
  }

  private Process start(List<String> command, boolean aloud) throws IOException {
    ChildProcess git =
        new ChildProcess(repository.gitDirectory(), command)
            .without(name -> name.startsWith("GIT_"))
            .with(
                Map.of(
                    "GIT_CONFIG_NOSYSTEM", "1",
                    "GIT_CONFIG_GLOBAL", "/dev/null",
                    "GIT_TERMINAL_PROMPT", "0",
                    "LC_ALL", "C"));
    return (aloud ? git.errorsTo(ProcessBuilder.Redirect.INHERIT) : git.errorsWithOutput())
        .start("");
  }

  private String ended(Process process, Duration limit, String name) throws IOException {
    Tail tail = new Tail(process.getInputStream());
    Thread reader = new Thread(tail, "gatekeeper-upkeep-output");
    reader.setDaemon(true);
    reader.start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        end(process);
        throw new IOException("`" + name + "` was ended after " + limit.toSeconds() + " s");
      }
      reader.join(TO_END.toMillis());
    } catch (InterruptedException e) {
      end(process);
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("`" + name + "` was ended, since it was to stop");
    }
    if (process.exitValue() != 0) {
      String words = tail.text();
      throw new IOException(
          "`%s` ended with status %s%s"
              .formatted(
                  name,
                  process.exitValue(),
                  words.isEmpty() ? "" : ": " + words.replace("\n", "; ")));
    }
    return tail.text();
  }

  /**
   * Asks all of them to end, so that git removes its locks and temporary files, then makes them.
   */
  private void end(Process process) throws IOException {
    List<ProcessHandle> tree =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    tree.forEach(ProcessHandle::destroy);
    awaitEnd(tree, TO_END);
    tree.forEach(ProcessHandle::destroyForcibly);
    awaitEnd(tree, TO_DIE);
    LeftOvers.ofRepack(
        repository, tree.stream().map(ProcessHandle::pid).collect(Collectors.toSet()));
  }

  private static void awaitEnd(List<ProcessHandle> tree, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (tree.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() - deadline < 0) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        interrupted = true; // it is to end in any case
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The last words of a stream, which is read to its end. */
  private static final class Tail implements Runnable {
    private final InputStream in;
    private final StringBuilder kept = new StringBuilder();

    Tail(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1024];
      try (in) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          keep(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        // the process was ended
      }
    }

    private synchronized void keep(String text) {
      kept.append(text);
      if (kept.length() > KEPT) {
        kept.delete(0, kept.length() - KEPT);
      }
    }

    synchronized String text() {
      return kept.toString().strip();
    }
  }
}
