package dev.gatekeeper.server.api;

import dev.gatekeeper.core.history.PushBudget;
import dev.gatekeeper.core.policy.LoadedPolicy;
import dev.gatekeeper.server.auth.ProblemDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An error of the API: {@code application/problem+json} (RFC 9457). */
final class ApiProblem extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String word;
  private final String title;
  private final String next;
  private final transient List<dev.gatekeeper.core.policy.PolicyProblem> found;
  private final transient Map<String, String> headers = new LinkedHashMap<>();

  private ApiProblem(
      int status,
      String word,
      String title,
      String detail,
      String next,
      List<dev.gatekeeper.core.policy.PolicyProblem> found) {
    super(detail, null, false, false);
    this.status = status;
    this.word = word;
    this.title = title;
    this.next = next;
    this.found = found;
  }

  private static ApiProblem of(int status, String word, String title, String detail, String next) {
    return new ApiProblem(status, word, title, detail, next, List.of());
  }

  /** In the same words whether it is not there or not there for the caller. */
  static ApiProblem noRepository() {
    return of(
        404,
        "no-repository",
        "no such repository",
        "there is no repository of that name, or its policy does not name you",
        "GET /api/v1/repos lists those that you may see");
  }

  /** In the same words whether it is not on record or not for the caller. */
  static ApiProblem noDecision() {
    return of(
        404,
        "no-decision",
        "no such decision",
        "no decision of that id is on record, or it is not yours to read",
        "an agent reads its own decisions, maintainers and validators read all");
  }

  /** In the same words whether it is not there or not for the caller. */
  static ApiProblem noEvent() {
    return of(
        404,
        "no-event",
        "no such event",
        "the ledger has no event of that number, or it is not yours to read",
        "maintainers and validators read all, an agent the outputs of its own validations");
  }

  /** Who asks may see it, and may not do it. */
  static ApiProblem forbidden(String detail, String next) {
    return of(403, "forbidden", "not permitted", detail, next);
  }

  /** It can't be done as things are. */
  static ApiProblem notPossible(String detail, String next) {
    return of(409, "not-possible", "not possible in the current state", detail, next);
  }

  static ApiProblem noPage() {
    return of(
        404,
        "no-page",
        "no such page",
        "the API has no such address",
        "GET /api/v1/openapi.json describes the API");
  }

  static ApiProblem notAllowed(String method, String allowed) {
    ApiProblem problem =
        of(
            405,
            "method",
            "method not allowed",
            "there is no " + ApiCall.shown(method) + " here",
            "use " + allowed);
    problem.headers.put("Allow", allowed);
    return problem;
  }

  /** The request makes no sense. */
  static ApiProblem bad(String detail, String next) {
    return of(400, "bad-request", "bad request", detail, next);
  }

  static ApiProblem noAgent(String detail, String next) {
    return of(400, "no-agent", "no such agent", detail, next);
  }

  static ApiProblem tooLarge(String detail) {
    return of(413, "too-large", "the request is too large", detail, "ask in several requests");
  }

  static ApiProblem notJson() {
    return of(
        415,
        "media-type",
        "not JSON",
        "the request has to be JSON",
        "send it with Content-Type: application/json");
  }

  static ApiProblem policyInvalid(LoadedPolicy.Invalid policy) {
    return new ApiProblem(
        503,
        "policy-invalid",
        "the policy is invalid",
        "the policy is missing or invalid, and nothing can be decided",
        "a maintainer has to fix the policy",
        policy.problems());
  }

  static ApiProblem busy(String detail, int seconds) {
    ApiProblem problem = of(503, "busy", "the server is busy", detail, "try again later");
    problem.headers.put("Retry-After", Integer.toString(seconds));
    return problem;
  }

  /** It would take more than the policy lets a push take. */
  static ApiProblem tooMuch(PushBudget.Exceeded limit) {
    ApiProblem problem =
        of(503, "limit", "beyond the limits", limit.noAnswer(), PushBudget.Exceeded.next());
    problem.headers.put("Retry-After", "60");
    return problem;
  }

  static ApiProblem unreadable() {
    return of(
        503,
        "unreadable",
        "the repository can't be read",
        "the repository can't be read",
        "try again later, and tell the operator");
  }

  static ApiProblem bug() {
    return of(
        500, "bug", "the server failed", "the server failed, and logged why", "tell the operator");
  }

  static ApiProblem needsCredential() {
    ApiProblem problem =
        of(
            401,
            "credential",
            "credential required",
            "this needs a credential",
            "send a name and a token");
    problem.headers.put("WWW-Authenticate", "Basic realm=\"gatekeeper\", charset=\"UTF-8\"");
    return problem;
  }

  void answer(HttpServletResponse response) throws IOException {
    response.reset();
    response.setStatus(status);
    response.setContentType(ProblemDetails.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    headers.forEach(response::setHeader);
    response.getOutputStream().write((json() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private String json() {
    return ProblemDetails.json(
        status,
        word,
        title,
        String.valueOf(getMessage()),
        next,
        json -> {
          if (!found.isEmpty()) {
            PolicyJson.problems(json, found);
          }
        });
  }
}
