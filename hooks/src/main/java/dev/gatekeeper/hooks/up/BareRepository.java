package dev.gatekeeper.hooks.up;

import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.eclipse.jgit.util.FileUtils;

/** The creation of a bare repository with its policy, all at once or not at all. */
public final class BareRepository {
  private static final String DRAFT = ".new-";

  private BareRepository() {}

  /** The initial content of a new repository, other than its policy. */
  @FunctionalInterface
  public interface Beginning {
    /** Adds it to the repository, which is not at its place yet. */
    void into(Path repository) throws Failure;
  }

  /**
   * Makes it next to its place first, so that an incomplete one is never served.
   *
   * @param branch the one that {@code HEAD} names
   */
  public static void make(Path repository, byte[] policy, String branch, Beginning beginning)
      throws Failure {
    try {
      if (Files.exists(repository)) {
        throw new FileAlreadyExistsException(repository.toString());
      }
      Path draft = Files.createTempDirectory(repository.getParent(), DRAFT);
      try {
        Path made = draft.resolve("made");
        for (String folder :
            new String[] {"objects/info", "objects/pack", "refs/heads", "refs/tags"}) {
          Files.createDirectories(made.resolve(folder));
        }
        Files.writeString(made.resolve("HEAD"), "ref: refs/heads/" + branch + "\n");
        Files.writeString(
            made.resolve("config"), "[core]\n\trepositoryformatversion = 0\n\tbare = true\n");
        Files.write(made.resolve(Policy.FILE_NAME), policy);
        beginning.into(made);
        Files.move(made, repository, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        delete(draft);
      }
    } catch (FileAlreadyExistsException e) {
      throw Failure.usage("`" + repository + "` is there already and was left as it is");
    } catch (NoSuchFileException e) {
      throw Failure.usage(
          "there is no folder `" + repository.getParent() + "`", "make it first, with mkdir -p");
    } catch (IOException e) {
      throw Failure.unreadable("`" + repository + "` could not be made: " + e.getMessage());
    }
  }

  /** Removes incomplete repositories that killed processes left in the folder. */
  static void removeDrafts(Path root) throws IOException {
    try (DirectoryStream<Path> drafts = Files.newDirectoryStream(root, DRAFT + "*")) {
      for (Path draft : drafts) {
        delete(draft);
      }
    }
  }

  /** Deletes a file or folder, if it exists. */
  static void delete(Path path) throws IOException {
    FileUtils.delete(path.toFile(), FileUtils.RECURSIVE | FileUtils.SKIP_MISSING | FileUtils.RETRY);
  }
}
