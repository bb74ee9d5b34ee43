package dev.gatekeeper.core.git;

import dev.gatekeeper.core.history.IoStreams;
import dev.gatekeeper.core.history.Trees.Likeness;
import dev.gatekeeper.core.model.TreeEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.SimilarityIndex;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/** The test whether one file may be derived from another, as in {@code git diff -M}. */
final class RenameSimilarity {
  private static final int PERCENT = 50;

  /** Larger files are looked at by nobody but a machine that has the time. */
  private static final long LARGEST = 4 << 20;

  /** So many bytes are looked at in all. */
  private static final long MOST = 64 << 20;

  private final ObjectReader reader;
  private final Map<ObjectId, Optional<SimilarityIndex>> known = new HashMap<>();
  private final Map<ObjectId, Optional<Set<String>>> linesOf = new HashMap<>();
  private long read;

  RenameSimilarity(ObjectReader reader) {
    this.reader = reader;
  }

  Likeness of(TreeEntry one, TreeEntry other) throws IOException {
    if (one.id().equals(other.id())) {
      return Likeness.ALIKE;
    }
    if ((one.isSubmodule() && other.isSubmodule()) || (one.isLink() && other.isLink())) {
      return Likeness.UNKNOWN;
    }
    if (!one.isFile() || !other.isFile()) {
      return Likeness.NONE;
    }
    ObjectId a = JGitHistory.id(one.id());
    ObjectId b = JGitHistory.id(other.id());
    if (areFarApart(size(a), size(b))) {
      return Likeness.NONE;
    }
    Optional<SimilarityIndex> indexA = index(a);
    Optional<SimilarityIndex> indexB = index(b);
    if (indexA.isEmpty() || indexB.isEmpty()) {
      return Likeness.UNKNOWN;
    }
    return indexA.get().score(indexB.get(), 100) >= PERCENT ? Likeness.ALIKE : Likeness.NONE;
  }

  boolean holdsOf(TreeEntry entry, TreeEntry source, List<TreeEntry> others) throws IOException {
    if (others.stream().anyMatch(other -> other.id().equals(source.id()))) {
      return false;
    }
    if (!entry.isFile() || !source.isFile()) {
      return true;
    }
    Optional<Set<String>> lines = lines(entry);
    Optional<Set<String>> ofSource = lines.isEmpty() ? lines : lines(source);
    if (ofSource.isEmpty()) {
      return true;
    }
    Set<String> shared = new HashSet<>(lines.get());
    shared.retainAll(ofSource.get());
    for (TreeEntry other : others) {
      if (other.isFile()) {
        Optional<Set<String>> ofOther = lines(other);
        if (ofOther.isEmpty()) {
          return true;
        }
        shared.removeAll(ofOther.get());
      }
    }
    return !shared.isEmpty();
  }

  /** The lines of a text that are not blank, if it is not too large, and is a text. */
  private Optional<Set<String>> lines(TreeEntry file) throws IOException {
    ObjectId blob = JGitHistory.id(file.id());
    return IoStreams.known(linesOf, blob, b -> takes(b) ? lines(b) : Optional.empty());
  }

  private Optional<Set<String>> lines(ObjectId blob) throws IOException {
    byte[] bytes = reader.open(blob, Constants.OBJ_BLOB).getCachedBytes();
    if (RawText.isBinary(bytes)) {
      return Optional.empty();
    }
    return Optional.of(
        new String(bytes, StandardCharsets.ISO_8859_1)
            .lines()
            .filter(line -> !line.isBlank())
            .collect(Collectors.toSet()));
  }

  /** Whether there is room for one more file, and now it is taken. */
  private boolean takes(ObjectId blob) throws IOException {
    long size = size(blob);
    boolean fits = size <= LARGEST && read + size <= MOST;
    read += fits ? size : 0;
    return fits;
  }

  /** Whether no half of the larger one is in the smaller one, line ends not counted. */
  private static boolean areFarApart(long one, long other) {
    return Math.max(one, other) > 4 * Math.min(one, other);
  }

  private long size(ObjectId blob) throws IOException {
    return reader.getObjectSize(blob, Constants.OBJ_BLOB);
  }

  private Optional<SimilarityIndex> index(ObjectId blob) throws IOException {
    return IoStreams.known(known, blob, this::make);
  }

  private Optional<SimilarityIndex> make(ObjectId blob) throws IOException {
    if (!takes(blob)) {
      return Optional.empty();
    }
    try {
      return Optional.of(SimilarityIndex.create(reader.open(blob, Constants.OBJ_BLOB)));
    } catch (SimilarityIndex.TableFullException e) {
      return Optional.empty();
    }
  }
}
