package dev.gatekeeper.server.git;

import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.repository.Served;
import jakarta.servlet.http.HttpServletRequest;

/**
 * One request of git's: who asks for what.
 *
 * @param policy the policy at its start, by which it is decided what the caller sees
 */
record GitRequest(Served served, Caller caller, LoadedPolicy policy) {
  private static final String ATTRIBUTE = GitRequest.class.getName();

  static GitRequest of(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof GitRequest git) {
      return git;
    }
    throw new IllegalStateException("a request for no repository");
  }

  void mark(HttpServletRequest request) {
    request.setAttribute(ATTRIBUTE, this);
  }

  /** What the caller sees under a valid policy. */
  static Visibility visibility(LoadedPolicy.Valid policy, Caller caller) {
    return Visibility.of(policy.policy(), caller.pusher());
  }
}
