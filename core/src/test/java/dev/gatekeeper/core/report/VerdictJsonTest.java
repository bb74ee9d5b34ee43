package dev.gatekeeper.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatekeeper.core.model.Code;
import dev.gatekeeper.core.model.Oid;
import dev.gatekeeper.core.model.Pusher;
import dev.gatekeeper.core.model.RefName;
import dev.gatekeeper.core.model.RefUpdate;
import dev.gatekeeper.core.model.Verdict;
import dev.gatekeeper.core.model.Verdict.JudgedRef;
import dev.gatekeeper.core.model.Violation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("bytes")
class VerdictJsonTest {

  /** What is refused can't fill the log however large it is; what is accepted is told whole. */
  @ParameterizedTest
  @CsvSource({
    "REF_NOT_ALLOWED, 5, false, 5, 0",
    "REF_NOT_ALLOWED, 30000, false, 1000, 29000",
    "NOT_YOUR_BRANCH, 30000, false, 10, 29990",
    "REF_NOT_ALLOWED, 30000, true, 30000, 0"
  })
  void onRecord(Code code, int refs, boolean accepted, int kept, int leftOut) {
    List<JudgedRef> judged = new ArrayList<>();
    List<Violation> violations = new ArrayList<>();
    for (int i = 0; i < refs; i++) {
      RefName ref = RefName.branch("b" + i);
      judged.add(new JudgedRef(new RefUpdate(ref, Oid.ZERO, Oid.ZERO), List.of()));
      violations.add(new Violation.OfRef(code, ref, "no", "do"));
    }
    Verdict verdict =
        new Verdict(
            "0123456789ab",
            Instant.EPOCH,
            Pusher.named("eve"),
            judged,
            accepted,
            violations,
            "",
            List.of(),
            List.of(),
            0,
            0,
            0);
    String json = VerdictJson.record(verdict);
    assertThat(json.split("\"old\":", -1)).hasSize(kept + 1);
    assertThat(json.split("\"code\":", -1)).hasSize(kept + 1);
    if (leftOut > 0) {
      assertThat(json)
          .endsWith(",\"refsLeftOut\":" + leftOut + ",\"violationsLeftOut\":" + leftOut + "}");
    } else {
      assertThat(json).isEqualTo(VerdictJson.write(verdict));
    }
  }
}
