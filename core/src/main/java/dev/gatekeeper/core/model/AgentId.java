package dev.gatekeeper.core.model;

import java.util.regex.Pattern;

/**
 * The id of an agent.
 *
 * @param id letters, digits, {@code .}, {@code _} and {@code -}, at most 64, the first a letter or
 *     digit, since it becomes part of ref names
 */
public record AgentId(String id) implements Comparable<AgentId> {
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_-]|\\.(?![.]|$)){0,63}");

  public AgentId {
    if (!isValid(id)) {
      throw new IllegalArgumentException("not an agent id: " + id);
    }
  }

  /**
   * Whether {@code text} can be an agent's id: it also has to be a valid segment of a ref's name.
   */
  public static boolean isValid(String text) {
    return FORM.matcher(text).matches() && !text.endsWith(".lock");
  }

  @Override
  public int compareTo(AgentId other) {
    return id.compareTo(other.id);
  }

  @Override
  public String toString() {
    return id;
  }
}
