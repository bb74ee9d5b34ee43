package dev.gatekeeper.core.validate;

import dev.gatekeeper.core.validate.Sandbox.SandboxSession;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The sandbox by bubblewrap: namespaces of its own, no network, and only the system's programs
 * visible. The checkout and the temporary folder lie in memory, so that nothing is left of them.
 */
final class Bubblewrap extends Sandbox {
  /** {@code nobody}. As root the limit on processes would not bind. */
  private static final String USER = "65534";

  private static final Path CHECKOUT = Path.of("/checkout");

  /**
   * What programs need to know of the system, and nothing that is secret: no shadow, no keys, no
   * machine id.
   */
  private static final List<String> SETTINGS =
      List.of(
          "passwd",
          "group",
          "hosts",
          "nsswitch.conf",
          "ld.so.cache",
          "ld.so.conf",
          "ld.so.conf.d",
          "alternatives",
          "localtime",
          "timezone",
          "mime.types",
          "ssl/certs",
          "ssl/openssl.cnf",
          "ca-certificates",
          "pki/tls/certs",
          "pki/ca-trust/extracted",
          "crypto-policies",
          "maven/m2.conf",
          "maven/logging",
          "perl");

  /** Debian keeps here what its java and python can't start without. */
  private static final String SETTINGS_BY_VERSION = "{java-*,python3*}";

  private final SandboxPrograms programs;
  private volatile boolean isProven;

  Bubblewrap(SandboxSettings settings) {
    this(settings, SandboxPrograms.ofSystem());
  }

  Bubblewrap(SandboxSettings settings, SandboxPrograms programs) {
    super(settings);
    this.programs = programs;
  }

  @Override
  String searchPath() {
    return CommandEnvironment.searchPath(settings().visible(), CommandEnvironment.SYSTEM);
  }

  @Override
  public String refusal() {
    try {
      prove();
      return "";
    } catch (IOException e) {
      return SandboxAdvice.refusal(e);
    }
  }

  @Override
  SandboxSession open(Path gitDirectory, String mark) throws IOException {
    try {
      hide(gitDirectory);
      if (!isProven) {
        prove();
      }
      return new Namespaces(arguments());
    } catch (IOException e) {
      throw new Refused(SandboxAdvice.refusal(e));
    }
  }

  /** Makes a sandbox and runs nothing in it. What has worked once is not asked again. */
  private void prove() throws IOException {
    List<String> command = arguments();
    command.add("true");
    SandboxProbe.run(command);
    isProven = true;
  }

  private void hide(Path gitDirectory) throws IOException {
    List<Path> seen = new ArrayList<>(settings().visible());
    List.of("/usr", "/bin", "/sbin").forEach(path -> seen.add(Path.of(path)));
    for (Path path : seen) {
      if (Files.exists(path) && gitDirectory.toRealPath().startsWith(path.toRealPath())) {
        throw new SandboxAdvice.Unfit(
            "the repository is below `"
                + path
                + "`, which commands can see; move it, or show them less");
      }
    }
  }

  private List<String> arguments() throws IOException {
    List<String> out = new ArrayList<>();
    if (SandboxPrograms.isRoot()) {
      out.add(programs.find("setpriv", "util-linux"));
      out.addAll(List.of("--reuid=" + USER, "--regid=" + USER, "--clear-groups", "--"));
    }
    out.add(programs.find("bwrap", "bubblewrap"));
    isolate(out);
    showPrograms(out);
    showSettings(out);
    giveRoom(out);
    return out;
  }

  private static void isolate(List<String> out) {
    out.addAll(List.of("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-net"));
    out.addAll(List.of("--unshare-uts", "--unshare-cgroup"));
    // Who could make more namespaces could mount memory that nobody counts.
    out.add("--disable-userns");
    out.addAll(List.of("--uid", USER, "--gid", USER, "--hostname", "gatekeeper"));
    out.addAll(List.of("--cap-drop", "ALL", "--new-session", "--die-with-parent"));
  }

  private static void showPrograms(List<String> out) throws IOException {
    show(out, "--ro-bind", "/usr");
    for (String name : List.of("bin", "sbin", "lib", "lib32", "lib64", "libx32")) {
      Path path = Path.of("/", name);
      if (Files.isSymbolicLink(path)) {
        out.addAll(List.of("--symlink", Files.readSymbolicLink(path).toString(), path.toString()));
      } else if (Files.isDirectory(path)) {
        show(out, "--ro-bind", path.toString());
      }
    }
  }

  private static void showSettings(List<String> out) throws IOException {
    out.addAll(List.of("--perms", "0755", "--dir", "/etc"));
    for (String name : SETTINGS) {
      show(out, "--ro-bind-try", "/etc/" + name);
    }
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(Path.of("/etc"), SETTINGS_BY_VERSION)) {
      for (Path path : found) {
        show(out, "--ro-bind-try", path.toString());
      }
    }
  }

  private static void show(List<String> out, String how, String path) {
    out.addAll(List.of(how, path, path));
  }

  /** Every place that can be written to has its bound; all else can't be written to. */
  private void giveRoom(List<String> out) {
    String size = Long.toString(settings().disk());
    out.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    out.addAll(List.of("--perms", "1777", "--size", size, "--tmpfs", "/dev/shm"));
    out.addAll(List.of("--remount-ro", "/dev"));
    out.addAll(List.of("--perms", "1777", "--size", size, "--tmpfs", "/tmp"));
    out.addAll(List.of("--dir", "/var", "--symlink", "../tmp", "/var/tmp"));
    String checkout = CHECKOUT.toString();
    out.addAll(List.of("--perms", "0755", "--size", size, "--tmpfs", checkout));
    // After the folders above, since they may lie in one of those.
    for (Path path : settings().visible()) {
      show(out, "--ro-bind", path.toString());
    }
    out.addAll(List.of("--remount-ro", "/", "--chdir", checkout, "--"));
  }

  /** One use of the sandbox. When its first process dies, the kernel ends all others. */
  private final class Namespaces implements SandboxSession {
    private final List<String> arguments;

    Namespaces(List<String> arguments) {
      this.arguments = arguments;
    }

    @Override
    public List<String> wrap(List<String> command) {
      List<String> all = new ArrayList<>(arguments);
      all.addAll(command);
      return all;
    }

    @Override
    public Map<String, String> environment() {
      return CommandEnvironment.of(searchPath(), "/tmp");
    }

    @Override
    public Path folder() {
      return Path.of("/");
    }

    @Override
    public ProcessLimits limits() {
      return new ProcessLimits(settings(), true);
    }

    @Override
    public boolean isStray(long pid) {
      return false;
    }

    @Override
    public void close() {}
  }
}
