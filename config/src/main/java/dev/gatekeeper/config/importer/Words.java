package dev.gatekeeper.config.importer;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Markdown's marks within words, taken away as far as they are no part of what is meant. */
final class Words {
  /** Stars around words, but not those of a pattern. */
  private static final Pattern STRONG =
      Pattern.compile("(?<![\\w/*.])(\\*{1,3}|_{2})(?=[^\\s*_])([^*]{1,400}?)\\1(?![\\w/*.])");

  private static final Pattern LINK = Pattern.compile("\\[([^\\]\\[]*)]\\([^()]*\\)");
  private static final Pattern ESCAPE = Pattern.compile("\\\\([\\p{Punct}])");
  private static final Pattern SYMBOL = Pattern.compile("^[^\\p{L}\\p{N}\\p{ASCII}]\\S*\\s+");
  private static final Pattern KEY =
      Pattern.compile("^([^:`|(\\[]{1,80}?)(?:\\([^()]*\\))?\\s*+:(?:\\s+|$)");

  private Words() {}

  /** Without stars and links, and without a symbol in front; what is in backticks stays. */
  static String plain(String text) {
    StringBuilder out = new StringBuilder();
    String[] parts = text.split("`", -1);
    for (int i = 0; i < parts.length; i++) {
      boolean code = i % 2 == 1 && i < parts.length - 1;
      out.append(i == 0 ? "" : "`").append(code ? parts[i] : unmarked(parts[i]));
    }
    // Stars may stand around what is in backticks as well.
    String all = STRONG.matcher(out.toString()).replaceAll("$2").strip();
    Matcher symbol = SYMBOL.matcher(all);
    return symbol.find() ? all.substring(symbol.end()).strip() : all;
  }

  /** The same, without the backticks too. */
  static String bare(String text) {
    return plain(text).replace("`", "").replaceAll("\\s+", " ").strip();
  }

  private static String unmarked(String text) {
    String links = LINK.matcher(text).replaceAll("$1");
    String strong = STRONG.matcher(links).replaceAll("$2");
    return ESCAPE.matcher(strong).replaceAll("$1");
  }

  /** Without those of some characters that stand at its end. */
  static String withoutEnd(String text, String characters) {
    int end = text.length();
    while (end > 0 && characters.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(0, end);
  }

  /** What stands before a colon near the start; empty if there is none. */
  static String key(String plain) {
    Matcher matcher = KEY.matcher(plain);
    return matcher.find() ? plain.substring(0, matcher.end()).strip() : "";
  }

  /** What stands behind that colon; all, if there is none. */
  static String value(String plain) {
    Matcher matcher = KEY.matcher(plain);
    return matcher.find() ? plain.substring(matcher.end()).strip() : plain;
  }
}
