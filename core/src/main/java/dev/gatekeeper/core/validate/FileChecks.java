package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.match.PathPattern;
import dev.gatekeeper.core.match.PatternList;
import dev.gatekeeper.core.match.PatternList.Matching;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Check;
import dev.gatekeeper.core.validate.Validation.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The declarative checks, which look at committed files and run no code. Links and submodules are
 * no files: they have no text, no lines, and do not exist as one.
 */
record FileChecks(CommitFiles files, Cancellation cancellation) {
  /** How many places or files a detail names. */
  private static final int NAMED = 10;

  private static final int BLOCK = 1 << 16;

  CheckResult.Found exists(Check.Exists check) throws IOException {
    List<RepoPath> found = new ArrayList<>();
    List<CommitFiles.File> noFiles = new ArrayList<>();
    files.walk(
        file -> {
          cancellation.check();
          if (file.kind().isFile() && check.path().covers(file.path(), false)) {
            found.add(file.path());
          } else if (noFiles.isEmpty() && check.path().covers(file.path(), true)) {
            noFiles.add(file);
          }
          return found.isEmpty();
        });
    String wanted = check.path().directoryOnly() ? "folder" : "file or folder";
    if (!found.isEmpty()) {
      return CheckResult.Found.passed("there is " + found.get(0));
    }
    String instead =
        noFiles.isEmpty()
            ? ""
            : " that is a file or holds one; %s is %s"
                .formatted(noFiles.get(0).path(), name(noFiles.get(0)));
    return CheckResult.Found.failed(
        "expected a " + wanted + " that matches `" + check.path() + "`, found none" + instead);
  }

  private static String name(CommitFiles.File file) {
    return switch (file.kind()) {
      case LINK -> "a symbolic link";
      case SUBMODULE -> "a submodule";
      case FILE, EXECUTABLE -> "a file";
    };
  }

  CheckResult.Found absent(Check.Absent check) throws IOException {
    TextSearch search = new TextSearch(check.text().getBytes(StandardCharsets.UTF_8));
    List<String> places = new ArrayList<>();
    long[] count = new long[2];
    forEach(
        check.in(),
        file -> {
          count[1]++;
          search.begin();
          read(
              file,
              (block, length) ->
                  count[0] +=
                      search.feed(
                          block,
                          length,
                          line -> {
                            if (places.size() < NAMED) {
                              places.add(file.path() + ":" + line);
                            }
                          }));
        });
    String seen = searched(count[0], count[1], check.in());
    if (count[0] <= check.atMost()) {
      return CheckResult.Found.passed(seen);
    }
    String most = check.atMost() == 0 ? "no" : "at most " + check.atMost();
    return CheckResult.Found.failed(
        "expected %s %s, found %s"
            .formatted(most, CheckDetails.quoted(check.text()), list(places, count[0])));
  }

  private static String searched(long found, long files, List<PathPattern> in) {
    return files == 0 ? noMatch(in) : found + " in " + CheckDetails.count(files, "file");
  }

  CheckResult.Found lines(Check.Lines check) throws IOException {
    Comparator<Counted> longestFirst =
        Comparator.comparingLong(Counted::lines).reversed().thenComparing(Counted::path);
    PriorityQueue<Counted> longest = new PriorityQueue<>(longestFirst.reversed());
    long[] count = new long[2];
    forEach(
        check.in(),
        file -> {
          count[1]++;
          LineCount lines = new LineCount();
          read(file, lines::feed);
          if (lines.lines() > check.max()) {
            count[0]++;
            longest.add(new Counted(file.path(), lines.lines()));
            if (longest.size() > NAMED) {
              longest.remove();
            }
          }
        });
    if (count[0] == 0) {
      return CheckResult.Found.passed(
          count[1] == 0
              ? noMatch(check.in())
              : CheckDetails.count(count[1], "file") + ", none longer");
    }
    List<String> named =
        longest.stream()
            .sorted(longestFirst)
            .map(file -> file.path() + " (" + CheckDetails.count(file.lines(), "line") + ")")
            .toList();
    return CheckResult.Found.failed(
        "expected at most %s a file, longer: %s"
            .formatted(CheckDetails.count(check.max(), "line"), list(named, count[0])));
  }

  private record Counted(RepoPath path, long lines) {}

  private static String noMatch(List<PathPattern> in) {
    return "no file matches " + String.join(", ", in.stream().map(p -> "`" + p + "`").toList());
  }

  private static String list(List<String> named, long all) {
    String more = all > named.size() ? " and " + (all - named.size()) + " more" : "";
    return String.join(", ", named) + more;
  }

  private interface FileWork {
    void on(CommitFiles.File file) throws IOException;
  }

  private void forEach(List<PathPattern> in, FileWork work) throws IOException {
    PatternList patterns = new PatternList(in, Matching.GRANTING);
    files.walk(
        file -> {
          cancellation.check();
          if (file.kind().isFile() && patterns.matches(file.path())) {
            work.on(file);
          }
          return true;
        });
  }

  private interface BlockWork {
    void on(byte[] block, int length);
  }

  private void read(CommitFiles.File file, BlockWork work) throws IOException {
    byte[] block = new byte[BLOCK];
    try (InputStream in = file.open()) {
      for (int n; (n = in.read(block)) >= 0; ) {
        cancellation.check();
        work.on(block, n);
      }
    }
  }

  /**
   * Counts the lines of a file that comes in blocks. A line is what ends in a line feed, and what
   * stands after the last one if anything does. So a file that ends without one has the line that
   * people see there, and an empty file has none.
   */
  private static final class LineCount {
    private long feeds;
    private boolean isOpen;

    void feed(byte[] block, int length) {
      for (int i = 0; i < length; i++) {
        if (block[i] == '\n') {
          feeds++;
        }
      }
      if (length > 0) {
        isOpen = block[length - 1] != '\n';
      }
    }

    long lines() {
      return isOpen ? feeds + 1 : feeds;
    }
  }
}
