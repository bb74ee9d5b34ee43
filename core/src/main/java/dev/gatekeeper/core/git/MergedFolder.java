package dev.gatekeeper.core.git;

import dev.gatekeeper.core.git.Folder.Entry;
import dev.gatekeeper.core.history.IoStreams;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder merged from several others, name by name. */
final class MergedFolder implements Folder {

  /** How one name of the result follows from that name in each of the sources. */
  interface MergeRule {
    Entry entry(List<Entry> sources);

    Folder folder(List<Folder> sources) throws IOException;
  }

  /** The sources are base, ours, theirs. */
  static final MergeRule THREE_WAY =
      new MergeRule() {
        @Override
        public Entry entry(List<Entry> s) {
          return Entry.expected(s.get(0), s.get(1), s.get(2));
        }

        @Override
        public Folder folder(List<Folder> s) throws IOException {
          return Folder.merged(() -> s.get(0), s.get(1), s.get(2));
        }
      };

  /** The sources are the parents of an octopus. */
  static final MergeRule UNANIMOUS =
      new MergeRule() {
        @Override
        public Entry entry(List<Entry> s) {
          return s.stream().allMatch(s.get(0)::equals) ? s.get(0) : Entry.CONFLICT;
        }

        @Override
        public Folder folder(List<Folder> s) {
          return Folder.agreed(s);
        }
      };

  private final List<Folder> sources;
  private final MergeRule rule;
  private @Nullable TreeEntries listing;

  MergedFolder(List<Folder> sources, MergeRule rule) {
    this.sources = List.copyOf(sources);
    this.rule = rule;
  }

  @Override
  public TreeEntries list(TreeStore trees) throws IOException {
    TreeEntries known = listing;
    if (known == null) {
      known = merge(trees);
      listing = known;
    }
    return known;
  }

  private TreeEntries merge(TreeStore trees) throws IOException {
    trees.budget().checkTime();
    List<TreeEntries> lists = IoStreams.map(sources, source -> source.list(trees));
    int[] at = new int[lists.size()];
    Rows rows = new Rows();
    while (true) {
      if (isSameInAll(lists, at)) {
        rows.addSame(lists.get(0), at[0]); // whatever the rule
        Arrays.setAll(at, s -> at[s] + 1);
        continue;
      }
      int least = least(lists, at);
      if (least < 0) {
        return rows;
      }
      TreeEntries named = lists.get(least);
      int row = at[least];
      List<Entry> entries = new ArrayList<>();
      List<Folder> folders = new ArrayList<>();
      for (int s = 0; s < at.length; s++) {
        TreeEntries list = lists.get(s);
        boolean has = at[s] < list.size() && list.compareName(at[s], named, row) == 0;
        entries.add(has ? list.entry(at[s]) : Entry.NONE);
        folders.add(has ? list.folder(at[s]) : Folder.EMPTY);
        if (has && s != least) {
          at[s]++;
        }
      }
      at[least]++;
      rows.add(named, row, rule.entry(entries), rule.folder(folders));
    }
  }

  private static boolean isSameInAll(List<TreeEntries> lists, int[] at) {
    TreeEntries first = lists.get(0);
    if (at[0] >= first.size()) {
      return false;
    }
    for (int s = 1; s < at.length; s++) {
      TreeEntries list = lists.get(s);
      if (at[s] >= list.size() || !list.isSameRow(at[s], first, at[0])) {
        return false;
      }
    }
    return true;
  }

  private static int least(List<TreeEntries> lists, int[] at) {
    int least = -1;
    for (int s = 0; s < at.length; s++) {
      if (at[s] < lists.get(s).size()
          && (least < 0 || lists.get(s).compareName(at[s], lists.get(least), at[least]) < 0)) {
        least = s;
      }
    }
    return least;
  }

  /** The result, each name borrowed from a listing that has it. */
  private static final class Rows implements TreeEntries {
    /**
     * @param isPlain whether it is what stands there in {@code named}, so that entry and folder are
     *     not looked at
     */
    private record Row(TreeEntries named, int at, boolean isPlain, Entry entry, Folder folder) {}

    private final List<Row> rows = new ArrayList<>();

    void addSame(TreeEntries list, int i) {
      rows.add(
          list instanceof Rows made
              ? made.rows.get(i)
              : new Row(list, i, true, Entry.NONE, Folder.EMPTY));
    }

    void add(TreeEntries named, int i, Entry entry, Folder folder) {
      if (entry.isThere() || !folder.equals(Folder.EMPTY)) {
        // From where it was read, not through each of the listings that borrowed it before.
        boolean borrowed = named instanceof Rows;
        Row origin = borrowed ? ((Rows) named).rows.get(i) : new Row(named, i, true, entry, folder);
        rows.add(new Row(origin.named(), origin.at(), false, entry, folder));
      }
    }

    @Override
    public int size() {
      return rows.size();
    }

    @Override
    public byte[] buffer(int i) {
      Row row = rows.get(i);
      return row.named().buffer(row.at());
    }

    @Override
    public int offset(int i) {
      Row row = rows.get(i);
      return row.named().offset(row.at());
    }

    @Override
    public int length(int i) {
      Row row = rows.get(i);
      return row.named().length(row.at());
    }

    @Override
    public Entry entry(int i) {
      Row row = rows.get(i);
      return row.isPlain() ? row.named().entry(row.at()) : row.entry();
    }

    @Override
    public Folder folder(int i) {
      Row row = rows.get(i);
      return row.isPlain() ? row.named().folder(row.at()) : row.folder();
    }

    @Override
    public boolean isSame(int i, TreeEntries other, int j) {
      Row row = rows.get(i);
      return row.isPlain()
          ? row.named().isSame(row.at(), other, j)
          : TreeEntries.super.isSame(i, other, j);
    }

    @Override
    public boolean isSameRow(int i, TreeEntries other, int j) {
      Row row = rows.get(i);
      return row.isPlain()
          ? row.named().isSameRow(row.at(), other, j)
          : TreeEntries.super.isSameRow(i, other, j);
    }
  }
}
