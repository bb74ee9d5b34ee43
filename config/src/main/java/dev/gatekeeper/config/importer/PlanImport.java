package dev.gatekeeper.config.importer;

import dev.gatekeeper.core.model.RefName;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A policy made of a plan in Markdown. What the plan says is taken as written, its contradictions
 * too, which {@code lint} then finds; what can't be taken is a comment. {@code docs/import.md} says
 * what is recognised.
 */
public final class PlanImport {
  /** The most lines a plan may have. */
  static final int MOST_LINES = 20_000;

  /** The most bytes a plan may have. */
  static final int MOST_BYTES = 512 << 10;

  private static final Pattern TAG =
      Pattern.compile(
          "(?iu)\\btag(?:s|ged)?\\b[^.\\n]{0,40}?\\b(v\\d+(?:\\.\\d+){0,3}(?:-[A-Za-z0-9.]+)?)\\b");
  private static final Pattern BRANCH =
      Pattern.compile(
          "(?iu)\\bmerge[sd]?\\b.{0,80}?\\b(?:in)?to\\s+(?:the\\s+)?(?:`([A-Za-z0-9._/-]+)`|(main|master|develop|trunk)\\b)");

  private PlanImport() {}

  /**
   * The text of the policy, which parses; whether {@code lint} is content is another matter.
   *
   * @param name what the plan's file is called, for comments
   * @throws NotImportable if it speaks of no agent
   */
  public static String policy(String name, byte[] plan) throws NotImportable {
    Draft draft = new Draft(name);
    if (plan.length > MOST_BYTES) {
      throw new NotImportable(
          "`" + draft.source() + "` has " + plan.length + " bytes",
          "at most " + MOST_BYTES + " are read; import a part of it");
    }
    String text = new String(plan, StandardCharsets.UTF_8);
    if (text.lines().skip(MOST_LINES).findFirst().isPresent()) {
      throw new NotImportable(
          "`" + draft.source() + "` has more than " + MOST_LINES + " lines",
          "no more are read; import a part of it");
    }
    MarkdownReader.Read markdown = MarkdownReader.read(Mojibake.mended(text));
    List<Block> blocks = markdown.blocks();
    AgentNames names = AgentFinder.in(blocks);
    try {
      read(blocks, draft, names);
    } catch (Draft.Room.Full e) {
      throw PolicyText.tooMuch(draft);
    }
    markdown.unread().stream()
        .distinct()
        .forEach(
            line ->
                draft.leaveOut(
                    line,
                    "more than " + MarkdownReader.LONGEST + " characters in one go were not read"));
    draft.head(
        "Made by `gatekeeper init` of "
            + draft.source()
            + ", whose lines are named where something comes from them. Nothing was guessed: what"
            + " the plan says only in prose is in comments.");
    draft.head(
        "Read it, complete it, then run `gatekeeper lint`. docs/policy.md describes every key.");
    return PolicyText.of(draft);
  }

  private static void read(List<Block> blocks, Draft draft, AgentNames names) {
    Facts facts = new Facts(draft, names);
    TableFacts tables = new TableFacts(draft, names, facts);
    LineFacts lines = new LineFacts(draft, names, facts);
    CodeFacts codes = new CodeFacts(draft, names);
    names.ids().forEach(draft::agent);
    lines.index(blocks);
    for (Block block : blocks) {
      if (block instanceof Block.Table table) {
        tables.read(table);
      } else if (block instanceof Block.Heading heading) {
        plan(draft, heading.words());
        lines.heading(heading);
      } else if (block instanceof Block.Item item) {
        integration(draft, item.words());
        lines.said(item.words(), item.above());
      } else if (block instanceof Block.Line line) {
        integration(draft, line.words());
        lines.said(line.words(), line.above());
      } else if (block instanceof Block.Code code) {
        codes.read(code);
      }
    }
  }

  private static void plan(Draft draft, Said heading) {
    String title = YamlText.clean(Words.bare(heading.text())).strip();
    if (!title.isEmpty()) {
      draft.set(
          "plan",
          title.substring(
              0,
              title.offsetByCodePoints(0, Math.min(200, title.codePointCount(0, title.length())))),
          heading.line(),
          "");
    }
  }

  private static void integration(Draft draft, Said said) {
    Matcher tag = TAG.matcher(said.text());
    if (tag.find() && new RefName("refs/tags/" + tag.group(1)).fault().isEmpty()) {
      draft.set("tag", tag.group(1), said.line(), "");
    }
    Matcher branch = BRANCH.matcher(said.text());
    if (branch.find()) {
      String name = branch.group(1) == null ? branch.group(2) : branch.group(1);
      if (RefName.branch(name).fault().isEmpty()
          && !name.startsWith("-")
          && !name.equals("HEAD")
          && !name.startsWith("refs/")) {
        draft.set("branch", name, said.line(), "");
      }
    }
  }

  /**
   * Symbols that were saved in UTF-8, opened in an older encoding and saved again: arrows, dashes,
   * ticks and crosses. Plans are full of them, and of their ruins.
   */
  private static final class Mojibake {
    private static final List<Charset> OLDER =
        Stream.of("x-MacRoman", "windows-1252")
            .filter(Charset::isSupported)
            .map(Charset::forName)
            .toList();

    /** Longest first: what four bytes, three bytes or two bytes have become. */
    private static final Pattern RUIN = Pattern.compile("[^\\x00-\\x7f]{2,}");

    private Mojibake() {}

    /** The text with what can be mended mended. */
    static String mended(String text) {
      return RUIN.matcher(text)
          .replaceAll(ruin -> Matcher.quoteReplacement(symbol(ruin.group()).orElse(ruin.group())));
    }

    /** The symbols that these letters were, if they all were. */
    private static Optional<String> symbol(String ruin) {
      for (Charset charset : OLDER) {
        try {
          ByteBuffer bytes = charset.newEncoder().encode(CharBuffer.wrap(ruin));
          String read = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
          if (read.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return Optional.of(read);
          }
        } catch (CharacterCodingException e) {
          // It was none of this encoding.
        }
      }
      return Optional.empty();
    }
  }
}
