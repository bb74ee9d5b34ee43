package dev.gatekeeper.hooks.scenario;

import java.nio.file.Path;
import java.util.Map;

/** A way into a repository that the gate watches. */
interface Door {
  /** The identity whom the transport gives no principal. */
  String NOBODY = "nobody";

  /** What scenarios call it. */
  String name();

  /**
   * Opens it before a bare repository, whose gate must not be installed yet.
   *
   * @param program what the operator installs it with
   */
  Served open(Path repository, Path home, Program program);

  /** One repository behind the door. */
  interface Served extends AutoCloseable {

    /**
     * Puts the gate in force, or brings it up to date.
     *
     * @param policy the file to judge by, "" for the one on the integration branch
     */
    void install(String policy);

    /** Whether somebody without a name can push there at all. */
    default boolean takesNobody() {
      return true;
    }

    /** What git of that identity calls the repository. */
    String url(String identity);

    /** What it calls the repository when it pushes. */
    default String pushUrl(String identity) {
      return url(identity);
    }

    /** What stands in the environment of that identity. */
    Map<String, String> environment(String identity);

    @Override
    void close();
  }
}
