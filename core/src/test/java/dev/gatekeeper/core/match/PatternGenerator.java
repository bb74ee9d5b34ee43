package dev.gatekeeper.core.match;

import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Random patterns, and paths that come close to them. */
final class PatternGenerator {
  private static final List<String> PIECES =
      List.of(
          "a",
          "b",
          "ab",
          "-",
          ".",
          "é",
          "\\*",
          "\\a",
          "\\\\",
          "\\[",
          " b",
          "\"",
          "'",
          "\\!",
          "#b",
          "?",
          "?",
          "*",
          "*",
          "*",
          "[ab]",
          "[!a]",
          "[^b-z]",
          "[]a]",
          "[a-c-e]",
          "[\\]-a]",
          "[[:alpha:]]",
          "[![:alnum:]]",
          "[[:punct:]x]",
          "[[:space:]]",
          "[[:print:][:cntrl:]]",
          "[![:print:]]",
          "[[:a]",
          "[--0]",
          "[*-]",
          "[[:upper:][:digit:]]",
          "[[:xdigit:]]",
          "[[:graph:]]",
          "[[:blank:]]",
          "[[:lower:]]");
  private static final List<byte[]> NAMES =
      List.of(
          utf8("a"),
          utf8("b"),
          utf8("ab"),
          utf8("aab"),
          utf8("-"),
          utf8("é"),
          utf8("a\nb"),
          utf8("\t"),
          utf8("\""),
          utf8("a b"),
          utf8(" b"),
          utf8("\\"),
          utf8("*"),
          utf8("["),
          utf8("]"),
          utf8("'"),
          utf8("ba.b"),
          utf8("!"),
          utf8("#b"),
          utf8("0"),
          utf8("Z"),
          utf8("\u000b"),
          utf8("\f"),
          utf8("\u007f"),
          utf8("\u0001"),
          new byte[] {(byte) 0x80},
          new byte[] {(byte) 0xff},
          new byte[] {'a', (byte) 0xc3},
          utf8("a-b"),
          utf8("..."));

  private final Random random;

  PatternGenerator(Random random) {
    this.random = random;
  }

  /** A pattern that parses. */
  PathPattern pattern() {
    while (true) {
      try {
        return PathPattern.parse(text());
      } catch (PathPattern.BadPattern e) {
        // The next may be one.
      }
    }
  }

  private String text() {
    StringBuilder out = new StringBuilder();
    out.append(random.nextInt(8) == 0 ? "!" : "").append(random.nextInt(3) == 0 ? "/" : "");
    int segments = 1 + random.nextInt(4);
    for (int i = 0; i < segments; i++) {
      out.append(i == 0 ? "" : "/").append(random.nextInt(4) == 0 ? "**" : segment());
    }
    return out.append(random.nextInt(3) == 0 ? "/" : "").toString();
  }

  private String segment() {
    StringBuilder out = new StringBuilder();
    for (int i = random.nextInt(3); i >= 0; i--) {
      out.append(random.nextInt(3) == 0 ? pick(List.of("a", "b", "*")) : pick(PIECES));
    }
    return out.toString();
  }

  /** A path that follows the pattern here and there. */
  RepoPath pathNear(PathPattern pattern) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = pattern.anchored() ? 0 : random.nextInt(3); i > 0; i--) {
      add(out, pick(NAMES));
    }
    for (Segment segment : pattern.canonical(pattern.anchored())) {
      if (segment instanceof Segment.AnyDepth) {
        for (int i = random.nextInt(3); i > 0; i--) {
          add(out, pick(NAMES));
        }
      } else {
        add(out, random.nextInt(12) == 0 ? pick(NAMES) : nameNear(segment));
      }
    }
    for (int i = Math.max(0, random.nextInt(5) - 2); i > 0; i--) {
      add(out, pick(NAMES));
    }
    return out.size() == 0 ? RepoPath.of(pick(NAMES)) : RepoPath.of(out.toByteArray());
  }

  private byte[] nameNear(Segment segment) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (segment instanceof Segment.Literal literal) {
      out.writeBytes(literal.bytes());
    } else if (segment instanceof Segment.Glob glob) {
      for (int i = 0; i <= glob.length(); i++) {
        if (glob.star(i) && random.nextBoolean()) {
          out.writeBytes(pick(NAMES));
        }
        if (i < glob.length()) {
          out.write(byteIn(glob.set(i)));
        }
      }
    }
    if (random.nextInt(10) == 0) {
      out.write('a');
    }
    byte[] name = out.toByteArray();
    boolean storable = name.length > 0 && !List.of(".", "..").contains(latin(name));
    return storable ? name : utf8("a");
  }

  /** Mostly one that the set has. */
  private int byteIn(ByteSet set) {
    int value = 1 + random.nextInt(255);
    for (int i = 0; i < 300 && !set.contains(value); i++) {
      value = i < 30 ? 0x20 + random.nextInt(0x60) : 1 + random.nextInt(255);
    }
    return value == '/' ? 'a' : value;
  }

  private static void add(ByteArrayOutputStream path, byte[] name) {
    if (path.size() > 0) {
      path.write('/');
    }
    // A leading colon is magic to git, whatever is said of it.
    boolean magic = path.size() == 0 && name[0] == ':';
    path.writeBytes(magic ? utf8("a") : name);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String latin(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
