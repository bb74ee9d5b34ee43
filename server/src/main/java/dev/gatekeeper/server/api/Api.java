package dev.gatekeeper.server.api;

import dev.gatekeeper.core.brief.Brief;
import dev.gatekeeper.core.brief.BriefJson;
import dev.gatekeeper.core.gate.NextPolicy.PolicyLocation;
import dev.gatekeeper.core.git.JGitHistory;
import dev.gatekeeper.core.model.AgentId;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.policy.Agent;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.core.policy.Visibility;
import dev.gatekeeper.core.report.AgentSelector;
import dev.gatekeeper.core.report.AgentStatus;
import dev.gatekeeper.core.report.PathCheck;
import dev.gatekeeper.core.report.PathChecker;
import dev.gatekeeper.core.report.StatusJson;
import dev.gatekeeper.core.store.DecisionLog;
import dev.gatekeeper.core.store.NotAFile;
import dev.gatekeeper.core.store.PolicyInForce;
import dev.gatekeeper.core.text.JsonLine;
import dev.gatekeeper.server.auth.Caller;
import dev.gatekeeper.server.git.Slots;
import dev.gatekeeper.server.repository.Repositories;
import dev.gatekeeper.server.repository.ServedRepository;
import dev.gatekeeper.server.validate.Validations;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/** The API for programs; {@code openapi.json} describes it. */
public final class Api {
  private static final Pattern DECISION = Pattern.compile("[0-9a-f]{12}");

  /** RFC 7763 wants the charset said. */
  static final String MARKDOWN = "text/markdown;charset=utf-8";

  private static final String REPO = "/api/v1/repos/{repo}";

  private final Repositories repositories;
  private final EventStream events;
  private final Validations validations;

  /** What looks through the log may read gigabytes of it. */
  private final Slots lookups = new Slots(4, 32, Duration.ofSeconds(30));

  public Api(Repositories repositories, EventStream events, Validations validations) {
    this.repositories = repositories;
    this.events = events;
    this.validations = validations;
  }

  public HttpServlet servlet() {
    return new ApiServlet(routes());
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>(questions());
    routes.addAll(new LedgerApi(repositories).routes());
    routes.addAll(new PlanApi(repositories, events).routes());
    routes.addAll(new PreflightApi(repositories, validations, events).routes());
    routes.addAll(new HandoffApi(repositories, validations).routes());
    routes.addAll(new IntegrateApi(repositories, validations).routes());
    return routes;
  }

  private List<Route> questions() {
    return List.of(
        new Route("GET", "/api/v1/openapi.json", Api::describe),
        new Route("GET", "/api/v1/whoami", Api::whoami),
        new Route("GET", "/api/v1/repos", this::repos),
        new Route("GET", REPO + "/check", c -> check(c, CheckRequest.ofParameters(c))),
        new Route("POST", REPO + "/check", this::checkMany),
        new Route("GET", REPO + "/status", this::status),
        new Route("GET", REPO + "/policy", this::policy),
        new Route("GET", REPO + "/decisions", this::decisions),
        new Route("GET", REPO + "/decisions/{id}", this::decision),
        new Route("GET", REPO + "/events", this::listen),
        new Route("GET", REPO + "/agents/{agent}/brief", this::brief));
  }

  private static void describe(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    try (InputStream in = Api.class.getResourceAsStream("openapi.json")) {
      byte[] text = Objects.requireNonNull(in).readAllBytes();
      call.answer(new String(text, StandardCharsets.UTF_8).strip());
    }
  }

  private static void whoami(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    Caller caller = call.caller();
    Optional<String> name = Optional.of(caller.name()).filter(n -> caller.isNamed());
    call.answer(JsonLine.of(json -> JsonLine.optional(json, "principal", name)));
  }

  /** A repository whose policy is invalid is nobody's to see: nothing says who may. */
  private void repos(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    List<RepositoryView> seen = new ArrayList<>();
    for (ServedRepository served : repositories.all()) {
      if (served.policy() instanceof LoadedPolicy.Valid valid) {
        seen.addAll(RepositoryView.under(valid, served, call.caller()));
      }
    }
    call.answer(seen.stream().map(Api::repo));
  }

  private static String repo(RepositoryView seen) {
    return JsonLine.of(
        json -> {
          json.writeStringField("name", seen.served().name());
          json.writeStringField("git", "/" + seen.served().name() + ".git");
          json.writeStringField("title", seen.policy().title());
          JsonLine.strings(
              json, "agents", seen.visibility().agents().stream().map(a -> a.id().id()).toList());
          json.writeBooleanField("seesAll", seen.seesAll());
        });
  }

  private void checkMany(ApiCall call) throws ApiProblem, IOException {
    byte[] body = call.body();
    call.takes();
    check(call, CheckRequest.ofJson(body));
  }

  private void check(ApiCall call, CheckRequest request) throws ApiProblem, IOException {
    RepositoryView seen = RepositoryView.by(call, repositories);
    List<AgentId> asking;
    try {
      asking = AgentSelector.of(seen.policy(), request.agent(), request.branch());
    } catch (AgentSelector.Unknown e) {
      throw ApiProblem.noAgent(String.valueOf(e.getMessage()), e.next());
    }
    RefName integration = RefName.branch(seen.policy().integration().branch());
    if (seen.visibility().of(integration) == Visibility.Sight.SHOWN) {
      Optional<String> folder =
          NotAFile.in(seen.served().folder().gitDirectory(), seen.policy(), request.paths());
      if (folder.isPresent()) {
        throw ApiProblem.bad(folder.get(), NotAFile.NEXT);
      }
    }
    PathChecker answers = new PathChecker(seen.policy(), LocalDate.now(ZoneOffset.UTC));
    call.answer(
        request.paths().stream()
            .map(path -> answers.about(path, asking))
            .map(
                answer ->
                    request.explain()
                        ? explained(answer, answers.considered(answer.path(), asking))
                        : answer.json()));
  }

  /** The answer and, beside it, what {@code gatekeeper check --explain} prints. */
  private static String explained(PathCheck answer, List<String> considered) {
    return JsonLine.of(
        json -> {
          answer.write(json);
          json.writeStringField("text", answer.text());
          JsonLine.strings(json, "considered", considered);
        });
  }

  private void status(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView seen = RepositoryView.byNamed(call, repositories);
    List<AgentStatus> agents = seen.served().status(seen.policy());
    call.answer(agents.stream().map(agent -> StatusJson.line(agent, seen.visibility())));
  }

  /** For all who see the repository: policy and states are no secret. */
  private void brief(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView seen = RepositoryView.by(call, repositories);
    Agent agent = PlanApi.agent(call, seen);
    List<AgentStatus> plan =
        call.caller().isNamed() ? seen.served().status(seen.policy()) : List.of();
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    if (call.wantsJson()) {
      call.answer(BriefJson.of(seen.policy(), agent, today, plan));
    } else {
      call.response().setContentType(MARKDOWN);
      String text = Brief.of(seen.policy(), agent, today, plan);
      call.response().getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private void policy(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView first = RepositoryView.by(call, repositories);
    ServedRepository served = first.served();
    byte[][] file = new byte[1][0];
    PolicyInForce inForce;
    // read again, so that text and digest are of one moment
    try (JGitHistory history = JGitHistory.open(served.folder().gitDirectory())) {
      LoadedPolicy.Reader reader =
          (name, bytes) -> {
            file[0] = bytes;
            return served.policies().read(name, bytes);
          };
      inForce = PolicyInForce.of(served.folder(), history, reader);
    }
    LoadedPolicy loaded = inForce.loaded();
    if (loaded instanceof LoadedPolicy.Invalid invalid) {
      throw ApiProblem.policyInvalid(invalid);
    }
    for (RepositoryView seen :
        RepositoryView.under((LoadedPolicy.Valid) loaded, served, call.caller())) {
      String text = new String(file[0], StandardCharsets.UTF_8);
      boolean isBeside = inForce.successors() instanceof PolicyLocation.Beside;
      call.answer(JsonLine.of(json -> PolicyJson.write(json, seen.policy(), text, isBeside)));
      return;
    }
    throw ApiProblem.noRepository();
  }

  private void decisions(ApiCall call) throws ApiProblem, IOException {
    call.takes("limit", "before");
    int limit = call.number("limit", 20, 1, 100);
    String before = call.parameter("before");
    RepositoryView seen = RepositoryView.by(call, repositories);
    DecisionSight sight = new DecisionSight(seen);
    DecisionLog log = new DecisionLog(seen.served().folder());
    List<String> page;
    try (Slots.Slot slot = lookups.take(call.caller().origin(call.request()))) {
      if (!before.isEmpty()) {
        visible(log, sight, before);
      }
      page = log.page(limit, before, sight::sees);
    } catch (Slots.Busy e) {
      throw ApiProblem.busy(String.valueOf(e.getMessage()), 5);
    }
    call.answer(page.stream());
  }

  private void decision(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView seen = RepositoryView.by(call, repositories);
    DecisionLog log = new DecisionLog(seen.served().folder());
    String found;
    try (Slots.Slot slot = lookups.take(call.caller().origin(call.request()))) {
      found = visible(log, new DecisionSight(seen), call.variable("id"));
    } catch (Slots.Busy e) {
      throw ApiProblem.busy(String.valueOf(e.getMessage()), 5);
    }
    call.answer(found);
  }

  private static String visible(DecisionLog log, DecisionSight sight, String id)
      throws ApiProblem, IOException {
    if (DECISION.matcher(id).matches()) {
      for (String line : log.find(id)) {
        if (sight.sees(line)) {
          return line;
        }
      }
    }
    throw ApiProblem.noDecision();
  }

  private void listen(ApiCall call) throws ApiProblem, IOException {
    call.takes();
    RepositoryView seen = RepositoryView.byNamed(call, repositories);
    if (call.request().getMethod().equals("HEAD")) {
      call.response().setContentType("text/event-stream");
      return;
    }
    events.states().follow(seen.served());
    events.listen(call, seen);
  }
}
