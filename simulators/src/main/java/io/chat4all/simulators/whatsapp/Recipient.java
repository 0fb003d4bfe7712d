package io.chat4all.simulators.whatsapp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.chat4all.simulators.graph.GraphError;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.world.People;
import io.chat4all.simulators.world.Person;
import java.util.Optional;

/// Whom a send is for: a number in `to`, or a business-scoped user id in `recipient`; `to` wins.
///
/// @param input as the sender wrote it
/// @param address under which the books keep the conversation
record Recipient(String input, String address, boolean byUserId, Optional<Person> person) {

  static Recipient of(JsonNode send, People people) {
    var to = Fields.text(send, "to").filter(value -> !value.isBlank());
    if (to.isPresent()) {
      return byPhone(to.get(), people);
    }
    var userId =
        Fields.text(send, "recipient")
            .orElseThrow(() -> GraphError.parameter("The parameter to is required.").refusal());
    if (!userId.matches("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}")) {
      throw WhatsAppError.WRONG_PARAMETER.with("recipient is not a valid user id").refusal();
    }
    return new Recipient(userId, userId, true, people.byWhatsAppUserId(userId));
  }

  /// As in `contacts[]` of the answer.
  ObjectNode contact() {
    var contact = Json.object().put("input", input);
    return byUserId ? contact.put("user_id", input) : contact.put("wa_id", waId());
  }

  private String waId() {
    return person
        .flatMap(known -> known.config().whatsapp())
        .map(user -> user.waId())
        .orElse(address);
  }

  private static Recipient byPhone(String to, People people) {
    var digits = to.replaceAll("[+ ()-]", "");
    if (!digits.matches("[0-9]{5,20}")) {
      throw WhatsAppError.WRONG_PARAMETER.with("Parameter to is not a phone number").refusal();
    }
    var person = people.byPhone(digits);
    var waId = person.flatMap(known -> known.config().whatsapp()).map(user -> user.waId());
    return new Recipient(to, waId.orElse(digits), false, person);
  }
}
