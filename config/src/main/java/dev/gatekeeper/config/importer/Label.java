package dev.gatekeeper.config.importer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The labels of a plan that are known; the table of them in {@code docs/import.md} is the same. */
enum Label {
  AGENT("{agent,worker,owner,assignee,role,lane,workstream,stream,track,team,who}", "owned by"),
  TITLE("{domain,title,focus,purpose,specialization}"),
  OWNS(
      "{owns,owned,territory,writes,ownership,edits}",
      "owns {files,paths,folders,directories}",
      "owned {files,paths,folders,directories}",
      "{files,paths,folders,directories} owned",
      "{file,path,code,exclusive} ownership",
      "exclusive {files,paths}",
      "{may,can} {change,edit,modify,write}",
      "may only {change,edit,modify,write}",
      "{files,paths} to {create,change,edit,modify}",
      "files you own",
      "works in",
      "responsible for",
      "allowed {files,paths}"),
  FILES(
      "{file,path,folder,directory,files,paths,folders,directories,scope,file/directory}",
      "{path pattern,file / path,file scope}"),
  FORBIDS(
      "{must not,must never,may not,do not,does not,don't,never,cannot,can't,should not}"
          + " {touch,change,edit,modify,write}",
      "{forbidden,prohibited,off limits,off-limits,hands off,avoid,out of bounds,not allowed}",
      "{forbidden,prohibited} {areas,files,paths,folders}",
      "{areas,files,paths,folders} {forbidden,prohibited}",
      "{nobody,no one,no agent} {touches,changes,edits,may touch,may change,may edit}",
      "{does not own,not owned,out of scope}"),
  READS(
      "{reads,read,read only,read-only,reference,references,shared,shared files}",
      "{may,can} read",
      "{may,can} read {but not,(but not} {change,edit,modify,change),edit),modify)}"),
  EXCLUDES("{cannot,can't} run with", "not in parallel with", "{conflicts with,excludes}"),
  AFTER(
      "{after,dependencies,prerequisite,prerequisites,requires}",
      "{depends,depend} on",
      "{waits,wait} for",
      "blocked by",
      "{starts,start} after"),
  ORDER("{order,execution order,merge order,sequence}"),
  SCRATCH("scratch", "{scratch,temporary} {folder,directory}"),
  ESTIMATE("{duration,estimate,effort,time,timeline}", "estimated {time,duration,effort,timeline}"),
  BRIEF(
      "{brief,must know,needs to know,background,instructions,tasks,goal,goals,deliverables}",
      "{success criteria,acceptance criteria,done when,definition of done,responsibilities}"),
  VALIDATE("{validate,validates self,run validation,validation,verification,verify,checks,tests}"),
  INTEGRATION(
      "{global,final,integration,overall} validation",
      "{global,final} validation after all agents",
      "integration tests"),

  /** Those who may push as an agent; plans name none. */
  PRINCIPALS,
  NONE;

  private static final String EACH =
      "^(?:what )?(?:each agent|every agent|all agents|you|it) |^what | by agent$| per agent$";

  private final String forms;
  private final Pattern words;

  Label(String... forms) {
    this.forms = String.join(";", forms);
    String any = String.join("|", forms).replaceAll("[()]", "\\\\$0");
    this.words = Pattern.compile(any.replace("{", "(?:").replace(',', '|').replace('}', ')'));
  }

  /** What it is called; braces hold words of which there is one. */
  List<String> forms() {
    return forms.isEmpty() ? List.of() : List.of(forms.split(";", -1));
  }

  /** What a heading, the head of a column or the words before a colon are; else {@link #NONE}. */
  static Label of(String text) {
    String words =
        text.toLowerCase(Locale.ROOT)
            .replaceAll("[^a-z0-9()/'-]+", " ")
            .strip()
            .replaceFirst("^[0-9]+(?: [0-9]+)* ", "");
    return Stream.of(words, words.replaceFirst(EACH, ""))
        .filter(some -> !some.isEmpty())
        .flatMap(some -> Arrays.stream(values()).filter(l -> l.words.matcher(some).matches()))
        .findFirst()
        .orElse(NONE);
  }
}
