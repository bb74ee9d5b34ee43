package dev.gatekeeper.server.api;

import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import java.io.IOException;
import java.util.List;

/** A repository as the caller may see it, under the policy in force. */
record RepositoryView(
    ServedRepository served, Policy policy, Visibility visibility, Caller caller) {

  /** The repository that the address names. */
  static RepositoryView by(ApiCall call, Repositories repositories) throws ApiProblem, IOException {
    for (ServedRepository served : repositories.find(call.variable("repo"))) {
      LoadedPolicy loaded = served.policy();
      if (loaded instanceof LoadedPolicy.Invalid invalid) {
        throw call.caller().isNamed()
            ? ApiProblem.policyInvalid(invalid)
            : ApiProblem.noRepository();
      }
      for (RepositoryView seen : under((LoadedPolicy.Valid) loaded, served, call.caller())) {
        return seen;
      }
    }
    throw ApiProblem.noRepository();
  }

  /** The same, for what is told to none but those who have a part in the plan. */
  static RepositoryView byNamed(ApiCall call, Repositories repositories)
      throws ApiProblem, IOException {
    if (!call.caller().isNamed()) {
      throw ApiProblem.needsCredential();
    }
    return by(call, repositories);
  }

  /** As a list of one, or none if it is not there for the caller. */
  static List<RepositoryView> under(
      LoadedPolicy.Valid loaded, ServedRepository served, Caller caller) {
    Visibility visibility = Visibility.of(loaded.policy(), caller.pusher());
    return visibility.role() == Visibility.Role.STRANGER
        ? List.of()
        : List.of(new RepositoryView(served, loaded.policy(), visibility, caller));
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
