package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.Served;
import java.io.IOException;
import java.util.List;

/** A repository as the caller may see it, under the policy in force. */
record Seen(Served served, Policy policy, Visibility visibility, Caller caller) {

  /** The repository that the address names. */
  static Seen by(Call call, Repositories repositories) throws Problem, IOException {
    for (Served served : repositories.find(call.variable("repo"))) {
      LoadedPolicy loaded = served.policy();
      if (loaded instanceof LoadedPolicy.Invalid invalid) {
        throw call.caller().isNamed() ? Problem.policyInvalid(invalid) : Problem.noRepository();
      }
      for (Seen seen : under((LoadedPolicy.Valid) loaded, served, call.caller())) {
        return seen;
      }
    }
    throw Problem.noRepository();
  }

  /** The same, for what is told to none but those who have a part in the plan. */
  static Seen byNamed(Call call, Repositories repositories) throws Problem, IOException {
    if (!call.caller().isNamed()) {
      throw Problem.needsCredential();
    }
    return by(call, repositories);
  }

  /** As a list of one, or none if it is not there for the caller. */
  static List<Seen> under(LoadedPolicy.Valid loaded, Served served, Caller caller) {
    Visibility visibility = Visibility.of(loaded.policy(), caller.pusher());
    return visibility.role() == Visibility.Role.STRANGER
        ? List.of()
        : List.of(new Seen(served, loaded.policy(), visibility, caller));
  }

  /** Whether a maintainer asks. */
  boolean maintains() {
    return caller.pusher() instanceof Pusher.Named named
        && policy.integration().maintainers().contains(named.principal());
  }

  boolean seesAll() {
    return visibility.role() == Visibility.Role.PROJECT;
  }
}
