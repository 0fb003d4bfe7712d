package io.chat4all.simulators.control;

import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Api;
import io.chat4all.simulators.http.Call;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/// The page to play the people: static files, nothing from elsewhere. Thread-safe.
public final class Page implements Api {

  private static final Map<String, File> FILES =
      Map.of(
          "/", new File("index.html", "text/html; charset=utf-8"),
          "/page/people.js", new File("people.js", "text/javascript; charset=utf-8"),
          "/page/style.css", new File("style.css", "text/css; charset=utf-8"));

  @Override
  public Answer answer(Call call) {
    var file = FILES.get(call.path());
    if (file == null || !call.method().equals("GET")) {
      return Answer.text(404, "Not Found");
    }
    return Answer.of(200, file.type(), bytes(file.name()))
        .with("cache-control", "no-cache")
        .with("x-content-type-options", "nosniff")
        .with(
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                + " media-src 'self'; connect-src 'self'");
  }

  private static byte[] bytes(String name) {
    try (var in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("page: no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record File(String name, String type) {}
}
