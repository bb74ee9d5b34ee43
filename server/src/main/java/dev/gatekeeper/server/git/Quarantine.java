package dev.gatekeeper.server.git;

import dev.gatekeeper.core.git.OpenRepository;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
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
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;

/**
 * Where the objects of one push lie until it is accepted: a folder that nothing reads but the push
 * itself, gone when it is over. git's own name for such folders is used (tmp-objdir.c), so that its
 * {@code gc} clears away those that a crash left behind.
 */
final class Quarantine implements AutoCloseable {
  private static final List<String> ORDER = List.of(".pack", ".rev", ".bitmap", ".idx");

  private final Path objects;
  private final Path folder;
  private final Repository repository;

  private Quarantine(Path objects, Path folder, Repository repository) {
    this.objects = objects;
    this.folder = folder;
    this.repository = repository;
  }

  /**
   * An empty one.
   *
   * @param inserters stands between JGit and what is written here
   */
  static Quarantine open(Path gitDirectory, UnaryOperator<ObjectInserter> inserters)
      throws IOException {
    Path objects = gitDirectory.resolve("objects");
    Path folder = Files.createTempDirectory(objects, "tmp_objdir-incoming-");
    try {
      Files.createDirectory(folder.resolve("pack"));
      return new Quarantine(
          objects, folder, OpenRepository.quarantined(gitDirectory, folder, inserters));
    } catch (IOException | RuntimeException e) {
      delete(folder);
      throw e;
    }
  }

  /** The repository as this push sees it. */
  Repository repository() {
    return repository;
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
    return Files.isRegularFile(file) && !file.getFileName().toString().endsWith(".keep");
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
    delete(folder);
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
