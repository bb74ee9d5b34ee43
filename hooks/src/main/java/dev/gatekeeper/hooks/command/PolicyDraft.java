package dev.gatekeeper.hooks.command;

import dev.gatekeeper.config.importer.CodeownersImport;
import dev.gatekeeper.config.importer.Imported;
import dev.gatekeeper.config.importer.NotImportable;
import dev.gatekeeper.config.importer.PlanImport;
import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.match.WindowsName;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * A first policy, made from the files of a project.
 *
 * @param repository the path of the working copy, or "" for the one around the current folder
 */
record PolicyDraft(Console console, String repository) {
  /**
   * A plan comes first, since it names agents; then the places of CODEOWNERS in the order of
   * GitHub.
   */
  private static final List<String> SOURCES =
      List.of("PLAN.md", "docs/PLAN.md", ".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS");

  private static final int MOST_SHOWN = 200;
  private static final int LONGEST_SHOWN = 160;
  private static final String VERSION = "version: 1\n";

  /**
   * The policy made from a plan or a CODEOWNERS file.
   *
   * @param name the name of the file, for comments
   */
  Imported imported(String name, byte[] file) throws NotImportable, IOException, Failure {
    boolean owners = name.substring(name.lastIndexOf('/') + 1).equalsIgnoreCase("CODEOWNERS");
    return owners
        ? CodeownersImport.policy(name, file)
        : PlanImport.policy(name, file, committed());
  }

  /** The paths committed in the working copy; none if there is no working copy. */
  List<String> committed() throws Failure, IOException {
    return head().stream().filter(RepoPath::isUtf8).map(RepoPath::text).toList();
  }

  private List<RepoPath> head() throws Failure, IOException {
    Workspace workspace;
    try {
      workspace = Workspace.find(console, repository);
    } catch (Failure none) {
      if (repository.isEmpty()) {
        return List.of();
      }
      throw none;
    }
    try (Repository opened = OpenRepository.settled(workspace.repository().gitDirectory())) {
      @Nullable ObjectId head = opened.resolve("HEAD^{commit}");
      return head == null ? List.of() : files(workspace, new Oid(head.name()));
    }
  }

  static List<RepoPath> files(Workspace workspace, Oid commit) throws IOException {
    List<RepoPath> files = new ArrayList<>();
    try (CommitFiles all = CommitFiles.open(workspace.repository().gitDirectory(), commit)) {
      all.walk(file -> files.add(file.path()));
    }
    return files;
  }

  /**
   * A policy that refuses names that Windows can't check out, unless the project has such names:
   * then that is a comment.
   */
  String withWindowsNames(String policy) throws Failure {
    List<RepoPath> committed;
    try {
      committed = head();
    } catch (IOException e) {
      throw Failure.unreadable("HEAD can't be read: " + e.getMessage());
    }
    String line =
        committed.stream()
            .filter(WindowsName::isIn)
            .findFirst()
            .map(path -> "# windows_names: refuse  # not while HEAD has " + path.quoted())
            .orElse("windows_names: refuse  # new names that Windows can't check out");
    return policy.replaceFirst(VERSION, Matcher.quoteReplacement(VERSION + line + "\n"));
  }

  /** Lists what of the source is only a comment in the policy. */
  void notTaken(String from, List<String> lines) {
    if (lines.isEmpty()) {
      return;
    }
    boolean one = lines.size() == 1;
    console.say(
        "gatekeeper: %d %s of %s %s not imported, and %s there:"
            .formatted(
                lines.size(),
                one ? "line" : "lines",
                from,
                one ? "was" : "were",
                one ? "is a comment" : "are comments"));
    for (String line : lines.subList(0, Math.min(MOST_SHOWN, lines.size()))) {
      int end = Math.min(LONGEST_SHOWN, line.codePointCount(0, line.length()));
      String start = line.substring(0, line.offsetByCodePoints(0, end));
      console.say("  " + start + (start.equals(line) ? "" : "..."));
    }
    if (lines.size() > MOST_SHOWN) {
      console.say("  and " + (lines.size() - MOST_SHOWN) + " more");
    }
  }

  /**
   * Writes the first policy of a working copy that has none: made from its plan or its CODEOWNERS,
   * or from the answers of the user at the terminal.
   */
  void write(Path top) throws Failure {
    List<String> unused = new ArrayList<>();
    for (String name : SOURCES) {
      Path file = top.resolve(name);
      if (Files.isRegularFile(file)) {
        try {
          Imported made = imported(name, Files.readAllBytes(file));
          create(top, made.text());
          console.answer("gatekeeper: wrote " + Policy.FILE_NAME + ", made from " + name);
          notTaken(name, made.notTaken());
          return;
        } catch (NotImportable e) {
          unused.add(name + " (" + e.getMessage() + ")");
        } catch (IOException e) {
          throw Failure.unreadable("`" + file + "` can't be read: " + e.getMessage());
        }
      }
    }
    if (!console.canAsk()) {
      throw Failure.policyInvalid(
          List.of(
              unused.isEmpty()
                  ? "there is no policy: no `%s`, and no CODEOWNERS or PLAN.md to make one from"
                      .formatted(Policy.FILE_NAME)
                  : "there is no policy, and none can be made from " + String.join(", ", unused)),
          "gatekeeper init, put your agents and their paths into the "
              + Policy.FILE_NAME
              + " that it writes, then gatekeeper up");
    }
    create(top, new PolicyQuestions(console, top).ask());
    console.answer("gatekeeper: wrote " + Policy.FILE_NAME);
  }

  private void create(Path top, String text) throws Failure {
    Path file = top.resolve(Policy.FILE_NAME);
    try {
      Files.write(
          file,
          withWindowsNames(text).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      if (Files.isSymbolicLink(file)) {
        throw Failure.no(
            "`" + file + "` is a symbolic link to a file that does not exist",
            "remove it, then gatekeeper up");
      }
      throw Failure.no("`" + file + "` has just been created by someone else", "gatekeeper up");
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` could not be written: " + e.getMessage());
    }
  }
}
