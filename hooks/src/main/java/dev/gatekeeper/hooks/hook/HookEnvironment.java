package dev.gatekeeper.hooks.hook;

import dev.gatekeeper.core.git.IncomingObjects;
import dev.gatekeeper.core.model.Actor;
import dev.gatekeeper.core.model.Principal;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.store.GatekeeperFolder;
import dev.gatekeeper.hooks.cli.Failure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The environment of a hook, as git and the host set it. */
record HookEnvironment(Map<String, String> variables, Path folder) {

  /** The environment is not that of a hook, or makes no sense. */
  static final class BadEnvironment extends Exception {
    private static final long serialVersionUID = 1L;

    BadEnvironment(String message) {
      super(message);
    }
  }

  /** The process id that follows {@code --receive-pack}. */
  static long parent(List<String> args) throws Failure {
    if (args.size() == 2 && args.get(0).equals("--receive-pack")) {
      try {
        long pid = Long.parseLong(args.get(1));
        if (pid > 0) {
          return pid;
        }
      } catch (NumberFormatException e) {
        // said below
      }
    }
    throw Failure.usage(
        "usage: gatekeeper hook pre-receive|post-receive|proc-receive --receive-pack PID",
        "this command is run by the hooks that `gatekeeper install REPO` writes");
  }

  GatekeeperFolder repository() throws BadEnvironment {
    String directory = variables.getOrDefault("GIT_DIR", "");
    if (directory.isEmpty()) {
      throw new BadEnvironment("GIT_DIR is not set; this command is run by git");
    }
    return new GatekeeperFolder(folder.resolve(directory).normalize());
  }

  /** Makes sure that refs have the names by which the repository knows them. */
  void checkWhole() throws BadEnvironment {
    if (!variables.getOrDefault("GIT_NAMESPACE", "").isEmpty()) {
      throw new BadEnvironment("GIT_NAMESPACE is set; the gate judges whole repositories only");
    }
  }

  /**
   * Where git keeps the pushed objects until the hook has spoken, and what else the host lets it
   * borrow objects from.
   */
  IncomingObjects incoming(GatekeeperFolder repository) throws BadEnvironment {
    Path own = real(repository.gitDirectory().resolve("objects").toString());
    String quarantine = variables.getOrDefault("GIT_QUARANTINE_PATH", "");
    String objects = variables.getOrDefault("GIT_OBJECT_DIRECTORY", "");
    Set<Path> borrowed = new LinkedHashSet<>();
    for (String alternate :
        AlternatePaths.split(variables.getOrDefault("GIT_ALTERNATE_OBJECT_DIRECTORIES", ""))) {
      borrowed.add(real(alternate));
    }
    if (quarantine.isEmpty() && borrowed.contains(own)) {
      quarantine = objects; // a daemon that calls hooks itself, as Gitaly does, names it so alone
    }
    if (!objects.isEmpty()) {
      borrowed.add(real(objects));
    }
    List<Path> pushed = quarantine.isEmpty() ? List.of() : List.of(real(quarantine));
    borrowed.removeAll(pushed);
    borrowed.remove(own);
    return new IncomingObjects(pushed, List.copyOf(borrowed));
  }

  /**
   * The folder without links on the way, so that one that has two paths is known for what it is.
   */
  private Path real(String path) {
    Path found = folder.resolve(path).normalize();
    try {
      return found.toRealPath();
    } catch (IOException e) {
      return found; // it is not there, and whoever reads it will say so
    }
  }

  /** The push options, as the pusher gave them. */
  List<String> pushOptions() throws BadEnvironment {
    String count = variables.getOrDefault("GIT_PUSH_OPTION_COUNT", "0");
    List<String> options = new ArrayList<>();
    try {
      for (int i = 0; i < Integer.parseInt(count); i++) {
        String option = variables.get("GIT_PUSH_OPTION_" + i);
        if (option == null) {
          throw new BadEnvironment("GIT_PUSH_OPTION_" + i + " is not set");
        }
        options.add(option);
      }
    } catch (NumberFormatException e) {
      throw new BadEnvironment("GIT_PUSH_OPTION_COUNT is not a number");
    }
    return options;
  }

  /**
   * Who pushes: what the first variable that is set among those the operator trusts says
   * (docs/interfaces.md, "Native hooks"). A name that can't be one is an error, not nobody: nobody
   * may be allowed more.
   */
  Pusher pusher(List<String> trusted) throws BadEnvironment {
    for (String variable : trusted) {
      String name = variables.getOrDefault(variable, "");
      if (!name.isEmpty()) {
        if (!Principal.isValid(name)) {
          throw new BadEnvironment(variable + " does not hold the name of a principal");
        }
        if (Actor.isReserved(name)) {
          throw new BadEnvironment(
              variable + " holds a name that is reserved: a principal of another name is needed");
        }
        return Pusher.named(name);
      }
    }
    return Pusher.unnamed();
  }
}
