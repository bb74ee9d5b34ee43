package dev.gatekeeper.bench;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Permission;
import dev.gatekeeper.core.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.ignore.FastIgnoreRule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * W3: the permission of a path, under more and more patterns, against a plain scan and against
 * JGit's ignore rules.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class PermissionBench {
  private static final int PATHS = 1_000;
  private static final AgentId AGENT = new AgentId("agent-1");

  @Param({"10", "100", "1000", "10000"})
  public int patterns;

  private final List<RepoPath> paths = new ArrayList<>();
  private final List<FastIgnoreRule> rules = new ArrayList<>();
  private Permission permission = Permission.of(policy(List.of("/x")), AGENT, LocalDate.EPOCH);

  /**
   * Makes patterns of every kind, most of them anchored folders, and paths that meet some of them.
   */
  @Setup
  public void setUp() {
    Random random = new Random(patterns);
    List<String> owns = new ArrayList<>();
    for (int i = 0; i < patterns; i++) {
      owns.add(pattern(i));
    }
    permission = Permission.of(policy(owns), AGENT, LocalDate.EPOCH);
    owns.forEach(p -> rules.add(new FastIgnoreRule(p)));
    for (int i = 0; i < PATHS; i++) {
      int n = random.nextInt(Math.max(20, patterns));
      paths.add(RepoPath.of("src/part" + n % 50 + "/module" + n + "/deep/er/File" + i + ".java"));
    }
  }

  private static String pattern(int i) {
    return switch (i % 10) {
      case 0 -> "*.ext" + i;
      case 1 -> "/docs/**/page" + i + "*.md";
      case 2 -> "name" + i + "/";
      default -> "/src/part" + i % 50 + "/module" + i + "/";
    };
  }

  private static Policy policy(List<String> owns) {
    StringBuilder yaml =
        new StringBuilder("version: 1\nagents:\n  agent-1:\n    branches: [agent-1]\n    owns:\n");
    owns.forEach(p -> yaml.append("      - \"").append(p).append("\"\n"));
    LoadedPolicy loaded =
        PolicyFile.load(Policy.FILE_NAME, yaml.toString().getBytes(StandardCharsets.UTF_8));
    if (loaded instanceof LoadedPolicy.Valid valid) {
      return valid.policy();
    }
    throw new IllegalStateException(loaded.toString());
  }

  /** The machine. */
  @Benchmark
  @OperationsPerInvocation(PATHS)
  public int machine() {
    int allowed = 0;
    for (RepoPath path : paths) {
      allowed += permission.outcome(path) == Ruling.Outcome.OWNED ? 1 : 0;
    }
    return allowed;
  }

  /** The plain scan that explains. */
  @Benchmark
  @OperationsPerInvocation(PATHS)
  public int plainScan() {
    int allowed = 0;
    for (RepoPath path : paths) {
      allowed += permission.explain(path).allowed() ? 1 : 0;
    }
    return allowed;
  }

  /** JGit's rules, the last that matches deciding. */
  @Benchmark
  @OperationsPerInvocation(PATHS)
  public int jgitIgnoreRules() {
    int allowed = 0;
    for (RepoPath path : paths) {
      String text = path.text();
      for (int i = rules.size() - 1; i >= 0; i--) {
        if (rules.get(i).isMatch(text, false, false)) {
          allowed++;
          break;
        }
      }
    }
    return allowed;
  }
}
