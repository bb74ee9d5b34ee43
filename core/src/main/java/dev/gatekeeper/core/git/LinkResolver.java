package dev.gatekeeper.core.git;

import dev.gatekeeper.core.match.PathState;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.policy.Permission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.errors.LargeObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;

/**
 * The resolver of symbolic links in a tree, as a kernel would follow them, with the test whether a
 * link is allowed (docs/semantics.md, section 4).
 *
 * <p>A {@code ..} is allowed only at the start of a target, where it climbs the link's own folders,
 * which are real. After a name it is refused even if that name is a folder today: a later commit
 * may put a link in the folder's place, and the same target would lead somewhere else without being
 * touched.
 */
final class LinkResolver {
  private static final int MAX_LINKS = 40; // as Linux, path_resolution(7)
  private static final int MAX_TARGET = 4095;

  private final ObjectReader reader;
  private final TreeStore trees;
  private final Permission permission;
  private final ObjectId root;

  /** Folders of which every entry is known to be the pusher's: many links may lead to one. */
  private final Set<RepoPath> allOwn = new HashSet<>();

  LinkResolver(ObjectReader reader, TreeStore trees, Permission permission, ObjectId root) {
    this.reader = reader;
    this.trees = trees;
    this.permission = permission;
    this.root = root;
  }

  /** A refusal on the way. */
  private static final class Escape extends Exception {
    private static final long serialVersionUID = 1L;

    private final String why;

    Escape(String why) {
      super(why, null, false, false);
      this.why = why;
    }
  }

  /** A folder on the way, as it really is. */
  private static final class Place {
    private final Folder folder;
    private final byte[] name;

    Place(Folder folder, byte[] name) {
      this.folder = folder;
      this.name = name;
    }
  }

  /** Why the link at {@code path} may not point where it does, empty if it may. */
  String fault(RepoPath path, ObjectId target) throws IOException {
    try {
      Deque<Place> places = new ArrayDeque<>();
      places.push(new Place(Folder.of(root), new byte[0]));
      List<byte[]> names = split(path.bytes());
      for (byte[] name : names.subList(0, names.size() - 1)) {
        places.push(step(places.element(), name));
      }
      follow(places, target);
      return "";
    } catch (Escape e) {
      return e.why;
    }
  }

  private void follow(Deque<Place> places, ObjectId target) throws IOException, Escape {
    Deque<byte[]> open = new ArrayDeque<>();
    push(open, target);
    int links = 1;
    while (!open.isEmpty()) {
      byte[] name = open.pop();
      trees.budget().checkTime();
      if (isUp(name)) {
        places.pop();
        if (places.isEmpty()) {
          throw new Escape("points outside the repository");
        }
        continue;
      }
      checkName(name);
      TreeEntries list = places.element().folder.list(trees);
      int i = list.find(name, 0, name.length);
      if (i >= 0 && !list.folder(i).equals(Folder.EMPTY)) {
        places.push(new Place(list.folder(i), name));
        continue;
      }
      Folder.Entry entry = i < 0 ? Folder.Entry.NONE : list.entry(i);
      if (entry.isLink()) {
        if (++links > MAX_LINKS) {
          throw new Escape("leads through more than " + MAX_LINKS + " links, or in a circle");
        }
        push(open, entry.id());
        continue;
      }
      if (entry.isSubmodule()) {
        throw new Escape("leads into a submodule");
      }
      checkPath(places, name, open);
      return;
    }
    checkFolder(places);
  }

  private Place step(Place from, byte[] name) throws IOException {
    TreeEntries list = from.folder.list(trees);
    int i = list.find(name, 0, name.length);
    return new Place(i < 0 ? Folder.EMPTY : list.folder(i), name);
  }

  /** Puts the names of a target in front of what is still to be walked. */
  private void push(Deque<byte[]> open, ObjectId id) throws IOException, Escape {
    byte[] target = read(id);
    if (target.length == 0 || target.length > MAX_TARGET) {
      throw new Escape(
          "is a symbolic link with an empty target, or one of more than " + MAX_TARGET + " bytes");
    }
    if (target[0] == '/') {
      throw new Escape("points outside the repository: its target is absolute");
    }
    for (byte b : target) {
      if (b == 0) {
        throw new Escape("has a NUL byte in its target");
      }
    }
    List<byte[]> names = split(target);
    boolean named = false;
    for (byte[] name : names) {
      if (isUp(name) && named) {
        throw new Escape("has a `..` after a name in its target: write the target without it");
      }
      named |= !isUp(name);
    }
    for (int i = names.size() - 1; i >= 0; i--) {
      open.push(names.get(i));
    }
  }

  private byte[] read(ObjectId id) throws IOException, Escape {
    try {
      return reader.open(id, Constants.OBJ_BLOB).getCachedBytes(MAX_TARGET + 1);
    } catch (LargeObjectException e) {
      throw new Escape("is a symbolic link with a target of more than " + MAX_TARGET + " bytes");
    }
  }

  private static boolean isUp(byte[] name) {
    return name.length == 2 && name[0] == '.' && name[1] == '.';
  }

  private static List<byte[]> split(byte[] path) {
    List<byte[]> names = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= path.length; i++) {
      if (i == path.length || path[i] == '/') {
        boolean isHere = i - start == 1 && path[start] == '.';
        if (i > start && !isHere) {
          names.add(Arrays.copyOfRange(path, start, i));
        }
        start = i + 1;
      }
    }
    return names;
  }

  private void checkPath(Deque<Place> places, byte[] name, Deque<byte[]> rest) throws Escape {
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    places.descendingIterator().forEachRemaining(place -> append(path, place.name));
    append(path, name);
    for (byte[] more : rest) {
      checkName(more);
      append(path, more);
    }
    RepoPath landing = RepoPath.of(path.toByteArray());
    // A later commit may make it a folder, and the link would lead there without being touched.
    if (!permission.outcome(landing).allowed() || !permission.wholly(stateAt(landing))) {
      throw new Escape("points to " + landing.quoted() + ", which is not wholly yours to change");
    }
  }

  private static void checkName(byte[] name) throws Escape {
    String fault = NameSafety.fault(name, 0, name.length, false);
    if (!fault.isEmpty()) {
      throw new Escape("leads through an entry that " + fault);
    }
  }

  private PathState<Ruling.Outcome> stateAt(RepoPath folder) {
    PathState<Ruling.Outcome> state = permission.start();
    for (byte[] name : split(folder.bytes())) {
      state = permission.enter(state, name, 0, name.length);
    }
    return state;
  }

  private static void append(ByteArrayOutputStream path, byte[] name) {
    if (name.length > 0) {
      if (path.size() > 0) {
        path.write('/');
      }
      path.writeBytes(name);
    }
  }

  private void checkFolder(Deque<Place> places) throws IOException, Escape {
    PathState<Ruling.Outcome> state = permission.start();
    ByteArrayOutputStream path = new ByteArrayOutputStream();
    path.write('/');
    for (Place place : (Iterable<Place>) places::descendingIterator) {
      if (place.name.length > 0) {
        state = permission.enter(state, place.name, 0, place.name.length);
        append(path, place.name);
      }
    }
    RepoPath folder = RepoPath.of(path.toByteArray());
    if (allOwn.contains(folder)) {
      return;
    }
    if (!permission.wholly(state) || !isAllOwn(places.element().folder, state)) {
      throw new Escape("points to a folder that is not wholly yours");
    }
    allOwn.add(folder);
  }

  private boolean isAllOwn(Folder folder, PathState<Ruling.Outcome> state) throws IOException {
    trees.budget().checkTime(); // many links may lead to one large folder
    TreeEntries list = folder.list(trees);
    for (int i = 0; i < list.size(); i++) {
      byte[] buffer = list.buffer(i);
      int offset = list.offset(i);
      int length = list.length(i);
      boolean own =
          list.entry(i).isThere()
              ? permission.outcome(state, buffer, offset, length).allowed()
              : isAllOwn(list.folder(i), permission.enter(state, buffer, offset, length));
      if (!own) {
        return false;
      }
    }
    return true;
  }

  /** Finds all symbolic links in a tree, each with the blob that holds its target. */
  static final class LinkSearch {
    private final TreeStore trees;
    private final EffectWalk.PathBuffer path = new EffectWalk.PathBuffer();
    private final SortedMap<RepoPath, ObjectId> links = new TreeMap<>();

    private LinkSearch(TreeStore trees) {
      this.trees = trees;
    }

    static SortedMap<RepoPath, ObjectId> in(Folder root, TreeStore trees) throws IOException {
      LinkSearch search = new LinkSearch(trees);
      search.folder(root);
      return search.links;
    }

    private void folder(Folder folder) throws IOException {
      trees.budget().checkTime();
      TreeEntries list = folder.list(trees);
      for (int i = 0; i < list.size(); i++) {
        if (list.entry(i).isLink()) {
          links.put(path.path(list, i), list.entry(i).id());
        }
        if (!list.folder(i).equals(Folder.EMPTY)) {
          int former = path.length();
          path.enter(list, i);
          folder(list.folder(i));
          path.leave(former);
        }
      }
    }
  }
}
