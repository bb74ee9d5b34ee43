package dev.gatekeeper.config;

import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy.PathTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands under {@code tests}: lines such as {@code agent-2 may not tests/x}. */
record TestReader(Values values, NameReader names) {
  private static final String EXPECTED =
      "a line such as `agent-2 may src/x.py` or `agent-2 may not tests/x`";
  private static final Pattern FORM = Pattern.compile("(\\S+) may (not )?+(/?+(.*\\S))");

  /**
   * What only looks like {@code not} and a path, or has a blank too many: taken as a path it would
   * mean the opposite. Blanks are those of Unicode, and what is not seen at all.
   */
  private static final Pattern MISLEADING =
      Pattern.compile("(?iu)[\\s\\p{Z}\\p{Cf}].*|not([\\s\\p{Z}\\p{Cf}].*)?");

  /** Part of what can't be a path: an empty segment, {@code .} or {@code ..}. */
  private static final Pattern NO_PATH = Pattern.compile("(^|.*/)\\.{0,2}(/.*|$)");

  List<PathTest> tests(Yaml value) {
    List<PathTest> tests = new ArrayList<>();
    for (Yaml item :
        values.list(value, "`tests`", "a list of lines such as `agent-2 may src/x.py`")) {
      values.line(item, "an entry of `tests`").flatMap(this::test).ifPresent(tests::add);
    }
    return tests;
  }

  private Optional<PathTest> test(Yaml.Scalar line) {
    Matcher form = FORM.matcher(line.value());
    if (!form.matches()) {
      values.wrong(line, "an entry of `tests`", EXPECTED);
      return Optional.empty();
    }
    if (MISLEADING.matcher(form.group(3)).matches()) {
      values.refuse(
          line.at(form.start(3)),
          "write `%1$s may PATH` or `%1$s may not PATH`, with one space between the words; a path"
                  .formatted(MessageParts.shortened(form.group(1)))
              + " that begins with a space or with `not` starts with a slash, as in `/not x`");
      return Optional.empty();
    }
    String path = form.group(4);
    if (NO_PATH.matcher(path).matches()) {
      values.refuse(
          line.at(form.start(4)),
          "a test is about the path of a file, from the top of the repository and without a"
              + " slash at its end, not `%s`".formatted(MessageParts.shortened(path)));
      return Optional.empty();
    }
    Optional<AgentId> agent = names.agentNamed(line.at(), form.group(1), "a test's agent");
    return agent.map(id -> new PathTest(id, form.group(2) == null, RepoPath.of(path), line.at()));
  }
}
