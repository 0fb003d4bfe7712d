package io.chat4all.connectors.http;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.ClientFactoryBuilder;
import com.linecorp.armeria.client.RequestOptions;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.chat4all.connector.api.FileSource;
import io.chat4all.core.identity.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Calls one provider for one channel account, and says of a call that failed whether the provider
/// may have acted on it.
///
/// `https` speaks HTTP/2 where the provider does, else HTTP/1.1; `http` is HTTP/1.1 and meant for
/// simulators. A connection that was idle for 4 seconds is closed from our side, before a server
/// does it just when we write; where that happens all the same, the call is `Unanswered`, never
/// repeated. Nothing is retried here. Redirects are not followed.
///
/// A call takes no longer than 10 seconds to connect and what it grants the answer, an upload no
/// longer than 75 seconds in all. Calls block and may be interrupted. Thread-safe.
public final class ProviderClient implements AutoCloseable {

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final Duration IDLE = Duration.ofSeconds(4);
  private static final Duration WHOLE_UPLOAD = Duration.ofSeconds(75);
  private static final Duration LEAST_FOR_AN_ANSWER = Duration.ofSeconds(10);
  private static final long MAX_ANSWER_BYTES = 16L << 20;

  private final String base;
  private final Map<String, String> headers;
  private final Redaction redaction;
  private final ClientFactory factory;
  private final WebClient web;

  /// @param base where the provider is: `http` or `https`, with or without a path
  /// @param headers sent with every call, such as `Authorization`
  /// @param secrets kept out of every reason
  public ProviderClient(URI base, Map<String, String> headers, Collection<Secret> secrets) {
    this(base, headers, secrets, _ -> {});
  }

  ProviderClient(
      URI base,
      Map<String, String> headers,
      Collection<Secret> secrets,
      Consumer<ClientFactoryBuilder> customizer) {
    this.base = transport(base).replaceAll("/+$", "");
    this.headers = Map.copyOf(headers);
    this.redaction = new Redaction(secrets);
    var builder = ClientFactory.builder().connectTimeout(CONNECT_WITHIN).idleTimeout(IDLE, false);
    customizer.accept(builder);
    this.factory = builder.build();
    this.web = WebClient.builder().factory(factory).maxResponseLength(MAX_ANSWER_BYTES).build();
  }

  /// Reads a setting that holds a base URL; throws `IllegalArgumentException` that names it.
  public static URI baseUrl(String setting, String value) {
    try {
      var url = URI.create(value.trim());
      if (isHttp(url) && url.getHost() != null && url.getRawQuery() == null) {
        return url;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the value: a URL may hold a token.
    }
    throw new IllegalArgumentException(setting + ": not a URL (expected: http://… or https://…)");
  }

  private static boolean isHttp(URI url) {
    var scheme = url.getScheme();
    return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
  }

  /// What the secrets are taken out of texts with.
  public Redaction redaction() {
    return redaction;
  }

  /// Makes a call.
  public Reply send(Call call) throws InterruptedException {
    try {
      return switch (call.body()) {
        case Call.Body.None() -> send(call, HttpRequest.of(headers(call).build()));
        case Call.Body.Json(var json) -> send(call, whole(call, MediaType.JSON, Json.write(json)));
        case Call.Body.Form(var fields) ->
            send(
                call,
                whole(
                    call,
                    MediaType.FORM_DATA,
                    Call.encode(fields).getBytes(StandardCharsets.US_ASCII)));
        case Call.Body.Multipart multipart -> upload(call, multipart);
      };
    } catch (IllegalArgumentException | IllegalStateException e) {
      return new Reply.NotSent("not sent: " + e.getClass().getSimpleName());
    }
  }

  /// Opens a file; the caller closes it. Throws [StatusException] for an error status and another
  /// `IOException` when no answer came; a stream that stalls for a minute ends with one, too.
  ///
  /// @param location a path under the base URL, or a whole URL
  /// @param extra headers of this call only
  public FileSource download(String location, Map<String, String> extra)
      throws IOException, InterruptedException {
    try {
      var whole = location.startsWith("/") ? base + location : absolute(location);
      var request = RequestHeaders.builder(HttpMethod.GET, whole);
      request.set(HttpHeaderNames.USER_AGENT, "chat4all");
      extra.forEach(request::set);
      var options = RequestOptions.builder().responseTimeoutMillis(0).maxResponseLength(0).build();
      return Download.open(web.execute(HttpRequest.of(request.build()), options));
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new IOException("not sent: " + e.getClass().getSimpleName());
    }
  }

  private static String absolute(String location) {
    var url = URI.create(location);
    if (!isHttp(url) || url.getHost() == null) {
      throw new IllegalArgumentException("location: no URL (expected: http://… or https://…)");
    }
    return transport(url);
  }

  /// Lets go of the connections, without waiting for calls under way. May be called again.
  @Override
  public void close() {
    var _ = factory.closeAsync();
  }

  private Reply send(Call call, HttpRequest request) throws InterruptedException {
    var response = execute(call, request);
    return answer(response, response.aggregate(), deadline(call));
  }

  private Reply upload(Call call, Call.Body.Multipart multipart) throws InterruptedException {
    var body = MultipartBody.of(multipart);
    var head =
        headers(call)
            .set(HttpHeaderNames.CONTENT_TYPE, body.contentType())
            .setLong(HttpHeaderNames.CONTENT_LENGTH, body.length())
            .build();
    var request = HttpRequest.streaming(head);
    var response = execute(call, request);
    var answer = response.aggregate();
    var end = System.nanoTime() + WHOLE_UPLOAD.toNanos();
    var whole = false;
    try {
      whole = body.writeTo(request, end - LEAST_FOR_AN_ANSWER.toNanos());
    } catch (IOException e) {
      response.abort();
      return new Reply.NotSent("the file could not be read: " + e.getClass().getSimpleName());
    } catch (TimeoutException e) {
      response.abort();
      return new Reply.NotSent("the upload took too long");
    } finally {
      if (!whole) {
        request.abort();
      }
    }
    var reply = answer(response, answer, Duration.ofNanos(end - System.nanoTime()));
    return !whole && reply instanceof Reply.Unanswered(var reason)
        ? new Reply.NotSent("the upload was cut off: " + reason)
        : reply;
  }

  private HttpResponse execute(Call call, HttpRequest request) {
    var options =
        RequestOptions.builder()
            .responseTimeout(call.answerWithin())
            .writeTimeout(CONNECT_WITHIN)
            .build();
    return web.execute(request, options);
  }

  private static Duration deadline(Call call) {
    return CONNECT_WITHIN.plus(call.answerWithin());
  }

  private Reply answer(
      HttpResponse response, CompletableFuture<AggregatedHttpResponse> answer, Duration within)
      throws InterruptedException {
    try {
      return read(answer.get(within.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      return Failures.reply(e.getCause() == null ? e : e.getCause());
    } catch (TimeoutException e) {
      response.abort();
      return new Reply.Unanswered("no answer within " + within.toSeconds() + " s");
    } catch (InterruptedException e) {
      response.abort();
      throw e;
    }
  }

  private static Reply read(AggregatedHttpResponse response) {
    var headers = new HashMap<String, String>();
    for (var header : response.headers()) {
      headers.putIfAbsent(header.getKey().toString().toLowerCase(Locale.ROOT), header.getValue());
    }
    var json = Json.read(response.content().array());
    return new Reply.Answered(response.status().code(), headers, json);
  }

  private HttpRequest whole(Call call, MediaType type, byte[] body) {
    return HttpRequest.of(headers(call).contentType(type).build(), HttpData.wrap(body));
  }

  private RequestHeadersBuilder headers(Call call) {
    var method = HttpMethod.valueOf(call.method().name());
    var builder = RequestHeaders.builder(method, base + call.path());
    builder.set(HttpHeaderNames.USER_AGENT, "chat4all");
    builder.set(HttpHeaderNames.ACCEPT, "application/json");
    headers.forEach(builder::set);
    return builder;
  }

  /// Plain `http` without an attempt at HTTP/2: servers that do not know it answer garbage.
  private static String transport(URI url) {
    var text = url.toString();
    return "http".equalsIgnoreCase(url.getScheme()) ? "h1c" + text.substring(4) : text;
  }
}
