package dev.gatekeeper.hooks.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program itself: what its commands have in common. */
@Command(
    name = "gatekeeper",
    mixinStandardHelpOptions = true,
    versionProvider = GatekeeperCommand.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description =
        "The server-side gate for teams that run several coding agents on one repository.",
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:yes, or done",
      "1:no: denied, refused, or a check found something wrong",
      "2:usage error, or something named does not exist",
      "3:the policy is invalid",
      "4:the repository can't be read, or the gate failed",
      "70:a bug"
    })
public final class GatekeeperCommand implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli
  private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command is given");
  }

  public static final class Version implements IVersionProvider {

    public static String number() throws IOException {
      try (InputStream in =
          Version.class.getResourceAsStream("/dev/gatekeeper/hooks/version.txt")) {
        return in == null ? "?" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
      }
    }

    @Override
    public String[] getVersion() throws IOException {
      return new String[] {"gatekeeper " + number()};
    }
  }
}
