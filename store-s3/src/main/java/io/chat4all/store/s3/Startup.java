package io.chat4all.store.s3;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Finds out at start whether the settings work, by writing, reading and deleting a small object;
/// makes the bucket when there is none.
///
/// A server that does not answer is waited for; what waiting does not mend is thrown as an
/// `IllegalStateException` that names the setting. Source of the codes: the S3 API reference, "List
/// of error codes".
final class Startup {

  private static final Logger log = LoggerFactory.getLogger(Startup.class);
  private static final Duration FIRST_WAIT = Duration.ofMillis(250);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final RequestBody PROBE = RequestBody.fromString("probe", StandardCharsets.UTF_8);

  private final S3Client s3;
  private final S3Config config;

  Startup(S3Client s3, S3Config config) {
    this.s3 = s3;
    this.config = config;
  }

  void run() {
    long deadline = System.nanoTime() + config.startTimeout().toNanos();
    var wait = FIRST_WAIT;
    while (true) {
      try {
        check();
        return;
      } catch (SdkException e) {
        if (!mayHeal(e) || System.nanoTime() + wait.toNanos() > deadline) {
          throw new IllegalStateException(diagnosis(e), e);
        }
        if (wait.equals(FIRST_WAIT)) {
          log.warn("Object store does not answer yet, waiting for it: {}", diagnosis(e));
        }
      }
      sleep(wait);
      wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) < 0 ? wait.multipliedBy(2) : LONGEST_WAIT;
    }
  }

  private static void sleep(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the object store", e);
    }
  }

  private void check() {
    var key = config.prefix() + "probe/" + UUID.randomUUID();
    try {
      write(key);
    } catch (S3Exception e) {
      if (!code(e).equals("NoSuchBucket")) {
        throw e;
      }
      makeBucket();
      write(key);
    }
    readAndDelete(key);
  }

  /// Whether a bucket that is there can be used; answers what the server told of itself.
  SdkHttpResponse probe() {
    var key = config.prefix() + "probe/" + UUID.randomUUID();
    var answer = write(key).sdkHttpResponse();
    readAndDelete(key);
    return answer;
  }

  private void readAndDelete(String key) {
    try {
      if (!refusesSecondWrite(key)) {
        log.warn(
            "Object store does not know If-None-Match: of uploads of one file at the same moment"
                + " the last one counts");
      }
      var _ = s3.getObjectAsBytes(get -> get.bucket(config.bucket()).key(key));
    } finally {
      s3.deleteObject(delete -> delete.bucket(config.bucket()).key(key));
    }
  }

  private void makeBucket() {
    try {
      s3.createBucket(create -> create.bucket(config.bucket()));
      log.info("Bucket made: bucket={}", config.bucket());
    } catch (S3Exception e) {
      // Another process of the cluster was first.
      if (!code(e).equals("BucketAlreadyOwnedByYou")) {
        throw e;
      }
    }
  }

  private PutObjectResponse write(String key) {
    return s3.putObject(put -> put.bucket(config.bucket()).key(key).ifNoneMatch("*"), PROBE);
  }

  private boolean refusesSecondWrite(String key) {
    try {
      write(key);
      return false;
    } catch (S3Exception e) {
      if (e.statusCode() == 412) {
        return true;
      }
      if (e.statusCode() == 501) {
        return false;
      }
      throw e;
    }
  }

  private static boolean mayHeal(SdkException e) {
    return switch (e) {
      case S3Exception answer -> answer.statusCode() >= 500 || answer.statusCode() == 429;
      case SdkClientException _ -> true;
      default -> false;
    };
  }

  /// `setting: what is wrong`.
  String diagnosis(SdkException e) {
    return e instanceof S3Exception answer
        ? refusal(answer)
        : "%s: %s does not answer: %s".formatted(Setting.ENDPOINT, place(), rootMessage(e));
  }

  private String refusal(S3Exception e) {
    return switch (code(e)) {
      case "InvalidAccessKeyId" ->
          Setting.ACCESS_KEY + ": " + place() + " does not know this access key";
      case "SignatureDoesNotMatch" ->
          Setting.SECRET_KEY + ": not the one of the access key, says " + place();
      case "AccessDenied", "AllAccessDisabled", "InvalidBucketName", "BucketAlreadyExists" ->
          "%s: no right to make, write, read and delete in bucket '%s' with %s (%s)"
              .formatted(Setting.BUCKET, config.bucket(), Setting.ACCESS_KEY, code(e));
      case "PermanentRedirect",
          "AuthorizationHeaderMalformed",
          "IllegalLocationConstraintException" ->
          "%s: '%s' is not the region of bucket '%s'"
              .formatted(Setting.REGION, config.region(), config.bucket());
      case "RequestTimeTooSkewed" ->
          "clock: this machine's differs from the one of %s by more than 15 minutes"
              .formatted(place());
      default ->
          "%s: %s answers %d %s (expected: an S3 server that holds bucket '%s')"
              .formatted(Setting.ENDPOINT, place(), e.statusCode(), code(e), config.bucket());
    };
  }

  String place() {
    return config.endpoint().map(Object::toString).orElse("AWS S3 in " + config.region());
  }

  static String code(S3Exception e) {
    var details = e.awsErrorDetails();
    return details == null || details.errorCode() == null ? "" : details.errorCode();
  }

  private static String rootMessage(Throwable e) {
    var root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.toString();
  }
}
