package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.TreeFsck.FsckFault;
import dev.gatekeeper.core.match.SpecialFile;
import dev.gatekeeper.core.model.FsckId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The errors of git's fsck in {@code .gitmodules} and {@code .gitattributes} (git's fsck.c, {@code
 * fsck_blob}; submodule-config.c). Where git's versions differ it is as strict as the strictest.
 */
final class DotGitFileFsck {
  /** What is larger git does not read as attributes, in bytes; of submodules neither does this. */
  static final long LARGEST = 100L << 20;

  private static final int LONGEST_LINE = 2048;

  private static final Pattern PARENT_AS_NAME =
      Pattern.compile("(^|.*[/\\\\])\\.\\.([/\\\\].*|$)", Pattern.DOTALL);
  private static final Pattern LINE_FEED = Pattern.compile("\n|%0a", Pattern.CASE_INSENSITIVE);
  private static final Pattern RELATIVE = Pattern.compile("\\.\\.?[/\\\\].*", Pattern.DOTALL);
  private static final Pattern CLIMBS_TO_A_HOST =
      Pattern.compile("(\\.[/\\\\])*\\.\\.[/\\\\](\\.\\.?[/\\\\])*[:/].*", Pattern.DOTALL);
  private static final Pattern BY_CURL =
      Pattern.compile("(?:(?:https?|ftps?)::(.*)|((?:https?|ftps?)://.*))", Pattern.DOTALL);

  /** Scheme, perhaps a user, a host that is a name or a number, perhaps a port; then the path. */
  private static final Pattern PLAIN_ADDRESS =
      Pattern.compile(
          "[A-Za-z][A-Za-z0-9+.-]*://"
              + "(?:(?:[^%/?#@]|%[0-9A-Fa-f]{2})*@)?"
              + "(?:[A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])"
              + "(?::(?:0*(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}"
              + "|655[0-2][0-9]|6553[0-5]))?)?"
              + "([/?#](?:[^%]|%[0-9A-Fa-f]{2})*)?",
          Pattern.DOTALL);

  private DotGitFileFsck() {}

  /** The errors of a file with that content that stands where that file is looked for. */
  static List<FsckFault> of(SpecialFile file, byte[] content) {
    return file == SpecialFile.GITMODULES ? ofModules(content) : ofAttributes(content);
  }

  private static List<FsckFault> ofAttributes(byte[] content) {
    int start = 0;
    for (int i = 0; i < content.length && content[i] != 0; i++) { // git reads on to a NUL byte
      if (content[i] == '\n') {
        start = i + 1;
      } else if (i - start + 1 >= LONGEST_LINE) {
        return List.of(
            new FsckFault(
                FsckId.GITATTRIBUTES_LINE_LENGTH,
                "has a line of " + LONGEST_LINE + " bytes or more"));
      }
    }
    return List.of();
  }

  private static List<FsckFault> ofModules(byte[] content) {
    List<FsckFault> faults = new ArrayList<>();
    try {
      for (SubmoduleConfig.Setting setting : SubmoduleConfig.read(content)) {
        String name = setting.submodule();
        if (name.isEmpty() || PARENT_AS_NAME.matcher(name).matches()) {
          fault(faults, FsckId.GITMODULES_NAME, "names a submodule", name);
        }
        setting.value().ifPresent(value -> value(setting.key(), value, faults));
      }
    } catch (SubmoduleConfig.Malformed e) {
      faults.add(new FsckFault(FsckId.GITMODULES_PARSE, String.valueOf(e.getMessage())));
    }
    return faults;
  }

  private static void value(String key, String value, List<FsckFault> faults) {
    switch (key) {
      case "url" -> {
        if (isBadAddress(value)) {
          fault(faults, FsckId.GITMODULES_URL, "has the address", value);
        }
      }
      case "path" -> {
        if (value.startsWith("-")) {
          fault(faults, FsckId.GITMODULES_PATH, "has the path", value);
        }
      }
      case "update" -> {
        if (value.startsWith("!")) {
          fault(faults, FsckId.GITMODULES_UPDATE, "is updated by", value);
        }
      }
      default -> {}
    }
  }

  private static void fault(List<FsckFault> faults, FsckId id, String what, String value) {
    FsckFault.add(faults, id, what + " `" + value + "`");
  }

  private static boolean isBadAddress(String url) {
    if (url.startsWith("-")) {
      return true;
    }
    if (RELATIVE.matcher(url).matches() || url.startsWith("git://")) {
      return LINE_FEED.matcher(url).find() || CLIMBS_TO_A_HOST.matcher(url).matches();
    }
    Matcher curl = BY_CURL.matcher(url);
    if (!curl.matches()) {
      return false;
    }
    String address = curl.group(1) == null ? url : curl.group(1);
    Matcher plain = PLAIN_ADDRESS.matcher(address);
    if (LINE_FEED.matcher(url).find() || !plain.matches()) {
      return true;
    }
    return plain.group(1) != null && climbsAboveItsRoot(plain.group(1));
  }

  private static boolean climbsAboveItsRoot(String path) {
    int depth = 0;
    String plain = path.replaceFirst("(?s)[?#].*", "").toLowerCase(Locale.ROOT).replace("%2e", ".");
    for (String name : plain.split("/", -1)) {
      depth += name.equals("..") ? -1 : name.isEmpty() || name.equals(".") ? 0 : 1;
      if (depth < 0) {
        return true;
      }
    }
    return false;
  }
}
