package io.chat4all.simulators.world;

import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;

/// Makes ids that look like the providers'; the same in every run that asks in the same order.
/// Thread-safe.
public final class Ids {

  private final AtomicLong next;

  public Ids(long seed) {
    this.next = new AtomicLong(seed * 0x9E3779B97F4A7C15L);
  }

  /// That many decimal digits, the first not 0.
  public String digits(int length) {
    var digits = new StringBuilder();
    while (digits.length() < length) {
      digits.append(Long.toUnsignedString(draw()));
    }
    digits.setLength(length);
    if (digits.charAt(0) == '0') {
      digits.setCharAt(0, '1');
    }
    return digits.toString();
  }

  /// That many upper-case hexadecimal digits.
  public String hex(int length) {
    var hex = new StringBuilder();
    while (hex.length() < length) {
      hex.append("%016X".formatted(draw()));
    }
    return hex.substring(0, length);
  }

  /// That many characters of the URL-safe base 64 alphabet.
  public String base64(int length) {
    var text = new StringBuilder();
    while (text.length() < length) {
      var bytes = java.nio.ByteBuffer.allocate(8).putLong(draw()).array();
      text.append(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    return text.substring(0, length);
  }

  private long draw() {
    long mixed = next.addAndGet(0x9E3779B97F4A7C15L);
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
