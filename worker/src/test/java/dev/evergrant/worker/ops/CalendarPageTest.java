package dev.evergrant.worker.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evergrant.worker.store.Calendar.Item;
import dev.evergrant.worker.store.Picture;
import dev.evergrant.worker.store.Picture.Counts;
import dev.evergrant.worker.store.Picture.Group;
import dev.evergrant.worker.store.When;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CalendarPageTest {
  private static final Instant NOW = Instant.parse("2026-12-30T23:59:59Z");
  private static final String HOSTILE = "<img src=x onerror=\"alert('1')\">&";
  private static final When ENDED = new When.Ended();

  @Test
  void everyDayOfThePictureHasItsDateAcrossTheEndOfAYear() {
    String page = page(counts(0, 1, 0, 1234), "globex");
    assertThat(page)
        .containsSubsequence("30 Dec", "31 Dec", "1 Jan", "Total")
        .contains("day=2026-12-30&amp;app=crm-sync&amp;environment=development&amp;")
        .contains("day=2027-01-01")
        .contains("1,234")
        .contains("of globex, Friday 1 January");
  }

  @Test
  void aCountIsALinkToWhatItCountsAndNothingIsNone() {
    String page = page(counts(2, 0, 0, 0), "globex");
    assertThat(page)
        .contains(
            "<td class=\"ended s1\"><a href=\"/reauthorizations?day=ended&amp;app=crm-sync"
                + "&amp;environment=development&amp;organization=globex\">2")
        .contains("<td class=\"day s0\"></td>");
  }

  @Test
  void moreIsDarker() {
    assertThat(List.of(0L, 1L, 9L, 10L, 999L, 5_000L, 1_000_000L))
        .extracting(PicturePage::shade)
        .containsExactly("s0", "s1", "s1", "s2", "s3", "s4", "s5");
  }

  @Test
  void namesFromOutsideAreOnlyText() {
    assertNothingForeign(page(counts(1, 1, 1, 1), HOSTILE));
    assertNothingForeign(
        ListPage.of(
            List.of(item(HOSTILE)), true, Asked.parse("day=ended&organization=%3Cimg"), ENDED));
    assertNothingForeign(
        PicturePage.of(
            picture(Map.of(), 0, counts(0, 0, 0, 0)),
            Asked.parse("app=%22%3E%3Cimg&environment=%22%3E%3Cimg&organization='%3E%3Cimg")));
  }

  private static void assertNothingForeign(String page) {
    assertThat(page).doesNotContain("<img").contains("&lt;img");
    assertThat(Pattern.compile("href=\"[^\"]*[<>'][^\"]*\"").matcher(page).find()).isFalse();
  }

  @Test
  void anEmptyPictureSaysSo() {
    Picture empty = picture(Map.of(), 0, counts(0, 0, 0, 0));
    assertThat(PicturePage.of(empty, Asked.parse(null)))
        .contains(
            "Nothing ends in the next 14 days, and nothing has ended that is not authorized again.")
        .doesNotContain("<table");
    assertThat(PicturePage.of(empty, Asked.parse("days=1"))).contains("Nothing ends today, and");
  }

  @Test
  void groupsThatAreNotToldApartAreSummedUpWithoutALink() {
    String page =
        PicturePage.of(
            picture(Map.of(group("globex"), counts(0, 1, 0, 0)), 12, counts(0, 30, 0, 0)),
            Asked.parse(null));
    assertThat(page)
        .contains("12 more groups, smaller ones")
        .contains("<td class=\"day s2\">30</td>")
        .contains(">31<span");
  }

  @Test
  void aTableTellsThoseWhoDoNotSeeItWhatIsWhat() {
    String page = page(counts(1, 1, 1, 1), "globex");
    assertThat(page)
        .contains("<caption", "<th scope=\"col\">Ended", "<th scope=\"row\"><bdi>globex")
        .contains("scope=\"rowgroup\"")
        .contains("tabindex=\"0\"");
  }

  @Test
  void aListNamesEverybodyAndHowOftenTheyWereTold() {
    Asked asked = Asked.parse("day=2026-12-31&app=crm-sync");
    String page =
        ListPage.of(
            List.of(item("globex")), false, asked, new When.On(LocalDate.parse("2026-12-31")));
    assertThat(page)
        .contains("Ends on Thursday, 31 December 2026")
        .contains("user-42", "dev@globex.example", "2026-12-31 12:00:00", "development expired")
        .contains("2 times", "01JBATCH")
        .contains("day=2026-12-30&amp;app=crm-sync", "day=2027-01-01&amp;app=crm-sync")
        .doesNotContain("The next");
  }

  @Test
  void aListThatGoesOnLeadsToItsNextPage() {
    Asked asked = Asked.parse("day=ended&organization=globex");
    assertThat(ListPage.of(List.of(item("globex")), true, asked, ENDED))
        .contains("day=ended&amp;organization=globex&amp;after=2026-12-31T12%3A00%3A00Z_7");
    assertThat(ListPage.of(List.of(), false, asked, ENDED)).contains("Nobody has to authorize");
  }

  @Test
  void thePolicyAllowsThePagesOwnStyleAndNothingElse() {
    assertThat(Html.POLICY)
        .startsWith("default-src 'none'; style-src 'sha256-")
        .doesNotContain("unsafe", "script-src", "http");
    assertThat(page(counts(1, 1, 1, 1), "globex"))
        .doesNotContain("style=", "<script", "src=", "http:", "https:");
  }

  private static String page(Counts counts, String organization) {
    return PicturePage.of(
        picture(Map.of(group(organization), counts), 0, counts(0, 0, 0, 0)), Asked.parse(null));
  }

  private static Picture picture(Map<Group, Counts> groups, long otherGroups, Counts others) {
    return new Picture(NOW, 3, new LinkedHashMap<>(groups), otherGroups, others);
  }

  private static Group group(String organization) {
    return new Group("crm-sync", "development", organization);
  }

  private static Counts counts(long ended, long first, long second, long third) {
    return new Counts(ended, List.of(first, second, third));
  }

  private static Item item(String organization) {
    String subject = organization.equals("globex") ? "user-42" : HOSTILE;
    String email = organization.equals("globex") ? "dev@globex.example" : HOSTILE;
    return new Item(
        7,
        "crm-sync/development/" + subject,
        "crm-sync",
        "development",
        subject,
        organization,
        "1042",
        email,
        "expired",
        "development_expired",
        Instant.parse("2026-12-31T12:00:00Z"),
        2,
        "01JBATCH");
  }
}
