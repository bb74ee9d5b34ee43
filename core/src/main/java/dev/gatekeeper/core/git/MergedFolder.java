package dev.gatekeeper.core.git;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder that several others make together, name by name. */
final class MergedFolder implements Folder {

  /** How one name of the result follows from that name in each of the sources. */
  interface Rule {
    Entry entry(List<Entry> sources);

    Folder folder(List<Folder> sources) throws IOException;
  }

  /** The sources are base, ours, theirs. */
  static final Rule THREE_WAY =
      new Rule() {
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
  static final Rule UNANIMOUS =
      new Rule() {
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
  private final Rule rule;
  private @Nullable Listing listing;

  MergedFolder(List<Folder> sources, Rule rule) {
    this.sources = List.copyOf(sources);
    this.rule = rule;
  }

  @Override
  public Listing list(TreeStore trees) throws IOException {
    Listing known = listing;
    if (known == null) {
      known = merge(trees);
      listing = known;
    }
    return known;
  }

  private Listing merge(TreeStore trees) throws IOException {
    trees.budget().checkTime();
    List<Listing> lists = new ArrayList<>();
    for (Folder source : sources) {
      lists.add(source.list(trees));
    }
    int[] at = new int[lists.size()];
    Rows rows = new Rows();
    while (true) {
      int least = least(lists, at);
      if (least < 0) {
        return rows;
      }
      Listing named = lists.get(least);
      int row = at[least];
      List<Entry> entries = new ArrayList<>();
      List<Folder> folders = new ArrayList<>();
      for (int s = 0; s < at.length; s++) {
        Listing list = lists.get(s);
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

  private static int least(List<Listing> lists, int[] at) {
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
  private static final class Rows implements Listing {
    private record Row(Listing named, int at, Entry entry, Folder folder) {}

    private final List<Row> rows = new ArrayList<>();

    void add(Listing named, int i, Entry entry, Folder folder) {
      if (entry.isThere() || !folder.equals(Folder.EMPTY)) {
        // From where it was read, not through each of the listings that borrowed it before.
        boolean borrowed = named instanceof Rows;
        Row origin = borrowed ? ((Rows) named).rows.get(i) : new Row(named, i, entry, folder);
        rows.add(new Row(origin.named(), origin.at(), entry, folder));
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
      return rows.get(i).entry();
    }

    @Override
    public Folder folder(int i) {
      return rows.get(i).folder();
    }
  }
}
