package io.chat4all.connectors.http;

import io.chat4all.connector.api.FileContent;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;

/// A file of any size that is nowhere: its bytes count up, and it may break off.
class GeneratedFile implements FileContent {

  private final String name;
  private final String mediaType;
  private final long size;
  private final long breaksAt;

  GeneratedFile(String name, String mediaType, long size, long breaksAt) {
    this.name = name;
    this.mediaType = mediaType;
    this.size = size;
    this.breaksAt = breaksAt;
  }

  static GeneratedFile of(long size) {
    return new GeneratedFile("a \"file\".bin", "application/pdf", size, Long.MAX_VALUE);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String mediaType() {
    return mediaType;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public InputStream open() {
    return new InputStream() {
      private long position;

      @Override
      public int read() throws IOException {
        if (position == size) {
          return -1;
        }
        if (position >= breaksAt) {
          throw new IOException("broken");
        }
        return (int) (position++ & 0xff);
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (position == size) {
          return -1;
        }
        if (position >= breaksAt) {
          throw new IOException("broken");
        }
        var count = (int) Math.min(length, size - position);
        position += count;
        return count;
      }
    };
  }

  @Override
  public URI link() {
    return URI.create("http://localhost/file");
  }
}
