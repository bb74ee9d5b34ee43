package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Principal;
import java.time.Instant;

/**
 * The stored part of a credential: its principal and a hash, not the token itself.
 *
 * @param id how people name it; no secret
 * @param digest the SHA-256 of its text, 64 hexadecimal digits
 * @param expires from when on it is worth nothing; {@link #NEVER} if it stays
 * @param note what it is for, often empty
 */
public record Token(
    String id, Principal principal, String digest, Instant created, Instant expires, String note) {

  /** A token that stays until it is revoked. */
  public static final Instant NEVER = Instant.MAX;

  /** Whether it is worth something at that time. */
  public boolean isLive(Instant now) {
    return now.isBefore(expires);
  }
}
