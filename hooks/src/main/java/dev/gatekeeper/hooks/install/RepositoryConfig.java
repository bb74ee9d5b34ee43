package dev.gatekeeper.hooks.install;

import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;

/** The settings in a repository's own {@code config} file, without those of any user. */
public record RepositoryConfig(Config config) {
  public static RepositoryConfig read(Path gitDirectory) throws IOException {
    Config config = new Config();
    try {
      // A comment in any encoding is no reason to refuse pushes; what is read here is ASCII.
      config.fromText(
          Files.readString(gitDirectory.resolve("config"), StandardCharsets.ISO_8859_1));
    } catch (ConfigInvalidException e) {
      throw new IOException("the repository's config can't be read: " + e.getMessage(), e);
    }
    return new RepositoryConfig(config);
  }

  /** The variables that the operator trusts to name the principal, in their order. */
  public List<String> trustedVariables() {
    return List.of(config.getStringList("gatekeeper", null, "principalVariable"));
  }

  /** The folders that commands of a validation may read, absolute. */
  public List<String> sandboxShown() {
    return List.of(config.getStringList("gatekeeper", null, "sandboxShow"));
  }

  /**
   * Whether git hands what asks to the {@code proc-receive} hook, instead of making a ref of it.
   */
  public boolean answersAsks() {
    return List.of(config.getStringList("receive", null, "procReceiveRefs")).contains(Ask.REFS);
  }

  /** Where commands of a validation run. */
  public Sandbox sandbox() {
    SandboxSettings settings =
        SandboxSettings.DEFAULT.withVisible(sandboxShown().stream().map(Path::of).toList());
    return isSandboxWaived() ? Sandbox.waived(settings) : Sandbox.bubblewrap(settings);
  }

  /** Whether the operator lets commands of a validation run without isolation. */
  public boolean isSandboxWaived() {
    return config.getBoolean("gatekeeper", null, "noSandbox", false);
  }
}
