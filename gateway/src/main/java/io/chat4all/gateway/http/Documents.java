package io.chat4all.gateway.http;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.file.FileService;
import com.linecorp.armeria.server.file.HttpFile;
import io.chat4all.core.error.ApiException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.function.Supplier;

/// The documentation that the gateway serves: OpenAPI at `/openapi.json`, Swagger UI at `/docs`,
/// and the public keys. Nothing of it comes from another host.
public final class Documents {

  private static final String UI = "META-INF/resources/webjars/swagger-ui/";
  private static final String UI_VERSION = "META-INF/maven/org.webjars/swagger-ui/pom.properties";
  private static final String INITIALIZER =
      """
      window.onload = function() {
        window.ui = SwaggerUIBundle({
          url: "/openapi.json",
          dom_id: "#swagger-ui",
          deepLinking: true,
          validatorUrl: null,
          presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset],
          layout: "BaseLayout"
        });
      };
      """;

  private Documents() {}

  /// Adds the paths; `jwks` answers the public keys as they are now.
  public static void add(ServerBuilder server, Supplier<String> jwks) {
    var loader = Documents.class.getClassLoader();
    server.route().get("/").build((_, _) -> HttpResponse.ofRedirect("/docs/"));
    server.route().get("/docs").build((_, _) -> HttpResponse.ofRedirect("/docs/"));
    server
        .route()
        .get("/docs/swagger-initializer.js")
        .build((_, _) ->
            HttpResponse.of(HttpStatus.OK, MediaType.create("text", "javascript"), INITIALIZER));
    server
        .route()
        .get("prefix:/docs/")
        .build(
            FileService.of(loader, UI + uiVersion(loader))
                .orElse((_, _) -> {
                  throw ApiException.notFound("file");
                }));
    server.route().get("/openapi.json").build(openApi(loader));
    server
        .route()
        .get("/.well-known/jwks.json")
        .build((_, _) -> HttpResponse.of(HttpStatus.OK, MediaType.JSON, jwks.get()));
  }

  private static HttpService openApi(ClassLoader loader) {
    return HttpFile.builder(loader, "openapi.json").contentType(MediaType.JSON).build().asService();
  }

  private static String uiVersion(ClassLoader loader) {
    try (InputStream in = loader.getResourceAsStream(UI_VERSION)) {
      if (in == null) {
        throw new IllegalStateException("Swagger UI is not on the class path");
      }
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
