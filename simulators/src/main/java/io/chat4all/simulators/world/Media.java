package io.chat4all.simulators.world;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/// A file's bytes with what is known about them. Immutable: the bytes are not copied, so nobody may
/// write into them.
public final class Media {

  private final byte[] bytes;
  private final String mime;
  private final Optional<String> name;
  private final byte[] sha256;

  public Media(byte[] bytes, String mime, Optional<String> name) {
    this.bytes = bytes;
    int parameters = mime.indexOf(';');
    this.mime = (parameters < 0 ? mime : mime.substring(0, parameters)).trim();
    this.name = name;
    this.sha256 = sha256(bytes);
  }

  public byte[] bytes() {
    return bytes;
  }

  public int size() {
    return bytes.length;
  }

  /// The type without parameters.
  public String mime() {
    return mime;
  }

  public Optional<String> name() {
    return name;
  }

  public String sha256Hex() {
    return HexFormat.of().formatHex(sha256);
  }

  public String sha256Base64() {
    return Base64.getEncoder().encodeToString(sha256);
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
