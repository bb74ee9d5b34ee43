package dev.gatekeeper.core.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gatekeeper.core.git.TreeFsck.FsckFault;
import dev.gatekeeper.core.model.FsckId;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The errors of a commit's or a tag's header as git's fsck finds them (git's fsck.c, {@code
 * fsck_commit}, {@code fsck_tag}), all of them and not only the first. No parser of JGit's is as
 * strict.
 */
final class HeaderFsck {
  private static final Set<String> TYPES = Set.of("commit", "tree", "blob", "tag");
  private static final int ID = 40;

  private final String text;
  private final List<FsckFault> faults = new ArrayList<>();
  private int at;

  private HeaderFsck(byte[] content) {
    this.text = new String(content, ISO_8859_1); // a character a byte
  }

  static List<FsckFault> ofCommit(byte[] content) {
    HeaderFsck fsck = new HeaderFsck(content);
    if (fsck.isTerminated()) {
      fsck.commit();
    }
    return fsck.faults;
  }

  static List<FsckFault> ofTag(byte[] content) {
    HeaderFsck fsck = new HeaderFsck(content);
    if (fsck.isTerminated()) {
      fsck.tag();
    }
    return fsck.faults;
  }

  private void fault(FsckId id, String detail) {
    faults.add(new FsckFault(id, detail));
  }

  /** Whether the headers end; each line of them ends in a line feed then. */
  private boolean isTerminated() {
    int end = text.indexOf("\n\n");
    int nul = text.indexOf('\0');
    if (nul >= 0 && (end < 0 || nul < end)) {
      fault(FsckId.NUL_IN_HEADER, "its header has a NUL byte");
      return false;
    }
    if (end < 0 && !text.endsWith("\n")) {
      fault(FsckId.UNTERMINATED_HEADER, "its header is not terminated");
      return false;
    }
    return true;
  }

  private void commit() {
    if (!take("tree ")) {
      fault(FsckId.MISSING_TREE, "it names no tree");
      return;
    }
    if (!takeId()) {
      fault(FsckId.BAD_TREE_SHA1, "its tree is not an object id");
      return;
    }
    while (take("parent ")) {
      if (!takeId()) {
        fault(FsckId.BAD_PARENT_SHA1, "a parent of it is not an object id");
        return;
      }
    }
    int authors = 0;
    while (take("author ")) {
      authors++;
      ident("author");
    }
    if (authors != 1) {
      fault(
          authors == 0 ? FsckId.MISSING_AUTHOR : FsckId.MULTIPLE_AUTHORS,
          "it has " + authors + " authors");
    }
    if (take("committer ")) {
      ident("committer");
    } else {
      fault(FsckId.MISSING_COMMITTER, "it has no committer");
    }
    if (text.indexOf('\0') >= 0) {
      fault(FsckId.NUL_IN_COMMIT, "its message has a NUL byte");
    }
  }

  private void tag() {
    if (!take("object ")) {
      fault(FsckId.MISSING_OBJECT, "it names no object");
      return;
    }
    if (!takeId()) {
      fault(FsckId.BAD_OBJECT_SHA1, "its object is not an object id");
      return;
    }
    if (!take("type ")) {
      fault(FsckId.MISSING_TYPE_ENTRY, "it names no type");
      return;
    }
    if (!hasLine()) {
      fault(FsckId.MISSING_TYPE, "it ends at its type");
      return;
    }
    if (!TYPES.contains(takeLine())) {
      fault(FsckId.BAD_TYPE, "it names an unknown type");
      return;
    }
    if (!take("tag ")) {
      fault(FsckId.MISSING_TAG_ENTRY, "it has no name");
      return;
    }
    if (!hasLine()) {
      fault(FsckId.MISSING_TAG, "it ends at its name");
      return;
    }
    takeLine();
    if (take("tagger ")) {
      ident("tagger");
    }
    signature();
  }

  private void signature() {
    if (!take("gpgsig ") && !take("gpgsig-sha256 ")) {
      return;
    }
    if (!hasLine()) {
      fault(FsckId.BAD_GPGSIG, "it ends within its signature");
      return;
    }
    takeLine();
    while (take(" ")) {
      if (!hasLine()) {
        fault(FsckId.BAD_HEADER_CONTINUATION, "it ends within its signature");
        return;
      }
      takeLine();
    }
  }

  private boolean take(String word) {
    boolean isThere = text.startsWith(word, at);
    at += isThere ? word.length() : 0;
    return isThere;
  }

  private boolean hasLine() {
    return text.indexOf('\n', at) >= 0;
  }

  /** The rest of the line, which has an end. */
  private String takeLine() {
    int end = text.indexOf('\n', at);
    String line = text.substring(at, end);
    at = end + 1;
    return line;
  }

  private boolean takeId() {
    String id = hasLine() ? takeLine() : "";
    return id.length() == ID && id.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 0x80);
  }

  /** What follows author, committer or tagger: the first error of it, as git has it. */
  private void ident(String who) {
    IdentFsck.fault(takeLine()).ifPresent(f -> fault(f.id(), "its " + who + " " + f.detail()));
  }

  /**
   * Whether a name, an address, a date and a time zone are what git's fsck wants (git's fsck.c,
   * {@code fsck_ident}).
   */
  static final class IdentFsck {
    /** What git can hold as a date on every system, in seconds. */
    private static final BigInteger LATEST = BigInteger.valueOf(Long.MAX_VALUE);

    private static final Pattern ZONE = Pattern.compile("[+-][0-9]{4}");

    private IdentFsck() {}

    /**
     * What is wrong with it, to follow the one it is about, or nothing.
     *
     * @param line a character a byte, without the line's end
     */
    static Optional<FsckFault> fault(String line) {
      if (line.startsWith("<")) {
        return fault(FsckId.MISSING_NAME_BEFORE_EMAIL, "has no name");
      }
      int open = line.indexOf('<');
      int stray = line.indexOf('>');
      if (stray >= 0 && (open < 0 || stray < open)) {
        return fault(FsckId.BAD_NAME, "has a `>` in the name");
      }
      if (open < 0) {
        return fault(FsckId.MISSING_EMAIL, "has no address");
      }
      if (line.charAt(open - 1) != ' ') {
        return fault(FsckId.MISSING_SPACE_BEFORE_EMAIL, "has no space before the address");
      }
      int close = line.indexOf('>', open + 1);
      int again = line.indexOf('<', open + 1);
      if (close < 0 || (again >= 0 && again < close)) {
        return fault(FsckId.BAD_EMAIL, "has an unterminated address");
      }
      return line.startsWith(" ", close + 1)
          ? date(line.substring(close + 2))
          : fault(FsckId.MISSING_SPACE_BEFORE_DATE, "has no space before the date");
    }

    private static Optional<FsckFault> date(String padded) {
      String text = padded.replaceFirst("^[ \t]+", "");
      int end = 0;
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        end++;
      }
      if (end == 0) {
        return fault(FsckId.BAD_DATE, "has no date");
      }
      if (text.charAt(0) == '0' && !text.startsWith(" ", 1)) {
        return fault(FsckId.ZERO_PADDED_DATE, "has a date that begins with a zero");
      }
      if (new BigInteger(text.substring(0, end)).compareTo(LATEST) >= 0) {
        return fault(FsckId.BAD_DATE_OVERFLOW, "has a date that no system can hold");
      }
      if (!text.startsWith(" ", end)) {
        return fault(FsckId.BAD_DATE, "has a date that is not a number");
      }
      return ZONE.matcher(text.substring(end + 1)).matches()
          ? Optional.empty()
          : fault(FsckId.BAD_TIMEZONE, "has an invalid time zone");
    }

    private static Optional<FsckFault> fault(FsckId id, String detail) {
      return Optional.of(new FsckFault(id, detail));
    }
  }
}
