package io.chat4all.core.identity;

final class InMemoryIdentityDirectoryTest extends IdentityDirectoryContract {

  private final InMemoryAccountDirectory accounts = new InMemoryAccountDirectory();
  private final IdentityDirectory directory = new InMemoryIdentityDirectory(accounts);

  @Override
  protected IdentityDirectory directory() {
    return directory;
  }

  @Override
  protected AccountDirectory accounts() {
    return accounts;
  }

  @Override
  protected void restart() {}
}
