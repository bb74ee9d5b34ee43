package dev.gatekeeper.config.importer;

import dev.gatekeeper.config.importer.AgentDraft.Entry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A policy as it comes together. */
final class Draft {
  private final String source;
  private final Map<String, AgentDraft> agents = new LinkedHashMap<>();
  private final Room room = new Room();

  /** What stands under {@code integration} and is no agent's: checks, and a branch and a tag. */
  private final AgentDraft whole = new AgentDraft("", room);

  private final Map<String, Entry> settings = new LinkedHashMap<>();
  private final List<Entry> leftOut = new ArrayList<>();
  private final List<String> head = new ArrayList<>();

  /**
   * @param source what the file that is read is called in comments
   */
  Draft(String source) {
    String shown = YamlText.clean(source).strip();
    this.source = shown.substring(shown.lastIndexOf('/') + 1);
  }

  String source() {
    return source;
  }

  AgentDraft agent(String id) {
    return agents.computeIfAbsent(id, any -> new AgentDraft(id, room));
  }

  List<AgentDraft> agents() {
    return List.copyOf(agents.values());
  }

  /** What is still left of what a policy can hold. */
  Room room() {
    return room;
  }

  AgentDraft whole() {
    return whole;
  }

  /** Sets {@code plan}, {@code branch} or {@code tag}; the first that says it counts. */
  void set(String key, String value, int line, String remark) {
    settings.putIfAbsent(
        key,
        new Entry(value, List.of(line), remark.isEmpty() ? List.of() : List.of(remark), List.of()));
  }

  /** That setting, as a list of one, or none. */
  List<Entry> setting(String key) {
    return settings.containsKey(key) ? List.of(settings.get(key)) : List.of();
  }

  /** Notes what the source has and the policy has not. */
  void leaveOut(int line, String what) {
    room.take(what);
    leftOut.add(new Entry("", List.of(line), List.of(what), List.of()));
  }

  List<Entry> leftOut() {
    return List.copyOf(leftOut);
  }

  /** A comment for the head of the file. */
  void head(String comment) {
    head.add(comment);
  }

  List<String> head() {
    return List.copyOf(head);
  }

  /**
   * How much more a policy can hold, so that what gets too long ends before it is all worked out.
   */
  static final class Room {
    private int left = PolicyText.MOST_BYTES;

    /** The policy would be too long. */
    static final class Full extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Full() {
        super("a policy can't hold so much");
      }
    }

    /**
     * Takes the room for a value.
     *
     * @throws Full if there is none left
     */
    void take(String value) {
      left -= value.length() + 1;
      if (left < 0) {
        throw new Full();
      }
    }
  }
}
