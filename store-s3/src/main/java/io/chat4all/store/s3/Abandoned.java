package io.chat4all.store.s3;

import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// Ends multipart uploads that a dead process left, whose parts cost room. Those of the last day
/// are let alone: another process may be at them.
final class Abandoned {

  private static final Logger log = LoggerFactory.getLogger(Abandoned.class);
  private static final Duration AGE = Duration.ofDays(1);

  /// How many were ended. What the server refuses stays until a later start.
  static int abort(S3Client s3, String bucket, String prefix, Instant now) {
    int aborted = 0;
    try {
      var begunBefore = now.minus(AGE);
      for (var upload :
          s3.listMultipartUploadsPaginator(list -> list.bucket(bucket).prefix(prefix)).uploads()) {
        if (upload.initiated().isBefore(begunBefore)) {
          s3.abortMultipartUpload(
              abort -> abort.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
          aborted++;
        }
      }
    } catch (SdkException e) {
      log.warn("Unfinished uploads stay until a later start: cause={}", e.getMessage());
    }
    if (aborted > 0) {
      log.info("Unfinished uploads of dead processes ended: count={}", aborted);
    }
    return aborted;
  }

  private Abandoned() {}
}
