package io.chat4all.store.s3;

import static java.util.Objects.requireNonNull;

import io.chat4all.core.identity.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/// Where the files are and how they are reached. Messages about a wrong setting name the setting
/// and its environment variable.
///
/// @param endpoint such as `http://minio:9000` (`MINIO_ENDPOINT`); absent for AWS, whose endpoint
///   follows from the region
/// @param region what requests are signed for (`MINIO_REGION`); MinIO and Ceph take `us-east-1`
/// @param bucket made at start when it does not exist (`MINIO_BUCKET`)
/// @param prefix what the name of every object begins with; empty, or several platforms in one
///   bucket
/// @param credentials absent for those of the environment as AWS defines it: its variables, its
///   profile, the role of the machine or container
/// @param pathStyle whether the bucket is in the path (MinIO, Ceph) or in the host name (AWS)
/// @param startTimeout how long a server that does not answer is waited for at start
/// @param uploadMemory bytes that all uploads under way may hold; one beyond waits for its share,
///   and is refused with `OVERLOADED` after 10 seconds
public record S3Config(
    Optional<URI> endpoint,
    String region,
    String bucket,
    String prefix,
    Optional<Credentials> credentials,
    boolean pathStyle,
    Duration startTimeout,
    long uploadMemory) {

  private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_./-]{0,200}");
  private static final long LEAST_MEMORY = 2L * Part.SIZE;

  public S3Config {
    endpoint.ifPresent(S3Config::requireHttp);
    require(!region.isBlank(), Setting.REGION, region, "such as us-east-1");
    require(
        BUCKET.matcher(bucket).matches(),
        Setting.BUCKET,
        bucket,
        "3 to 63 of a-z, 0-9, '.', '-', as S3 has it");
    require(
        PREFIX.matcher(prefix).matches(),
        Setting.PREFIX,
        prefix,
        "at most 200 of letters, digits, '_', '.', '/', '-'");
    require(
        credentials.isPresent() || endpoint.isEmpty(),
        Setting.ACCESS_KEY,
        "not set",
        "set, with the secret key, where an endpoint is");
    require(startTimeout.isPositive(), Setting.START_TIMEOUT, startTimeout, "> 0");
    require(uploadMemory >= LEAST_MEMORY, Setting.UPLOAD_MEMORY, uploadMemory, ">= 10 MiB");
  }

  /// The usual settings for MinIO, Ceph and whatever else speaks S3 at an address of its own.
  public static S3Config of(URI endpoint, String bucket, String accessKey, Secret secretKey) {
    return new S3Config(
        Optional.of(endpoint),
        "us-east-1",
        bucket,
        "",
        Optional.of(new Credentials(accessKey, secretKey)),
        true,
        Duration.ofSeconds(30),
        128L << 20);
  }

  /// The usual settings for AWS, with the credentials of the environment.
  public static S3Config aws(String region, String bucket) {
    return new S3Config(
        Optional.empty(),
        region,
        bucket,
        "",
        Optional.empty(),
        false,
        Duration.ofSeconds(30),
        128L << 20);
  }

  /// The same with another time to wait for the server at start.
  public S3Config withStartTimeout(Duration other) {
    return new S3Config(
        endpoint, region, bucket, prefix, credentials, pathStyle, other, uploadMemory);
  }

  /// The same with other bounds of memory.
  public S3Config withUploadMemory(long other) {
    return new S3Config(
        endpoint, region, bucket, prefix, credentials, pathStyle, startTimeout, other);
  }

  /// The same with another prefix.
  public S3Config withPrefix(String other) {
    return new S3Config(
        endpoint, region, bucket, other, credentials, pathStyle, startTimeout, uploadMemory);
  }

  private static void requireHttp(URI endpoint) {
    var scheme = endpoint.getScheme();
    require(
        ("http".equals(scheme) || "https".equals(scheme)) && endpoint.getHost() != null,
        Setting.ENDPOINT,
        endpoint,
        "http://host:port or https://host");
    require(
        endpoint.getUserInfo() == null, Setting.ENDPOINT, "[secret]", "no user and password in it");
  }

  private static void require(boolean holds, Setting setting, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s)".formatted(setting, value, expected));
    }
  }

  /// An account of the server.
  ///
  /// @param accessKey its name (`MINIO_ACCESS_KEY`)
  /// @param secretKey what it signs with (`MINIO_SECRET_KEY`)
  public record Credentials(String accessKey, Secret secretKey) {
    public Credentials {
      require(!accessKey.isBlank(), Setting.ACCESS_KEY, "not set", "set");
      require(requireNonNull(secretKey).isSet(), Setting.SECRET_KEY, "not set", "set");
    }
  }
}
