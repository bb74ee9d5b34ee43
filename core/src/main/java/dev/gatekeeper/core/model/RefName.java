package dev.gatekeeper.core.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The full name of a ref, as a push names it; what the push may do with it is section 5 of the
 * semantics.
 *
 * @param name such as {@code refs/heads/main}; one whose bytes are no UTF-8 stands in quotes, as
 *     git quotes paths
 */
public record RefName(String name) {
  /**
   * The name with these bytes. What is no UTF-8 can't be compared with any pattern; quoted, it is
   * taken for no other.
   */
  public static RefName of(byte[] bytes) {
    RepoPath name = RepoPath.of(bytes);
    return new RefName(name.isUtf8() ? name.text() : name.quoted());
  }

  /** Stands where a push names no ref that can be read. No ref of git's can have this name. */
  public static final RefName UNKNOWN = new RefName("?");

  private static final int LONGEST = 1000;
  private static final int LONGEST_PART = 255 - ".lock".length();
  private static final Pattern NEVER =
      Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|\\.$");
  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  public RefName {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a ref has a name");
    }
  }

  /**
   * Why git takes no ref of this name (git-check-ref-format(1)), or none may be had, if that is so.
   * Every component has to leave room for the name of its lock file.
   */
  public Optional<String> fault() {
    if (name.startsWith("\"")) {
      return Optional.of("it is not valid UTF-8");
    }
    if (name.length() > LONGEST || Arrays.stream(parts()).anyMatch(p -> bytes(p) > LONGEST_PART)) {
      return Optional.of("it is too long");
    }
    boolean isTaken =
        name.startsWith("refs/")
            && !NEVER.matcher(name).find()
            && Arrays.stream(parts()).noneMatch(RefName::isBadPart);
    return isTaken ? Optional.empty() : Optional.of("git takes no such name");
  }

  private String[] parts() {
    return name.split("/", -1);
  }

  private static boolean isBadPart(String part) {
    return part.isEmpty() || part.startsWith(".") || part.endsWith(".lock");
  }

  private static int bytes(String part) {
    return part.getBytes(StandardCharsets.UTF_8).length;
  }

  /** The ref of the branch with this short name. */
  public static RefName branch(String shortName) {
    return new RefName(HEADS + shortName);
  }

  public boolean isBranch() {
    return name.startsWith(HEADS) && name.length() > HEADS.length();
  }

  public boolean isTag() {
    return name.startsWith(TAGS) && name.length() > TAGS.length();
  }

  /** The name as people say it: without {@code refs/heads/} for a branch, else in full. */
  public String shortName() {
    return isBranch() ? name.substring(HEADS.length()) : name;
  }

  @Override
  public String toString() {
    return name;
  }
}
