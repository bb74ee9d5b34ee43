package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The principal as which git pushes from a working copy, and the address: the server reports the
 * principal, git the address.
 *
 * @param names the principals, in the order of the answers; empty if nobody said
 * @param addresses where to, without a user; empty if git would not even begin
 * @param printed what git said
 */
record PushingAs(Set<String> names, Set<String> addresses, String printed) {
  private static final Pattern NAMED =
      Pattern.compile("(?im)<= recv header: gatekeeper-principal: ([^\\s]+)\\s*$");
  private static final Pattern TO = Pattern.compile("(?m)^Pushing to (.+)$");

  /**
   * Has git begin a push. Nothing is pushed, and nothing is printed.
   *
   * @param where the remote and what is pushed; nothing for a plain {@code git push}
   */
  static PushingAs of(Git git, String... where) throws Failure {
    List<String> push =
        new ArrayList<>(
            List.of("push", "-v", "--dry-run", "--no-verify", "--recurse-submodules=no"));
    push.addAll(List.of(where));
    try {
      Path trace = Files.createTempFile("gatekeeper-", ".trace");
      try {
        ChildProcess.Ended ran =
            git.with("GIT_TRACE_CURL", trace.toString())
                .with("GIT_TRACE_CURL_NO_DATA", "1")
                .with("GIT_TRACE_REDACT", "1")
                .with("GIT_TERMINAL_PROMPT", "0")
                .with("LC_ALL", "C")
                .run(push.toArray(new String[0]));
        Set<String> names = new LinkedHashSet<>();
        for (String name : found(NAMED, Files.readString(trace, StandardCharsets.ISO_8859_1))) {
          names.add(URLDecoder.decode(name, StandardCharsets.UTF_8));
        }
        return new PushingAs(names, found(TO, ran.printed()), ran.printed());
      } finally {
        Files.deleteIfExists(trace);
      }
    } catch (IOException e) {
      throw Failure.unreadable("git can't be listened to: " + e.getMessage());
    }
  }

  private static Set<String> found(Pattern pattern, String text) {
    return pattern
        .matcher(text)
        .results()
        .map(found -> found.group(1).strip())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
