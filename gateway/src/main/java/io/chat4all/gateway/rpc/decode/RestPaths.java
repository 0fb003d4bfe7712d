package io.chat4all.gateway.rpc.decode;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.Route;
import java.util.regex.Pattern;

/// Makes routes of the paths of `google.api.http`, custom methods (`/v1/users/{user_id}:merge`)
/// included.
///
/// The server's own path patterns know no custom methods, so those paths become regular
/// expressions, whose groups cannot have an underscore in their names. Thread-safe.
public final class RestPaths {

  private static final Pattern PARAMETER = Pattern.compile("\\{([a-z_]+)}");

  /// Stands for an underscore; the names of fields are in lower case.
  private static final char UNDERSCORE = 'Z';

  private RestPaths() {}

  /// The route of one method on a path.
  public static Route route(HttpMethod method, String path) {
    var route = Route.builder().methods(method);
    if (path.indexOf(':') < 0) {
      return route.path(path).build();
    }
    if (path.indexOf('{') < 0) {
      return route.exact(path).build();
    }
    return route.regex(regex(path)).build();
  }

  /// The field that a parameter of such a route stands for.
  static String field(String parameter) {
    return parameter.replace(UNDERSCORE, '_');
  }

  private static String regex(String path) {
    var regex = new StringBuilder("^");
    var parameters = PARAMETER.matcher(path);
    int literal = 0;
    while (parameters.find()) {
      regex.append(Pattern.quote(path.substring(literal, parameters.start())));
      regex.append("(?<").append(parameters.group(1).replace('_', UNDERSCORE)).append(">[^/]+)");
      literal = parameters.end();
    }
    return regex.append(Pattern.quote(path.substring(literal))).append('$').toString();
  }
}
