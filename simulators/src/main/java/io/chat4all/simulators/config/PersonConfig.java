package io.chat4all.simulators.config;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// A person with their addresses on each channel; without an address there, they cannot be reached.
///
/// @param id short name in the control API
/// @param behaviour what the person's phone does by itself
public record PersonConfig(
    String id,
    String name,
    Optional<TelegramUser> telegram,
    Optional<WhatsAppUser> whatsapp,
    Optional<MetaUser> instagram,
    Optional<MetaUser> messenger,
    BehaviourConfig behaviour) {

  private static final Pattern ID = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final Pattern BSUID = Pattern.compile("[A-Z]{2}\\.(ENT\\.)?[0-9A-Za-z]{1,128}");

  public PersonConfig {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("id: '%s' (expected: %s)".formatted(id, ID));
    }
    requireNonNull(name, "name");
    requireNonNull(behaviour, "behaviour");
  }

  /// A person without addresses; add them with [#onTelegram] and its like.
  public static PersonConfig of(String id, String name) {
    return new PersonConfig(
        id,
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        BehaviourConfig.attentive());
  }

  public PersonConfig onTelegram(long chatId, String username) {
    return new PersonConfig(
        id,
        name,
        Optional.of(new TelegramUser(chatId, username)),
        whatsapp,
        instagram,
        messenger,
        behaviour);
  }

  /// Reachable under this number in international digits; the `wa_id` follows the rule of the
  /// Brazilian ninth digit.
  public PersonConfig onWhatsApp(String phone) {
    return onWhatsApp(WhatsAppUser.of(phone));
  }

  public PersonConfig onWhatsApp(WhatsAppUser user) {
    return new PersonConfig(id, name, telegram, Optional.of(user), instagram, messenger, behaviour);
  }

  public PersonConfig onInstagram(String scopedId, String username) {
    var user = Optional.of(new MetaUser(scopedId, username));
    return new PersonConfig(id, name, telegram, whatsapp, user, messenger, behaviour);
  }

  public PersonConfig onMessenger(String scopedId) {
    var user = Optional.of(new MetaUser(scopedId, ""));
    return new PersonConfig(id, name, telegram, whatsapp, instagram, user, behaviour);
  }

  public PersonConfig behaving(BehaviourConfig behaviour) {
    return new PersonConfig(id, name, telegram, whatsapp, instagram, messenger, behaviour);
  }

  /// Maria and João are easy; Ana hides her number; Bruno has blocked everybody; Célia has no
  /// WhatsApp and has never written.
  public static List<PersonConfig> demo() {
    return List.of(
        of("maria", "Maria Silva")
            .onTelegram(7001, "maria")
            .onWhatsApp("5511987650001")
            .onInstagram("9870000000000001", "maria")
            .onMessenger("5670000000000001"),
        of("joao", "João Souza")
            .onTelegram(7002, "joao")
            .onWhatsApp("5548987650002")
            .onInstagram("9870000000000002", "joao")
            .onMessenger("5670000000000002"),
        of("ana", "Ana Lima")
            .onTelegram(7003, "ana")
            .onWhatsApp(WhatsAppUser.of("5521987650003").hidingPhone("BR.1349000000000003"))
            .onInstagram("9870000000000003", "ana"),
        of("bruno", "Bruno Reis")
            .onTelegram(7004, "bruno")
            .onWhatsApp("5531987650004")
            .onInstagram("9870000000000004", "bruno")
            .behaving(BehaviourConfig.attentive().blocking(true)),
        of("celia", "Célia Prado")
            .onTelegram(7005, "celia")
            .onInstagram("9870000000000005", "celia")
            .behaving(BehaviourConfig.attentive().withWindowOpen(false)));
  }

  /// A person's account on Telegram; the private chat's id is the user's id.
  public record TelegramUser(long chatId, String username) {}

  /// A person's account on WhatsApp.
  ///
  /// @param phone the number as others dial it, digits only
  /// @param waId what WhatsApp calls that account; differs from the number in parts of Brazil
  /// @param userId the business-scoped user id, `BR.` and letters or digits
  /// @param hidesPhone whether webhooks leave the number out
  public record WhatsAppUser(String phone, String waId, String userId, boolean hidesPhone) {

    public WhatsAppUser {
      if (!phone.matches("[0-9]{7,15}") || !waId.matches("[0-9]{7,15}")) {
        throw new IllegalArgumentException("phone: not a number (expected: 7..15 digits)");
      }
      if (!BSUID.matcher(userId).matches()) {
        throw new IllegalArgumentException("userId: '%s' (expected: %s)".formatted(userId, BSUID));
      }
    }

    public static WhatsAppUser of(String phone) {
      return new WhatsAppUser(phone, BrazilianNumbers.waId(phone), "BR.13490" + phone, false);
    }

    public WhatsAppUser withWaId(String waId) {
      return new WhatsAppUser(phone, waId, userId, hidesPhone);
    }

    public WhatsAppUser hidingPhone(String userId) {
      return new WhatsAppUser(phone, waId, userId, true);
    }
  }

  /// A person as an Instagram account or a page sees them.
  public record MetaUser(String scopedId, String username) {}
}
