package io.chat4all.core.log;

/// A fact as it comes out of the log.
///
/// @param maybeSeen whether it was in the log already when this consumer took its partition over,
///   so that another, or this one before a crash, may have done its work
public record LoggedFact<F>(LogPosition position, F fact, boolean maybeSeen) {}
