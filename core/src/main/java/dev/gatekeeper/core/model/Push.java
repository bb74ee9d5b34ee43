package dev.gatekeeper.core.model;

import java.util.List;

/**
 * A push as it reached a door, judged as a whole (semantics, section 5).
 *
 * @param pusher who pushes
 * @param updates the commands, in the order they were sent
 * @param options the push options ({@code git push -o}), as sent
 */
public record Push(Pusher pusher, List<RefUpdate> updates, List<String> options) {
  public Push {
    updates = List.copyOf(updates);
    options = List.copyOf(options);
  }
}
