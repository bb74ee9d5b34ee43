package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Principal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The tokens as they are at this moment: what is made or revoked counts from the next request. */
final class LiveTokens {
  /** A file that was changed this short before it was read may change again unnoticed. */
  private static final Duration TICK = Duration.ofSeconds(2);

  private final Tokens tokens;
  private final Clock clock;
  private volatile Read last = new Read("", Instant.EPOCH, List.of());

  LiveTokens(Tokens tokens, Clock clock) {
    this.tokens = tokens;
    this.clock = clock;
  }

  /** What was read, what the file looked like, and from when on that look can be relied on. */
  private record Read(String look, Instant at, List<Tokens.Kept> tokens) {}

  /** Whose token this is, if it is anybody's. */
  Optional<Principal> holder(String token) throws IOException {
    return Tokens.holder(current(), token, clock.instant());
  }

  private List<Tokens.Kept> current() throws IOException {
    Path file = tokens.file();
    Instant changed;
    String look;
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      changed = now.lastModifiedTime().toInstant();
      look = changed + " " + now.size() + " " + Objects.toString(now.fileKey());
    } catch (NoSuchFileException e) {
      return List.of();
    }
    Read known = last;
    if (known.look.equals(look) && known.at.isAfter(changed.plus(TICK))) {
      return known.tokens;
    }
    Read read = new Read(look, Instant.now(), tokens.all());
    last = read;
    return read.tokens;
  }
}
