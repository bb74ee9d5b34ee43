package dev.gatekeeper.core.git;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryBuilder;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;

/**
 * An open repository, with or without the quarantined objects of a push.
 *
 * <p>The repository's own object directory stays the primary one, since the commit-graph is read
 * from there alone; the quarantine comes as an alternate. Naming alternates makes JGit overlook
 * those in {@code info/alternates}, so these are named too.
 */
public final class OpenRepository {
  private OpenRepository() {}

  /** A folder that is no repository the gate can work with; the message says why. */
  public static final class NotUsable extends IOException {
    private static final long serialVersionUID = 1L;

    NotUsable(String message) {
      super(message);
    }
  }

  /**
   * The repository in that git directory with accepted objects only, for a new question: all of its
   * refs are readable.
   */
  public static Repository settled(Path gitDirectory) throws IOException {
    LooseRefs.check(gitDirectory);
    return unchecked(gitDirectory);
  }

  /**
   * The same for a caller that has read the refs for the same question already, or reads none:
   * checking many refs costs more than everything else.
   */
  public static Repository unchecked(Path gitDirectory) throws IOException {
    return with(gitDirectory, IncomingObjects.NONE);
  }

  /**
   * The repository from JGit's cache, for a process that lives: packs and their indexes are read
   * once. The caller closes it.
   */
  public static Repository shared(Path gitDirectory) throws IOException {
    QuietSystem.install();
    checkUsable(gitDirectory);
    LooseRefs.check(gitDirectory);
    return RepositoryCache.open(key(gitDirectory), true);
  }

  /**
   * The repository as one that writes its objects into {@code quarantine} and reads those accepted
   * as well, which it shares with {@link #shared}.
   *
   * @param inserters makes what JGit writes with
   */
  public static Repository quarantined(
      Path gitDirectory, Path quarantine, Supplier<ObjectInserter> inserters) throws IOException {
    RepositoryBuilder builder = writingTo(gitDirectory, quarantine);
    builder.addAlternateObjectDirectory(gitDirectory.resolve("objects").toFile());
    return new FileRepository(builder.setup()) {
      @Override
      public ObjectInserter newObjectInserter() {
        return inserters.get();
      }

      @Override
      public void autoGC(ProgressMonitor monitor) {
        // a quarantine is gone before there is anything to collect
      }
    };
  }

  /** The repository with no object in it but those in {@code quarantine}. */
  public static Repository quarantine(Path gitDirectory, Path quarantine) throws IOException {
    return writingTo(gitDirectory, quarantine).build();
  }

  private static RepositoryBuilder writingTo(Path gitDirectory, Path objects) throws IOException {
    QuietSystem.install();
    checkUsable(gitDirectory);
    return new RepositoryBuilder()
        .setFS(FS.DETECTED)
        .setGitDir(gitDirectory.toFile())
        .setMustExist(true)
        .setObjectDirectory(objects.toFile());
  }

  private static RepositoryCache.FileKey key(Path gitDirectory) {
    return RepositoryCache.FileKey.exact(gitDirectory.toFile(), FS.DETECTED);
  }

  /** The repository with the objects of the push; its refs are not checked. */
  public static Repository with(Path gitDirectory, IncomingObjects incoming) throws IOException {
    QuietSystem.install();
    checkUsable(gitDirectory);
    Path objects = gitDirectory.resolve("objects");
    RepositoryBuilder builder = new RepositoryBuilder();
    builder.setFS(FS.DETECTED);
    builder.setGitDir(gitDirectory.toFile());
    builder.setMustExist(true);
    if (!incoming.equals(IncomingObjects.NONE)) {
      builder.setObjectDirectory(objects.toFile());
      Set<Path> alternates = new LinkedHashSet<>(incoming.quarantine());
      alternates.addAll(incoming.borrowed());
      alternates.addAll(alternatesOf(objects));
      alternates.forEach(path -> builder.addAlternateObjectDirectory(path.toFile()));
    }
    return builder.build();
  }

  /** Says why a folder cannot be worked with, before JGit says it in words of its own. */
  public static void checkUsable(Path gitDirectory) throws IOException {
    if (!Files.isDirectory(gitDirectory.resolve("objects"))
        || !Files.exists(gitDirectory.resolve("HEAD"))) {
      throw new NotUsable(gitDirectory + " is not a git repository");
    }
    Config config = new Config();
    File file = gitDirectory.resolve("config").toFile();
    try {
      FileBasedConfig read = new FileBasedConfig(config, file, FS.DETECTED);
      read.load();
      String format = read.getString("extensions", null, "objectFormat");
      if (format != null && !format.equalsIgnoreCase("sha1")) {
        throw new NotUsable(
            ("%s is a %s repository; gatekeeper can judge SHA-1 repositories only: make one with"
                    + " `git init --bare --object-format=sha1`")
                .formatted(gitDirectory, format));
      }
      String refs = read.getString("extensions", null, "refStorage");
      if (refs != null && !refs.equalsIgnoreCase("files")) {
        throw new NotUsable(
            "%s keeps its refs as %s; gatekeeper reads the `files` format only"
                .formatted(gitDirectory, refs));
      }
    } catch (org.eclipse.jgit.errors.ConfigInvalidException e) {
      throw new NotUsable(file + " can't be read: " + e.getMessage());
    }
  }

  private static List<Path> alternatesOf(Path objects) throws IOException {
    Path file = objects.resolve("info").resolve("alternates");
    if (!Files.exists(file)) {
      return List.of();
    }
    return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(OpenRepository::unquote)
        .map(line -> objects.resolve(line).normalize())
        .toList();
  }

  /**
   * git puts a path in C quotes where it begins with one or has a character that would be taken for
   * another.
   */
  static String unquote(String path) {
    return path.startsWith("\"") ? org.eclipse.jgit.util.QuotedString.GIT_PATH.dequote(path) : path;
  }
}
