package io.chat4all.gateway.file;

import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import io.chat4all.core.file.ObjectStore;
import io.chat4all.core.file.SignedFileLinks;
import io.chat4all.core.intake.UuidV7;
import io.chat4all.gateway.auth.Authorization;
import io.chat4all.gateway.limit.CallLimit;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// Files over HTTP: `POST /v1/files` (and `/v1/files/upload`) takes one, `GET /v1/files/{file_id}`
/// answers one to authenticated callers, `GET /files/{file_id}` to the bearer of a signed link.
///
/// Up to 2 GiB; a transfer may take an hour. Thread-safe. Closing lets transfers end as they like.
public final class FileServices implements AutoCloseable {

  private static final long MAX_FILE = 2L << 30;

  /// For what multipart puts around the file.
  private static final long MAX_REQUEST = MAX_FILE + (1 << 20);

  private static final Duration TIMEOUT = Duration.ofHours(1);

  private final ObjectStore store;
  private final SignedFileLinks links;
  private final Authorization authorization;
  private final CallLimit limit;
  private final Clock clock;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("file").factory());

  /// All collaborators are shared with the rest of the gateway.
  public FileServices(
      ObjectStore store,
      SignedFileLinks links,
      Authorization authorization,
      CallLimit limit,
      Clock clock) {
    this.store = store;
    this.links = links;
    this.authorization = authorization;
    this.limit = limit;
    this.clock = clock;
  }

  /// Adds the paths.
  public void add(ServerBuilder server) {
    var ids = new UuidV7(clock, new SecureRandom().nextLong());
    var uploads =
        new FileUploads(
            new FileUploads.Ports(store, links, ids, MAX_FILE), authorization, limit, threads);
    for (var path : new String[] {"/v1/files", "/v1/files/upload"}) {
      server
          .route()
          .post(path)
          .maxRequestLength(MAX_REQUEST)
          .requestTimeout(TIMEOUT)
          .build(uploads);
    }
    addDownload(server, "/v1/files/{file_id}", FileDownloads.Permission.byToken(authorization));
    addDownload(server, "/files/{file_id}", FileDownloads.Permission.byLink(links));
  }

  private void addDownload(ServerBuilder server, String path, FileDownloads.Permission permission) {
    HttpService downloads = new FileDownloads(store, permission, limit, threads);
    server.route().get(path).head(path).requestTimeout(TIMEOUT).build(downloads);
  }

  @Override
  public void close() {
    threads.shutdown();
  }
}
