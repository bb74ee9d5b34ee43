package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.GlobPositions.ByteClasses;
import dev.gatekeeper.core.match.IntList.IntKey;
import dev.gatekeeper.core.match.NameClasses.Name;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The classes of names that some globs distinguish: every combination of globs that a possible name
 * matches, with a shortest such name. Found by going through their automaton breadth first, side by
 * side with what makes bytes a possible name, so that a combination that cannot be is never met.
 */
final class GlobClasses {
  private static final int LAST_FORBIDDEN = 1 << 24;
  private static final int FORBIDDEN = 1 << 25;
  private static final int ODD_FOLDER = 1 << 26;
  private static final int KNOWN_FOLDER = 1 << 27;

  /** The most steps of one search, however much effort is left. */
  private static final int STEPS = 1_000_000;

  /** So many positions that are alive take the time of a step. */
  private static final int POSITIONS_A_STEP = 8;

  /** How much room the automaton may take: 64 MiB or so. */
  private static final long WORDS = 16L << 20;

  /** The bytes that read best in a witness come first. */
  private static final int[] BY_TASTE = byTaste();

  private final GlobAutomaton automaton;
  private final int[] letters;
  private final ProofBudget proofBudget;

  /**
   * @param taken names that are not to be found
   * @param proofBudget what it may take
   */
  GlobClasses(
      List<Segment.Glob> globs, NameRules rules, List<byte[]> taken, ProofBudget proofBudget) {
    List<Segment.Glob> all = new ArrayList<>(globs);
    IntList named = new IntList();
    for (int number = 0; number < globs.size(); number++) {
      named.add(number);
    }
    flag(rules.neverLast(), LAST_FORBIDDEN, all, named);
    flag(rules.oddFolders(), ODD_FOLDER, all, named);
    flag(rules.knownFolders(), KNOWN_FOLDER, all, named);
    List<Segment.Glob> forbidden = new ArrayList<>(rules.never());
    for (byte[] name : taken) {
      GlobBuilder builder = new GlobBuilder();
      builder.literal(name);
      forbidden.add(builder.buildGlob());
    }
    flag(forbidden, FORBIDDEN, all, named);
    List<ByteSet> apart = new ArrayList<>(List.of(rules.alphabet()));
    if (!asciiSpeaksForAll(all, rules.alphabet())) {
      apart.addAll(Utf8.APART);
    }
    this.automaton =
        new GlobAutomaton(all, named.toArray(), apart, new GlobAutomaton.Budget(WORDS));
    this.letters = letters(automaton.classes(), rules.alphabet());
    this.proofBudget = proofBudget;
  }

  private static void flag(
      List<Segment.Glob> some, int flag, List<Segment.Glob> all, IntList named) {
    for (Segment.Glob glob : some) {
      all.add(glob);
      named.add(flag);
    }
  }

  /** Where the search stands: in the automaton, within a character, after some bytes. */
  private record Place(GlobAutomaton.Node node, int utf8) {}

  /** A place and the shortest way there. */
  private static final class Trail {
    private final Place place;
    private final byte[] bytes;

    Trail(Place place, byte[] bytes) {
      this.place = place;
      this.bytes = bytes;
    }

    Trail then(Place next, int letter) {
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      longer[bytes.length] = (byte) letter;
      return new Trail(next, longer);
    }
  }

  /** A name for each combination of globs that there is, by their places in the list. */
  Map<IntKey, Name> names() throws LimitPassed {
    Map<IntKey, Name> found = new LinkedHashMap<>();
    Set<Place> seen = new HashSet<>();
    Queue<Trail> queue = new ArrayDeque<>();
    Place start = new Place(automaton.start(), Utf8.WHOLE);
    queue.add(new Trail(start, new byte[0]));
    int steps = 0;
    for (Trail step = queue.poll(); step != null; step = queue.poll()) {
      for (int letter : letters) {
        int utf8 = Utf8.step(step.place.utf8, letter);
        if (utf8 == Utf8.WRONG) {
          continue;
        }
        if (++steps > STEPS || !proofBudget.spend(1)) {
          throw new LimitPassed();
        }
        GlobAutomaton.Node node =
            automaton.next(step.place.node, automaton.classes().of((byte) letter));
        if (node == null) {
          throw new LimitPassed();
        }
        Place place = new Place(node, utf8);
        if (seen.add(place)) {
          Trail next = step.then(place, letter);
          if (!proofBudget.spend(node.size() / POSITIONS_A_STEP)) {
            throw new LimitPassed();
          }
          queue.add(next);
          note(found, next);
        }
      }
    }
    return found;
  }

  private static void note(Map<IntKey, Name> found, Trail step) {
    GlobAutomaton.Matched matched = step.place.node.matched();
    if (step.place.utf8 == Utf8.WHOLE && !matched.contains(FORBIDDEN)) {
      boolean last = !matched.contains(LAST_FORBIDDEN);
      boolean folder = !matched.contains(ODD_FOLDER) || matched.contains(KNOWN_FOLDER);
      found.putIfAbsent(new IntKey(matched.globs()), new Name(step.bytes, last, folder));
    }
  }

  /** The search took more steps than it may. */
  static final class LimitPassed extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * Whether the globs treat all bytes above ASCII alike, and like an ASCII one: a name with such
   * bytes then has an ASCII sibling of the same length, and the search can do without them.
   */
  private static boolean asciiSpeaksForAll(List<Segment.Glob> globs, ByteSet alphabet) {
    ByteClasses classes = new ByteClasses();
    classes.refine(alphabet);
    globs.stream()
        .flatMap(glob -> IntStream.range(0, glob.length()).mapToObj(glob::set))
        .distinct()
        .forEach(classes::refine);
    int high = classes.of((byte) 0x80);
    for (int value = 0x81; value < 256; value++) {
      if (classes.of((byte) value) != high) {
        return false;
      }
    }
    for (int value = 1; value < 0x80; value++) {
      if (classes.of((byte) value) == high) {
        return true;
      }
    }
    return false;
  }

  /** A byte of each class that has an allowed one, what reads best first. */
  private static int[] letters(ByteClasses classes, ByteSet alphabet) {
    Map<Integer, Integer> byClass = new HashMap<>();
    IntList out = new IntList();
    for (int value : BY_TASTE) {
      if (alphabet.contains(value)
          && byClass.putIfAbsent(classes.of((byte) value), value) == null) {
        out.add(value);
      }
    }
    return out.toArray();
  }

  private static int[] byTaste() {
    String first = "xyzabcdefghijklmnopqrstuvw0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_-.";
    IntList out = new IntList();
    first.chars().forEach(out::add);
    for (int value = ' '; value < 256; value++) {
      if (first.indexOf(value) < 0 && value != 0x7f) {
        out.add(value);
      }
    }
    for (int value = 1; value < ' '; value++) {
      out.add(value);
    }
    out.add(0x7f);
    return out.toArray();
  }
}
