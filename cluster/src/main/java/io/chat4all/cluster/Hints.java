package io.chat4all.cluster;

/// What a person can do about what is missing.
final class Hints {

  static final String HAPROXY = " (Debian: apt-get install haproxy; or do without: --no-proxy)";

  private Hints() {}
}
