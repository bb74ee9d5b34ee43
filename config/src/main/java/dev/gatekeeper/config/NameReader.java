package dev.gatekeeper.config;

import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Location;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.text.NearMiss;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Names: of principals, of branches and tags, of the policy's agents.
 *
 * @param agents the keys under {@code agents}, valid or not
 */
record NameReader(Values values, Set<String> agents) {
  private static final String NEVER_IN_REFS = " ~^:?*[\\";

  /** A list of principals, each named once. */
  List<Principal> principals(Yaml value, String name) {
    return each(value, name, "a list of names such as [alice, bob]", this::principal);
  }

  private Optional<Principal> principal(Yaml item, String name) {
    return values
        .line(item, name)
        .map(Yaml.Scalar::value)
        .flatMap(
            text -> {
              if (!text.equals(text.strip()) || !Principal.isValid(text)) {
                values.refuse(item.at(), name + " has blanks around it; remove them");
                return Optional.empty();
              }
              if (Actor.isReserved(text)) {
                values.refuse(item.at(), name + " is " + reserved(text));
                return Optional.empty();
              }
              return Optional.of(new Principal(text));
            });
  }

  /**
   * The principal that has an agent's id for its name, where the policy names none.
   *
   * @param at where the agent is
   */
  Principal named(AgentId id, Location at) {
    if (Actor.isReserved(id.id())) {
      values.refuse(
          at,
          "without `principals` the agent's would be %s, or give the agent `principals`"
              .formatted(reserved(id.id())));
    }
    return new Principal(id.id());
  }

  /** So that nobody is taken for the gate, for a user on the repository, or for no one. */
  private static String reserved(String name) {
    return ("`%s`, which is reserved: the ledger uses it for an actor that is not a principal;"
            + " use another name")
        .formatted(MessageParts.shortened(name));
  }

  /** A list of agents of this policy other than {@code self}, each named once. */
  List<AgentId> others(Yaml value, String name, String self) {
    return each(
        value,
        name,
        "a list of agents such as [agent-1]",
        (item, what) -> {
          Optional<AgentId> id = agent(item, what);
          if (id.isPresent() && id.get().id().equals(self)) {
            values.refuse(item.at(), name + " names the agent itself; remove it");
            return Optional.empty();
          }
          return id;
        });
  }

  Optional<AgentId> agent(Yaml value, String name) {
    return values.line(value, name).flatMap(id -> agentNamed(value.at(), id.value(), name));
  }

  Optional<AgentId> agentNamed(Location at, String id, String name) {
    if (!agents.contains(id)) {
      String near = NearMiss.of(id, agents).map(n -> "; did you mean `" + n + "`?").orElse("");
      values.refuse(
          at,
          "%s is not an agent of this policy: `%s`%s"
              .formatted(
                  name,
                  MessageParts.shortened(id),
                  near.isEmpty() ? "; declare it under `agents`" : near));
      return Optional.empty();
    }
    return Optional.of(id).filter(AgentId::isValid).map(AgentId::new);
  }

  /** The short name of a branch, or of a tag. */
  Optional<String> refName(Yaml value, String name, String prefix) {
    Optional<String> text = values.line(value, name).map(Yaml.Scalar::value);
    if (text.isEmpty()) {
      return text;
    }
    String written = text.get();
    if (written.startsWith(prefix)) {
      String shorter = MessageParts.shortened(written.substring(prefix.length()));
      values.refuse(value.at(), name + " is a short name; write `" + shorter + "`");
      return Optional.empty();
    }
    if (!isRefName(written)) {
      values.refuse(
          value.at(),
          "%s must be a name that git takes, not `%s`; see `git help check-ref-format`"
              .formatted(name, MessageParts.shortened(written)));
      return Optional.empty();
    }
    return text;
  }

  /** Whether git takes it as the name of a branch or tag ({@code git check-ref-format}). */
  static boolean isRefName(String name) {
    if (name.isEmpty()
        || name.startsWith("-")
        || name.equals("@")
        || name.equals("HEAD")
        || name.endsWith(".")
        || name.contains("..")
        || name.contains("@{")) {
      return false;
    }
    for (String segment : name.split("/", -1)) {
      if (segment.isEmpty() || segment.startsWith(".") || segment.endsWith(".lock")) {
        return false;
      }
    }
    return name.chars().noneMatch(c -> c < ' ' || c == 0x7f || NEVER_IN_REFS.indexOf(c) >= 0);
  }

  private <T> List<T> each(
      Yaml value, String name, String expected, BiFunction<Yaml, String, Optional<T>> read) {
    List<T> all = new ArrayList<>();
    Map<T, Location> seen = new HashMap<>();
    for (Yaml item : values.list(value, name, expected)) {
      read.apply(item, "an entry of " + name)
          .ifPresent(
              one -> {
                @Nullable Location first = seen.putIfAbsent(one, item.at());
                if (first == null) {
                  all.add(one);
                } else {
                  values.refuse(item.at(), name + " names `" + one + "` twice; keep one");
                }
              });
    }
    return all;
  }
}
