package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.git.ChildProcess;
import dev.gatekeeper.core.git.OpenRepository;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.text.ShellWord;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The installer of the hooks in a repository. They lie in a folder of their own, to which {@code
 * core.hooksPath} points; those that are there stay where and what they are, and run first.
 *
 * <p>The config comes last: until then nothing is in force, and whatever happens in between, the
 * next run or {@code uninstall} starts from the manifest.
 */
public record Installer(GatekeeperFolder repository, Path launcher) {
  /** The repository in {@code folder}, if the gate can be put into it. */
  public static GatekeeperFolder repository(Path folder) throws Failure {
    return BareRepository.open(folder);
  }

  static Path manifest(GatekeeperFolder repository) {
    return repository.path().resolve("install.json");
  }

  static Path hooks(GatekeeperFolder repository) {
    return repository.path().resolve("hooks");
  }

  static Path atHome(GatekeeperFolder repository) {
    return repository.path().resolve("at-home.config");
  }

  static Path policyBefore(GatekeeperFolder repository) {
    return repository.path().resolve("policy-before");
  }

  /**
   * Installs, or brings an installation up to date.
   *
   * @param policy the policy to put beside the repository; none to leave what is there
   * @param variables what may name the principal, in order; none to leave what an earlier
   *     installation trusts
   * @return the folder whose hooks run before ours
   */
  public Path install(Optional<byte[]> policy, List<String> variables) throws Failure, IOException {
    try (ConfigBlock.ConfigLock config = ConfigBlock.ConfigLock.take(repository.gitDirectory())) {
      Manifest manifest = plan(config.read(), policy.map(Installer::latin), variables);
      files().folder(repository.path());
      files().folder(repository.tickets());
      files().folder(hooks(repository));
      keepPolicy(policy);
      files().file(manifest(repository), manifest.json());
      writeHooks(manifest.hooksBefore());
      if (policy.isPresent()) {
        files().file(repository.policyFile(), policy.get());
      }
      files().file(atHome(repository), bytes(ConfigBlock.atHome(home())));
      config.write(files(), manifest.configAfter());
      return repository.gitDirectory().resolve(manifest.hooksBefore());
    }
  }

  private Manifest plan(String config, Optional<String> policy, List<String> variables)
      throws IOException {
    Optional<Manifest> earlier = Manifest.read(manifest(repository));
    Path before = hooksBefore(earlier);
    String configBefore = Uninstaller.configBefore(config, earlier);
    List<String> trusted =
        variables.isEmpty() && !earlier.isEmpty()
            ? RepositoryConfig.read(repository.gitDirectory()).trustedVariables()
            : variables;
    String configAfter = ConfigBlock.add(configBefore, home(), trusted);
    Optional<String> policyAfter = policy.or(() -> earlier.flatMap(Manifest::policyAfter));
    return new Manifest(before, configBefore, configAfter, policyAfter);
  }

  private Path hooksBefore(Optional<Manifest> earlier) throws IOException {
    Path git = repository.gitDirectory();
    Path active = HooksFolder.of(git);
    if (!isOurs(active)) {
      return active.startsWith(git) ? git.relativize(active) : active;
    }
    return earlier.map(Manifest::hooksBefore).orElse(Path.of("hooks"));
  }

  private boolean isOurs(Path folder) throws IOException {
    Path ours = hooks(repository);
    return folder.equals(ours)
        || (Files.exists(folder) && Files.exists(ours) && Files.isSameFile(folder, ours));
  }

  /** Keeps the policy that another one is going to replace, as the file that it is. */
  private void keepPolicy(Optional<byte[]> next) throws IOException {
    Optional<Manifest> earlier = Manifest.read(manifest(repository));
    boolean ours = earlier.flatMap(Manifest::policyAfter).isPresent();
    Path present = repository.policyFile();
    if (next.isPresent() && !ours && Files.exists(present, LinkOption.NOFOLLOW_LINKS)) {
      Files.deleteIfExists(policyBefore(repository));
      Files.createLink(policyBefore(repository), present);
    }
  }

  private void writeHooks(Path before) throws IOException {
    for (String name : HookScripts.OURS) {
      files().script(hook(name), HookScripts.ours(name, launcher, before));
    }
    for (String name : HookScripts.OTHERS) {
      if (HooksFolder.has(repository.gitDirectory().resolve(before), name)) {
        files().script(hook(name), HookScripts.passThrough(name, before));
      } else if (!Files.exists(hook(name), LinkOption.NOFOLLOW_LINKS)) {
        // Costs nothing while there is no such hook, and finds it as soon as somebody adds one.
        Path hook = before.resolve(name);
        Path target = hook.isAbsolute() ? hook : Path.of("..", "..").resolve(hook);
        Files.createSymbolicLink(hook(name), target);
      }
    }
  }

  private Path hook(String name) {
    return hooks(repository).resolve(name);
  }

  /** A character a byte, there and back: a config may hold any. */
  static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static byte[] bytes(String latin) {
    return latin.getBytes(StandardCharsets.ISO_8859_1);
  }

  private String home() {
    return latin(repository.gitDirectory().toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Tells whether a folder is a repository that the gate can be put into. */
  private static final class BareRepository {
    private BareRepository() {}

    /** The repository in {@code folder}, its path resolved. */
    static GatekeeperFolder open(Path folder) throws Failure {
      if (!isGitDirectory(folder)) {
        if (Files.exists(folder.resolve(".git"))) {
          throw Failure.usage(
              "`" + folder + "` is a working copy, and hooks judge what is pushed to a repository",
              "name the bare repository that everybody pushes to; `git clone --bare "
                  + ShellWord.of(folder.toString())
                  + " NAME.git` makes one");
        }
        throw Failure.unreadable("`" + folder + "` is not a git repository");
      }
      try {
        Path real = folder.toRealPath();
        OpenRepository.settled(real).close(); // says what is not supported
        return new GatekeeperFolder(real);
      } catch (IOException e) {
        throw Failure.unreadable(String.valueOf(e.getMessage()));
      }
    }

    private static boolean isGitDirectory(Path folder) {
      return Files.isRegularFile(folder.resolve("HEAD"))
          && Files.isDirectory(folder.resolve("objects"))
          && Files.isDirectory(folder.resolve("refs"))
          && Files.isRegularFile(folder.resolve("config"));
    }
  }

  /** Which folder git takes a repository's hooks from. */
  private static final class HooksFolder {
    private HooksFolder() {}

    /**
     * The folder, asked of git itself, since a setting may come from the system's configuration or
     * an included file. What the person who installs has configured for himself does not count.
     */
    static Path of(Path gitDirectory) throws IOException {
      String answer =
          new ChildProcess(
                  gitDirectory,
                  List.of(
                      "git",
                      "--git-dir=" + gitDirectory,
                      "config",
                      "--type=path",
                      "--get",
                      "core.hooksPath"))
              .without(name -> name.startsWith("GIT_CONFIG_"))
              .with(Map.of("GIT_CONFIG_GLOBAL", "/dev/null"))
              .errorsTo(ProcessBuilder.Redirect.DISCARD)
              .printed();
      String path = answer.endsWith("\n") ? answer.substring(0, answer.length() - 1) : answer;
      return gitDirectory.resolve(path.isEmpty() ? "hooks" : path).normalize();
    }

    /** Whether git would run the hook of that name in this folder. */
    static boolean has(Path folder, String name) {
      Path hook = folder.resolve(name);
      return Files.isExecutable(hook) && !Files.isDirectory(hook);
    }
  }

  private OwnedFiles files() {
    return new OwnedFiles(repository.gitDirectory());
  }
}
