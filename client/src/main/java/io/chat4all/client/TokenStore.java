package io.chat4all.client;

import java.util.function.UnaryOperator;

/// Where tokens are kept between renewals, and between processes if it is a file.
///
/// A refresh token works once, and using it again signs everybody out who got theirs from it; so
/// whoever renews must be alone: [#update] is exclusive among all users of the store. Must be
/// thread-safe.
public interface TokenStore {

  /// What is kept now; [Tokens#NONE] if nothing.
  Tokens read();

  /// Runs `renewal` on what is kept now, keeps its result, and answers it; alone.
  ///
  /// When `renewal` throws, what was kept stays.
  Tokens update(UnaryOperator<Tokens> renewal);
}
