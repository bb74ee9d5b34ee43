package dev.gatekeeper.core.policy;

import dev.gatekeeper.core.model.Principal;
import java.util.List;

/**
 * How work reaches the integration branch.
 *
 * @param branch its short name
 * @param maintainers who acts for the project
 * @param validators who may attest evidence
 * @param direct whether maintainers may push to it freely
 * @param validate what the merged result must show
 * @param tag made when every agent is in, may be empty
 */
public record Integration(
    String branch,
    List<Principal> maintainers,
    List<Principal> validators,
    boolean direct,
    List<Check> validate,
    String tag) {
  public Integration {
    maintainers = List.copyOf(maintainers);
    validators = List.copyOf(validators);
    validate = List.copyOf(validate);
  }
}
