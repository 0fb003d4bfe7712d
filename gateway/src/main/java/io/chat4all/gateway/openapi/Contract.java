package io.chat4all.gateway.openapi;

import build.buf.validate.ValidateProto;
import com.google.api.AnnotationsProto;
import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.ExtensionRegistry;
import io.chat4all.protocol.v1.Options;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The contract with its comments, as the compiler of the protos left it on the class path.
///
/// Thread-safe.
public final class Contract {

  private static final String DESCRIPTORS = "/chat4all.desc";
  private static final String PACKAGE = "chat4all.v1";

  /// Numbers of the fields of `descriptor.proto`, which the paths of comments consist of.
  private static final int MESSAGES_OF_FILE = 4;

  private static final int ENUMS_OF_FILE = 5;
  private static final int SERVICES_OF_FILE = 6;
  private static final int PARTS = 2;
  private static final int MESSAGES_OF_MESSAGE = 3;

  private final List<FileDescriptor> files = new ArrayList<>();
  private final Map<String, String> comments = new HashMap<>();

  private Contract(FileDescriptorSet set) throws DescriptorValidationException {
    Map<String, FileDescriptor> known = new LinkedHashMap<>();
    for (var proto : set.getFileList()) {
      var imports =
          proto.getDependencyList().stream().map(known::get).toArray(FileDescriptor[]::new);
      var file = FileDescriptor.buildFrom(proto, imports);
      known.put(proto.getName(), file);
      if (proto.getPackage().equals(PACKAGE)) {
        files.add(file);
        addComments(proto);
      }
    }
  }

  /// Reads the contract.
  public static Contract load() {
    var registry = ExtensionRegistry.newInstance();
    AnnotationsProto.registerAllExtensions(registry);
    ValidateProto.registerAllExtensions(registry);
    Options.registerAllExtensions(registry);
    try (InputStream in = Contract.class.getResourceAsStream(DESCRIPTORS)) {
      if (in == null) {
        throw new IllegalStateException(DESCRIPTORS + " is not on the class path");
      }
      return new Contract(FileDescriptorSet.parseFrom(in, registry));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException("the descriptors of the contract are wrong", e);
    }
  }

  /// The files of the contract.
  public List<FileDescriptor> files() {
    return List.copyOf(files);
  }

  /// A message type by its short name.
  public Descriptor message(String name) {
    return files.stream()
        .flatMap(file -> file.getMessageTypes().stream())
        .filter(type -> type.getName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no such message: " + name));
  }

  /// The comment of whatever has this full name; empty when it has none.
  public String comment(String fullName) {
    return comments.getOrDefault(fullName, "");
  }

  private void addComments(FileDescriptorProto file) {
    Map<List<Integer>, String> byPath = new HashMap<>();
    for (var location : file.getSourceCodeInfo().getLocationList()) {
      if (location.hasLeadingComments()) {
        byPath.put(location.getPathList(), text(location.getLeadingComments()));
      }
    }
    for (int i = 0; i < file.getMessageTypeCount(); i++) {
      addMessage(byPath, List.of(MESSAGES_OF_FILE, i), PACKAGE, file.getMessageType(i));
    }
    for (int i = 0; i < file.getEnumTypeCount(); i++) {
      var type = file.getEnumType(i);
      add(byPath, List.of(ENUMS_OF_FILE, i), PACKAGE + '.' + type.getName());
      for (int j = 0; j < type.getValueCount(); j++) {
        var path = List.of(ENUMS_OF_FILE, i, PARTS, j);
        add(byPath, path, PACKAGE + '.' + type.getName() + '.' + type.getValue(j).getName());
      }
    }
    for (int i = 0; i < file.getServiceCount(); i++) {
      var service = file.getService(i);
      add(byPath, List.of(SERVICES_OF_FILE, i), PACKAGE + '.' + service.getName());
      for (int j = 0; j < service.getMethodCount(); j++) {
        var path = List.of(SERVICES_OF_FILE, i, PARTS, j);
        add(byPath, path, PACKAGE + '.' + service.getName() + '.' + service.getMethod(j).getName());
      }
    }
  }

  private void addMessage(
      Map<List<Integer>, String> byPath, List<Integer> path, String scope, DescriptorProto type) {
    var name = scope + '.' + type.getName();
    add(byPath, path, name);
    for (int i = 0; i < type.getFieldCount(); i++) {
      add(byPath, and(path, PARTS, i), name + '.' + type.getField(i).getName());
    }
    for (int i = 0; i < type.getNestedTypeCount(); i++) {
      addMessage(byPath, and(path, MESSAGES_OF_MESSAGE, i), name, type.getNestedType(i));
    }
  }

  private void add(Map<List<Integer>, String> byPath, List<Integer> path, String fullName) {
    var comment = byPath.get(path);
    if (comment != null) {
      comments.put(fullName, comment);
    }
  }

  private static List<Integer> and(List<Integer> path, int kind, int index) {
    var longer = new ArrayList<>(path);
    longer.add(kind);
    longer.add(index);
    return longer;
  }

  private static String text(String comment) {
    return comment.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }
}
