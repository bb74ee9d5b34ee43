package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.install.ConfigBlock.ConfigLock;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The removal of the gate from a repository: the previous state is restored, and later changes by
 * others stay. The config goes first, since without it nothing is in force.
 */
public record Uninstaller(GatekeeperFolder repository) {
  /** Uninstalls, and returns what was left in place, in words for people. */
  public List<String> uninstall() throws Failure, IOException {
    Optional<Manifest> found = Manifest.read(Installer.manifest(repository));
    if (found.isEmpty()) {
      throw Failure.unreadable(
          "gatekeeper is not installed in `" + repository.gitDirectory() + "`");
    }
    Manifest manifest = found.get();
    List<String> left = new ArrayList<>();
    try (ConfigLock config = ConfigLock.take(repository.gitDirectory())) {
      restoreConfig(config, found);
      Files.deleteIfExists(Installer.atHome(repository));
      deleteFolder(Installer.hooks(repository));
      restorePolicy(manifest, left);
      deleteTickets(left);
      Files.deleteIfExists(repository.lockFile());
      Files.deleteIfExists(Installer.manifest(repository));
      deleteIfEmpty(repository.path(), left);
    }
    return left;
  }

  /**
   * The config as it was, or, where somebody has changed it since, with nothing but our block gone.
   */
  static String configBefore(String config, Optional<Manifest> earlier) {
    return earlier
        .filter(manifest -> config.equals(manifest.configAfter()))
        .map(Manifest::configBefore)
        .orElseGet(() -> ConfigBlock.remove(config));
  }

  private void restoreConfig(ConfigLock config, Optional<Manifest> manifest) throws IOException {
    String now = config.read();
    String before = configBefore(now, manifest);
    if (!now.equals(before)) {
      config.write(files(), before);
    }
  }

  private void restorePolicy(Manifest manifest, List<String> left) throws IOException {
    Path policy = repository.policyFile();
    Path before = Installer.policyBefore(repository);
    if (manifest.policyAfter().isEmpty() || !Files.exists(policy)) {
      return;
    }
    boolean kept = Files.exists(before, LinkOption.NOFOLLOW_LINKS);
    if (!manifest.policyAfter().get().equals(Installer.latin(Files.readAllBytes(policy)))) {
      left.add("the policy, which was changed since it was installed: " + policy);
    } else if (kept) {
      Files.move(
          before, policy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.delete(policy);
    }
  }

  /** A folder in there is none of ours. */
  private void deleteTickets(List<String> left) throws IOException {
    Path folder = repository.tickets();
    try (Stream<Path> entries = Files.list(folder)) {
      if (entries.anyMatch(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))) {
        left.add("a folder that gatekeeper did not make, in " + folder);
        return;
      }
    } catch (NoSuchFileException e) {
      return;
    }
    deleteFolder(folder);
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        Files.delete(entry);
      }
    }
    Files.delete(folder);
  }

  private static void deleteIfEmpty(Path folder, List<String> left) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      if (entries.iterator().hasNext()) {
        left.add("the record of its decisions and what else is in " + folder);
        return;
      }
    }
    Files.delete(folder);
  }

  private OwnedFiles files() {
    return new OwnedFiles(repository.gitDirectory());
  }
}
