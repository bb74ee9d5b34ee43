package dev.gatekeeper.core.model;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The actor of an event in the ledger (docs/semantics.md, section 7): four cases, each with a text
 * form of its own, so that none reads like another.
 */
public sealed interface Actor {
  /** The gate, for what it does by itself. */
  Actor GATE = Unproved.GATE;

  /** Whoever pushed over a transport that names nobody. */
  Actor UNNAMED = Unproved.PUSHER;

  /** As it is written in the ledger, in JSON and for people; {@link #of} reads it back. */
  String text();

  /**
   * A principal, whom a transport has proved.
   *
   * @param principal not one whose name reads as another case
   */
  record Named(Principal principal) implements Actor {
    public Named {
      if (!other(principal.name()).isEmpty()) {
        throw new IllegalArgumentException("a principal can't be called `" + principal + "`");
      }
    }

    @Override
    public String text() {
      return principal.name();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /** See {@link #GATE} and {@link #UNNAMED}. */
  enum Unproved implements Actor {
    GATE("gatekeeper"),
    PUSHER("a push without a principal");

    private final String text;

    Unproved(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * Somebody who worked on the repository itself, as a user of its machine, whom nobody has proved.
   *
   * @param name of the user, not blank
   */
  record LocalUser(String name) implements Actor {
    private static final String SUFFIX = " (on the repository)";

    public LocalUser {
      if (name.isBlank()) {
        throw new IllegalArgumentException("a user without a name");
      }
    }

    @Override
    public String text() {
      return name + SUFFIX;
    }

    @Override
    public String toString() {
      return text();
    }
  }

  static Actor named(String principal) {
    return new Named(new Principal(principal));
  }

  static Actor of(Pusher pusher) {
    return pusher instanceof Pusher.Named named ? new Named(named.principal()) : UNNAMED;
  }

  /**
   * The one of that text.
   *
   * @throws IllegalArgumentException if it is nobody's
   */
  static Actor of(String text) {
    return other(text).orElseGet(() -> named(text));
  }

  /** Whose text it is, if it is not a principal's. */
  private static Optional<Actor> other(String text) {
    for (Actor unproved : Unproved.values()) {
      if (text.equals(unproved.text())) {
        return Optional.of(unproved);
      }
    }
    return text.endsWith(LocalUser.SUFFIX)
        ? Optional.of(new LocalUser(text.substring(0, text.length() - LocalUser.SUFFIX.length())))
        : Optional.empty();
  }

  /**
   * Whether no principal may have that name, since who reads it would take it for another case;
   * neither letters' case or width, nor the kind and number of blanks, nor what is not seen at all
   * tells them apart for people.
   */
  static boolean isReserved(String name) {
    String seen = Normalizer.normalize(name, Normalizer.Form.NFKC).replaceAll("\\p{Cf}", "");
    String plain = seen.replaceAll("[\\s\\p{Z}]+", " ").strip().toLowerCase(Locale.ROOT);
    return Arrays.stream(Unproved.values()).anyMatch(actor -> plain.equals(actor.text()))
        || (" " + plain).endsWith(LocalUser.SUFFIX);
  }
}
