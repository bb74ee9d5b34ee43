package dev.gatekeeper.server.auth;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * The store of tokens, in a file that several processes share: the commands write it, and a running
 * server sees changes at its next request.
 */
public final class Tokens {
  private static final Set<PosixFilePermission> OWN_FOLDER =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> OWN_FILE =
      PosixFilePermissions.fromString("rw-------");

  /** A file lock is the process's: threads of one need another. */
  private static final ReentrantLock IN_PROCESS = new ReentrantLock();

  private static final SecureRandom RANDOM = new SecureRandom();

  /** What every token begins with, so that people and scanners know one when they see it. */
  public static final String PREFIX = "gk_";

  private static final int RANDOM_BYTES = 32;

  private final Path home;
  private final Path file;
  private final Clock clock;
  private volatile Snapshot last = Snapshot.NONE;

  /**
   * Those that are kept in this folder.
   *
   * @param home need not be there yet
   */
  public Tokens(Path home, Clock clock) {
    this.home = home;
    this.file = home.resolve("tokens.jsonl");
    this.clock = clock;
  }

  private record Snapshot(FileStamp stamp, List<Token> tokens) {
    private static final Snapshot NONE = new Snapshot(FileStamp.NONE, List.of());
  }

  /** All of them, the oldest first. */
  public List<Token> all() throws IOException {
    FileStamp now = FileStamp.of(file);
    Snapshot known = last;
    if (known.stamp().isStill(now)) {
      return known.tokens();
    }
    Snapshot read = new Snapshot(now, read());
    last = read;
    return read.tokens();
  }

  /**
   * Whose token this is, if it is anybody's now. One that was made for a name before that was
   * reserved is nobody's.
   */
  public Optional<Principal> holder(String secret) throws IOException {
    Instant now = clock.instant();
    byte[] digest = bytes(digest(secret));
    Optional<Principal> holder = Optional.empty();
    for (Token token : all()) {
      // no early end: how long it takes says nothing about how much of a digest was right
      if (MessageDigest.isEqual(digest, bytes(token.digest())) && token.isLive(now)) {
        holder = Optional.of(token.principal());
      }
    }
    return holder.filter(principal -> !Actor.isReserved(principal.name()));
  }

  /** As {@link #create(Principal, Optional, String)}, with nothing to note. */
  public String create(Principal principal, Optional<Duration> lifetime) throws IOException {
    return create(principal, lifetime, "");
  }

  /**
   * Makes a token, which is nowhere but in what this returns.
   *
   * @param lifetime how long it is good, none for ever
   */
  public String create(Principal principal, Optional<Duration> lifetime, String note)
      throws IOException {
    byte[] random = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(random);
    String secret = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expires = lifetime.map(now::plus).orElse(Token.NEVER);
    return locked(
        () -> {
          List<Token> tokens = new ArrayList<>(read());
          tokens.add(new Token(newId(tokens), principal, digest(secret), now, expires, note));
          write(tokens);
          return secret;
        });
  }

  /** Removes those that are meant, and returns them. */
  public List<Token> revoke(Predicate<Token> meant) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    return locked(
        () -> {
          List<Token> tokens = read();
          List<Token> revoked = tokens.stream().filter(meant).toList();
          if (!revoked.isEmpty()) {
            write(tokens.stream().filter(meant.negate()).toList());
          }
          return revoked;
        });
  }

  /** Fails unless tokens can be read here, and written by the commands. */
  public void check() throws IOException {
    locked(this::read);
  }

  private List<Token> read() throws IOException {
    try {
      return TokenFile.read(file, Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  private void write(List<Token> tokens) throws IOException {
    Path temporary = Files.createTempFile(home, "tokens.", ".new", attributes(OWN_FILE));
    try {
      try (FileChannel out = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes =
            ByteBuffer.wrap(TokenFile.write(tokens).getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
        out.force(true);
      }
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
    // a revocation that was reported must outlive a crash of the machine
    try (FileChannel folder = FileChannel.open(home, StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  @FunctionalInterface
  private interface Action<T> {
    T run() throws IOException;
  }

  private <T> T locked(Action<T> action) throws IOException {
    Files.createDirectories(home, attributes(OWN_FOLDER));
    IN_PROCESS.lock();
    try (FileChannel channel =
            FileChannel.open(
                home.resolve("tokens.lock"),
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                attributes(OWN_FILE));
        FileLock lock = channel.lock()) {
      if (!lock.isValid()) {
        throw new IOException("`" + home + "` can't be locked");
      }
      return action.run();
    } finally {
      IN_PROCESS.unlock();
    }
  }

  private FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    boolean posix = home.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static String newId(List<Token> tokens) {
    while (true) {
      byte[] bytes = new byte[4];
      RANDOM.nextBytes(bytes);
      String id = HexFormat.of().formatHex(bytes);
      if (tokens.stream().noneMatch(token -> token.id().equals(id))) {
        return id;
      }
    }
  }

  private static byte[] bytes(String hex) {
    return hex.getBytes(StandardCharsets.US_ASCII);
  }

  /** Of 256 random bits nothing can be guessed from their digest, so it needs no salt. */
  private static String digest(String secret) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(secret.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * What a file looked like from outside, and when. As git's index does it: a file that had been
   * written just before one looked may be written again within the same tick of its clock, so its
   * looks prove nothing.
   */
  record FileStamp(String looks, Instant changed, Instant seen) {
    /** Of nothing: whatever is there has changed. */
    static final FileStamp NONE = new FileStamp("never seen", Instant.EPOCH, Instant.EPOCH);

    /** The coarsest clock of a file system that is in use ticks every two seconds. */
    private static final Duration TICK = Duration.ofSeconds(3);

    static FileStamp of(Path file) throws IOException {
      Instant seen = Instant.now();
      try {
        BasicFileAttributes at = Files.readAttributes(file, BasicFileAttributes.class);
        FileTime changed =
            file.getFileSystem().supportedFileAttributeViews().contains("unix")
                ? (FileTime) Files.getAttribute(file, "unix:ctime")
                : at.lastModifiedTime();
        String looks = at.fileKey() + " " + at.lastModifiedTime() + " " + changed + " " + at.size();
        return new FileStamp(looks, changed.toInstant(), seen);
      } catch (NoSuchFileException e) {
        return new FileStamp("absent", Instant.MIN, seen);
      }
    }

    /** Whether the file is surely as it was when this was taken. */
    boolean isStill(FileStamp now) {
      return looks.equals(now.looks) && changed.isBefore(seen.minus(TICK));
    }
  }
}
