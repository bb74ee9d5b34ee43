package dev.gatekeeper.core.operation;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.gatekeeper.core.ledger.Handoff;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Violation;
import dev.gatekeeper.core.policy.PusherRole;
import dev.gatekeeper.core.text.JsonLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The dispatcher of operations, with one result for the command line and the API. Whether the one
 * who asks may is decided before.
 */
public record PlanOperations(GatedRepository gated) {
  /** What was done. */
  public record Answer(PlanRequest request, String text, Optional<Rollback.Done> rolledBack) {
    /** A JSON object on one line (docs/interfaces.md). */
    public String json() {
      return JsonLine.of(
          json -> {
            json.writeStringField("agent", request.agent().id());
            json.writeStringField("operation", request.operation().word());
            json.writeStringField("text", text);
            if (rolledBack.isPresent()) {
              write(json, rolledBack.get());
            }
          });
    }

    private void write(JsonGenerator json, Rollback.Done done) throws IOException {
      json.writeBooleanField("dryRun", request.flag("dryRun"));
      json.writeStringField("branch", done.branch().name());
      json.writeStringField("before", done.before().hex());
      json.writeStringField("after", done.after().hex());
      JsonLine.optional(json, "pin", done.pin().map(RefName::name));
      JsonLine.optional(json, "revoked", done.revoked().map(h -> h.commit().hex()));
      JsonLine.object(
          json,
          "undone",
          done.undone(),
          undone -> {
            json.writeStringField("merge", undone.step().after().hex());
            json.writeStringField("before", undone.before().hex());
            json.writeStringField("after", undone.after().hex());
          });
      JsonLine.strings(json, "laterOwners", done.later().stream().map(AgentId::id).toList());
    }
  }

  /**
   * Does it.
   *
   * @param by who asks, for the ledger
   * @param pusher who asks, for the decision log
   * @throws OperationRefused if it can't be done as things are; then nothing was
   */
  public Answer perform(PlanRequest request, Actor by, Pusher pusher)
      throws IOException, OperationRefused {
    AgentId agent = request.agent();
    String reason = request.text("reason");
    return switch (request.operation()) {
      case STOP -> {
        new AgentControl(gated).stop(agent, reason, by);
        yield answer(request, agent + " is stopped: its pushes and handoffs are refused");
      }
      case RESUME -> {
        new AgentControl(gated).resume(agent, reason, by);
        yield answer(request, agent + " is no longer stopped");
      }
      case REOPEN -> {
        new AgentControl(gated).reopen(agent, reason, by);
        yield answer(request, agent + " is reopened; its handoff stays valid until the next");
      }
      case ATTEST -> attest(request, by, pusher);
      case ROLLBACK ->
          rolledBack(
              request,
              Rollback.rollBack(
                  gated,
                  new Rollback.Request(
                      agent,
                      request.text("branch"),
                      request.text("to"),
                      request.text("undoneBy"),
                      request.text("integration"),
                      reason,
                      by,
                      request.flag("dryRun"))));
    };
  }

  private static Answer answer(PlanRequest request, String text) {
    return new Answer(request, text, Optional.empty());
  }

  private Answer attest(PlanRequest request, Actor by, Pusher pusher)
      throws IOException, OperationRefused {
    boolean passed = request.flag("passed");
    List<String> notes = new ArrayList<>();
    Optional<Verdict> refused =
        new Handoffs(gated)
            .attest(
                new Handoffs.Request(
                    request.agent(), request.text("branch"), request.text("commit"), by, pusher),
                passed,
                request.text("evidence"),
                notes::add);
    if (refused.isPresent()) {
      throw refused(refused.get());
    }
    return answer(
        request,
        passed
            ? request.agent()
                + " is handed off as attested"
                + (notes.isEmpty() ? "" : "; note: " + String.join("; ", notes))
            : request.agent() + " is on record as failed");
  }

  /** As a reason; all of it is on record. */
  private static OperationRefused refused(Verdict verdict) {
    List<String> why =
        verdict.violations().stream()
            .map(violation -> violation.code() + ": " + violation.message())
            .distinct()
            .toList();
    Violation first = verdict.violations().get(0);
    String next =
        verdict.repairs().isEmpty()
            ? first instanceof Violation.OfRef ref ? ref.todo() : "fix it, and push"
            : verdict.repairs().get(0).command()
                + (verdict.repairs().get(0).isCommand() ? ", and git push --force" : "");
    return new OperationRefused(
        "it may not be handed off: "
            + String.join("; ", why.subList(0, Math.min(3, why.size())))
            + (why.size() > 3 ? "; and " + (why.size() - 3) + " more" : ""),
        next + " (gatekeeper decision " + verdict.id() + ")");
  }

  private static Answer rolledBack(PlanRequest request, Rollback.Done done) {
    String text = rolledBackWords(done, request.flag("dryRun"));
    return new Answer(request, text, Optional.of(done));
  }

  private static String rolledBackWords(Rollback.Done done, boolean dry) {
    String undone =
        done.undone()
            .map(
                u ->
                    "the integration %s %s undone by %s; "
                        .formatted(
                            u.step().after().abbreviated(),
                            dry ? "would be" : "is",
                            dry && u.isMade() ? "a commit on it" : u.after().abbreviated()))
            .orElse("");
    String branch = done.branch().shortName();
    String moved =
        done.pin().isEmpty()
            ? "the branch %s no longer exists, or is another agent's".formatted(branch)
            : done.before().isZero()
                ? "the branch %s no longer exists; what was handed off is kept at %s"
                    .formatted(branch, done.pin().get())
                : "%s %s from %s to %s; where it was is kept at %s"
                    .formatted(
                        branch,
                        dry ? "would go" : "went",
                        done.before().abbreviated(),
                        dry && done.undone().filter(Rollback.UndoneIntegration::isMade).isPresent()
                            ? "that commit"
                            : done.after().abbreviated(),
                        done.pin().get());
    String revoked =
        done.revoked()
            .map(Handoff::commit)
            .map(c -> "; the handoff " + c.abbreviated() + (dry ? " would be" : " is") + " revoked")
            .orElse("");
    String later =
        done.later().isEmpty()
            ? ""
            : "; %s own paths that it changes, build on it, and stay as they are: %s"
                .formatted(
                    PusherRole.names(done.later()),
                    done.later().stream()
                        .map(agent -> "gatekeeper rollback " + agent)
                        .collect(Collectors.joining(", then ")));
    return undone + moved + revoked + later;
  }
}
