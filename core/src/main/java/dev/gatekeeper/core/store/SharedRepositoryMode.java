package dev.gatekeeper.core.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/**
 * The access rights of the gate's files, which are those of the repository: where several accounts
 * push, the first one's umask must not shut the others out.
 */
final class SharedRepositoryMode {
  private static final Set<PosixFilePermission> EXECUTE =
      EnumSet.of(
          PosixFilePermission.OWNER_EXECUTE,
          PosixFilePermission.GROUP_EXECUTE,
          PosixFilePermission.OTHERS_EXECUTE);

  private SharedRepositoryMode() {}

  /** Whether the file system has such permissions. */
  static boolean isKept(Path file) {
    return Files.getFileAttributeView(file, PosixFileAttributeView.class) != null;
  }

  /** Gives a file that was just made the access of the git directory, short of running it. */
  static void give(GatekeeperFolder folder, Path file) throws IOException {
    PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
    if (view == null) {
      return; // a system without such permissions
    }
    Set<PosixFilePermission> access =
        EnumSet.copyOf(Files.getPosixFilePermissions(folder.gitDirectory()));
    access.removeAll(EXECUTE);
    if (!Files.getPosixFilePermissions(file).equals(access)) {
      Files.setPosixFilePermissions(file, access);
    }
  }
}
