package dev.evergrant.worker.ops;

import com.sun.net.httpserver.HttpExchange;
import dev.evergrant.worker.ops.Pages.Answer;
import dev.evergrant.worker.store.Calendar;
import dev.evergrant.worker.store.Calendar.Item;
import dev.evergrant.worker.store.When;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /reauthorizations}: what ends when, and for whom; {@code .json} is the same for programs.
 * It only reads. It names people, so the port is not for everybody.
 */
public final class CalendarPages {
  private static final Logger log = LoggerFactory.getLogger(CalendarPages.class);

  /** So many connections are on one page. */
  private static final int PAGE = 200;

  // Counting a million rows takes its time; the worker's own work must not wait for it.
  private static final int AT_ONCE = 2;
  private static final int PATIENCE_SECONDS = 10;

  private final Calendar calendar;
  private final Semaphore turns = new Semaphore(AT_ONCE, true);

  public CalendarPages(Calendar calendar) {
    this.calendar = calendar;
  }

  /** Adds both. */
  public Pages addTo(Pages pages) {
    return pages
        .addExactly("/reauthorizations", exchange -> answer(exchange, false))
        .addExactly("/reauthorizations.json", exchange -> answer(exchange, true));
  }

  private void answer(HttpExchange exchange, boolean json) throws IOException {
    var headers = exchange.getResponseHeaders();
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Content-Security-Policy", Html.POLICY);
    Answer answer = answer(exchange.getRequestURI().getRawQuery(), json);
    String type = json ? "application/json" : "text/html";
    Pages.send(exchange, answer.status() == 200 ? type : "text/plain", answer);
  }

  private Answer answer(@Nullable String query, boolean json) {
    try {
      Asked asked = Asked.parse(query);
      if (!turns.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return new Answer(503, "Too many are looking at this; try again.\n");
      }
      try {
        return new Answer(200, look(asked, json));
      } finally {
        turns.release();
      }
    } catch (IllegalArgumentException wrong) {
      return new Answer(400, wrong.getMessage() + "\n");
    } catch (JdbiException problem) {
      log.warn("The calendar could not be read: {}", problem.toString());
      return new Answer(503, "The database does not answer; try again.\n");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return new Answer(503, "The worker is stopping.\n");
    }
  }

  private String look(Asked asked, boolean json) {
    When when = asked.when();
    if (when == null) {
      var picture = calendar.picture(asked.whose(), asked.days());
      return json ? CalendarJson.of(picture) : PicturePage.of(picture, asked);
    }
    List<Item> found = calendar.list(when, asked.whose(), asked.after(), PAGE + 1);
    boolean more = found.size() > PAGE;
    List<Item> shown = more ? found.subList(0, PAGE) : found;
    return json ? CalendarJson.of(when, shown, more) : ListPage.of(shown, more, asked, when);
  }
}
