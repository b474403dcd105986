package dev.evergrant.worker.lifecycle;

import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.evergrant.contracts.User;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The person behind a connection: what is known, and how. What the event of the newest consent says
 * stands until the next consent; the rest is what the provider told last.
 *
 * @param learnt the parts that are known, but not from the newest consent's event
 */
public record Person(User user, Set<Part> learnt) {

  /** What there is to know. */
  public enum Part {
    ID,
    EMAIL,
    ORGANIZATION
  }

  /** Somebody of whom only events have spoken. */
  public static Person saidToBe(User user) {
    return new Person(user, Set.of());
  }

  /**
   * After a new consent, whose event says this. What it leaves out is kept until the provider has
   * answered: mostly the same person consents again. But a subject may also be another person from
   * now on, so what is kept may be replaced by the answer; and if the event itself names somebody
   * else, nothing is kept.
   */
  public Person consentsAs(User said) {
    return known(said, ofTheSame(said));
  }

  /**
   * After the provider has told this. The event's word stands; what was told earlier is replaced,
   * and what is left out now is kept unless the provider speaks of somebody else.
   */
  public Person toldToBe(User told) {
    User said =
        new User(
            said(Part.ID, user.id()),
            said(Part.EMAIL, user.email()),
            said(Part.ORGANIZATION, user.organization()));
    return known(said, first(told, ofTheSame(told)));
  }

  private @Nullable String said(Part part, @Nullable String value) {
    return learnt.contains(part) ? null : value;
  }

  /** What is known, if it can be the same person. Ids decide; addresses may change. */
  private User ofTheSame(User other) {
    boolean same =
        (user.id() != null && other.id() != null)
            ? user.id().equals(other.id())
            : (user.email() == null
                || other.email() == null
                || user.email().equalsIgnoreCase(other.email()));
    return same ? user : User.UNKNOWN;
  }

  private static Person known(User said, User otherwise) {
    Set<Part> fromTheEvent = parts(said);
    return new Person(
        first(said, otherwise),
        parts(otherwise).stream()
            .filter(part -> !fromTheEvent.contains(part))
            .collect(toUnmodifiableSet()));
  }

  private static User first(User one, User other) {
    return new User(
        one.id() == null ? other.id() : one.id(),
        one.email() == null ? other.email() : one.email(),
        one.organization() == null ? other.organization() : one.organization());
  }

  /** The parts that a user has. */
  public static Set<Part> parts(User user) {
    return Stream.of(Part.values())
        .filter(
            part ->
                switch (part) {
                  case ID -> user.id() != null;
                  case EMAIL -> user.email() != null;
                  case ORGANIZATION -> user.organization() != null;
                })
        .collect(toUnmodifiableSet());
  }
}
