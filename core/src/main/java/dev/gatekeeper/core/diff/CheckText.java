package dev.gatekeeper.core.diff;

import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.policy.Check.Expect;
import java.util.ArrayList;
import java.util.List;

/** A check in one line: the same for two checks if they demand the same under the same name. */
final class CheckText {
  private CheckText() {}

  static String of(Check check) {
    String what = what(check);
    // A command without a name of its own is called by its first words.
    return what.startsWith("run " + Quoted.code(check.name()))
        ? what
        : Quoted.word(check.name()) + ": " + what;
  }

  private static String what(Check check) {
    if (check instanceof Check.Exists exists) {
      return "exists " + Quoted.word(exists.path().toString());
    }
    if (check instanceof Check.Absent absent) {
      return "at most %d of %s in %s"
          .formatted(absent.atMost(), Quoted.code(absent.text()), list(absent.in()));
    }
    if (check instanceof Check.Lines lines) {
      return "at most " + lines.max() + " lines in " + list(lines.in());
    }
    Check.Run run = (Check.Run) check;
    List<String> command = run.command();
    boolean shell = command.size() == 3 && command.subList(0, 2).equals(List.of("sh", "-c"));
    String line = shell ? Quoted.code(command.get(2)) : list(command);
    return "run " + line + " within " + run.timeout().toSeconds() + "s" + expect(run.expect());
  }

  private static String expect(Expect expect) {
    List<String> all = new ArrayList<>();
    if (expect.exit() != 0) {
      all.add("exit " + expect.exit());
    }
    expect.stdout().forEach(text -> all.add("stdout " + Quoted.code(text)));
    expect.matches().forEach(regex -> all.add("matches " + Quoted.code(regex)));
    expect.atLeast().ifPresent(number -> all.add("last number at least " + number));
    expect.atMost().ifPresent(number -> all.add("last number at most " + number));
    return all.isEmpty() ? "" : ", expecting " + String.join(", ", all);
  }

  private static String list(List<?> parts) {
    return "[" + Quoted.words(parts) + "]";
  }
}
