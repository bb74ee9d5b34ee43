package dev.gatekeeper.hooks.scenario;

import java.nio.file.Path;
import java.util.Map;

/**
 * The hooks of stock git: clones are made by path, and the principal stands in a variable that the
 * operator trusts.
 */
final class NativeDoor implements Door {
  private static final String VARIABLE = "GATEKEEPER_PRINCIPAL";

  @Override
  public String name() {
    return "native";
  }

  @Override
  public Served open(Path repository, Path home, Program program) {
    Terminal operator =
        program.onPath(new Terminal(repository, home).set("repository", repository.toString()));
    return new Served() {
      @Override
      public void install(String policy) {
        String option = policy.isEmpty() ? "" : " --policy '" + policy + "'";
        operator.ok("gatekeeper install \"$repository\" --principal-variable " + VARIABLE + option);
      }

      @Override
      public String url(String identity) {
        return repository.toString();
      }

      @Override
      public Map<String, String> environment(String identity) {
        return identity.equals(NOBODY) ? Map.of() : Map.of(VARIABLE, identity);
      }

      @Override
      public void close() {}
    };
  }
}
