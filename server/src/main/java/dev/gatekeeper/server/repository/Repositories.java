package dev.gatekeeper.server.repository;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.store.GatekeeperFolder;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * The served repositories: those that were named, and all below the roots, as they are added and
 * removed.
 */
public final class Repositories {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");
  private static final String SUFFIX = ".git";

  private final Map<String, Path> named;
  private final List<Path> roots;
  private final Map<Path, ServedRepository> served = new ConcurrentHashMap<>();

  private Repositories(Map<String, Path> named, List<Path> roots) {
    this.named = named;
    this.roots = roots;
  }

  /**
   * The repositories in these folders and below these roots.
   *
   * @throws IOException if a folder can't be served, or two of them have one name
   */
  public static Repositories of(List<Path> folders, List<Path> roots) throws IOException {
    Map<String, Path> named = new LinkedHashMap<>();
    for (Path folder : folders) {
      Path real = folder.toRealPath();
      String name = nameOf(real);
      if (!isName(name)) {
        throw new IOException(
            "`" + real + "` can't be served: its name may have letters, digits, `.`, `_` and `-`");
      }
      if (!isRepository(real)) {
        throw new IOException("`" + real + "` is not a bare git repository");
      }
      Path other = named.putIfAbsent(name, real);
      if (other != null && !other.equals(real)) {
        throw new IOException("`" + other + "` and `" + real + "` would both be " + name + SUFFIX);
      }
    }
    List<Path> real = new ArrayList<>();
    for (Path root : roots) {
      if (!Files.isDirectory(root)) {
        throw new IOException("`" + root + "` is not a folder");
      }
      real.add(root.toRealPath());
    }
    return new Repositories(named, real);
  }

  /** Whether this can be the name of a served repository. */
  public static boolean isName(String name) {
    return NAME.matcher(name).matches() && !name.endsWith(SUFFIX) && !name.contains("..");
  }

  /** The repository of that name, as a list of one, or none. */
  public List<ServedRepository> find(String name) {
    if (!isName(name)) {
      return List.of();
    }
    Path folder = named.get(name);
    if (folder != null) {
      return List.of(served(name, folder));
    }
    for (Path root : roots) {
      Path candidate = root.resolve(name + SUFFIX);
      if (isRepository(candidate)) {
        return List.of(served(name, candidate));
      }
    }
    return List.of();
  }

  /** All that are there now, by name. */
  public List<ServedRepository> all() throws IOException {
    List<ServedRepository> all = new ArrayList<>();
    for (String name : names()) {
      all.addAll(find(name));
    }
    all.sort(Comparator.comparing(ServedRepository::name));
    return all;
  }

  private List<String> names() throws IOException {
    List<String> names = new ArrayList<>(named.keySet());
    for (Path root : roots) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, "*" + SUFFIX)) {
        for (Path entry : entries) {
          names.add(nameOf(entry));
        }
      }
    }
    return names.stream().distinct().toList();
  }

  private ServedRepository served(String name, Path folder) {
    return served.computeIfAbsent(
        folder,
        f ->
            new ServedRepository(
                name,
                new GatekeeperFolder(f),
                new ServedRepository.RememberedPolicy(PolicyFile::load)));
  }

  private static String nameOf(Path folder) {
    String name = String.valueOf(folder.getFileName());
    return name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
  }

  private static boolean isRepository(Path folder) {
    return Files.isRegularFile(folder.resolve("HEAD"))
        && Files.isDirectory(folder.resolve("objects"))
        && Files.isDirectory(folder.resolve("refs"));
  }
}
