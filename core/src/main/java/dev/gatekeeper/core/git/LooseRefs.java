package dev.gatekeeper.core.git;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Repository;

/**
 * The refs that are files of their own. JGit takes one that is empty or too short, as a power cut
 * can leave it, for a ref that is not there, or for what an older {@code packed-refs} says; git
 * calls it broken (refs/files-backend.c).
 */
final class LooseRefs {
  private static final int MOST_READ = 4096;

  private LooseRefs() {}

  /**
   * Fails if any of them can't be read. Which one is not said, since it may be hidden from whoever
   * is told.
   */
  static void check(Path gitDirectory) throws IOException {
    Path refs = gitDirectory.resolve("refs");
    if (!Files.isDirectory(refs)) {
      return;
    }
    Files.walkFileTree(
        refs,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            String name = gitDirectory.relativize(file).toString();
            if (attributes.isRegularFile() && Repository.isValidRefName(name) && !isRef(file)) {
              throw new OpenRepository.NotUsable(
                  "the repository has a ref that can't be read, such as a crash can leave; `git"
                      + " fsck` names it");
            }
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
            if (e instanceof NoSuchFileException) { // deleted or packed in the meantime
              return FileVisitResult.CONTINUE;
            }
            throw e;
          }
        });
  }

  private static boolean isRef(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return isRef(in.readNBytes(MOST_READ));
    } catch (NoSuchFileException e) {
      return true;
    }
  }

  /** Whether that is an object's id, alone or before white space, or {@code ref:} and a name. */
  private static boolean isRef(byte[] content) {
    String text = new String(content, java.nio.charset.StandardCharsets.ISO_8859_1);
    if (text.startsWith("ref:")) {
      return !text.substring("ref:".length()).isBlank();
    }
    int length = Constants.OBJECT_ID_STRING_LENGTH;
    return text.length() >= length
        && text.chars().limit(length).allMatch(c -> Character.digit(c, 16) >= 0)
        && (text.length() == length || Character.isWhitespace(text.charAt(length)));
  }
}
