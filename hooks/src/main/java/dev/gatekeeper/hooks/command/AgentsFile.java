package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.brief.MarkedBlock;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Arrays;

/** {@code AGENTS.md} of a working copy, of which the gate writes one marked block. */
final class AgentsFile {
  static final String NAME = "AGENTS.md";
  private static final int LARGEST = 4 << 20;

  private final Path top;
  private final Path file;

  /**
   * @param top the uppermost folder of the working copy
   */
  AgentsFile(Path top) {
    this.top = top;
    this.file = top.resolve(NAME);
  }

  /**
   * Puts the brief into the block; where that changes nothing, nothing is written.
   *
   * @param brief lines that each end in a newline
   * @return whether the file is another than before
   */
  boolean write(String brief) throws Failure {
    try {
      Path target = target();
      byte[] before = Files.exists(target) ? read(target) : new byte[0];
      byte[] after = put(before, brief);
      if (Arrays.equals(before, after)) {
        return false;
      }
      replace(target, after);
      return true;
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` can't be read or written: " + e.getMessage());
    }
  }

  /** What was written, seen from the top folder: the file, or what it leads to. */
  String written() throws Failure {
    try {
      return top.toRealPath().relativize(file.toRealPath()).toString();
    } catch (IOException e) {
      throw Failure.unreadable("`" + file + "` can't be found: " + e.getMessage());
    }
  }

  /** The file itself: a link is followed, but not out of the working copy or into git's folder. */
  private Path target() throws Failure, IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return file;
    }
    if (!Files.exists(file)) {
      throw Failure.no(
          "`" + file + "` is a symbolic link that leads to nothing",
          "make the file that it leads to, or remove the link");
    }
    Path real = file.toRealPath();
    Path home = top.toRealPath();
    if (!real.startsWith(home) || real.startsWith(home.resolve(".git"))) {
      throw Failure.no(
          "`" + file + "` is a symbolic link that leads out of the working copy, to `" + real + "`",
          "replace it by a file, or write what `gatekeeper brief` prints where you want it");
    }
    if (!Files.isRegularFile(real)) {
      throw Failure.no("`" + file + "` is not a file", "move away what is there");
    }
    return real;
  }

  private byte[] read(Path target) throws Failure, IOException {
    if (Files.size(target) > LARGEST) {
      throw Failure.no("`" + file + "` is larger than 4 MiB", "make it smaller");
    }
    byte[] bytes = Files.readAllBytes(target);
    for (byte b : bytes) {
      if (b == 0) {
        throw Failure.no("`" + file + "` is not UTF-8 text: it has a NUL byte", "save it as UTF-8");
      }
    }
    return bytes;
  }

  /** Byte by byte, so that what is no UTF-8 stays as it is. */
  private byte[] put(byte[] before, String brief) throws Failure {
    String content =
        new String(brief.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    try {
      return MarkedBlock.put(new String(before, StandardCharsets.ISO_8859_1), content)
          .getBytes(StandardCharsets.ISO_8859_1);
    } catch (MarkedBlock.Damaged e) {
      throw Failure.no(
          "the marks of the brief in `" + file + "` are damaged: " + e.getMessage(),
          "remove these lines, and what is left of the brief between them; then write it again");
    }
  }

  /** At once, so that nobody reads half of it. */
  private void replace(Path target, byte[] content) throws IOException {
    Path draft = target.resolveSibling("." + NAME + ".gatekeeper");
    Files.write(draft, content);
    try {
      PosixFileAttributeView old = Files.getFileAttributeView(target, PosixFileAttributeView.class);
      if (Files.exists(target) && old != null) {
        Files.setPosixFilePermissions(draft, old.readAttributes().permissions());
      }
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
  }
}
