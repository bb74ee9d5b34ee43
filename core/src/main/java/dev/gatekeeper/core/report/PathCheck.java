package dev.gatekeeper.core.report;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RepoPath;
import dev.gatekeeper.core.model.Rule;
import dev.gatekeeper.core.model.Ruling;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The answer of {@code check} for one path; docs/interfaces.md gives the JSON. */
public sealed interface PathCheck {
  RepoPath path();

  boolean allowed();

  /** The answer in words, on one line. */
  String text();

  void write(JsonGenerator json) throws IOException;

  /** The answer as an object on one line. */
  default String json() {
    return JsonLine.of(this::write);
  }

  /** May this agent change it? */
  record OfAgent(RepoPath path, AgentId agent, Ruling ruling) implements PathCheck {
    @Override
    public boolean allowed() {
      return ruling.allowed();
    }

    @Override
    public String text() {
      String verdict = allowed() ? "yes  " : "no   ";
      String code = allowed() ? "" : " (" + ruling.outcome().code() + ")";
      return verdict + path.quoted() + code + ": " + why();
    }

    private String why() {
      if (!(ruling.reason() instanceof Ruling.Reason.ByRule by)) {
        return agent + " does not own it; " + PathCheck.owners(ruling.owners());
      }
      Rule rule = by.rule();
      String says =
          switch (rule.list()) {
            case PROTECTED -> rule.pattern() + " is protected";
            case WAIVERS -> agent + " has a waiver for " + rule.pattern();
            case FORBIDS -> agent + " forbids " + rule.pattern();
            case OWNS, SCRATCH -> agent + (allowed() ? " owns " : " excepts ") + rule.pattern();
          };
      String where = says + " (" + rule.at().lineText() + ")";
      return allowed() ? where : where + "; " + PathCheck.owners(ruling.owners());
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
      VerdictJson.path(json, path);
      json.writeStringField("agent", agent.id());
      json.writeBooleanField("allowed", allowed());
      JsonLine.optional(
          json, "code", allowed() ? Optional.empty() : Optional.of(ruling.outcome().code().name()));
      VerdictJson.reason(json, ruling);
      VerdictJson.owners(json, ruling);
    }
  }

  /** Who may change it? */
  record OfOwners(RepoPath path, List<AgentId> owners) implements PathCheck {
    public OfOwners {
      owners = List.copyOf(owners);
    }

    @Override
    public boolean allowed() {
      return !owners.isEmpty();
    }

    @Override
    public String text() {
      return path.quoted() + ": " + (owners.isEmpty() ? "no agent" : names(owners));
    }

    @Override
    public void write(JsonGenerator json) throws IOException {
      VerdictJson.path(json, path);
      json.writeNullField("agent");
      json.writeBooleanField("allowed", allowed());
      json.writeNullField("code");
      json.writeNullField("rule");
      VerdictJson.owners(json, owners);
    }
  }

  private static String owners(List<AgentId> owners) {
    return owners.isEmpty()
        ? "nobody owns it"
        : names(owners) + (owners.size() == 1 ? " owns it" : " own it");
  }

  private static String names(List<AgentId> agents) {
    return agents.stream().map(AgentId::id).collect(Collectors.joining(", "));
  }
}
