package dev.evergrant.worker.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.evergrant.worker.store.Calendar.Place;
import dev.evergrant.worker.store.Calendar.Whose;
import dev.evergrant.worker.store.When;
import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;

class AskedTest {

  @Test
  void anAddressWithoutAQueryAsksForEverythingOfTheUsualDays() {
    Asked everything = new Asked(14, null, Whose.ANYBODYS, Place.START);
    assertThat(Asked.parse(null)).isEqualTo(everything);
    assertThat(Asked.parse("")).isEqualTo(everything);
    assertThat(Asked.parse("app=&days=&organization=+")).isEqualTo(everything);
    assertThat(everything.query()).isEmpty();
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Asked asked =
        new Asked(
            7,
            new When.On(LocalDate.parse("2026-12-01")),
            new Whose("crm & sync", "development", "Größe/= <1>"),
            new Place(Instant.parse("2026-12-01T10:00:00.123456Z"), 42));
    assertThat(Asked.parse(asked.query().substring(1))).isEqualTo(asked);
    assertThat(Asked.parse(asked.with(new When.Ended()).query().substring(1)).when())
        .isEqualTo(new When.Ended());
  }

  @Test
  void whatCannotBeShownIsRefusedWithASentence() {
    assertThatThrownBy(() -> Asked.parse("days=0")).hasMessage("Ask for 1 to 31 days.");
    assertThatThrownBy(() -> Asked.parse("days=32")).hasMessage("Ask for 1 to 31 days.");
    assertThatThrownBy(() -> Asked.parse("days=many")).hasMessage("Write days as a number.");
    assertThatThrownBy(() -> Asked.parse("day=tomorrow")).hasMessageContaining("YYYY-MM-DD");
    assertThatThrownBy(() -> Asked.parse("organisation=acme")).hasMessageContaining("organization");
    assertThatThrownBy(() -> Asked.parse("app=a&app=b")).hasMessage("Write app once.");
    assertThatThrownBy(() -> Asked.parse("app=%zz")).hasMessageContaining("encoded");
    assertThatThrownBy(() -> Asked.parse("after=x")).hasMessageContaining("goes on");
  }
}
