package io.chat4all.gateway.rpc;

import com.google.protobuf.Empty;
import io.chat4all.core.identity.Role;
import io.chat4all.core.identity.UserId;
import io.chat4all.gateway.auth.Accounts;
import io.chat4all.gateway.auth.Tokens;
import io.chat4all.gateway.wire.Ids;
import io.chat4all.gateway.wire.Users;
import io.chat4all.protocol.v1.ApiClient;
import io.chat4all.protocol.v1.AuthGrpc;
import io.chat4all.protocol.v1.CreateApiClientRequest;
import io.chat4all.protocol.v1.DeleteApiClientRequest;
import io.chat4all.protocol.v1.ListApiClientsRequest;
import io.chat4all.protocol.v1.ListApiClientsResponse;
import io.chat4all.protocol.v1.RevokeTokenRequest;
import io.chat4all.protocol.v1.TokenRequest;
import io.chat4all.protocol.v1.TokenResponse;
import java.util.List;

/// The service `Auth`. Thread-safe.
final class AuthRpcs {

  /// Far more API clients than anyone makes.
  private static final int MAX_CLIENTS = 10_000;

  private final Tokens tokens;
  private final Accounts accounts;

  AuthRpcs(Tokens tokens, Accounts accounts) {
    this.tokens = tokens;
    this.accounts = accounts;
  }

  Rpc<TokenRequest, TokenResponse> getToken() {
    return Rpc.open(AuthGrpc.getGetTokenMethod(), TokenRequest.getDefaultInstance(), tokens::grant);
  }

  List<Rpc<?, ?>> all() {
    return List.of(
        getToken(),
        Rpc.open(
            AuthGrpc.getRevokeTokenMethod(),
            RevokeTokenRequest.getDefaultInstance(),
            request -> {
              tokens.revoke(request.getToken());
              return Empty.getDefaultInstance();
            }),
        Rpc.of(
            AuthGrpc.getCreateApiClientMethod(),
            CreateApiClientRequest.getDefaultInstance(),
            (_, request) -> create(request)),
        Rpc.of(
            AuthGrpc.getListApiClientsMethod(),
            ListApiClientsRequest.getDefaultInstance(),
            (_, _) -> list()),
        Rpc.of(
            AuthGrpc.getDeleteApiClientMethod(),
            DeleteApiClientRequest.getDefaultInstance(),
            (_, request) -> {
              accounts.deleteClient(Ids.user("client_id", request.getClientId()));
              return Empty.getDefaultInstance();
            }));
  }

  private ApiClient create(CreateApiClientRequest request) {
    var role = request.getRole().equals("admin") ? Role.ADMIN : Role.SERVICE;
    var made = accounts.createClient(new UserId(request.getClientId()), role);
    return Users.client(made.account()).toBuilder().setClientSecret(made.secret().reveal()).build();
  }

  private ListApiClientsResponse list() {
    var clients = accounts.list(true, "", "", MAX_CLIENTS);
    return ListApiClientsResponse.newBuilder()
        .addAllClients(clients.stream().map(Users::client).toList())
        .build();
  }
}
