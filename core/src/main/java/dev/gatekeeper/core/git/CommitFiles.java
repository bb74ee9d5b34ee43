package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.RepoPath;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * The files of one commit as they are stored: nothing is converted, filtered or left out. For one
 * thread. A tree that git would not check out is an error, since what would be checked is not what
 * others get.
 */
public final class CommitFiles implements AutoCloseable {
  private static final int LARGEST_TREE = 1 << 30;

  private final Repository repository;
  private final ObjectReader reader;
  private final ObjectId tree;

  private CommitFiles(Repository repository, ObjectReader reader, ObjectId tree) {
    this.repository = repository;
    this.reader = reader;
    this.tree = tree;
  }

  /**
   * Opens a commit that the repository has accepted.
   *
   * @throws IOException if the repository can't be read, or the commit is not there
   */
  public static CommitFiles open(Path gitDirectory, Oid commit) throws IOException {
    Repository repository = OpenRepository.unchecked(gitDirectory);
    try (RevWalk walk = new RevWalk(repository)) {
      ObjectId tree = walk.parseCommit(ObjectId.fromString(commit.hex())).getTree().copy();
      return new CommitFiles(repository, PartialCloneReader.of(repository), tree);
    } catch (IOException | RuntimeException e) {
      repository.close();
      throw e;
    }
  }

  /** What an entry is. */
  public enum Kind {
    FILE,
    EXECUTABLE,
    LINK,
    SUBMODULE;

    /** Whether it is a file with content of its own, and no link or submodule. */
    public boolean isFile() {
      return this == FILE || this == EXECUTABLE;
    }

    private static Kind of(Folder.Entry entry) {
      if (entry.isLink()) {
        return LINK;
      }
      if (entry.isSubmodule()) {
        return SUBMODULE;
      }
      return (entry.mode() & 0111) != 0 ? EXECUTABLE : FILE;
    }
  }

  /** One entry of the commit; folders are none. */
  public final class File {
    private final RepoPath path;
    private final Kind kind;
    private final ObjectId id;

    private File(RepoPath path, Kind kind, ObjectId id) {
      this.path = path;
      this.kind = kind;
      this.id = id;
    }

    public RepoPath path() {
      return path;
    }

    public Kind kind() {
      return kind;
    }

    /** How many bytes {@link #open} gives. */
    public long size() throws IOException {
      return reader.open(id, Constants.OBJ_BLOB).getSize();
    }

    /** The content, or the target of a link; a submodule has none. Large content is streamed. */
    public InputStream open() throws IOException {
      return reader.open(id, Constants.OBJ_BLOB).openStream();
    }
  }

  /**
   * Shows every entry, folder by folder in the plain order of the names' bytes.
   *
   * @param visitor says whether to go on
   */
  public void walk(IoStreams.Question<File, Boolean> visitor) throws IOException {
    // Not by recursion, since trees nest as deep as whoever committed them likes.
    Deque<Open> folders = new ArrayDeque<>();
    ByteArrayOutputStream root = new ByteArrayOutputStream();
    folders.push(new Open(read(tree, root), root.toByteArray()));
    while (!folders.isEmpty()) {
      Open folder = folders.peek();
      if (folder.next == folder.listing.size()) {
        folders.pop();
        continue;
      }
      int i = folder.next++;
      ByteArrayOutputStream path = new ByteArrayOutputStream();
      path.writeBytes(folder.prefix);
      path.write(folder.listing.buffer(i), folder.listing.offset(i), folder.listing.length(i));
      Folder.Entry entry = folder.listing.entry(i);
      checkName(folder.listing, i, path);
      if (entry.isThere()) {
        RepoPath name = RepoPath.of(path.toByteArray());
        if (!visitor.of(new File(name, Kind.of(entry), entry.id()))) {
          return;
        }
      } else if (folder.listing.folder(i) instanceof Folder.Stored stored) {
        TreeObject listing = read(stored.id(), path);
        path.write('/');
        folders.push(new Open(listing, path.toByteArray()));
      }
    }
  }

  private TreeObject read(ObjectId id, ByteArrayOutputStream path) throws IOException {
    TreeObject listing =
        TreeObject.read(reader.open(id, Constants.OBJ_TREE).getCachedBytes(LARGEST_TREE));
    for (TreeFsck.FsckFault fault : listing.faults()) {
      if (!fault.id().isUntidy()) {
        throw new CorruptObjectException(
            "the folder " + quoted(path) + " is malformed: " + fault.detail());
      }
    }
    return listing;
  }

  private static void checkName(TreeEntries listing, int i, ByteArrayOutputStream path)
      throws IOException {
    String fault =
        NameSafety.fault(
            listing.buffer(i), listing.offset(i), listing.length(i), listing.entry(i).isLink());
    if (!fault.isEmpty()) {
      throw new CorruptObjectException(quoted(path) + " " + fault);
    }
  }

  private static String quoted(ByteArrayOutputStream path) {
    return path.size() == 0 ? "/" : RepoPath.of(path.toByteArray()).quoted();
  }

  @Override
  public void close() {
    reader.close();
    repository.close();
  }

  /** A folder that is being walked. */
  private static final class Open {
    final TreeObject listing;
    final byte[] prefix;
    int next;

    Open(TreeObject listing, byte[] prefix) {
      this.listing = listing;
      this.prefix = prefix;
    }
  }
}
