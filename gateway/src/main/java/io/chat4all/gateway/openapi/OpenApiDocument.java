package io.chat4all.gateway.openapi;

import static io.chat4all.gateway.openapi.Schemas.object;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The OpenAPI 3.1 document of the contract. The build writes it into the gateway's jar.
public final class OpenApiDocument {

  private static final String DESCRIPTION =
      """
      One API through which a person on any channel reaches anyone on any other.

      The same RPCs are served by gRPC and gRPC-Web on the same port; the protos are the contract.
      Refusals are problems (RFC 9457) with a stable `code`. Unknown JSON fields are ignored.
      Lists are arrays; the next page is in the `Link` header.\
      """;

  private OpenApiDocument() {}

  /// Writes the document to the file that the first argument names; the second is the version.
  public static void main(String[] args) throws IOException {
    var file = Path.of(args[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.write(file, new ObjectMapper().writeValueAsBytes(of(Contract.load(), args[1])));
  }

  /// The document.
  static Map<String, Object> of(Contract contract, String version) {
    var schemas = new Schemas(contract);
    var operations = new Operations(contract, schemas);
    var paths = new LinkedHashMap<String, Map<String, Object>>();
    var tags = new ArrayList<Object>();
    for (var file : contract.files()) {
      for (var service : file.getServices()) {
        operations.add(service, paths);
        var tag = object("name", service.getName());
        tag.put("description", contract.comment(service.getFullName()));
        tags.add(tag);
      }
    }
    tags.add(object("name", "Files"));
    tags.add(object("name", "Operations"));
    new OtherPaths(contract, schemas).add(paths);
    var document = object("openapi", "3.1.0");
    document.put("info", info(version));
    document.put("servers", List.of(object("url", "/")));
    document.put("security", List.of(object("bearer", List.of())));
    document.put("tags", tags);
    document.put("paths", paths);
    document.put("components", components(schemas));
    return document;
  }

  private static Map<String, Object> info(String version) {
    var info = object("title", "Chat4All");
    info.put("version", version);
    info.put("description", DESCRIPTION);
    var license = object("name", "Apache-2.0");
    license.put("identifier", "Apache-2.0");
    info.put("license", license);
    return info;
  }

  private static Map<String, Object> components(Schemas schemas) {
    var all = schemas.components();
    all.put("Problem", Failures.problem());
    var bearer = object("type", "http");
    bearer.put("scheme", "bearer");
    bearer.put("bearerFormat", "JWT");
    var components = object("schemas", all);
    components.put("securitySchemes", object("bearer", bearer));
    return components;
  }
}
