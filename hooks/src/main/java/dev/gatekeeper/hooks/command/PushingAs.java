package dev.gatekeeper.hooks.command;

import dev.gatekeeper.hooks.Failure;
import dev.gatekeeper.hooks.remote.Git;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As whom git pushes from a working copy: the server names whom it takes a request to be from. */
record PushingAs(Git git, String remote, String branch) {
  private static final Pattern NAMED =
      Pattern.compile("(?im)<= recv header: gatekeeper-principal: ([^\\s]+)\\s*$");

  /** The principal, or empty if nobody said. Nothing is pushed, and nothing is printed. */
  String name() throws Failure {
    try {
      Path trace = Files.createTempFile("gatekeeper-", ".trace");
      try {
        git.with("GIT_TRACE_CURL", trace.toString())
            .with("GIT_TRACE_CURL_NO_DATA", "1")
            .with("GIT_TRACE_REDACT", "1")
            .with("GIT_TERMINAL_PROMPT", "0")
            .run("push", "-q", "--dry-run", "--no-verify", remote, "HEAD:refs/heads/" + branch);
        return last(Files.readString(trace, StandardCharsets.ISO_8859_1));
      } finally {
        Files.deleteIfExists(trace);
      }
    } catch (IOException e) {
      throw Failure.unreadable("git can't be listened to: " + e.getMessage());
    }
  }

  private static String last(String trace) {
    String name = "";
    for (Matcher matcher = NAMED.matcher(trace); matcher.find(); ) {
      name = URLDecoder.decode(matcher.group(1), StandardCharsets.UTF_8);
    }
    return name;
  }
}
