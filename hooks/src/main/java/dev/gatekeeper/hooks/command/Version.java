package dev.gatekeeper.hooks.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** Which version this is. */
public final class Version implements IVersionProvider {

  /** The number alone. */
  public static String number() throws IOException {
    try (InputStream in = Version.class.getResourceAsStream("/dev/gatekeeper/hooks/version.txt")) {
      return in == null ? "?" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    }
  }

  @Override
  public String[] getVersion() throws IOException {
    return new String[] {"gatekeeper " + number()};
  }
}
