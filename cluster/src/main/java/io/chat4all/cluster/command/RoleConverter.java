package io.chat4all.cluster.command;

import io.chat4all.cluster.NodeKind;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Reads `gateway`, `router` or `connectors`.
final class RoleConverter implements ITypeConverter<NodeKind> {

  @Override
  public NodeKind convert(String name) {
    return Arrays.stream(NodeKind.values())
        .filter(NodeKind::isRole)
        .filter(role -> role.toString().toLowerCase(Locale.ROOT).equals(name))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' (expected: gateway, router or connectors)".formatted(name)));
  }
}
