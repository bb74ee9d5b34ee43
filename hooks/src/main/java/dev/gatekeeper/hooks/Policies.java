package dev.gatekeeper.hooks;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Problem;

/** temporary: PolicyFile speaks its own Result for now. */
public final class Policies {
  private Policies() {}

  public static LoadedPolicy load(String name, byte[] bytes) {
    return of(PolicyFile.load(name, bytes));
  }

  public static LoadedPolicy parse(String name, byte[] bytes) {
    return of(PolicyFile.parse(name, bytes));
  }

  private static LoadedPolicy of(PolicyFile.Result result) {
    if (result instanceof PolicyFile.Invalid invalid) {
      return new LoadedPolicy.Invalid(
          invalid.problems().stream().map(p -> new Problem(p.at(), p.message())).toList());
    }
    return new LoadedPolicy.Valid(((PolicyFile.Valid) result).policy());
  }
}
