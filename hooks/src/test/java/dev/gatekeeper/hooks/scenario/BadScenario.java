package dev.gatekeeper.hooks.scenario;

/** A scenario file that makes no sense, and where. */
final class BadScenario extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BadScenario(String at, String message) {
    super(at + ": " + message);
  }
}
