package dev.gatekeeper.hooks.hook;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The list in {@code GIT_ALTERNATE_OBJECT_DIRECTORIES}: separated by colons, a path that holds one
 * (or starts with a quote) in double quotes with C escapes.
 */
final class AlternatePaths {
  private AlternatePaths() {}

  static List<String> split(String list) throws HookEnvironment.BadEnvironment {
    List<String> paths = new ArrayList<>();
    int at = 0;
    while (at < list.length()) {
      if (list.charAt(at) == '"') {
        int end = closingQuote(list, at + 1);
        paths.add(unescape(list.substring(at + 1, end)));
        at = end + 1;
        if (at < list.length() && list.charAt(at) != ':') {
          throw malformed();
        }
      } else {
        int end = list.indexOf(':', at);
        end = end < 0 ? list.length() : end;
        if (end > at) {
          paths.add(list.substring(at, end));
        }
        at = end;
      }
      at++;
    }
    return paths;
  }

  private static int closingQuote(String list, int from) throws HookEnvironment.BadEnvironment {
    for (int i = from; i < list.length(); i++) {
      if (list.charAt(i) == '\\') {
        i++;
      } else if (list.charAt(i) == '"') {
        return i;
      }
    }
    throw malformed();
  }

  private static String unescape(String quoted) throws HookEnvironment.BadEnvironment {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] text = quoted.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < text.length; i++) {
      if (text[i] != '\\') {
        bytes.write(text[i]);
      } else if (i + 3 < text.length && isOctal(text, i + 1)) {
        bytes.write((text[i + 1] - '0') << 6 | (text[i + 2] - '0') << 3 | (text[i + 3] - '0'));
        i += 3;
      } else {
        i++;
        int letter = i < text.length ? "abtnvfr\"\\".indexOf(text[i]) : -1;
        if (letter < 0) {
          throw malformed();
        }
        bytes.write("\u0007\b\t\n\u000b\f\r\"\\".charAt(letter));
      }
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static boolean isOctal(byte[] text, int from) {
    for (int i = from; i < from + 3; i++) {
      if (text[i] < '0' || text[i] > (i == from ? '3' : '7')) {
        return false;
      }
    }
    return true;
  }

  private static HookEnvironment.BadEnvironment malformed() {
    return new HookEnvironment.BadEnvironment("GIT_ALTERNATE_OBJECT_DIRECTORIES is malformed");
  }
}
