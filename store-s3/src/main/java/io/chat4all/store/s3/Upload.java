package io.chat4all.store.s3;

import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Brings one file's content to the server: at once when it fits into a part, else as a multipart
/// upload. What fails leaves nothing there, if the server can still be told.
///
/// Throws `SdkException` when the server does not take it.
final class Upload {

  /// @param sha256 in lower-case hex
  record Written(long size, String sha256) {}

  /// What may stand in a header.
  private static final Pattern PLAIN = Pattern.compile("[!-~][ -~]{0,254}");

  private static final Logger log = LoggerFactory.getLogger(Upload.class);

  private final S3Client s3;
  private final String bucket;
  private final String key;
  private final String mediaType;
  private final MessageDigest digest = sha256();
  private long size;

  /// `key` is nobody else's.
  Upload(S3Client s3, String bucket, String key, String mediaType) {
    this.s3 = s3;
    this.bucket = bucket;
    this.key = key;
    this.mediaType = PLAIN.matcher(mediaType).matches() ? mediaType : "application/octet-stream";
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java lacks SHA-256", e);
    }
  }

  Written run(InputStream content, long maxBytes, UploadMemory memory) throws IOException {
    try (var part = new Part(memory)) {
      fill(part, content, maxBytes);
      if (part.isFull()) {
        inParts(part, content, maxBytes);
      } else {
        s3.putObject(put -> put.bucket(bucket).key(key).contentType(mediaType), part.body());
      }
    }
    return new Written(size, HexFormat.of().formatHex(digest.digest()));
  }

  private void fill(Part part, InputStream content, long maxBytes) throws IOException {
    part.fill(content);
    size += part.length();
    if (size > maxBytes) {
      throw new ApiException(
          ErrorCode.REQUEST_TOO_LARGE, "file: more than %d bytes".formatted(maxBytes));
    }
    part.digest(digest);
  }

  private void inParts(Part part, InputStream content, long maxBytes) throws IOException {
    var uploadId =
        s3.createMultipartUpload(create -> create.bucket(bucket).key(key).contentType(mediaType))
            .uploadId();
    boolean complete = false;
    try {
      var parts = new ArrayList<CompletedPart>();
      for (; part.length() > 0; fill(part, content, maxBytes)) {
        parts.add(upload(uploadId, parts.size() + 1, part));
      }
      complete(uploadId, parts);
      complete = true;
    } finally {
      if (!complete) {
        abort(uploadId);
      }
    }
  }

  private CompletedPart upload(String uploadId, int number, Part part) {
    var answer =
        s3.uploadPart(
            upload -> upload.bucket(bucket).key(key).uploadId(uploadId).partNumber(number),
            part.body());
    return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
  }

  private void complete(String uploadId, List<CompletedPart> parts) {
    try {
      s3.completeMultipartUpload(complete ->
          complete
              .bucket(bucket)
              .key(key)
              .uploadId(uploadId)
              .multipartUpload(upload -> upload.parts(parts)));
    } catch (NoSuchUploadException e) {
      // The client repeated a call whose answer was lost: the upload may be complete.
      if (!isThere()) {
        throw e;
      }
    }
  }

  private boolean isThere() {
    try {
      return s3.headObject(head -> head.bucket(bucket).key(key)).contentLength() == size;
    } catch (S3Exception _) {
      return false;
    }
  }

  /// Also for an interrupted thread, which the client would not let call.
  private void abort(String uploadId) {
    boolean interrupted = Thread.interrupted();
    try {
      s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(uploadId));
    } catch (SdkException e) {
      log.warn("Unfinished upload stays until a later start: cause={}", e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
