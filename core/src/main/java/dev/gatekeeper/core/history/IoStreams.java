package dev.gatekeeper.core.history;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Operations of streams and maps for functions that read from a repository, which may fail. */
public final class IoStreams {
  private IoStreams() {}

  /** The function applied to each. */
  @FunctionalInterface
  public interface Question<T, R> {
    R of(T asked) throws IOException;
  }

  /** Whether the answer is yes for any of them. */
  public static <T> boolean any(Collection<T> of, Question<? super T, Boolean> question)
      throws IOException {
    return first(of, question).isPresent();
  }

  /** Whether the answer is yes for all of them. */
  public static <T> boolean all(Collection<T> of, Question<? super T, Boolean> question)
      throws IOException {
    return !any(of, one -> !question.of(one));
  }

  /** The first for which the answer is yes; the function is not applied to the rest. */
  public static <T> Optional<T> first(Collection<T> of, Question<? super T, Boolean> question)
      throws IOException {
    for (T one : of) {
      if (question.of(one)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** Those for which the answer is yes, in their order. */
  public static <T> List<T> filter(Collection<T> of, Question<? super T, Boolean> question)
      throws IOException {
    List<T> found = new ArrayList<>();
    for (T one : of) {
      if (question.of(one)) {
        found.add(one);
      }
    }
    return found;
  }

  /** The answers, in their order. */
  public static <T, R> List<R> map(Collection<T> of, Question<? super T, R> question)
      throws IOException {
    List<R> answers = new ArrayList<>(of.size());
    for (T one : of) {
      answers.add(question.of(one));
    }
    return answers;
  }

  /** The known answer, or else the result of the function, which is stored. */
  public static <K, V> V known(Map<K, V> known, K key, Question<? super K, V> question)
      throws IOException {
    V answer = known.get(key);
    if (answer == null) {
      answer = question.of(key);
      known.put(key, answer);
    }
    return answer;
  }
}
