package io.chat4all.connectors.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// Compares what a caller gave with a secret, in a time that says nothing about where they differ.
public final class ConstantTime {

  private ConstantTime() {}

  /// Whether both are the same; never for an empty secret.
  public static boolean equal(String given, String secret) {
    return !secret.isEmpty()
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
  }
}
