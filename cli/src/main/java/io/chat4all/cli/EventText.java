package io.chat4all.cli;

import com.google.protobuf.Timestamp;
import io.chat4all.protocol.v1.Event;
import io.chat4all.protocol.v1.MemberChanged;
import io.chat4all.protocol.v1.Message;
import io.chat4all.protocol.v1.StatusMoved;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// Messages and events as a person reads them: one line each.
///
/// What other people wrote is made harmless first: control characters, with which a text could move
/// the cursor or fake other lines, are shown as `·` and line breaks as `⏎`.
final class EventText {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");
  private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
  private static final DateTimeFormatter MOMENT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS");

  private final Output output;
  private final ZoneId zone;

  EventText(Output output, ZoneId zone) {
    this.output = output;
    this.zone = zone;
  }

  /// A message in a list of one conversation.
  String message(Message message) {
    var seq = Table.pad(message.getSeq() == 0 ? "-" : "#" + message.getSeq(), 7);
    var sender = Table.pad(message.getSenderId(), 12);
    return seq
        + " "
        + output.faint(date(message.getCreatedAt()))
        + "  "
        + output.bold(sender)
        + "  "
        + content(message);
  }

  /// An event among those of many conversations; `label` names the conversation.
  String event(Event event, String label) {
    var at = output.faint(event.hasAt() ? time(event.getAt()) : "--:--:--");
    return at + "  " + Table.pad(label, 16) + "  " + what(event);
  }

  /// Local date and time; `-` for none.
  String date(Timestamp at) {
    return at.equals(Timestamp.getDefaultInstance()) ? "-" : DATE.format(local(at));
  }

  /// Local date and time to the millisecond.
  String moment(Timestamp at) {
    return MOMENT.format(local(at));
  }

  private String time(Timestamp at) {
    return TIME.format(local(at));
  }

  private String what(Event event) {
    return switch (event.getKindCase()) {
      case MESSAGE -> {
        var message = event.getMessage();
        yield "#"
            + message.getSeq()
            + " "
            + output.bold(message.getSenderId() + ":")
            + " "
            + content(message);
      }
      case EDITED -> {
        var edited = event.getEdited();
        yield note(edited.getUserId() + " edited #" + edited.getSeq() + ": ")
            + safe(edited.getContent());
      }
      case DELETED ->
          note(event.getDeleted().getUserId() + " deleted #" + event.getDeleted().getSeq());
      case REACTION -> {
        var reaction = event.getReaction();
        yield note(
            reaction.getUserId()
                + (reaction.getAdded() ? " reacted " : " took back ")
                + safe(reaction.getEmoji())
                + " to #"
                + reaction.getSeq());
      }
      case STATUS -> note(status(event.getStatus()));
      case READ ->
          note(event.getRead().getUserId() + " read up to #" + event.getRead().getUpToSeq());
      case TYPING ->
          note(
              event.getTyping().getUserId()
                  + (event.getTyping().getActive() ? " is typing" : " stopped typing"));
      case PRESENCE ->
          note(
              event.getPresence().getUserId()
                  + (event.getPresence().getOnline() ? " is online" : " is offline"));
      case MEMBER -> note(member(event.getMember()));
      case REJECTED ->
          output.red(
              "* message "
                  + event.getRejected().getMessageId()
                  + " was dropped: "
                  + event.getRejected().getCode());
      case KIND_NOT_SET -> note("something this version does not know");
    };
  }

  private static String content(Message message) {
    if (message.hasDeletedAt()) {
      return "(deleted)";
    }
    var text = safe(message.getContent());
    var what =
        switch (message.getType()) {
          case "text", "" -> text;
          case "location" ->
              "[location %.5f,%.5f] %s"
                  .formatted(
                      message.getLocation().getLatitude(),
                      message.getLocation().getLongitude(),
                      safe(message.getLocation().getName()));
          case "contact" -> "[contact] " + safe(message.getContact().getName());
          default -> "[" + message.getType() + " " + message.getFileId() + "] " + text;
        };
    return (what + (message.hasEditedAt() ? " (edited)" : "")).stripTrailing();
  }

  private static String status(StatusMoved moved) {
    var messages =
        moved.getUpToSeq() > 0 ? "up to #" + moved.getUpToSeq() : "message " + moved.getMessageId();
    var to = moved.getRecipient().isEmpty() ? "" : " to " + moved.getRecipient();
    var over = moved.getChannel().equals("internal") ? "" : " over " + moved.getChannel();
    var why = moved.getReason().isEmpty() ? "" : ": " + safe(moved.getReason());
    return moved.getStatus().name().toLowerCase(Locale.ROOT) + to + over + " " + messages + why;
  }

  private static String member(MemberChanged member) {
    var role = member.getRole().isEmpty() ? "" : " (" + member.getRole() + ")";
    var by =
        member.getBy().isEmpty() || member.getBy().equals(member.getUserId())
            ? ""
            : " by " + member.getBy();
    return member.getUserId() + " " + member.getChange() + by + role;
  }

  private String note(String text) {
    return output.faint("* " + text);
  }

  private ZonedDateTime local(Timestamp at) {
    return Instant.ofEpochSecond(at.getSeconds(), at.getNanos()).atZone(zone);
  }

  /// What somebody else wrote, without what a terminal would obey.
  static String safe(String text) {
    if (text.codePoints().noneMatch(EventText::unsafe)) {
      return text;
    }
    var safe = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(c -> {
          if (c == '\n') {
            safe.append(" ⏎ ");
          } else if (c == '\t') {
            safe.append(' ');
          } else {
            safe.appendCodePoint(unsafe(c) ? '·' : c);
          }
        });
    return safe.toString();
  }

  /// Control characters, and the marks that turn the direction of writing.
  private static boolean unsafe(int c) {
    return Character.isISOControl(c)
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x2028
        || c == 0x2029;
  }
}
