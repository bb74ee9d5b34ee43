package dev.gatekeeper.server.git;

import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Visibility;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;

/** The refs of a repository that a reader may see, by their names. */
final class VisibleRefs {
  private final IntegratedTags integrated = new IntegratedTags();

  /** The refs that {@code visibility} shows, {@code HEAD} among them if what it names is. */
  Map<String, Ref> of(Repository repository, Visibility visibility, Policy policy)
      throws IOException {
    Map<String, Ref> shown = new HashMap<>();
    List<Ref> tags = new ArrayList<>();
    for (Ref ref : repository.getRefDatabase().getRefs()) {
      String name = ref.getTarget().getName();
      if (ref.getObjectId() == null || !name.startsWith(Constants.R_REFS)) {
        continue;
      }
      switch (visibility.of(new RefName(name))) {
        case SHOWN -> shown.put(ref.getName(), ref);
        case IF_INTEGRATED -> tags.add(ref);
        case HIDDEN -> {}
      }
    }
    Ref main = shown.get(RefName.branch(policy.integration().branch()).name());
    if (main != null && !tags.isEmpty()) {
      Set<ObjectId> reached = integrated.of(repository, tip(main), targets(repository, tags));
      for (Ref tag : tags) {
        if (reached.contains(target(repository, tag))) {
          shown.put(tag.getName(), tag);
        }
      }
    }
    return shown;
  }

  private static List<ObjectId> targets(Repository repository, List<Ref> tags) throws IOException {
    List<ObjectId> targets = new ArrayList<>();
    for (Ref tag : tags) {
      targets.add(target(repository, tag));
    }
    return targets;
  }

  /** What a tag is on, whether it is an object or a name alone. */
  private static ObjectId target(Repository repository, Ref tag) throws IOException {
    Ref peeled = repository.getRefDatabase().peel(tag);
    return peeled.getPeeledObjectId() != null ? peeled.getPeeledObjectId() : tip(tag);
  }

  private static ObjectId tip(Ref ref) {
    return Objects.requireNonNull(ref.getObjectId());
  }

  static Set<ObjectId> tips(Map<String, Ref> refs) {
    return refs.values().stream().map(VisibleRefs::tip).collect(Collectors.toSet());
  }

  /**
   * Which tags the integration branch reaches. Remembered for one tip of it, since to find out may
   * need all of its history; while that tip stays, only new tags are looked for.
   */
  private static final class IntegratedTags {
    private ObjectId tip = ObjectId.zeroId();
    private final Set<ObjectId> reached = new HashSet<>();
    private final Set<ObjectId> unreached = new HashSet<>();

    synchronized Set<ObjectId> of(Repository repository, ObjectId main, List<ObjectId> targets)
        throws IOException {
      if (!tip.equals(main)) {
        if (!reached.isEmpty()
            && new Reachable(repository, Set.of(main)).likely(Set.of(tip)).isEmpty()) {
          reached.clear(); // not a descendant of what it was
        }
        unreached.clear();
        tip = main.copy();
      }
      List<ObjectId> open =
          targets.stream().filter(t -> !reached.contains(t) && !unreached.contains(t)).toList();
      Set<ObjectId> found = new Reachable(repository, Set.of(main)).all(open);
      reached.addAll(found);
      for (ObjectId id : open) {
        if (!found.contains(id)) {
          unreached.add(id);
        }
      }
      return Set.copyOf(reached);
    }
  }
}
