package dev.gatekeeper.core.brief;

import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.validate.CheckDetails;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The description of a check in words (docs/semantics.md, section 8). */
final class CheckDescription {
  private static final Pattern PLAIN_WORD = Pattern.compile("[A-Za-z0-9/._+@,=:-]+");

  private CheckDescription() {}

  /** The lines of one item of a list; the first begins it. */
  static List<String> lines(Check check, int number) {
    String item = number + ". ";
    String indent = " ".repeat(item.length());
    if (check instanceof Check.Run run) {
      String line = line(run.command());
      String name = check.name().equals(line) ? "" : Markdown.text(check.name()) + ": ";
      if (!line.contains("\n")) {
        return List.of(item + name + Markdown.code(line) + " " + demand(run));
      }
      List<String> lines = new ArrayList<>(List.of(item + Markdown.text(check.name()) + ":"));
      lines.addAll(Markdown.block(line, indent));
      lines.add(indent + demand(run));
      return lines;
    }
    return List.of(item + Markdown.text(check.name()) + ": " + files(check));
  }

  private static String files(Check check) {
    if (check instanceof Check.Exists exists) {
      String what = exists.path().directoryOnly() ? "there is a folder " : "there is ";
      return what + Markdown.code(exists.path().toString());
    }
    if (check instanceof Check.Absent absent) {
      String most = absent.atMost() == 0 ? " nowhere" : " at most " + absent.atMost() + " times";
      return "the text %s occurs%s in %s"
          .formatted(Markdown.code(absent.text()), most, patterns(absent.in()));
    }
    if (check instanceof Check.Lines lines) {
      return "no file in " + patterns(lines.in()) + " has more than " + lines.max() + " lines";
    }
    throw new IllegalStateException("no words for this check");
  }

  private static String demand(Check.Run run) {
    Check.Expect expect = run.expect();
    List<String> all = new ArrayList<>(List.of("exits with " + expect.exit()));
    expect.stdout().ifPresent(text -> all.add("prints exactly " + Markdown.code(text)));
    expect.matches().ifPresent(regex -> all.add("prints what matches " + Markdown.code(regex)));
    expect.atLeast().ifPresent(n -> all.add("its last number is at least " + number(n)));
    expect.atMost().ifPresent(n -> all.add("its last number is at most " + number(n)));
    return String.join(", ", all) + ", within " + CheckDetails.time(run.timeout());
  }

  private static String number(double n) {
    return BigDecimal.valueOf(n).stripTrailingZeros().toPlainString();
  }

  /** As one would type it. */
  private static String line(List<String> command) {
    if (command.size() == 3 && command.get(0).equals("sh") && command.get(1).equals("-c")) {
      return command.get(2);
    }
    return String.join(" ", command.stream().map(CheckDescription::word).toList());
  }

  private static String word(String argument) {
    return PLAIN_WORD.matcher(argument).matches()
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }

  private static String patterns(List<PathPattern> patterns) {
    return String.join(", ", patterns.stream().map(p -> Markdown.code(p.toString())).toList());
  }
}
