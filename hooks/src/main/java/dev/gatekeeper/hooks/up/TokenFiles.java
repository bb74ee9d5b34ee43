package dev.gatekeeper.hooks.up;

import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.server.auth.Tokens;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tokens of a clone's own gate: a file for each principal that the policy names. */
public record TokenFiles(GateFolder gate) {
  /** The note that distinguishes them from tokens that people create. */
  private static final String NOTE = "gatekeeper up";

  /**
   * Creates missing tokens, and revokes those of principals that the policy no longer names.
   *
   * @return the principals of the new tokens
   */
  public List<Principal> settle(List<Principal> principals) throws IOException {
    PrivateFiles.folder(gate.home(), true);
    PrivateFiles.folder(gate.tokens(), true);
    List<Principal> made = new ArrayList<>();
    Set<Path> files = new HashSet<>();
    for (Principal principal : principals) {
      Path file = gate.token(principal);
      files.add(file);
      if (!isGood(principal, file)) {
        // A process that was killed before it wrote the file has left a token that nobody has.
        tokens().revoke(t -> t.note().equals(NOTE) && t.principal().equals(principal));
        PrivateFiles.write(file, tokens().create(principal, Optional.empty(), NOTE) + "\n");
        made.add(principal);
      }
    }
    tokens().revoke(t -> t.note().equals(NOTE) && !principals.contains(t.principal()));
    try (DirectoryStream<Path> all = Files.newDirectoryStream(gate.tokens())) {
      for (Path file : all) {
        if (!files.contains(file)) {
          BareRepository.delete(file);
        }
      }
    }
    return made;
  }

  private boolean isGood(Principal principal, Path file) throws IOException {
    try {
      String secret = Files.readString(file, StandardCharsets.ISO_8859_1).strip();
      if (tokens().holder(secret).filter(principal::equals).isEmpty()) {
        return false;
      }
      PrivateFiles.own(file);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Revokes all tokens, including those that people created for this gate, and returns their
   * number.
   */
  public int revokeAll() throws IOException {
    int revoked = tokens().revoke(token -> true).size();
    BareRepository.delete(gate.tokens());
    BareRepository.delete(gate.home());
    return revoked;
  }

  private Tokens tokens() {
    return new Tokens(gate.home(), Clock.systemUTC());
  }
}
