package dev.gatekeeper.server.api;

import dev.gatekeeper.core.history.PushBudget;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The servlet that dispatches requests, with one form for all errors. */
final class ApiServlet extends HttpServlet {
  private static final Logger LOG = LoggerFactory.getLogger(ApiServlet.class);
  private static final long serialVersionUID = 1L;

  private final transient List<Route> routes;

  ApiServlet(List<Route> routes) {
    this.routes = List.copyOf(routes);
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      response.setHeader("Cache-Control", "no-store");
      response.setHeader("X-Content-Type-Options", "nosniff");
      dispatch(request, response);
    } catch (ApiProblem problem) {
      problem.answer(response);
    } catch (PushBudget.Exceeded e) {
      ApiProblem.tooMuch(e).answer(response);
    } catch (IOException | RuntimeException e) {
      if (e instanceof HttpException http && http.getCode() == 400) {
        ApiProblem.bad("the address or its parameters are malformed", "encode them as UTF-8")
            .answer(response);
        return;
      }
      LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
      if (response.isCommitted()) {
        throw e; // a torn answer must not look whole
      }
      (e instanceof IOException ? ApiProblem.unreadable() : ApiProblem.bug()).answer(response);
    }
  }

  private void dispatch(HttpServletRequest request, HttpServletResponse response)
      throws ApiProblem, IOException {
    String address = request.getServletPath() + pathInfo(request);
    List<String> allowed = new ArrayList<>();
    for (Route route : routes) {
      for (Map<String, String> variables : route.match(address)) {
        if (route.answers(request.getMethod())) {
          route.endpoint().answer(new ApiCall(request, response, variables));
          return;
        }
        allowed.add(route.method());
      }
    }
    throw allowed.isEmpty()
        ? ApiProblem.noPage()
        : ApiProblem.notAllowed(request.getMethod(), String.join(", ", allowed));
  }

  private static String pathInfo(HttpServletRequest request) {
    String info = request.getPathInfo();
    return info == null ? "" : info;
  }
}
