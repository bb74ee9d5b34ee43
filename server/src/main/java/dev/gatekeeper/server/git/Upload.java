package dev.gatekeeper.server.git;

import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.eclipse.jgit.annotations.Nullable;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.TransferConfig;
import org.eclipse.jgit.transport.UploadPack;

/** A fetch that shows only what the reader may see. */
final class Upload extends UploadPack {
  private static final int FETCH_BYTES = 16 << 20;

  /** Listing refs takes no place, so it may not take memory either. */
  private static final int LIST_BYTES = 1 << 20;

  private final Repository repository;
  private final Map<String, Ref> shown;
  private final Slots slots;
  private final String origin;

  /**
   * @param origin whom to count it to
   */
  Upload(Repository repository, Map<String, Ref> shown, Slots slots, String origin) {
    super(repository);
    this.repository = repository;
    this.shown = shown;
    this.slots = slots;
    this.origin = origin;
    // what the configuration may allow, filters and any id wanted, would go past what is shown
    setTransferConfig(new TransferConfig(new Config()));
    setAdvertisedRefs(shown);
    setBiDirectionalPipe(false);
    setRequestPolicy(RequestPolicy.ADVERTISED);
  }

  @Override
  public void uploadWithExceptionPropagation(
      InputStream input, OutputStream output, @Nullable OutputStream messages) throws IOException {
    InputStream request = new BufferedInputStream(new PacedInput(input));
    try {
      if (FetchGuard.listsRefs(request)) {
        super.uploadWithExceptionPropagation(guard().filter(request, LIST_BYTES), output, messages);
        return;
      }
      try (Slots.Slot slot = slots.take(origin)) {
        InputStream filtered = guard().filter(request, FETCH_BYTES);
        super.uploadWithExceptionPropagation(filtered, output, messages);
      }
    } catch (PackProtocolException e) {
      throw new ServiceMayNotContinueException(
          e.getMessage(), e, HttpServletResponse.SC_BAD_REQUEST);
    } catch (FetchGuard.Refused e) {
      throw refused(e.getMessage(), e);
    } catch (Slots.Busy e) {
      throw refused(e.getMessage() + "; fetch again later", e);
    }
  }

  private FetchGuard guard() throws IOException {
    return new FetchGuard(repository, VisibleRefs.tips(shown), shown.keySet(), allTagsShown());
  }

  /** With status 200, since git shows nobody the words of an answer that has another. */
  private static ServiceMayNotContinueException refused(@Nullable String why, Exception cause) {
    return new ServiceMayNotContinueException(why, cause, HttpServletResponse.SC_OK);
  }

  private boolean allTagsShown() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(Constants.R_TAGS).stream()
        .allMatch(tag -> shown.containsKey(tag.getName()));
  }
}
