package dev.gatekeeper.hooks.command;

import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A path argument, made relative to the repository: given relative to the current folder in a
 * working copy, to the root in a bare repository (docs/interfaces.md, "Commands"). Bytes
 * throughout.
 */
final class PathArgument {
  private final List<byte[]> prefix;
  private final List<Path> tops;

  private PathArgument(List<byte[]> prefix, List<Path> tops) {
    this.prefix = prefix;
    this.tops = tops;
  }

  /** How paths are read in {@code workspace} when the current folder is {@code folder}. */
  static PathArgument in(Workspace workspace, Path folder) throws Failure {
    List<Path> tops = new ArrayList<>(workspace.top());
    try {
      for (Path top : workspace.top()) {
        tops.add(top.toRealPath());
        Path here = folder.toRealPath();
        if (here.startsWith(top.toRealPath())) {
          return new PathArgument(
              segments(bytes(top.toRealPath().relativize(here).toString())), tops);
        }
      }
    } catch (IOException e) {
      throw Failure.unreadable("the current folder can't be read: " + e.getMessage());
    }
    return new PathArgument(List.of(), tops);
  }

  /** How paths are read where there is no working copy: from the root of the repository. */
  static PathArgument inNoFolder() {
    return new PathArgument(List.of(), List.of());
  }

  /** The path of a command line's argument. */
  RepoPath parse(String argument) throws Failure {
    return parse(bytes(argument));
  }

  RepoPath parse(byte[] path) throws Failure {
    String shown = path.length == 0 ? "" : RepoPath.of(path).quoted();
    Deque<byte[]> stack = new ArrayDeque<>();
    byte[] rest = path;
    if (path.length > 0 && path[0] == '/') {
      rest = belowTop(path, shown);
    } else {
      stack.addAll(prefix);
    }
    if (path.length == 0 || path[path.length - 1] == '/') {
      throw Failure.usage(
          path.length == 0
              ? "the path is empty"
              : "`" + shown + "` is a folder; ask for a file in it");
    }
    for (byte[] segment : segments(rest)) {
      if (isDots(segment, 2)) {
        if (stack.isEmpty()) {
          throw outside(shown);
        }
        stack.removeLast();
      } else if (!isDots(segment, 1)) {
        stack.addLast(segment);
      }
    }
    if (stack.isEmpty()) {
      throw Failure.usage("`" + shown + "` is the whole repository; ask for a file in it");
    }
    RepoPath joined = join(stack);
    if (joined.isUtf8() && isFolder(joined)) {
      throw Failure.usage("`" + shown + "` is a folder; ask for a file in it");
    }
    return joined;
  }

  /** Whether it is one in the working copy now, and not a submodule, which is an entry. */
  private boolean isFolder(RepoPath path) {
    try {
      for (Path top : tops) {
        Path there = top.resolve(path.text());
        if (Files.isDirectory(there, LinkOption.NOFOLLOW_LINKS)) {
          return !Files.exists(there.resolve(".git"), LinkOption.NOFOLLOW_LINKS);
        }
      }
      return false;
    } catch (InvalidPathException e) {
      return false; // Java can't look there in this locale; the launcher gives it another
    }
  }

  private byte[] belowTop(byte[] path, String shown) throws Failure {
    String text = new String(path, StandardCharsets.ISO_8859_1);
    for (Path top : tops) {
      String start = new String(bytes(top + "/"), StandardCharsets.ISO_8859_1);
      if (text.startsWith(start)) {
        return text.substring(start.length()).getBytes(StandardCharsets.ISO_8859_1);
      }
    }
    throw outside(shown);
  }

  private Failure outside(String shown) {
    return tops.isEmpty()
        ? Failure.usage(
            "`" + shown + "` is outside the repository; paths start at its root, without a slash")
        : Failure.usage("`" + shown + "` is outside the working copy " + tops.get(0));
  }

  private static List<byte[]> segments(byte[] path) {
    List<byte[]> segments = new ArrayList<>();
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    for (int i = 0; i <= path.length; i++) {
      if (i < path.length && path[i] != '/') {
        segment.write(path[i]);
      } else if (segment.size() > 0) {
        segments.add(segment.toByteArray());
        segment.reset();
      }
    }
    return segments;
  }

  private static RepoPath join(Deque<byte[]> segments) {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    for (byte[] segment : segments) {
      if (path.size() > 0) {
        path.write('/');
      }
      path.writeBytes(segment);
    }
    return RepoPath.of(path.toByteArray());
  }

  private static boolean isDots(byte[] segment, int count) {
    if (segment.length != count) {
      return false;
    }
    for (byte b : segment) {
      if (b != '.') {
        return false;
      }
    }
    return true;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
