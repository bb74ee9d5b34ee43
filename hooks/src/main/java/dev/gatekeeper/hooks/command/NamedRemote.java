package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.brief.Brief;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A brief for a working copy that knows what the gate's remote is called there. */
final class NamedRemote {
  private static final Pattern COMMAND = Pattern.compile("`+git [^`\n]*`+");
  private static final Pattern REMOTE = Pattern.compile("(?<= )REMOTE(?=[ `/])");

  private NamedRemote() {}

  /** The same text, its commands of git with that name where they have none. */
  static String in(String brief, String remote) {
    return COMMAND
        .matcher(brief.replace(Brief.WHICH_REMOTE, ""))
        .replaceAll(
            (MatchResult command) ->
                Matcher.quoteReplacement(
                    REMOTE.matcher(command.group()).replaceAll(Matcher.quoteReplacement(remote))));
  }
}
