package dev.gatekeeper.core.operation;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.core.text.NearMiss;
import dev.gatekeeper.core.text.PlainText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A request for an operation, the same for every door.
 *
 * @param texts what is said with it, by name; what is left out is ""
 * @param flags what is true or false, by name
 */
public record PlanRequest(
    Operation operation, AgentId agent, Map<String, String> texts, Map<String, Boolean> flags) {
  private static final int LONGEST = 2_000;
  private static final int SHOWN = 60;

  private static final List<String> COMMITS = List.of("commit", "to", "undoneBy", "integration");

  public PlanRequest {
    texts = Map.copyOf(texts);
    flags = Map.copyOf(flags);
  }

  /** It makes no sense. */
  public static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    /** A field's name, which stands before all that users wrote. */
    private static final Pattern FIELD = Pattern.compile("(?<=^|^[a-z]{1,20} needs )`([a-zA-Z]+)`");

    private final String next;

    Malformed(String why, String next) {
      super(why);
      this.next = next;
    }

    /** Why, as the command line has it: with options, such as {@code --undone-by}, for fields. */
    public String ofOptions() {
      Matcher field = FIELD.matcher(String.valueOf(getMessage()));
      return field.find()
          ? field.replaceFirst(
              "`--" + field.group(1).replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT) + "`")
          : String.valueOf(getMessage());
    }

    /** What to say instead. */
    public String next() {
      return next;
    }
  }

  /**
   * Checks that all is said that has to be, and nothing else.
   *
   * @throws Malformed if not
   */
  public PlanRequest checked() throws Malformed {
    onlyKnown(); // first, since what is missing is often what was misspelt
    for (String name : operation.needed()) {
      if (PlainText.isBlank(text(name))) {
        throw new Malformed(
            operation.word() + " needs `" + name + "`, which is blank or missing", "give one");
      }
    }
    if (operation == Operation.ATTEST && !flags.containsKey("passed")) {
      throw new Malformed("attest needs `passed`, and it is missing", "say whether it passed");
    }
    if (operation == Operation.ATTEST && !isAddress(text("evidence"))) {
      throw new Malformed(
          "`evidence` is not an address",
          "give the http(s) address where the evidence can be read");
    }
    return this;
  }

  private void onlyKnown() throws Malformed {
    for (String name : texts.keySet()) {
      if (!operation.needed().contains(name) && !operation.optional().contains(name)) {
        throw unknown(name);
      }
      if (text(name).length() > LONGEST) {
        throw new Malformed(
            "`" + name + "` is longer than " + LONGEST + " characters", "shorten it");
      }
    }
    for (String name : COMMITS) {
      checkWhole(name, text(name));
    }
    for (String name : flags.keySet()) {
      if (!operation.flags().contains(name)) {
        throw unknown(name);
      }
    }
  }

  private List<String> known() {
    return Stream.of(operation.needed(), operation.optional(), operation.flags())
        .flatMap(List::stream)
        .toList();
  }

  /**
   * Checks that an id is whole, if there is one. The beginning of an id is no evidence of what is
   * meant: whoever makes commits can make one whose id begins like that.
   *
   * @param name what it is the value of
   * @throws Malformed if not
   */
  public static void checkWhole(String name, String id) throws Malformed {
    if (!id.isEmpty() && !Oid.isValid(id)) {
      throw new Malformed(
          "`%s` is not a full commit id of 40 digits: `%s`"
              .formatted(name, PlainText.cut(PlainText.line(id), SHOWN)),
          "git rev-parse BRANCH prints that of a tip");
    }
  }

  private Malformed unknown(String name) {
    String plain = name.replaceAll("[^ -~]", "?");
    String cut = plain.substring(0, Math.min(60, plain.length()));
    return new Malformed(
        operation.word() + " takes no `" + cut + "`" + NearMiss.hint(cut, known()),
        "it takes: " + String.join(", ", known()));
  }

  private static boolean isAddress(String text) {
    try {
      URI uri = new URI(text);
      return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
          && uri.getHost() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** What is said by that name, "" if nothing. */
  public String text(String name) {
    return texts.getOrDefault(name, "");
  }

  public boolean flag(String name) {
    return flags.getOrDefault(name, false);
  }

  /** The body that asks a server for it. */
  public String json() {
    return JsonLine.of(
        json -> {
          for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
          }
          for (Map.Entry<String, Boolean> flag : flags.entrySet()) {
            json.writeBooleanField(flag.getKey(), flag.getValue());
          }
        });
  }
}
