package io.chat4all.core.presence;

final class LocalPresenceTest extends PresenceContract {

  private final Presence presence = new LocalPresence();

  @Override
  protected Presence presence() {
    return presence;
  }
}
