package dev.gatekeeper.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which decisions on record a reader may read: maintainers and validators all, an agent its own,
 * anybody none.
 */
final class DecisionSight {
  private static final JsonFactory JSON = new JsonFactory();

  private final Seen seen;
  private final List<String> agents;

  DecisionSight(Seen seen) {
    this.seen = seen;
    this.agents = seen.visibility().agents().stream().map(a -> a.id().id()).toList();
  }

  /** Whether that line of the log is whole, and the reader may read it. */
  boolean sees(String line) throws IOException {
    try (JsonParser json = JSON.createParser(line)) {
      return json.nextToken() == JsonToken.START_OBJECT && sees(json);
    } catch (JsonProcessingException e) {
      return false; // torn: nobody can say whose it was
    }
  }

  private boolean sees(JsonParser json) throws IOException {
    boolean mine = false;
    boolean nameless = false;
    List<String> concerned = new ArrayList<>();
    for (JsonToken t = json.nextToken(); t != JsonToken.END_OBJECT; t = json.nextToken()) {
      if (t != JsonToken.FIELD_NAME) {
        return false;
      }
      String field = json.currentName();
      JsonToken value = json.nextToken();
      if (field.equals("principal")) {
        nameless = value == JsonToken.VALUE_NULL;
        mine = seen.caller().isNamed() && json.getText().equals(seen.caller().name()) && !nameless;
      } else if (field.equals("refs")) {
        concerned.addAll(agents(json));
      } else if (field.equals("refsLeftOut") && json.getLongValue() > 0) {
        concerned.add("-"); // nobody can say whose they were
      } else {
        json.skipChildren();
      }
    }
    if (seen.seesAll()) {
      return true;
    }
    return mine || (nameless && !concerned.isEmpty() && agents.containsAll(concerned));
  }

  /** The agents whose branches the refs are, {@code -} for a ref that is nobody's. */
  private static List<String> agents(JsonParser json) throws IOException {
    List<String> agents = new ArrayList<>();
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean isAgent = json.currentName().equals("agent");
        json.nextToken();
        if (isAgent) {
          agents.add(Objects.requireNonNullElse(json.getValueAsString(), "-"));
        }
        json.skipChildren();
      }
    }
    return agents;
  }
}
