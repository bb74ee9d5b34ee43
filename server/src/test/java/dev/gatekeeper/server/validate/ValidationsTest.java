package dev.gatekeeper.server.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.fixture.BareRepository;
import dev.gatekeeper.core.fixture.TreeEntry;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.core.operation.Handoffs;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.core.validate.SandboxSettings;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidationsTest {
  private static final String POLICY =
      """
      version: 1
      integration: {branch: main}
      agents:
        a1: {branches: ["a1/**"], owns: [/a/], validate: [{exists: /a/f}]}
      """;

  @TempDir Path folder;

  @Test
  void oneThatBeginsWhileTheServerStopsIsEndedInTheLedger() throws Exception {
    BareRepository repository = BareRepository.create(folder.resolve("r.git"));
    Files.writeString(repository.folder().resolve("gatekeeper.yml"), POLICY);
    String blob = repository.blob("1");
    String main = repository.commit(repository.tree(TreeEntry.file("f", blob)));
    repository.git("update-ref", "refs/heads/main", main);
    String all =
        repository.tree(
            TreeEntry.folder("a", repository.tree(TreeEntry.file("f", blob))),
            TreeEntry.file("f", blob));
    repository.git("update-ref", "refs/heads/a1/x", repository.commit(all, main));
    ServedRepository served =
        Repositories.of(List.of(repository.folder()), List.of()).find("r").get(0);
    Stopping stopping = new Stopping();
    Validations validations = new Validations(1, Sandbox.waived(SandboxSettings.DEFAULT), stopping);
    stopping.close = validations::close;
    Validations.Answered<Handoffs.Answer> asked =
        validations.begin(
            served,
            new Handoffs.Request(new AgentId("a1"), "", "", Actor.named("a1"), Pusher.named("a1")),
            false);
    List<String> lines = new ArrayList<>();
    Optional<HandoffRun.Result> result =
        asked.validation().orElseThrow().follow(lines::add, () -> {});
    assertThat(result).hasValueSatisfying(r -> assertThat(r.ending().isHandedOff()).isFalse());
    assertThat(lines).anyMatch(line -> line.contains("it was cancelled"));
    assertThat(validations.size()).isZero();
    assertThat(repository.git("log", "-1", "--format=%s", "refs/gatekeeper/ledger"))
        .contains("it was cancelled");
  }

  /** Stops the server as soon as a validation has begun, before it has a thread. */
  private static final class Stopping implements Validations.Looker {
    private Runnable close = () -> {};

    @Override
    public void changed(ServedRepository served) {
      close.run();
    }

    @Override
    public void told(ServedRepository served, Optional<AgentId> about, String line) {}
  }
}
