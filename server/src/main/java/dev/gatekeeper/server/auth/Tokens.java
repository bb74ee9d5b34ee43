package dev.gatekeeper.server.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.gatekeeper.core.model.Principal;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The credentials of principals: {@code tokens.jsonl} in the home folder, a JSON object a line, for
 * its owner's eyes alone. A token is 256 random bits; only its SHA-256 digest is kept, which is
 * enough to know it again and no help in guessing it.
 *
 * <p>Several processes may change the file: each does so under a lock, and puts a whole new file in
 * the old one's place.
 */
public final class Tokens {
  /** What every token begins with, so that people and scanners know one when they see it. */
  public static final String PREFIX = "gk_";

  private static final int RANDOM_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Path home;
  private final Clock clock;

  public Tokens(Path home, Clock clock) {
    this.home = home;
    this.clock = clock;
  }

  /**
   * A token as it is kept.
   *
   * @param id by which people name it: 8 hexadecimal digits
   * @param digest SHA-256 of the token, 64 hexadecimal digits
   * @param expires from when on it is worth nothing, {@link Instant#MAX} for never
   */
  public record Kept(
      String id, Principal principal, String digest, Instant created, Instant expires) {

    boolean isLive(Instant now) {
      return now.isBefore(expires);
    }
  }

  /** The file they are in. */
  public Path file() {
    return home.resolve("tokens.jsonl");
  }

  /**
   * Makes a token, which is nowhere but in what this returns.
   *
   * @param lifetime how long it is good, none for ever
   */
  public String create(Principal principal, Optional<Duration> lifetime) throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Kept kept =
        new Kept(
            HexFormat.of().toHexDigits(RANDOM.nextInt()),
            principal,
            digest(token),
            now,
            lifetime.map(now::plus).orElse(Instant.MAX));
    change(
        tokens -> {
          List<Kept> more = new ArrayList<>(tokens);
          more.add(kept);
          return more;
        });
    return token;
  }

  /** Removes those that {@code which} names; returns them. */
  public List<Kept> revoke(Predicate<Kept> which) throws IOException {
    List<Kept> revoked = new ArrayList<>();
    change(
        tokens -> {
          List<Kept> left = new ArrayList<>();
          for (Kept token : tokens) {
            (which.test(token) ? revoked : left).add(token);
          }
          return left;
        });
    return revoked;
  }

  private interface Change {
    List<Kept> of(List<Kept> tokens);
  }

  private void change(Change change) throws IOException {
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home.toAbsolutePath().getParent());
      Files.createDirectory(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    Path lock = home.resolve("tokens.lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      List<Kept> before = all();
      List<Kept> after = change.of(before);
      if (!after.equals(before)) {
        write(after);
      }
    }
  }

  private void write(List<Kept> tokens) throws IOException {
    Path draft = home.resolve("tokens.new");
    Files.deleteIfExists(draft);
    Files.createFile(
        draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    StringBuilder lines = new StringBuilder();
    for (Kept token : tokens) {
      lines.append(line(token)).append('\n');
    }
    try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
      var bytes = StandardCharsets.UTF_8.encode(lines.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(draft, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String line(Kept token) throws IOException {
    StringWriter out = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("id", token.id());
      json.writeStringField("principal", token.principal().name());
      json.writeStringField("sha256", token.digest());
      json.writeStringField("created", token.created().toString());
      if (!token.expires().equals(Instant.MAX)) {
        json.writeStringField("expires", token.expires().toString());
      }
      json.writeEndObject();
    }
    return out.toString();
  }

  /**
   * All there are, expired ones too.
   *
   * @throws IOException if the file can't be read or is damaged; the message names the line
   */
  public List<Kept> all() throws IOException {
    List<Kept> tokens = new ArrayList<>();
    if (!Files.exists(file())) {
      return tokens;
    }
    int number = 0;
    for (String line : Files.readString(file(), StandardCharsets.UTF_8).lines().toList()) {
      number++;
      try {
        tokens.add(parse(line));
      } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
        throw new IOException(
            file() + ":" + number + ": this is no token; remove the line, or restore the file", e);
      }
    }
    return tokens;
  }

  private static Kept parse(String line) throws IOException {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(line)) {
      for (JsonToken t = json.nextToken(); t != null; t = json.nextToken()) {
        if (t == JsonToken.VALUE_STRING) {
          fields.put(json.currentName(), json.getText());
        }
      }
    }
    String digest = required(fields, "sha256");
    if (!digest.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("sha256");
    }
    String expires = fields.getOrDefault("expires", "");
    return new Kept(
        required(fields, "id"),
        new Principal(required(fields, "principal")),
        digest,
        Instant.parse(required(fields, "created")),
        expires.isEmpty() ? Instant.MAX : Instant.parse(expires));
  }

  private static String required(Map<String, String> fields, String name) {
    String value = fields.get(name);
    if (value == null) {
      throw new IllegalArgumentException(name);
    }
    return value;
  }

  /** Whose token this is, if it is anybody's now. Takes as long for each of {@code tokens}. */
  static Optional<Principal> holder(List<Kept> tokens, String token, Instant now) {
    byte[] digest = digest(token).getBytes(StandardCharsets.US_ASCII);
    Optional<Principal> holder = Optional.empty();
    for (Kept kept : tokens) {
      boolean same =
          MessageDigest.isEqual(digest, kept.digest().getBytes(StandardCharsets.US_ASCII));
      if (same && kept.isLive(now)) {
        holder = Optional.of(kept.principal());
      }
    }
    return holder;
  }

  private static String digest(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
