package dev.gatekeeper.core.model;

import java.util.Locale;

/**
 * A rule of the policy, as answers cite it.
 *
 * @param list the key it stands under
 * @param pattern the pattern as written
 * @param at where it stands
 */
public record Rule(List list, String pattern, Location at) {

  /** The lists of the policy that decide about paths. */
  public enum List {
    PROTECTED,
    WAIVERS,
    FORBIDS,
    OWNS,
    SCRATCH;

    /** The key in the policy file, and the word in JSON. */
    public String key() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
