package dev.gatekeeper.hooks.hook;

import dev.gatekeeper.config.PolicyFile;
import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.operation.GatedRepository;
import dev.gatekeeper.core.operation.HandoffProgressText;
import dev.gatekeeper.core.operation.HandoffRun;
import dev.gatekeeper.core.operation.Handoffs;
import dev.gatekeeper.core.operation.OperationRefused;
import dev.gatekeeper.core.policy.Ask;
import dev.gatekeeper.core.policy.PushOptions;
import dev.gatekeeper.core.report.VerdictMessage;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.core.validate.Sandbox;
import dev.gatekeeper.hooks.cli.Console;
import dev.gatekeeper.hooks.cli.ExitStatus;
import dev.gatekeeper.hooks.cli.Failure;
import dev.gatekeeper.hooks.cli.Interruptible;
import dev.gatekeeper.hooks.install.RepositoryConfig;
import java.io.IOException;
import java.time.Clock;
import java.util.List;

/**
 * {@code hook post-receive}: the refs have moved. The installed script runs it only for a push that
 * asked for a handoff with {@code -o handoff}.
 */
public record PostReceive(Console console) {
  public int run(List<String> args) throws Failure {
    HookEnvironment.parent(args);
    HookEnvironment environment = new HookEnvironment(console.environment(), console.folder());
    try {
      GatekeeperFolder repository = environment.repository();
      if (environment.pushOptions().contains(PushOptions.HANDOFF)) {
        handOff(repository, environment);
      }
      return ExitStatus.YES;
    } catch (HookEnvironment.BadEnvironment | ReceivedCommands.BadInput | IOException e) {
      throw Failure.unreadable("what follows the push could not be done: " + e.getMessage());
    }
  }

  private void handOff(GatekeeperFolder repository, HookEnvironment environment)
      throws HookEnvironment.BadEnvironment, ReceivedCommands.BadInput, IOException {
    RepositoryConfig config = RepositoryConfig.read(repository.gitDirectory());
    Pusher pusher = environment.pusher(config.trustedVariables());
    GatedRepository gated = new GatedRepository(repository, PolicyFile::load, Clock.systemUTC());
    boolean any = false;
    for (RefUpdate update : ReceivedCommands.parse(console.in().readAllBytes())) {
      if (Ask.isBelow(update.ref())) {
        return; // it is answered, and has moved nothing
      }
      for (AgentId agent :
          update.isDeletion() ? List.<AgentId>of() : gated.agentsOf(update.ref())) {
        any = true;
        handOff(
            gated,
            config.sandbox(),
            new Handoffs.Request(
                agent, update.ref().shortName(), update.after().hex(), Actor.of(pusher), pusher));
      }
    }
    if (!any) {
      tell("gatekeeper: nothing to hand off: no branch of an agent was pushed");
    }
  }

  private void handOff(GatedRepository gated, Sandbox sandbox, Handoffs.Request request)
      throws IOException {
    try {
      Handoffs.Answer answer = new Handoffs(gated).begin(request);
      if (answer instanceof Handoffs.Answer.Refused refused) {
        VerdictMessage.lines(refused.verdict()).forEach(this::tell);
      } else if (answer instanceof Handoffs.Answer.Already already) {
        tell("gatekeeper: " + already.words());
      } else if (answer instanceof Handoffs.Answer.Begun begun) {
        HandoffProgressText story = new HandoffProgressText(this::tell);
        var unused =
            Interruptible.run(new HandoffRun(gated, begun.attempt(), sandbox, story, false));
      }
    } catch (OperationRefused e) {
      tell("gatekeeper: not handed off: " + e.why());
      tell("next: " + e.next());
    } catch (PushBudget.Exceeded e) {
      tell("gatekeeper: not handed off: " + e.noAnswer());
      tell("next: " + PushBudget.Exceeded.next());
    }
  }

  /** At once; that nobody is there any more to hear it stops nothing. */
  private void tell(String line) {
    console.say(line);
    console.err().flush();
  }
}
