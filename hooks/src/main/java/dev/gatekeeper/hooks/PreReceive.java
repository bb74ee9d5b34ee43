package dev.gatekeeper.hooks;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.gate.VerdictMessage;
import dev.gatekeeper.core.model.Push;
import dev.gatekeeper.core.model.Pusher;
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
    HookEnvironment environment = new HookEnvironment(console.environment(), console.folder());
    try {
      Verdict verdict = judge(environment, environment.repository(), receivePack);
      VerdictMessage.lines(verdict, environment.pushOptions()).forEach(console::say);
      return verdict.accepted() ? ExitStatus.YES : ExitStatus.NO;
    } catch (HookEnvironment.BadEnvironment e) {
      console.say("gatekeeper: refused (GATE_ERROR), " + e.getMessage());
      return ExitStatus.NO;
    }
  }

  private Verdict judge(
      HookEnvironment environment, GatekeeperFolder repository, long receivePack) {
    Admission admission = new Admission(repository, PolicyFile::load, Clock.systemUTC());
    Pusher pusher = Pusher.unnamed();
    try {
      environment.checkWhole();
      RepositoryConfig config = RepositoryConfig.read(repository.gitDirectory());
      pusher = environment.pusher(config.trustedVariables());
      Push push =
          new Push(
              pusher,
              ReceivedCommands.parse(console.in().readAllBytes()),
              environment.pushOptions());
      return admission.decide(
          push, environment.incoming(repository), new TicketHolder.ReceivePack(receivePack));
    } catch (ReceivedCommands.BadInput | HookEnvironment.BadEnvironment | IOException e) {
      return admission.refuse(pusher, String.valueOf(e.getMessage()));
    }
  }
}
