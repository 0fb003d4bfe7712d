package io.chat4all.gateway.rpc;

import com.google.protobuf.Empty;
import io.chat4all.core.conversation.ConversationDirectory;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import io.chat4all.core.identity.Account;
import io.chat4all.core.identity.Caller;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.core.presence.Presence;
import io.chat4all.gateway.auth.Accounts;
import io.chat4all.gateway.wire.Times;
import io.chat4all.gateway.wire.Users;
import io.chat4all.protocol.v1.CreateUserRequest;
import io.chat4all.protocol.v1.DeleteUserRequest;
import io.chat4all.protocol.v1.GetPresenceRequest;
import io.chat4all.protocol.v1.GetUserRequest;
import io.chat4all.protocol.v1.ListUsersRequest;
import io.chat4all.protocol.v1.ListUsersResponse;
import io.chat4all.protocol.v1.UpdateUserRequest;
import io.chat4all.protocol.v1.User;
import io.chat4all.protocol.v1.UsersGrpc;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The service `Users`. Thread-safe.
final class UserRpcs {

  private static final String ME = "me";

  private final Accounts accounts;
  private final ConversationDirectory conversations;
  private final Presence presence;

  UserRpcs(Accounts accounts, ConversationDirectory conversations, Presence presence) {
    this.accounts = accounts;
    this.conversations = conversations;
    this.presence = presence;
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        Rpc.open(
            UsersGrpc.getCreateUserMethod(), CreateUserRequest.getDefaultInstance(), this::create),
        Rpc.of(UsersGrpc.getGetUserMethod(), GetUserRequest.getDefaultInstance(), this::get),
        Rpc.of(UsersGrpc.getListUsersMethod(), ListUsersRequest.getDefaultInstance(), this::list),
        Rpc.of(
            UsersGrpc.getUpdateUserMethod(), UpdateUserRequest.getDefaultInstance(), this::update),
        Rpc.of(
            UsersGrpc.getDeleteUserMethod(),
            DeleteUserRequest.getDefaultInstance(),
            (caller, request) -> {
              accounts.deleteUser(ownOrAnyForAdmin(caller, request.getUserId()));
              return Empty.getDefaultInstance();
            }),
        Rpc.of(
            UsersGrpc.getGetPresenceMethod(),
            GetPresenceRequest.getDefaultInstance(),
            this::presence));
  }

  private User create(CreateUserRequest request) {
    var name = request.getUsername().toLowerCase(Locale.ROOT);
    if (name.equals(ME)) {
      throw ApiException.invalid("username", "username: 'me' is reserved");
    }
    var shown = request.getDisplayName().isEmpty() ? name : plain(request.getDisplayName());
    var account =
        accounts.createUser(new UserId(name), shown, request.getEmail(), request.getPassword());
    return Users.of(account, true);
  }

  private User get(Caller caller, GetUserRequest request) {
    return shown(caller, accounts.require(id(caller, request.getUserId())));
  }

  private ListUsersResponse list(Caller caller, ListUsersRequest request) {
    int size = Pages.size(request.getPageSize());
    var prefix = request.getPrefix().toLowerCase(Locale.ROOT);
    var read = accounts.list(false, prefix, request.getPageToken(), size + 1);
    return ListUsersResponse.newBuilder()
        .addAllUsers(Pages.cut(read, size).stream().map(found -> shown(caller, found)).toList())
        .setNextPageToken(Pages.next(read, size, found -> found.id().value()))
        .build();
  }

  private User update(Caller caller, UpdateUserRequest request) {
    var id = ownOrAnyForAdmin(caller, request.getUserId());
    var change =
        new Accounts.Change(
            request.hasDisplayName()
                ? Optional.of(plain(request.getDisplayName()))
                : Optional.empty(),
            request.hasEmail() ? Optional.of(request.getEmail()) : Optional.empty(),
            request.hasPassword() ? Optional.of(request.getPassword()) : Optional.empty());
    return Users.of(accounts.updateUser(id, change), true);
  }

  private io.chat4all.protocol.v1.Presence presence(Caller caller, GetPresenceRequest request) {
    var id = id(caller, request.getUserId());
    if (!id.equals(caller.id()) && !conversations.share(caller.id(), id)) {
      throw ApiException.notFound("user");
    }
    var wire =
        io.chat4all.protocol.v1.Presence.newBuilder()
            .setUserId(id.value())
            .setOnline(presence.isOnline(id));
    presence.lastSeen(id).ifPresent(at -> wire.setLastSeenAt(Times.of(at)));
    return wire.build();
  }

  private static User shown(Caller caller, Account account) {
    return Users.of(account, caller.role() == Role.ADMIN || account.id().equals(caller.id()));
  }

  private static UserId ownOrAnyForAdmin(Caller caller, String text) {
    var id = id(caller, text);
    if (!id.equals(caller.id()) && caller.role() != Role.ADMIN) {
      throw new ApiException(ErrorCode.PERMISSION_DENIED, "this is somebody else's account");
    }
    return id;
  }

  private static UserId id(Caller caller, String text) {
    if (text.equals(ME)) {
      return caller.id();
    }
    var name = text.toLowerCase(Locale.ROOT);
    if (!UserId.isValid(name)) {
      throw ApiException.notFound("user");
    }
    return new UserId(name);
  }

  private static String plain(String name) {
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw ApiException.invalid("display_name", "display_name: control character");
    }
    return name;
  }
}
