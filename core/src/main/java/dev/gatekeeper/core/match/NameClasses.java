package dev.gatekeeper.core.match;

import dev.gatekeeper.core.match.GlobClasses.LimitPassed;
import dev.gatekeeper.core.match.IntList.IntKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The classes of names that the live patterns of a state distinguish: each of their literals, and
 * of all other names each combination of their globs. One name stands for each.
 *
 * @param proofBudget what the searches for names may take
 */
record NameClasses(CompiledPatterns program, NameRules rules, ProofBudget proofBudget) {
  /** A name of each class, the literals first. */
  List<Name> of(PathState<?> state) {
    IntList literals = new IntList();
    IntList globs = new IntList();
    for (int node : living(state)) {
      if (program.isLiteral(node)) {
        literals.add(program.literal(node));
      } else {
        globs.add(program.glob(node));
      }
    }
    List<Name> out = new ArrayList<>();
    LiteralTable taken = new LiteralTable();
    for (int literal : literals.toSortedSet(number -> true)) {
      byte[] bytes = program.literals().bytes(literal);
      taken.add(bytes);
      if (rules.allow(bytes)) {
        out.add(new Name(bytes, rules.allowLast(bytes), rules.allowFolder(bytes)));
      }
    }
    try {
      addOthers(out, globs.toSortedSet(number -> true), taken);
    } catch (LimitPassed e) {
      ProofBudget.TooComplex tooComplex = new ProofBudget.TooComplex(wild(state));
      tooComplex.initCause(e);
      throw tooComplex;
    }
    return out;
  }

  /** The patterns that may still match below the state. */
  List<PathPattern> patterns(PathState<?> state) {
    return Arrays.stream(living(state)).mapToObj(program::written).distinct().toList();
  }

  /** Those of them that may match a name in more than one way. */
  private List<PathPattern> wild(PathState<?> state) {
    return Arrays.stream(living(state))
        .filter(node -> !program.isLiteral(node))
        .mapToObj(program::written)
        .distinct()
        .toList();
  }

  private int[] living(PathState<?> state) {
    IntList out = new IntList();
    for (int node : state.waiting().nodes()) {
      out.add(node);
    }
    for (int node : program.floating()) {
      if (program.pattern(node) > state.decided()[program.list(node)]) {
        out.add(node);
      }
    }
    return out.toArray();
  }

  private void addOthers(List<Name> out, int[] numbers, LiteralTable taken) throws LimitPassed {
    List<Segment.Glob> globs =
        Arrays.stream(numbers).mapToObj(number -> program.globs().get(number)).toList();
    ProofBudget.Globs asked = new ProofBudget.Globs(globs, rules);
    Map<IntKey, Name> names = proofBudget.names().get(asked);
    if (names == null) {
      names = search(globs, List.of());
      proofBudget.names().put(asked, names);
    }
    for (Map.Entry<IntKey, Name> entry : names.entrySet()) {
      Name name = entry.getValue();
      // The name may be one of the literals; then a longer one of its class is looked for, if any.
      while (name != null && isTaken(taken, name)) {
        int longest = name.bytes().length;
        name = search(globs, upTo(longest, taken)).get(entry.getKey());
      }
      if (name != null) {
        out.add(name);
      }
    }
  }

  private Map<IntKey, Name> search(List<Segment.Glob> globs, List<byte[]> taken)
      throws LimitPassed {
    return new GlobClasses(globs, rules, taken, proofBudget).names();
  }

  private static boolean isTaken(LiteralTable taken, Name name) {
    return taken.find(name.bytes(), 0, name.bytes().length) != LiteralTable.NONE;
  }

  private static List<byte[]> upTo(int length, LiteralTable literals) {
    List<byte[]> out = new ArrayList<>();
    for (int number = 1; number <= literals.size(); number++) {
      byte[] bytes = literals.bytes(number);
      if (bytes.length <= length) {
        out.add(bytes);
      }
    }
    return out;
  }

  /** A name that stands for all that some patterns do not tell from it. */
  static final class Name {
    private final byte[] bytes;
    private final boolean last;
    private final boolean folder;

    /**
     * @param last whether a path may end in it
     * @param folder whether a path may go on below it
     */
    Name(byte[] bytes, boolean last, boolean folder) {
      this.bytes = bytes;
      this.last = last;
      this.folder = folder;
    }

    /** The bytes; not to be changed. */
    byte[] bytes() {
      return bytes;
    }

    boolean mayBeLast() {
      return last;
    }

    boolean mayBeFolder() {
      return folder;
    }
  }
}
