package dev.gatekeeper.server.git;

import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.upkeep.IncomingFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/**
 * The quarantine of one push's objects until it is accepted: a folder that nothing else reads,
 * removed at the end.
 */
final class Quarantine implements AutoCloseable {
  private static final String PACK_SUFFIX = ".pack";
  private static final String INDEX_SUFFIX = ".idx";
  private static final List<String> ORDER = List.of(PACK_SUFFIX, ".rev", ".bitmap", INDEX_SUFFIX);

  private final Path objects;
  private final IncomingFolder incoming;
  private final Repository pushed;
  private final Repository repository;

  private Quarantine(
      Path objects, IncomingFolder incoming, Repository pushed, Repository repository) {
    this.objects = objects;
    this.incoming = incoming;
    this.pushed = pushed;
    this.repository = repository;
  }

  /**
   * An empty one. What is written here is written by one who sees nothing else: whatever comes of a
   * pack, and how long it takes, tells of no object that is in the repository.
   *
   * @param inserters stands between JGit and what is written here
   */
  static Quarantine open(Path gitDirectory, UnaryOperator<ObjectInserter> inserters)
      throws IOException {
    Path objects = gitDirectory.resolve("objects");
    IncomingFolder incoming = IncomingFolder.in(objects);
    try {
      Files.createDirectory(incoming.path().resolve("pack"));
      Repository pushed = OpenRepository.quarantine(gitDirectory, incoming.path());
      Repository all =
          OpenRepository.quarantined(
              gitDirectory, incoming.path(), () -> inserters.apply(pushed.newObjectInserter()));
      return new Quarantine(objects, incoming, pushed, all);
    } catch (IOException | RuntimeException e) {
      incoming.close();
      throw e;
    }
  }

  /** The repository as this push sees it. */
  Repository repository() {
    return repository;
  }

  /** What was pushed, and nothing else. */
  Repository pushed() {
    return pushed;
  }

  /** Has the repository see the packs that are here now, whatever the folder's time says. */
  void reveal() throws IOException {
    ObjectDirectory directory = (ObjectDirectory) repository.getObjectDatabase();
    try (DirectoryStream<Path> packs =
        Files.newDirectoryStream(folder().resolve("pack"), "*.pack")) {
      for (Path pack : packs) {
        directory.openPack(pack.toFile());
      }
    }
  }

  Path folder() {
    return incoming.path();
  }

  /** Files that were moved into the repository. */
  record Released(List<Path> files) {
    /** Removes them again, last first, where what they were for has failed. */
    void takeBack() throws IOException {
      for (int i = files.size() - 1; i >= 0; i--) {
        Files.deleteIfExists(files.get(i));
      }
    }
  }

  /**
   * Moves what was pushed into the repository. A pack's index goes last, since readers find the
   * pack by it; all is on disk before any of it can be found.
   */
  Released release() throws IOException {
    List<Path> files = files();
    for (Path file : files) {
      force(file);
    }
    Released released = new Released(new ArrayList<>());
    try {
      for (Path file : files) {
        Path target = objects.resolve(folder().relativize(file));
        Files.createDirectories(target.getParent());
        if (!isThere(target)) {
          Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
          released.files().add(target);
        }
      }
      force(objects.resolve("pack"));
      return released;
    } catch (IOException | RuntimeException e) {
      released.takeBack();
      throw e;
    }
  }

  /**
   * Whether the objects are in the repository already. The name of a pack comes from its objects
   * and not from its bytes: an index fits the pack that it came with and no other, so what a death
   * at this point left of one is replaced whole. One that is there is given today's date, as git
   * does, so that its objects have their time of grace again.
   */
  private static boolean isThere(Path target) throws IOException {
    String name = target.getFileName().toString();
    int suffix = name.lastIndexOf('.');
    Path proof =
        suffix < 0 ? target : target.resolveSibling(name.substring(0, suffix) + INDEX_SUFFIX);
    if (!Files.exists(proof)) {
      return false;
    }
    if (name.endsWith(PACK_SUFFIX)) {
      Files.setLastModifiedTime(target, FileTime.from(Instant.now()));
    }
    return true;
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder())) {
      List<Path> files = new ArrayList<>(walk.filter(this::isObjects).toList());
      files.sort(Comparator.comparingInt(Quarantine::rank));
      return files;
    }
  }

  /** JGit's lock of a pack it has just written stays: the quarantine is what keeps it. */
  private boolean isObjects(Path file) {
    return Files.isRegularFile(file)
        && incoming.isBrought(file)
        && !file.getFileName().toString().endsWith(".keep");
  }

  private static int rank(Path file) {
    String name = file.getFileName().toString();
    for (int i = 0; i < ORDER.size(); i++) {
      if (name.endsWith(ORDER.get(i))) {
        return i;
      }
    }
    return -1;
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Deletes what was pushed, at once; the folder goes with {@link #close}. */
  void discard() throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
  }

  @Override
  public void close() throws IOException {
    repository.close();
    pushed.close();
    incoming.close();
  }
}
