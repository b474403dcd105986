package dev.evergrant.worker.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.store.Picture;
import dev.evergrant.worker.store.Picture.Counts;
import dev.evergrant.worker.store.Picture.Group;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PictureTextTest {

  @Test
  void numbersStandUnderTheirDaysAndMonthsWhereTheyBegin() {
    // Given
    Map<Group, Counts> groups = new LinkedHashMap<>();
    groups.put(new Group("crm-sync", "development", "globex"), counts(2, 0, 1, 12345));
    groups.put(new Group("crm-sync", "development", "\u001b[31mred"), counts(0, 7, 0, 0));
    groups.put(new Group("crm-sync", "production", "unknown"), counts(0, 0, 0, 1));
    Picture picture =
        new Picture(Instant.parse("2026-11-29T10:41:00Z"), 3, groups, 4, counts(0, 4, 0, 0));
    // Then
    assertThat(String.join("\n", PictureText.of(picture)))
        .isEqualTo(
            """
            Connections that end unless a person authorizes them again; days in UTC, counted at \
            2026-11-29 10:41.

                                              Nov       Dec
                                        ended  29  30     1 total
            crm-sync/development
              globex                        2   .   1 12345 12348
              ?[31mred                      .   7   .     .     7
            crm-sync/production
              unknown                       .   .   .     1     1
            4 more groups, smaller ones     .   4   .     .     4
            all                             2  11   1 12346 12360\
            """);
  }

  private static Counts counts(long ended, long first, long second, long third) {
    return new Counts(ended, List.of(first, second, third));
  }
}
