package dev.gatekeeper.core.git;

import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;

/**
 * The content of a tree object that is being made. Modes are written as they were read: JGit's own
 * formatter would make others of some that git keeps.
 */
final class TreeRows {
  private final List<Row> rows = new ArrayList<>();

  /**
   * @param key the name as git sorts it, which is that of a folder with a slash at its end
   */
  private record Row(RepoPath key, int mode, ObjectId id) {}

  void add(Listing named, int i, int mode, ObjectId id) {
    int start = named.offset(i);
    add(Arrays.copyOfRange(named.buffer(i), start, start + named.length(i)), mode, id);
  }

  /** A row of that name. */
  void add(byte[] name, int mode, ObjectId id) {
    boolean isFolder = mode == Entry.TREE;
    byte[] key = Arrays.copyOf(name, name.length + (isFolder ? 1 : 0));
    if (isFolder) {
      key[name.length] = '/';
    }
    rows.add(new Row(RepoPath.of(key), mode, id));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  byte[] bytes() {
    rows.sort(Comparator.comparing(Row::key));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] id = new byte[Constants.OBJECT_ID_LENGTH];
    for (Row row : rows) {
      bytes.writeBytes(Integer.toOctalString(row.mode()).getBytes(StandardCharsets.US_ASCII));
      bytes.write(' ');
      int length = row.key().length() - (row.mode() == Entry.TREE ? 1 : 0);
      bytes.write(row.key().bytes(), 0, length);
      bytes.write(0);
      row.id().copyRawTo(id, 0);
      bytes.writeBytes(id);
    }
    return bytes.toByteArray();
  }
}
