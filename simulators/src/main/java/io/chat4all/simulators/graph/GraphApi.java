package io.chat4all.simulators.graph;

import io.chat4all.simulators.graph.GraphNodes.TokenState;
import io.chat4all.simulators.http.Answer;
import io.chat4all.simulators.http.Api;
import io.chat4all.simulators.http.Call;
import io.chat4all.simulators.http.Json;
import io.chat4all.simulators.http.Refusal;
import io.chat4all.simulators.world.Ids;
import java.util.List;
import java.util.regex.Pattern;

/// The Graph API: `/vN.N/{node}/{edge}`, tokens, the headers of every answer.
///
/// Any version is taken, as Graph does with those it has retired. A missing token is answered like
/// a wrong one. Thread-safe.
public final class GraphApi implements Api {

  private static final Pattern PATH =
      Pattern.compile("/(?:(v[0-9]{1,3}\\.[0-9])/)?([^/]+)(?:/([^/]+))?/?");
  private static final long TOKEN_LIFE_SECONDS = 5_184_000;

  private final List<GraphNodes> products;
  private final Ids ids;

  public GraphApi(List<GraphNodes> products, Ids ids) {
    this.products = List.copyOf(products);
    this.ids = ids;
  }

  /// Whether a path is one of the Graph's.
  public static boolean serves(String path) {
    return path.matches("/v[0-9]{1,3}\\.[0-9]/.+") || path.equals("/refresh_access_token");
  }

  @Override
  public Answer answer(Call call) throws InterruptedException {
    var path = PATH.matcher(call.path());
    if (!path.matches()) {
      return dressed(GraphError.of(400, 2500, "Unknown path components").answer(), "v26.0");
    }
    var version = path.group(1) == null ? "v26.0" : path.group(1);
    try {
      var edge = path.group(3) == null ? "" : path.group(3);
      return dressed(answer(call, path.group(2), edge), version);
    } catch (Refusal e) {
      return dressed(e.answer(), version);
    }
  }

  private Answer answer(Call call, String node, String edge) {
    var params = call.params();
    var token =
        call.bearer()
            .or(() -> params.text("access_token"))
            .orElseThrow(() -> GraphError.unknownToken().refusal());
    var states = products.stream().map(product -> product.token(token)).toList();
    if (!states.contains(TokenState.VALID)) {
      throw states.contains(TokenState.EXPIRED)
          ? GraphError.expiredToken().refusal()
          : GraphError.unknownToken().refusal();
    }
    if (node.equals("refresh_access_token")) {
      return refreshed(token);
    }
    var request = new GraphCall(call, call.method(), node, edge, token, params);
    for (var product : products) {
      var answer = product.answer(request);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    throw GraphError.missing(call.method(), node).refusal();
  }

  private static Answer refreshed(String token) {
    return Answer.json(
        200,
        Json.object()
            .put("access_token", token)
            .put("token_type", "bearer")
            .put("expires_in", TOKEN_LIFE_SECONDS));
  }

  private Answer dressed(Answer answer, String version) {
    return answer
        .with("facebook-api-version", version)
        .with("x-fb-request-id", "A" + ids.base64(22))
        .with("x-fb-trace-id", ids.base64(11))
        .with("x-app-usage", "{\"call_count\":1,\"total_cputime\":1,\"total_time\":1}");
  }
}
