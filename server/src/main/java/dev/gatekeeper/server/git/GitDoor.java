package dev.gatekeeper.server.git;

import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Policy;
import dev.gatekeeper.core.policy.Policy.Limits;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.text.PlainText;
import dev.gatekeeper.core.upkeep.Upkeep;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import dev.gatekeeper.server.validate.PushedAsks;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.zip.ZipException;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.http.server.GitServlet;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.transport.resolver.ServiceNotEnabledException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door of git over smart HTTP, and over nothing else: no raw file of a repository is served.
 */
public final class GitDoor {
  private static final Logger LOG = LoggerFactory.getLogger(GitDoor.class);
  private static final String NO_THIN = "no-thin"; // gitprotocol-capabilities(5)
  private static final String QUARANTINE = Quarantine.class.getName();

  private final Repositories repositories;
  private final Slots receives;
  private final Slots uploads;
  private final BiConsumer<ServedRepository, Verdict> decided;
  private final PushedAsks asks;
  private final Map<ServedRepository, VisibleRefs> visible = new ConcurrentHashMap<>();

  /**
   * @param receives how many pushes are received at once
   * @param uploads how many fetches are served at once
   * @param decided is told of every decision
   * @param asks does what pushes ask for
   */
  public GitDoor(
      Repositories repositories,
      Slots receives,
      Slots uploads,
      BiConsumer<ServedRepository, Verdict> decided,
      PushedAsks asks) {
    this.repositories = repositories;
    this.receives = receives;
    this.uploads = uploads;
    this.decided = decided;
    this.asks = asks;
  }

  /** Puts in order what a server left that was killed. What can't be now is so at the next push. */
  public void recover() throws IOException {
    for (ServedRepository served : repositories.all()) {
      try {
        Upkeep.clearAway(served.folder(), Clock.systemUTC())
            .forEach(what -> LOG.info("{}: {} was left over, and is gone", served.name(), what));
        served.admission().recover();
      } catch (IOException e) {
        LOG.warn("{} can't be put in order", served.folder().gitDirectory(), e);
      }
    }
  }

  /** What answers {@code /<repo>.git/…} and {@code /<repo>/…}. */
  public GitServlet servlet() {
    GitServlet servlet = new GitServlet();
    servlet.setAsIsFileService(null);
    servlet.setRepositoryResolver(this::open);
    servlet.setUploadPackFactory(this::upload);
    servlet.setReceivePackFactory(this::receive);
    servlet.setReceivePackErrorHandler(
        (request, response, pack) -> {
          try {
            pack.receive();
          } catch (PackProtocolException e) {
            fail(response, HttpServletResponse.SC_BAD_REQUEST, "gatekeeper: " + e.getMessage());
          } catch (ZipException e) {
            fail(response, HttpServletResponse.SC_BAD_REQUEST, "gatekeeper: not gzip");
          }
        });
    return servlet;
  }

  /** Clears away what a push left behind; before the servlet, and around it. */
  public Filter cleaner() {
    return (request, response, chain) -> {
      try {
        chain.doFilter(request, response);
      } finally {
        if (request.getAttribute(QUARANTINE) instanceof Quarantine quarantine) {
          quarantine.close();
        }
      }
    };
  }

  private Repository open(HttpServletRequest request, String name)
      throws RepositoryNotFoundException, ServiceNotEnabledException {
    // without .git as well: git shows nobody what a 404 would say of it
    List<ServedRepository> found = repositories.find(name.replaceFirst("\\.git$", ""));
    if (found.isEmpty()) {
      throw new RepositoryNotFoundException(name);
    }
    ServedRepository served = found.get(0);
    Caller caller = Caller.of(request);
    try {
      LoadedPolicy policy = served.policy();
      if (!isPush(request)
          && policy instanceof LoadedPolicy.Valid valid
          && GitRequest.visibility(valid, caller).role() == Visibility.Role.STRANGER) {
        throw new RepositoryNotFoundException(name);
      }
      new GitRequest(served, caller, policy).mark(request);
      return served.open();
    } catch (RepositoryNotFoundException e) {
      throw e;
    } catch (IOException e) {
      LOG.error("{} can't be read", served.folder().gitDirectory(), e);
      throw new ServiceNotEnabledException("gatekeeper: the repository can't be read", e);
    }
  }

  /** Whoever has a name may push and be told why not; it is judged and put on record. */
  private static boolean isPush(HttpServletRequest request) {
    return request.getRequestURI().endsWith("/git-receive-pack")
        || (request.getRequestURI().endsWith("/info/refs")
            && "git-receive-pack".equals(request.getParameter("service")));
  }

  private UploadPack upload(HttpServletRequest request, Repository repository)
      throws ServiceNotEnabledException {
    GitRequest git = GitRequest.of(request);
    if (!(git.policy() instanceof LoadedPolicy.Valid valid)) {
      throw new ServiceNotEnabledException(
          "gatekeeper: refused (POLICY_INVALID): who may read is unknown until a maintainer"
              + " fixes the policy");
    }
    try {
      Upload upload =
          new Upload(
              repository,
              shown(git, repository, valid.policy()),
              uploads,
              git.caller().origin(request));
      String protocol = request.getHeader("Git-Protocol");
      if (protocol != null) {
        upload.setExtraParameters(Set.of(protocol.split(":", -1)));
      }
      return upload;
    } catch (IOException e) {
      throw unreadable(git, e);
    }
  }

  private ReceivePack receive(HttpServletRequest request, Repository repository)
      throws ServiceNotEnabledException {
    GitRequest git = GitRequest.of(request);
    try {
      Map<String, Ref> shown = Map.of();
      Limits limits = Limits.DEFAULT;
      if (git.policy() instanceof LoadedPolicy.Valid valid) {
        shown = shown(git, repository, valid.policy());
        limits = valid.policy().limits();
      }
      if (!request.getMethod().equals("POST")) {
        return advertisement(repository, shown);
      }
      IncomingPack pack = new IncomingPack(limits, Runtime.getRuntime().maxMemory());
      Quarantine quarantine = Quarantine.open(git.served().folder().gitDirectory(), pack::inserter);
      request.setAttribute(QUARANTINE, quarantine);
      return new Receive(
          git.served(),
          quarantine,
          pack,
          git.caller(),
          git.caller().origin(request),
          shown,
          limits,
          receives,
          verdict -> decided.accept(git.served(), verdict),
          asks);
    } catch (IOException e) {
      throw unreadable(git, e);
    }
  }

  private static ReceivePack advertisement(Repository repository, Map<String, Ref> shown)
      throws IOException {
    ReceivePack pack =
        new ReceivePack(repository) {
          @Override
          public void sendAdvertisedRefs(RefAdvertiser advertiser) throws IOException {
            // so that a pack is taken in without a look at what is there already
            advertiser.advertiseCapability(NO_THIN);
            super.sendAdvertisedRefs(advertiser);
          }
        };
    pack.setAdvertisedRefs(shown, Set.of());
    pack.setAllowPushOptions(true);
    return pack;
  }

  private Map<String, Ref> shown(GitRequest git, Repository repository, Policy policy)
      throws IOException {
    return visible
        .computeIfAbsent(git.served(), s -> new VisibleRefs())
        .of(repository, Visibility.of(policy, git.caller().pusher()), policy);
  }

  private static ServiceNotEnabledException unreadable(GitRequest git, IOException e) {
    LOG.error("{} can't be read", git.served().folder().gitDirectory(), e);
    return new ServiceNotEnabledException("gatekeeper: the repository can't be read", e);
  }

  private static void fail(HttpServletResponse response, int status, String message)
      throws IOException {
    if (!response.isCommitted()) {
      response.reset();
      response.setStatus(status);
      response.setContentType("text/plain; charset=utf-8");
      response.getWriter().println(PlainText.shown(message, "?"));
    }
  }

  /**
   * One request of git's: who asks for what.
   *
   * @param policy the policy at its start, by which it is decided what the caller sees
   */
  private record GitRequest(ServedRepository served, Caller caller, LoadedPolicy policy) {
    private static final String ATTRIBUTE = GitRequest.class.getName();

    static GitRequest of(HttpServletRequest request) {
      if (request.getAttribute(ATTRIBUTE) instanceof GitRequest git) {
        return git;
      }
      throw new IllegalStateException("a request for no repository");
    }

    void mark(HttpServletRequest request) {
      request.setAttribute(ATTRIBUTE, this);
    }

    /** What the caller sees under a valid policy. */
    static Visibility visibility(LoadedPolicy.Valid policy, Caller caller) {
      return Visibility.of(policy.policy(), caller.pusher());
    }
  }
}
