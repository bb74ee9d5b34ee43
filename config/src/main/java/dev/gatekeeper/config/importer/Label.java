package dev.gatekeeper.config.importer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

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
  BRANCHES("{branch,branches,branch name}"),
  BRIEF(
      "{brief,must know,needs to know,background,instructions,tasks,goal,goals,deliverables}",
      "{success criteria,acceptance criteria,done when,definition of done,responsibilities}"),
  VALIDATE("{validate,validates self,run validation,validation,verification,verify,checks,tests}"),
  INTEGRATION(
      "{global,final,integration,overall} validation",
      "{global,final} validation after all agents",
      "integration tests"),
  NONE;

  private static final String EXCLUSIVE =
      " \\((?:exclusive|exclusive write|exclusive write access|write access|can create/modify)\\)$";
  private static final String EACH =
      "^(?:what )?(?:each agent|every agent|all agents|you|it) |^what | by agent$| per agent$";
  private static final Map<String, Label> BY_WORDS = new HashMap<>();

  static {
    for (Label label : values()) {
      label.forms().forEach(form -> expand("", form, label));
    }
  }

  private final String forms;

  Label(String... forms) {
    this.forms = String.join(";", forms);
  }

  /** What it is called; braces hold words of which there is one. */
  List<String> forms() {
    return forms.isEmpty() ? List.of() : List.of(forms.split(";", -1));
  }

  private static void expand(String start, String form, Label label) {
    int open = form.indexOf('{');
    if (open < 0) {
      BY_WORDS.put(start + form, label);
      return;
    }
    int close = form.indexOf('}');
    for (String word : form.substring(open + 1, close).split(",", -1)) {
      expand(start + form.substring(0, open) + word, form.substring(close + 1), label);
    }
  }

  /** What a heading, the head of a column or the words before a colon are; else {@link #NONE}. */
  static Label of(String text) {
    String words = words(text);
    if (BY_WORDS.containsKey(words)) {
      return BY_WORDS.get(words);
    }
    Label owns = BY_WORDS.getOrDefault(words.replaceFirst(EXCLUSIVE, ""), NONE);
    return owns == OWNS || owns == FILES
        ? OWNS
        : BY_WORDS.getOrDefault(words.replaceFirst(EACH, ""), NONE);
  }

  /** The words of a text in lower case, without marks and the number of a heading. */
  static String words(String text) {
    return text.toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9()/'-]+", " ")
        .strip()
        .replaceFirst("^[0-9]+(?: [0-9]+)* ", "");
  }
}
