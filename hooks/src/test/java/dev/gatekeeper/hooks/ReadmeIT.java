package dev.gatekeeper.hooks;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * README, "Four commands" and "On a server", by the letter, with the installed program in an empty
 * home. Only the port is another, since that one may be taken.
 */
@Timeout(120)
class ReadmeIT {
  private static final Pattern STEP = Pattern.compile("(?ms)^\\*\\*([1-4])\\. (.*?)(?=^\\*\\*)");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:yaml)?\n(.*?)^```");
  private static final Pattern FOUR = Pattern.compile("(?ms)^## Four commands\n.*?^```\n(.*?)^```");
  private static final String SERVE = "gatekeeper serve ";

  @TempDir private Path folder;
  private final Map<String, String> steps = new TreeMap<>();

  private void read() throws IOException {
    Matcher step = STEP.matcher(Files.readString(Path.of("../README.md")));
    while (step.find()) {
      Matcher block = BLOCK.matcher(step.group(2));
      assertThat(block.find()).as(step.group(2)).isTrue();
      steps.put(step.group(1), block.group(1));
    }
  }

  private String step(int number) {
    return requireNonNull(steps.get(String.valueOf(number)));
  }

  private Sh project() throws Exception {
    Path project = Files.createDirectories(folder.resolve("project"));
    Path home = Files.createDirectories(folder.resolve("home"));
    String path = Installed.bin() + ":" + System.getenv("PATH");
    Files.writeString(project.resolve("gatekeeper.yml"), step(1));
    Sh sh = new Sh(project).with("PATH", path).with("HOME", home.toString());
    sh.ok("git init -q -b main; mkdir server web; echo 1 >server/a; echo 1 >web/a");
    sh.ok("git add .; git commit -q -m Begin");
    return sh;
  }

  @Test
  void fourCommandsLeadToAJudgedPush() throws Exception {
    read();
    Matcher block = FOUR.matcher(Files.readString(Path.of("../README.md")));
    assertThat(block.find()).isTrue();
    List<String> lines = block.group(1).lines().toList();
    assertThat(lines).hasSize(4);
    Sh sh = project();
    try {
      sh.ok("set -e\n" + lines.get(0) + "\n" + lines.get(1));
      sh.ok("echo 2 >../project-backend/server/a");
      String pushed = sh.ok("set -e\n" + lines.get(2) + "\n" + lines.get(3));
      assertThat(pushed).contains("[new branch]").contains("backend/work");
      sh.ok("echo 2 >../project-backend/web/a");
      Sh.Result refused = sh.run(lines.get(2) + "\n" + lines.get(3));
      assertThat(refused.output()).contains("PATH_NOT_OWNED");
    } finally {
      sh.ok("gatekeeper down");
    }
  }

  @Test
  void itsStepsLeadToWhatIsIntegrated() throws Exception {
    read();
    Sh sh = project();
    List<String> start = new ArrayList<>(step(2).lines().toList());
    String serve = start.remove(start.size() - 1).replaceFirst(" *#.*", "");
    assertThat(serve).startsWith(SERVE);
    sh.ok("set -e\n" + String.join("\n", start));
    List<String> arguments =
        new ArrayList<>(List.of(serve.replaceFirst("^gatekeeper ", "").split(" ", -1)));
    arguments.addAll(List.of("--listen", "127.0.0.1:0"));
    arguments.add(0, Installed.launcher().toString());
    ProcessBuilder builder =
        new ProcessBuilder(arguments).directory(folder.resolve("project").toFile());
    builder.environment().put("HOME", folder.resolve("home").toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("XDG_"));
    Process server = builder.redirectError(folder.resolve("err").toFile()).start();
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      assertThat(line).as(Files.readString(folder.resolve("err"))).isNotNull();
      String port = line.replaceAll(".*:|/$", "");
      sh.ok("set -e\n" + step(3).replace("8080", port));
      sh.ok(
          "set -e; cd ../backend-work; git switch -q -c backend/login; echo 2 >server/login"
              + "; git add .; git commit -q -m Login; git push -o handoff gate backend/login");
      String integrated = sh.ok("set -e\n" + step(4).replace("8080", port));
      assertThat(integrated).contains("backend");
      String main = sh.ok("git -C ../gate/git/project.git ls-tree -r --name-only main");
      assertThat(main).contains("server/login");
      assertThat(sh.ok("git status --porcelain")).isEmpty();
    } finally {
      server.destroy();
      server.waitFor();
    }
  }
}
