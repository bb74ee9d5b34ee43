package dev.gatekeeper.hooks.install;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;

/**
 * A writer of files into a repository with the right owner and permissions: root may install into a
 * repository of {@code git}, and a shared one is written by several.
 */
record OwnedFiles(Path gitDirectory) {
  private static final int FILE_MODE = 0644;
  private static final int SCRIPT_MODE = 0755;

  /** Makes a folder with the owner, the group and the permissions of the one for objects. */
  void folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectory(folder);
    Path model = gitDirectory.resolve("objects");
    own(folder, model);
    Files.setAttribute(folder, "unix:mode", Files.getAttribute(model, "unix:mode"));
  }

  void script(Path file, byte[] content) throws IOException {
    replace(file, content, gitDirectory, SCRIPT_MODE);
  }

  void file(Path file, byte[] content) throws IOException {
    replace(file, content, gitDirectory, FILE_MODE);
  }

  /** Writes {@code content} where {@code file} is, keeping its owner and permissions. */
  void rewrite(Path file, byte[] content) throws IOException {
    Path real = file.toRealPath();
    replace(real, content, real, mode(real));
  }

  /** The same, by way of a file that is there already. */
  void rewrite(Path file, byte[] content, Path by) throws IOException {
    Path real = file.toRealPath();
    write(by, content, StandardOpenOption.TRUNCATE_EXISTING);
    finish(by, real, real, mode(real));
  }

  /** A reader sees the old file or the new one, and after a crash it is one of both. */
  private static void replace(Path file, byte[] content, Path owner, int mode) throws IOException {
    Path temporary = file.resolveSibling(file.getFileName() + ".gatekeeper-new");
    Files.deleteIfExists(temporary);
    write(temporary, content, StandardOpenOption.CREATE_NEW);
    finish(temporary, file, owner, mode);
  }

  private static void write(Path file, byte[] content, StandardOpenOption how) throws IOException {
    try (FileChannel channel = FileChannel.open(file, how, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(content);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }

  private static void finish(Path temporary, Path file, Path owner, int mode) throws IOException {
    own(temporary, owner);
    Files.setAttribute(temporary, "unix:mode", mode);
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static int mode(Path file) throws IOException {
    return (Integer) Files.getAttribute(file, "unix:mode") & 07777;
  }

  private static void own(Path file, Path model) throws IOException {
    PosixFileAttributes wanted = Files.readAttributes(model, PosixFileAttributes.class);
    PosixFileAttributeView view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    PosixFileAttributes now = view.readAttributes();
    if (!now.owner().equals(wanted.owner())) {
      view.setOwner(wanted.owner());
    }
    if (!now.group().equals(wanted.group())) {
      view.setGroup(wanted.group());
    }
  }
}
