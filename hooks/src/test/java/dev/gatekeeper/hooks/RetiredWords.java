package dev.gatekeeper.hooks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words that messages and pages do not use, each with what to write (CONTRIBUTING.md). */
public final class RetiredWords {
  private static final Map<Pattern, String> INSTEAD = new LinkedHashMap<>();

  static {
    // a word that another, plainer one says
    retire("mend(?:s|ed|ing)?", "fix");
    retire("anew", "again");
    retire("meanwhile", "in the meantime");
    retire(
        "(?:who|whom|whose|what)soever|who(?:m|se)?ever", "the pusher, the operator, anyone who");
    retire("who runs (?:it|the (?:gate|server|repository|machine))", "the operator");
    retire("beside", "next to; in the git directory; other than");
    retire("stands?|stood", "is; the state of");
    retire("lies?|lay", "is");
    retire("gone round|go(?:es)? (?:a)?round|went round", "bypass");
    retire("part(?:s|ed) (?:by|them)", "separate");

    // a translated idiom
    retire("at work", "has unfinished work; in progress");
    retire("told apart", "distinguished");
    retire("(?:can't|cannot|could not|can not) be told", "is unknown; can't be determined");
    retire("found out", "determined");
    retire("(?:is|are|was|be) let|let(?:s|ting)? (?:it )?pass|lets? in", "allow");
    retire("says to have", "announces");
    retire("asked about", "of the question");
    retire("because of (?:whom|what)|who it is because of", "responsible");
    retire("as things are", "in the current state");
    retire("(?:comes?|came|brings?|brought) about", "happens; causes");
    retire("(?:holds?|held)(?: (?:it|them|an agent|the agent))? up", "block");
    retire("(?:those|all|what|as) there (?:is|are)", "what exists");
    retire("makes? no sense", "is invalid");
    retire("has nothing to say", "reports nothing");
    retire("goes on since", "has been running since");
    retire("count(?:s)? for nothing", "is discarded");

    // the negated noun in place of the negated verb
    retire("(?<!there )(?:is|are|was|were) no(?! (?:longer|more than|other|less)\\b)", "is not a");
    retire("(?<!there )(?:is|are) none", "is not one");
    retire("any more(?! than)", "no longer");

    // the whole of what
    retire("checks of the whole|the whole (?:passes|does not pass)", "the combined result");
  }

  private RetiredWords() {}

  private static void retire(String words, String instead) {
    INSTEAD.put(Pattern.compile("(?i)\\b(?:" + words + ")(?!\\w)"), instead);
  }

  /** Each retired word of a text, with what to write. */
  public static List<String> in(String text) {
    String line = text.replaceAll("\\s+", " ");
    List<String> found = new ArrayList<>();
    INSTEAD.forEach(
        (words, instead) -> {
          Matcher matcher = words.matcher(line);
          while (matcher.find()) {
            found.add("\"" + matcher.group() + "\" is retired (" + instead + "): " + line.strip());
          }
        });
    return found;
  }
}
