package dev.gatekeeper.hooks;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.gate.VerdictMessage;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.repo.Admission;
import dev.gatekeeper.core.repo.GatekeeperFolder;
import dev.gatekeeper.core.repo.TicketHolder;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * {@code hook pre-receive}: the native door. It only carries what git hands over to the gate and
 * the gate's words back; whatever it can't carry is refused (docs/semantics.md, section 9).
 */
final class PreReceive {
  private final Console console;

  PreReceive(Console console) {
    this.console = console;
  }

  int run(List<String> args) throws Failure {
    long receivePack = Arguments.receivePack(args);
    try {
      Verdict verdict = judge(receivePack);
      if (!verdict.accepted() || !verdict.violations().isEmpty()) {
        VerdictMessage.lines(verdict).forEach(console::say);
      }
      return verdict.accepted() ? ExitStatus.YES : ExitStatus.NO;
    } catch (ReceivedCommands.BadInput | HookEnvironment.BadEnvironment | IOException e) {
      console.say("gatekeeper: refused (GATE_ERROR), " + e.getMessage());
      return ExitStatus.NO;
    }
  }

  private Verdict judge(long receivePack)
      throws ReceivedCommands.BadInput, HookEnvironment.BadEnvironment, IOException {
    HookEnvironment environment = new HookEnvironment(console.environment(), console.folder());
    GatekeeperFolder repository = environment.repository();
    RepositoryConfig config = RepositoryConfig.read(repository.gitDirectory());
    Push push =
        new Push(
            environment.pusher(config.trustedVariables()),
            ReceivedCommands.parse(console.in().readAllBytes()),
            environment.pushOptions());
    return new Admission(repository, PolicyFile::load, Clock.systemUTC())
        .decide(push, environment.incoming(repository), new TicketHolder.ReceivePack(receivePack));
  }
}
