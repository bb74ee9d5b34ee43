package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.git.TrackedRemote;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.remote.Remote;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Repository;

/**
 * The repository of a command, found as git finds it: the nearest folder at or above the given one
 * that is a repository or a working copy.
 *
 * @param gitDirectory where its {@code HEAD} is; that of the linked worktree, if it is one
 * @param repository where its refs and objects are
 * @param top the working copy's uppermost folder: a list of one, or none in a bare repository
 */
record Workspace(Path gitDirectory, GatekeeperFolder repository, List<Path> top) {
  private static final String GITDIR = "gitdir: ";

  /** The repository at or above {@code start}. */
  static Workspace find(Path start) throws Failure {
    for (Workspace found : around(start)) {
      return found;
    }
    throw Failure.unreadable(
        "`" + start + "` is not in a git repository", "name one with --repo PATH");
  }

  /**
   * The one that {@code --repo} names, or the current folder's. What is named has to be there: a
   * repository itself, or a folder of a working copy. Nobody means the repository in which a
   * mistyped name happens to lie.
   */
  static Workspace find(Console console, String repository) throws Failure {
    if (repository.isEmpty()) {
      return find(console.folder());
    }
    if (Remote.isAddress(repository)) {
      throw Failure.usage(
          "`" + repository + "` is an address, and this command reads a repository on this machine",
          "leave out --repo in a clone of it");
    }
    Path named = console.file(repository);
    try {
      boolean isThere = Files.isDirectory(named);
      Path folder = isThere ? named.toRealPath() : named;
      for (Workspace found : isThere ? around(folder) : List.<Workspace>of()) {
        boolean isInCopy = !found.top().isEmpty() && !folder.startsWith(found.gitDirectory());
        if (isInCopy || found.gitDirectory().equals(folder)) {
          return found;
        }
      }
    } catch (IOException e) {
      throw Failure.unreadable(String.valueOf(e.getMessage()));
    }
    throw Failure.unreadable(
        "`" + repository + "` is not a git repository",
        "name a bare repository, or a folder of a working copy");
  }

  /** The repository at or above {@code start}, as a list of one, or none. */
  static List<Workspace> around(Path start) throws Failure {
    try {
      for (Path folder = start.toAbsolutePath(); folder != null; folder = folder.getParent()) {
        Path git = folder.resolve(".git");
        if (isGitDirectory(git)) {
          return List.of(of(git, List.of(folder)));
        } else if (Files.isRegularFile(git)) {
          return List.of(of(linked(git), List.of(folder)));
        } else if (isGitDirectory(folder)) {
          boolean isOfCopy = folder.endsWith(".git") && folder.getParent() != null;
          return List.of(of(folder, isOfCopy ? List.of(folder.getParent()) : List.of()));
        }
      }
    } catch (IOException e) {
      throw Failure.unreadable(String.valueOf(e.getMessage()));
    }
    return List.of();
  }

  /** The branch that is checked out in a working copy, as a list of one; none if there is none. */
  List<String> checkedOut() throws Failure {
    try {
      String prefix = "ref: refs/heads/";
      String head = Files.readString(gitDirectory.resolve("HEAD")).strip();
      return top.isEmpty() || !head.startsWith(prefix)
          ? List.of()
          : List.of(head.substring(prefix.length()));
    } catch (IOException e) {
      throw Failure.unreadable("HEAD can't be read: " + e.getMessage());
    }
  }

  /** Whether it is a working copy that has a remote, behind which a gate may stand. */
  boolean isClone() throws Failure {
    if (top.isEmpty()) {
      return false;
    }
    try (Repository clone = OpenRepository.settled(repository.gitDirectory())) {
      return !clone.getConfig().getSubsections("remote").isEmpty();
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
  }

  /** The path of the gate, where the remote whose branches count is a bare repository at one. */
  Optional<Path> gate() throws Failure {
    try (Repository clone = OpenRepository.settled(repository.gitDirectory())) {
      String url = clone.getConfig().getString("remote", TrackedRemote.of(clone).remote(), "url");
      return url == null
          ? Optional.empty()
          : top.stream()
              .map(folder -> folder.resolve(url.replaceFirst("^file://", "")).normalize())
              .filter(Workspace::isGitDirectory)
              .findFirst();
    } catch (IOException e) {
      throw Failure.unreadable("the repository can't be read: " + e.getMessage());
    }
  }

  private static Workspace of(Path gitDirectory, List<Path> top) throws IOException {
    Path common = gitDirectory;
    Path pointer = gitDirectory.resolve("commondir");
    if (Files.isRegularFile(pointer)) {
      common = gitDirectory.resolve(Files.readString(pointer).strip()).normalize();
    }
    OpenRepository.settled(common).close(); // says what is not supported
    return new Workspace(gitDirectory, new GatekeeperFolder(common), top);
  }

  private static Path linked(Path file) throws IOException {
    String line = Files.readString(file).strip();
    if (!line.startsWith(GITDIR)) {
      throw new IOException("`" + file + "` does not say where the repository is");
    }
    return file.resolveSibling(line.substring(GITDIR.length())).normalize();
  }

  private static boolean isGitDirectory(Path folder) {
    return Files.isRegularFile(folder.resolve("HEAD"))
        && (Files.isDirectory(folder.resolve("objects"))
            || Files.isRegularFile(folder.resolve("commondir")));
  }
}
