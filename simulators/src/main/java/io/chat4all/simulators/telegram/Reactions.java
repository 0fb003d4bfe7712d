package io.chat4all.simulators.telegram;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.chat4all.simulators.http.Json;
import java.util.Optional;
import java.util.Set;

/// The emoji one can react with.
final class Reactions {

  private static final Set<String> ALLOWED =
      Set.of(
          ("❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌"
                  + " 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿"
                  + " 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡")
              .split(" "));

  private Reactions() {}

  static boolean isAllowed(String emoji) {
    return ALLOWED.contains(emoji) || ALLOWED.contains(emoji.replace("\uFE0F", ""));
  }

  static ArrayNode list(Optional<String> emoji) {
    var list = Json.array();
    emoji
        .filter(text -> !text.isEmpty())
        .ifPresent(text -> list.addObject().put("type", "emoji").put("emoji", text));
    return list;
  }
}
