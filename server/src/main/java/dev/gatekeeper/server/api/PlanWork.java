package dev.gatekeeper.server.api;

import dev.gatekeeper.core.operation.LockedPlan;
import dev.gatekeeper.core.operation.NotPossible;
import dev.gatekeeper.core.operation.PlanRequest;
import dev.gatekeeper.core.policy.LoadedPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Something that is done to a plan, and the answers to what can go wrong with it. */
@FunctionalInterface
interface PlanWork {
  void run() throws IOException, Problem, NotPossible, PlanRequest.Malformed;

  /** Does it, and answers in the same words whatever is done. */
  static void answering(PlanWork work) throws IOException, Problem {
    try {
      work.run();
    } catch (PlanRequest.Malformed e) {
      throw Problem.bad(String.valueOf(e.getMessage()), e.next());
    } catch (NotPossible e) {
      throw e.isUnknown()
          ? Problem.noAgent(e.why(), e.next())
          : Problem.notPossible(e.why(), e.next());
    } catch (LockedPlan.NoPolicy e) {
      throw Problem.policyInvalid(new LoadedPolicy.Invalid(e.problems()));
    } catch (UncheckedIOException e) {
      throw e.getCause(); // the caller has gone
    }
  }
}
