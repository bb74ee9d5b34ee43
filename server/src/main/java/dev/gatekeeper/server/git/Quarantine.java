package dev.gatekeeper.server.git;

import dev.gatekeeper.core.git.OpenRepository;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/**
 * Where the objects of one push lie until it is accepted: a folder that nothing reads but the push
 * itself, gone when it is over. git's own name for such folders is used (tmp-objdir.c), so that its
 * {@code gc} knows them.
 *
 * <p>A file in it is locked for as long as its process lives, by which a server that starts tells
 * what a killed one left behind.
 */
final class Quarantine implements AutoCloseable {
  private static final String PREFIX = "tmp_objdir-incoming-";
  private static final String ALIVE = "alive.lock";
  private static final List<String> ORDER = List.of(".pack", ".rev", ".bitmap", ".idx");

  private final Path objects;
  private final Path folder;
  private final FileChannel alive;
  private final Repository pushed;
  private final Repository repository;

  private Quarantine(
      Path objects, Path folder, FileChannel alive, Repository pushed, Repository repository) {
    this.objects = objects;
    this.folder = folder;
    this.alive = alive;
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
    Path folder = Files.createTempDirectory(objects, PREFIX);
    FileChannel alive = null;
    try {
      Files.createDirectory(folder.resolve("pack"));
      alive = markAlive(folder);
      Repository pushed = OpenRepository.quarantine(gitDirectory, folder);
      Repository all =
          OpenRepository.quarantined(
              gitDirectory, folder, () -> inserters.apply(pushed.newObjectInserter()));
      return new Quarantine(objects, folder, alive, pushed, all);
    } catch (IOException | RuntimeException e) {
      if (alive != null) {
        alive.close();
      }
      delete(folder);
      throw e;
    }
  }

  /** Locks it before it has its name, so that nobody finds it unlocked. */
  private static FileChannel markAlive(Path folder) throws IOException {
    Path draft = folder.resolve(ALIVE + ".new");
    FileChannel alive =
        FileChannel.open(draft, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      FileLock unused = alive.lock();
      Files.move(draft, folder.resolve(ALIVE), StandardCopyOption.ATOMIC_MOVE);
      return alive;
    } catch (IOException | RuntimeException e) {
      alive.close();
      throw e;
    }
  }

  /** Deletes what processes left that were killed; not git's own, which only its gc can judge. */
  static void sweep(Path gitDirectory) throws IOException {
    try (DirectoryStream<Path> left =
        Files.newDirectoryStream(gitDirectory.resolve("objects"), PREFIX + "*")) {
      for (Path folder : left) {
        if (isDead(folder.resolve(ALIVE))) {
          delete(folder);
        }
      }
    }
  }

  private static boolean isDead(Path alive) throws IOException {
    try (FileChannel channel = FileChannel.open(alive, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      return false;
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
    try (DirectoryStream<Path> packs = Files.newDirectoryStream(folder.resolve("pack"), "*.pack")) {
      for (Path pack : packs) {
        directory.openPack(pack.toFile());
      }
    }
  }

  Path folder() {
    return folder;
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
        Path target = objects.resolve(folder.relativize(file));
        Files.createDirectories(target.getParent());
        if (!Files.exists(target)) {
          // the same name means the same objects
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

  private List<Path> files() throws IOException {
    try (Stream<Path> walk = Files.walk(folder)) {
      List<Path> files = new ArrayList<>(walk.filter(Quarantine::isObjects).toList());
      files.sort(Comparator.comparingInt(Quarantine::rank));
      return files;
    }
  }

  /** JGit's lock of a pack it has just written stays: the quarantine is what keeps it. */
  private static boolean isObjects(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file) && !name.endsWith(".keep") && !name.equals(ALIVE);
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

  @Override
  public void close() throws IOException {
    repository.close();
    pushed.close();
    try (alive) {
      delete(folder);
    }
  }

  static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path path, @org.jspecify.annotations.Nullable IOException error) throws IOException {
            if (error != null) {
              throw error;
            }
            Files.delete(path);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
