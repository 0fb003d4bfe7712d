package io.chat4all.core.connector;

import io.chat4all.core.channel.ChannelAccountId;
import io.chat4all.core.identity.Seal;
import io.chat4all.core.identity.Secret;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;

/// Encrypts the settings of channel accounts, credentials included, for the directory.
///
/// Thread-safe.
public final class SettingsSeal {

  private static final int FORMAT = 1;

  private final Seal seal;

  /// Seals under the secret key.
  public SettingsSeal(Secret secretKey, SecureRandom random) {
    this.seal = new Seal(secretKey, "channel settings", random);
  }

  /// Encrypts an account's settings.
  public String seal(ChannelAccountId account, Map<String, String> settings) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeInt(settings.size());
      for (var setting : new TreeMap<>(settings).entrySet()) {
        write(out, setting.getKey());
        write(out, setting.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return seal.seal(account.toString(), bytes.toByteArray());
  }

  /// Decrypts an account's settings; `IllegalStateException` when another secret key sealed them.
  public Map<String, String> open(ChannelAccount account) {
    var bytes = seal.open(account.id().toString(), account.sealedSettings());
    var settings = new TreeMap<String, String>();
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalStateException(
            "settings of %s: format %d (expected: %d)".formatted(account.id(), format, FORMAT));
      }
      for (int left = in.readInt(); left > 0; left--) {
        var name = read(in);
        settings.put(name, read(in));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(settings);
  }

  private static void write(DataOutputStream out, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  private static String read(DataInputStream in) throws IOException {
    return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
  }
}
