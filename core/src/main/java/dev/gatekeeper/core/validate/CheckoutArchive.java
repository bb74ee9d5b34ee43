package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.git.CommitFiles;
import dev.gatekeeper.core.validate.Validation.Cancellation;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * A commit's files as a tar archive. So they are unpacked by a program inside of the sandbox, and a
 * name never has to be one that Java can say. Names go through as the bytes they are, each as one
 * character.
 */
final class CheckoutArchive {
  private static final int FILE = 0100644;
  private static final int EXECUTABLE = 0100755;

  private CheckoutArchive() {}

  static void write(CommitFiles files, OutputStream out, Cancellation cancellation)
      throws IOException {
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(out, StandardCharsets.ISO_8859_1.name())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
      files.walk(
          file -> {
            cancellation.check();
            put(file, tar);
            return true;
          });
      tar.finish();
    }
  }

  private static void put(CommitFiles.File file, TarArchiveOutputStream tar) throws IOException {
    String name = latin(file.path().bytes());
    switch (file.kind()) {
      case SUBMODULE -> {
        // As git leaves it where submodules are not asked for: an empty folder.
        tar.putArchiveEntry(new TarArchiveEntry(name + "/", true));
        tar.closeArchiveEntry();
      }
      case LINK -> {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
        entry.setLinkName(latin(target(file)));
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
      }
      case FILE, EXECUTABLE -> {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setMode(file.kind() == CommitFiles.Kind.EXECUTABLE ? EXECUTABLE : FILE);
        entry.setSize(file.size());
        tar.putArchiveEntry(entry);
        try (InputStream content = file.open()) {
          content.transferTo(tar);
        }
        tar.closeArchiveEntry();
      }
    }
  }

  /** No kernel makes a link of which the target is empty, or longer than a path may be. */
  private static byte[] target(CommitFiles.File link) throws IOException {
    try (InputStream content = link.open()) {
      byte[] target = content.readNBytes(4096);
      if (target.length == 0 || target.length == 4096 || latin(target).indexOf('\0') >= 0) {
        throw new IOException("no system can make the symbolic link " + link.path());
      }
      return target;
    }
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
