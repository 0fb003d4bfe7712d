package io.chat4all.simulators.control;

import static io.chat4all.simulators.control.ControlApi.part;

import com.fasterxml.jackson.databind.JsonNode;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.stage.Stage;
import io.chat4all.simulators.world.BookEntry;
import io.chat4all.simulators.world.ChannelApp;
import io.chat4all.simulators.world.Person;
import io.chat4all.simulators.world.Phone;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// `/control/people`: who there is, their conversations, and acting for them. Thread-safe.
final class PeopleCalls {

  private final Stage stage;
  private final Function<String, ChannelApp> app;
  private final Supplier<List<ChannelApp>> apps;

  PeopleCalls(Stage stage, Function<String, ChannelApp> app, Supplier<List<ChannelApp>> apps) {
    this.stage = stage;
    this.app = app;
    this.apps = apps;
  }

  Answer answer(Call call, List<String> path) {
    return switch (path.size()) {
      case 2 -> all();
      case 3 -> person(call, path.get(2));
      case 4 -> ControlApi.list(phone(call, path).conversation());
      case 5 -> path.get(4).equals("media") ? media(call, path) : act(call, path, path.get(4));
      default -> throw new ControlApi.NotFound();
    };
  }

  private Answer all() {
    var list = Json.array();
    stage.people().all().forEach(person -> list.add(BookJson.person(person, apps.get())));
    return Answer.json(200, list);
  }

  private Answer person(Call call, String id) {
    switch (call.method()) {
      case "PUT" -> stage.people().add(SettingsJson.person(id, ControlApi.body(call)));
      case "PATCH" -> {
        var person = find(id);
        person.behave(SettingsJson.behaviour(ControlApi.body(call), person.behaviour()));
      }
      default -> ControlApi.only(call, "GET");
    }
    return Answer.json(200, BookJson.person(find(id), apps.get()));
  }

  private Answer act(Call call, List<String> path, String act) {
    ControlApi.only(call, "POST");
    var body = ControlApi.body(call);
    var phone = phone(call, path);
    switch (act) {
      case "write" -> {
        return Answer.json(200, BookJson.entry(phone.write(Drafts.of(body))));
      }
      case "react" -> phone.react(id(body), body.path("emoji").asText(""));
      case "read" -> {
        if (body.has("message_id")) {
          phone.read(id(body));
        } else {
          phone.read();
        }
      }
      case "deliver" -> phone.deliver(id(body));
      case "edit" -> phone.edit(id(body), body.path("text").asText(""));
      case "delete" -> phone.delete(id(body));
      case "block" -> phone.block(body.path("blocked").asBoolean(true));
      default -> throw new ControlApi.NotFound();
    }
    return ControlApi.done();
  }

  private Answer media(Call call, List<String> path) {
    var id = call.query("message_id").orElse("");
    return phone(call, path).conversation().stream()
        .filter(entry -> entry.messageId().equals(id))
        .map(BookEntry::content)
        .flatMap(content -> content.media().stream())
        .findFirst()
        .map(file ->
            Answer.of(200, safe(file.mime()), file.bytes())
                .with("x-content-type-options", "nosniff")
                .with("content-security-policy", "sandbox"))
        .orElseThrow(ControlApi.NotFound::new);
  }

  private Phone phone(Call call, List<String> path) {
    var channel = app.apply(part(path, 3));
    var account = call.query("account").orElseGet(() -> channel.accounts().getFirst());
    return new Phone(channel, account, find(path.get(2)), stage.books());
  }

  private Person find(String id) {
    return stage.people().find(id).orElseThrow(ControlApi.NotFound::new);
  }

  private static String id(JsonNode body) {
    return body.path("message_id").asText("");
  }

  /// A file's type as far as a browser may be told.
  private static String safe(String mime) {
    return mime.matches("(image|audio|video)/[A-Za-z0-9.+-]+") && !mime.contains("svg")
        ? mime
        : "application/octet-stream";
  }
}
