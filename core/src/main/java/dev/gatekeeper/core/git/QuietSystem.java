package dev.gatekeeper.core.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/**
 * The system as JGit may see it: no configuration but the repository's own, and no measuring. Left
 * to itself JGit forks git for the system's configuration and measures the file system's clock for
 * seconds before it reads the first file.
 */
final class QuietSystem extends SystemReader.Delegate {
  private static final long PACK_WINDOWS = 64L << 20;
  private static final int DELTA_BASES = 32 << 20;

  private QuietSystem(SystemReader real) {
    super(real);
  }

  /** Makes JGit quiet for this process; harmless when repeated. */
  static synchronized void install() {
    if (SystemReader.getInstance() instanceof QuietSystem) {
      return;
    }
    SystemReader.setInstance(new QuietSystem(SystemReader.getInstance()));
    WindowCacheConfig cache = new WindowCacheConfig();
    cache.setPackedGitLimit(PACK_WINDOWS);
    cache.setDeltaBaseCacheLimit(DELTA_BASES);
    cache.install();
  }

  @Override
  public FileBasedConfig openUserConfig(Config parent, FS fs) {
    return new NoConfig(fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(Config parent, FS fs) {
    return new NoConfig(fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(Config parent, FS fs) {
    return new NoConfig(fs);
  }

  /**
   * An empty configuration that knows the resolution of every file system's clock, ext4's: one tick
   * of a slow kernel.
   */
  private static final class NoConfig extends FileBasedConfig {
    NoConfig(FS fs) {
      super(null, null, fs);
      setBoolean("core", null, "commitGraph", true); // off by default in JGit
      setBoolean("receive", null, "autogc", false); // upkeep is no part of a push
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }

    @Override
    public String getString(String section, String subsection, String name) {
      if (section.equals("filesystem")) {
        return "10 milliseconds";
      }
      return super.getString(section, subsection, name);
    }
  }
}
