package dev.gatekeeper.core.git;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Commits, trees, tags and files that no honest git writes, or nearly does; seeded. */
final class CraftedObjects {
  private static final List<String> IDENTS =
      List.of(
          "A U Thor <a@example.com> 1700000000 +0000",
          "A U Thor <a@example.com> 1700000000 +0000",
          "A U Thor <a@example.com> 1700000000 -0930",
          "A <a@example.com>1700000000 +0000",
          "A <a@example.com> 01700000000 +0000",
          "A <a@example.com> 0 +0000",
          "A <a@example.com> -1 +0000",
          "A <a@example.com> 99999999999999999999 +0000",
          "A <a@example.com> 9223372036854775807 +0000",
          "A <a@example.com> 9223372036854775806 +0000",
          "A <a@example.com> 1700000000 0000",
          "A <a@example.com> 1700000000 +00000",
          "A <a@example.com> 1700000000 +000",
          "A <a@example.com> 1700000000 +0000 ",
          "A <a@example.com> 1700000000",
          "A <a@example.com> \t 1700000000 +0000",
          "A <a@example.com>  1700000000  +0000",
          "A <a@example.com> 17e0 +0000",
          "A <a@example.com> now +0000",
          "A <a@example.com> ",
          "A <a@example.com>",
          "A <a@exam<ple.com> 1700000000 +0000",
          "A <a@example.com 1700000000 +0000",
          "A> <a@example.com> 1700000000 +0000",
          "A<a@example.com> 1700000000 +0000",
          "<a@example.com> 1700000000 +0000",
          " <a@example.com> 1700000000 +0000",
          " <> 1700000000 +0000",
          "A a@example.com 1700000000 +0000",
          "A <a@example.com> 1700000000 +0000>",
          "A <a>b> 1700000000 +0000",
          "");
  private static final List<String> MODES =
      List.of(
          "100644", "100644", "100644", "100755", "40000", "120000", "160000", "040000", "100664",
          "100600", "0", "0100644", "10644", "60000", "777777", "100648");
  private static final List<String> NAMES =
      List.of(
          "a",
          "b",
          "a.b",
          "a-b",
          "a0",
          ".git",
          ".GIT",
          "git~1",
          "GIT~1 ",
          ".g\u200cit",
          ".git.",
          ".git:x",
          "a\\.git",
          ".git\\a",
          "..",
          ".",
          "",
          "a/b",
          ".gitmodules",
          ".GITMODULES",
          "gitmod~1",
          "GITMOD~4",
          "gi7eba~1",
          "GI7EB~10",
          ".gitmodules ",
          ".gitmodules::$DATA",
          ".gitm\u200codules",
          "a\\.gitmodules",
          ".gitattributes",
          ".gitAttributes",
          "gitatt~1",
          "gi7d29~1",
          ".gitattributes.",
          ".gitattri\ufeffbutes",
          ".gitignore",
          ".mailmap",
          "\u00e9",
          ".gitx",
          "gitmodules",
          ".gitmodulesx",
          ".git\u00e9",
          "x ",
          "x.");
  private static final List<String> URLS =
      List.of(
          "https://example.com/x.git",
          "../x.git",
          "./x",
          "../../x",
          "ssh://h/x",
          "git@h:x.git",
          "-u./payload",
          "--upload-pack=x",
          "https://example.com/x\\n.git",
          "https://h/%0ax",
          "../%0ax",
          "git://h/x%0Ay",
          "git://h/x",
          "https:///x",
          "https://?x",
          "https://",
          "http::",
          "https::example.com/x",
          "https::https://h/x",
          "http::-x",
          "../../..:x",
          ".././..//h/x",
          "..\\\\../:x",
          "../:x",
          "..//x",
          "ftp://h:99999/x",
          "ftp://h:/x",
          "ftp://h:0/x",
          "http://h:00080/x",
          "http://u:p@h/x",
          "http://u@v@h/x",
          "http://[::1]:80/x",
          "http://h/../x",
          "http://h/a/../../x",
          "http://h/a/../x",
          "http://h/%zz",
          "http://h/%2e%2e/x",
          "http://h_h/x",
          "http://h\u00e9/x",
          "http://a b/x",
          "",
          "x",
          "file:///x",
          "http://h?../x",
          "http://h#x",
          "http:/h/x",
          "HTTP://h/x",
          "http://@h/x",
          "http://:p@h/x");
  private static final List<String> SUBMODULES =
      List.of(
          "x", "a/b", "..", "../x", "a/../b", "a\\\\..\\\\b", "..x", "x..", "", "a/..", ".", "-x");

  private final BareRepository repository;
  private final Random random;
  private final String base;
  private final List<String> made = new ArrayList<>();
  private final List<String> shared;

  CraftedObjects(BareRepository repository, Random random) throws IOException {
    this.repository = repository;
    this.random = random;
    String blob = repository.blob("x");
    String folder = repository.tree(TreeEntry.file("f", blob));
    this.base = repository.commit(repository.tree(TreeEntry.file("a", blob)));
    this.shared = List.of(blob, folder);
  }

  /** A commit that is well and has been there for long. */
  String base() {
    return base;
  }

  /**
   * Something that could be pushed.
   *
   * @param tip a commit or a tag
   * @param objects all that comes with it
   */
  record Crafted(String what, String tip, List<String> objects) {}

  Crafted next() throws IOException {
    made.clear();
    int kind = random.nextInt(10);
    if (kind < 2) {
      return new Crafted("commit", commitOf(goodTree(), true), List.copyOf(made));
    }
    if (kind < 3) {
      return new Crafted("tag", tag(commitOf(goodTree(), false)), List.copyOf(made));
    }
    if (kind < 6) {
      return new Crafted("tree", commitOf(nested(tree()), false), List.copyOf(made));
    }
    String file = kind < 9 ? modules() : attributes();
    List<String> names =
        NAMES.stream()
            .filter(n -> n.toLowerCase(Locale.ROOT).contains(kind < 9 ? "m" : "a"))
            .toList();
    TreeEntry entry = TreeEntry.file(pick(names), file);
    return new Crafted(
        "file", commitOf(nested(add("tree", bytes(List.of(entry)))), false), List.copyOf(made));
  }

  private String pick(List<String> some) {
    return some.get(random.nextInt(some.size()));
  }

  private String add(String type, byte[] content) throws IOException {
    String id = repository.object(type, content);
    made.add(id);
    return id;
  }

  private String goodTree() throws IOException {
    return add("tree", bytes(List.of(TreeEntry.file("a", shared.get(0)))));
  }

  private String nested(String tree) throws IOException {
    return random.nextInt(3) > 0
        ? tree
        : add("tree", bytes(List.of(TreeEntry.folder("sub", tree))));
  }

  private static byte[] bytes(List<TreeEntry> entries) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (TreeEntry entry : entries) {
      out.writeBytes((entry.mode() + " " + entry.name() + "\0").getBytes(ISO_8859_1));
      out.writeBytes(HexFormat.of().parseHex(entry.id()));
    }
    return out.toByteArray();
  }

  private String tree() throws IOException {
    List<TreeEntry> entries = new ArrayList<>();
    for (int count = 1 + random.nextInt(4); count > 0; count--) {
      String mode = random.nextInt(3) == 0 ? pick(MODES) : "100644";
      String name = random.nextInt(3) == 0 ? pick(NAMES) : "n" + random.nextInt(9);
      String id = mode.endsWith("40000") ? shared.get(1) : shared.get(0);
      id =
          random.nextInt(25) == 0 ? "0".repeat(40) : random.nextInt(25) == 0 ? "12".repeat(20) : id;
      entries.add(TreeEntry.of(mode, name, id));
    }
    if (random.nextInt(6) > 0) {
      entries.sort(Comparator.comparing(e -> e.name() + (e.mode().endsWith("40000") ? "/" : "\0")));
    } else {
      Collections.shuffle(entries, random);
    }
    byte[] content = bytes(entries);
    if (random.nextInt(8) == 0) {
      content[random.nextInt(content.length)] = (byte) random.nextInt(256);
    }
    return add("tree", content);
  }

  private String commitOf(String tree, boolean odd) throws IOException {
    List<String> lines = new ArrayList<>(List.of("tree " + tree, "parent " + base));
    lines.add("author " + (odd ? pick(IDENTS) : IDENTS.get(0)));
    lines.add("committer " + (odd && random.nextInt(3) == 0 ? pick(IDENTS) : IDENTS.get(0)));
    if (odd && random.nextInt(3) == 0) {
      lines.add(
          pick(List.of("encoding latin1", "gpgsig x", " y", "mergetag x", "author x", "odd")));
    }
    String text = headers(lines, odd) + pick(List.of("\n\nx\n", "\n\n", "\n\nx", "\n"));
    return add("commit", mutated(text, odd));
  }

  private String tag(String commit) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "object " + commit,
                "type " + pick(List.of("commit", "commit", "commit", "commit", "tree", "x", "")),
                "tag " + pick(List.of("v1", "v1", "..", "a b", "", "\u00e9"))));
    if (random.nextInt(5) > 0) {
      lines.add("tagger " + pick(IDENTS));
    }
    if (random.nextInt(4) == 0) {
      lines.add(pick(List.of("gpgsig x\n y", "gpgsig x", "odd", "gpgsig-sha256 x\n y")));
    }
    String text = headers(lines, true) + pick(List.of("\n\nx\n", "\n\n", "\n\nx", "\n", ""));
    return add("tag", mutated(text, true));
  }

  private String headers(List<String> lines, boolean odd) {
    if (odd && random.nextInt(6) == 0) {
      lines.remove(random.nextInt(lines.size()));
    }
    if (odd && random.nextInt(8) == 0) {
      lines.add(random.nextInt(lines.size()), pick(lines));
    }
    if (odd && random.nextInt(12) == 0) {
      Collections.shuffle(lines, random);
    }
    return String.join("\n", lines);
  }

  private byte[] mutated(String text, boolean odd) {
    byte[] content = text.getBytes(UTF_8);
    if (odd && random.nextInt(5) == 0) {
      int at = random.nextInt(content.length);
      content[at] = (byte) "\0\n <>x0\u00ff".charAt(random.nextInt(8));
    }
    return content;
  }

  private String modules() throws IOException {
    StringBuilder text = new StringBuilder(random.nextInt(9) == 0 ? "\ufeff" : "");
    for (int sections = 1 + random.nextInt(2); sections > 0; sections--) {
      String name = pick(SUBMODULES);
      text.append(
          pick(
              List.of(
                  "[submodule \"" + name + "\"]\n",
                  "[submodule \"" + name + "\"]\r\n",
                  "[submodule \"" + name + "\"]",
                  "[Submodule \"" + name + "\"] # x\n",
                  "[submodule." + name + "]\n",
                  "[submodule.x \"" + name + "\"]\n",
                  "[submodule]\n",
                  "[submodule \"" + name + "\n",
                  "[core]\n")));
      for (int settings = random.nextInt(4); settings > 0; settings--) {
        text.append(
            pick(
                List.of(
                    "\turl = " + pick(URLS) + "\n",
                    "\turl = " + pick(URLS) + " ; x\n",
                    "url=\"" + pick(URLS) + "\"\n",
                    "URL = " + pick(URLS) + "\r\n",
                    "url = \\\n" + pick(URLS) + "\n",
                    "url = \"-\"x\n",
                    "path = " + pick(List.of("x", "-x", "\"-x\"", " - x", "\\\\-x")) + "\n",
                    "update = " + pick(List.of("none", "!x", "\"!x\"", " !x", "x!")) + "\n",
                    "url\n",
                    "url = \"x\n",
                    "url = \\q\n",
                    "; url = -x\n",
                    "1 = x\n",
                    "u_l = -x\n")));
      }
    }
    return add("blob", mutated(text.toString(), random.nextInt(4) == 0));
  }

  private String attributes() throws IOException {
    String line = "x".repeat(2040 + random.nextInt(16));
    String text = pick(List.of(line, line + "\n", "a\n" + line + "\nb", "a\0" + line, "a\n", ""));
    return add("blob", text.getBytes(UTF_8));
  }
}
