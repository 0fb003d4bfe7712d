package io.chat4all.store.s3;

/// What a person changes when something is wrong: the key in the configuration file, and the
/// environment variable.
enum Setting {
  ENDPOINT("endpoint", "MINIO_ENDPOINT"),
  REGION("region", "MINIO_REGION"),
  BUCKET("bucket", "MINIO_BUCKET"),
  PREFIX("prefix", "MINIO_PREFIX"),
  ACCESS_KEY("access-key", "MINIO_ACCESS_KEY"),
  SECRET_KEY("secret-key", "MINIO_SECRET_KEY"),
  START_TIMEOUT("start-timeout", "MINIO_START_TIMEOUT"),
  UPLOAD_MEMORY("upload-memory", "MINIO_UPLOAD_MEMORY");

  private final String text;

  Setting(String key, String variable) {
    this.text = "files.s3.%s (%s)".formatted(key, variable);
  }

  @Override
  public String toString() {
    return text;
  }
}
