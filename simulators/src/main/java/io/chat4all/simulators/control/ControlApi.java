package io.chat4all.simulators.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.MediaType;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Api;
import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.Channel;
import io.chat4all.simulators.world.ChannelApp;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The control API: play the people, read the books, change what goes wrong. Thread-safe.
///
/// | call | what |
/// |---|---|
/// | `GET /control/people` · `PUT /control/people/{id}` | who there is · add or replace a person |
/// | `PATCH /control/people/{id}` | what their phone does by itself |
/// | `GET /control/people/{id}/{channel}` | the conversation |
/// | `POST /control/people/{id}/{channel}/{act}` | `write`, `react`, `read`, `deliver`, `edit`, `delete`, `block` |
/// | `GET /control/accounts` | the business's accounts and their webhooks |
/// | `PUT /control/webhooks/{channel}/{account}` | `{"url", "verify"}` |
/// | `PUT /control/tokens/{channel}/{account}` | `{"expired"}` |
/// | `GET`, `PUT /control/faults`, `/limits`, `/timing` | settings |
/// | `GET /control/books?channel=&direction=&since=` | everything accepted and written, from an index on |
/// | `POST /control/reset` | books, people and buckets as at the start |
///
/// A conversation of another than the channel's first account is chosen by `?account=`. Errors are
/// `{"error"}` with 400, 403, 404 or 409. Bodies must be `application/json`, and calls from another
/// site's page are refused.
public final class ControlApi implements Api {

  private final Stage stage;
  private final Map<Channel, ChannelApp> apps;
  private final PeopleCalls people;

  public ControlApi(Stage stage, Map<Channel, ChannelApp> apps) {
    this.stage = stage;
    this.apps = Map.copyOf(apps);
    this.people = new PeopleCalls(stage, this::app, this::ordered);
  }

  @Override
  public Answer answer(Call call) {
    var path = List.of(call.path().substring(1).split("/", -1));
    if (call.header("sec-fetch-site").filter("cross-site"::equals).isPresent()) {
      return error(403, "not from another site's page");
    }
    try {
      return answer(call, path);
    } catch (NotFound e) {
      return error(404, "no such thing: " + call.path());
    } catch (IllegalArgumentException e) {
      return error(400, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return error(409, String.valueOf(e.getMessage()));
    }
  }

  static Answer done() {
    return Answer.json(200, Json.object().put("ok", true));
  }

  static JsonNode body(Call call) {
    if (call.body().length == 0) {
      return Json.object();
    }
    if (!call.contentType().filter(type -> type.is(MediaType.JSON)).isPresent()) {
      throw new IllegalArgumentException("content-type: (expected: application/json)");
    }
    return Json.parse(call.body())
        .filter(JsonNode::isObject)
        .orElseThrow(() -> new IllegalArgumentException("body: (expected: a JSON object)"));
  }

  private Answer answer(Call call, List<String> path) {
    var what = path.size() > 1 ? path.get(1) : "";
    return switch (what) {
      case "people" -> people.answer(call, path);
      case "accounts" -> accounts();
      case "webhooks" -> webhook(call, part(path, 2), part(path, 3));
      case "tokens" -> {
        app(part(path, 2)).expireToken(part(path, 3), body(call).path("expired").asBoolean(true));
        yield done();
      }
      case "faults", "limits", "timing" -> settings(call, what);
      case "books" -> books(call);
      case "reset" -> {
        only(call, "POST");
        stage.people().reset();
        stage.buckets().clear();
        stage.books().clear();
        yield done();
      }
      default -> throw new NotFound();
    };
  }

  private Answer accounts() {
    var list = Json.array();
    for (var app : ordered()) {
      app.accounts().forEach(id -> list.add(BookJson.account(app, id)));
    }
    return Answer.json(200, list);
  }

  private Answer webhook(Call call, String channel, String account) {
    only(call, "PUT");
    var body = body(call);
    var url = body.path("url").asText("");
    var app = app(channel);
    var old = app.webhook(account);
    app.setWebhook(account, url.isEmpty() ? Optional.empty() : Optional.of(URI.create(url)));
    if (!url.isEmpty() && body.path("verify").asBoolean(false) && !app.verifyWebhook(account)) {
      app.setWebhook(account, old);
      throw new IllegalArgumentException("url: did not answer the challenge");
    }
    return done();
  }

  private Answer settings(Call call, String what) {
    var settings = stage.settings();
    if (!call.method().equals("GET")) {
      only(call, "PUT");
      var body = body(call);
      switch (what) {
        case "faults" -> stage.faults().config(SettingsJson.faults(body, stage.faults().config()));
        case "limits" -> {
          settings.limits(SettingsJson.limits(body, settings.limits()));
          stage.buckets().clear();
        }
        default -> {
          settings.timing(SettingsJson.timing(body, settings.timing()));
          settings.refusesAtOnce(
              body.path("whatsapp_refuses_at_once").asBoolean(settings.refusesAtOnce()));
        }
      }
    }
    return Answer.json(
        200,
        switch (what) {
          case "faults" -> SettingsJson.faults(stage.faults().config(), stage.faults().made());
          case "limits" -> SettingsJson.limits(settings.limits());
          default ->
              SettingsJson.timing(settings.timing())
                  .put("whatsapp_refuses_at_once", settings.refusesAtOnce());
        });
  }

  private Answer books(Call call) {
    var direction = call.query("direction").orElse("outbound");
    long since = call.query("since").map(Long::parseLong).orElse(0L);
    var list = Json.array();
    for (var app : ordered()) {
      if (call.query("channel").filter(name -> !name.equals(app.channel().key())).isEmpty()) {
        var entries =
            direction.equals("inbound")
                ? stage.books().inbound(app.channel())
                : stage.books().outbound(app.channel());
        entries.stream().skip(since).map(BookJson::entry).forEach(list::add);
      }
    }
    return Answer.json(200, list);
  }

  private List<ChannelApp> ordered() {
    return apps.values().stream()
        .sorted(java.util.Comparator.comparing(ChannelApp::channel))
        .toList();
  }

  private ChannelApp app(String key) {
    return apps.values().stream()
        .filter(app -> app.channel().key().equals(key))
        .findFirst()
        .orElseThrow(NotFound::new);
  }

  static String part(List<String> path, int index) {
    if (index >= path.size()) {
      throw new NotFound();
    }
    return path.get(index);
  }

  static void only(Call call, String method) {
    if (!call.method().equals(method)) {
      throw new IllegalArgumentException(
          "method: " + call.method() + " (expected: " + method + ")");
    }
  }

  static Answer list(List<BookEntry> entries) {
    var list = Json.array();
    entries.stream().map(BookJson::entry).forEach(list::add);
    return Answer.json(200, list);
  }

  private static Answer error(int status, String message) {
    return Answer.json(status, Json.object().put("error", message));
  }

  /// There is nothing at that path.
  static final class NotFound extends RuntimeException {

    private static final long serialVersionUID = 1;

    NotFound() {
      super("not found", null, false, false);
    }
  }
}
