package io.chat4all.gateway.wire;

import build.buf.protovalidate.Validator;
import build.buf.protovalidate.ValidatorFactory;
import build.buf.protovalidate.exceptions.ValidationException;
import build.buf.validate.FieldPathElement;
import com.google.protobuf.Message;
import io.chat4all.core.error.ApiException;
import io.chat4all.core.error.ErrorCode;
import java.util.List;

/// Checks messages against the `buf.validate` rules of the contract. Thread-safe.
///
/// The rules of a message type are compiled when its first message is checked, and kept.
public final class FieldRules {

  private final Validator validator = ValidatorFactory.newBuilder().build();

  /// Throws `ApiException` with `invalid_argument` and the path of the first field at fault.
  public void check(Message message) {
    try {
      var result = validator.validate(message);
      if (!result.isSuccess()) {
        var violation = result.getViolations().getFirst().toProto();
        var path = path(violation.getField().getElementsList());
        throw ApiException.invalid(
            path, path.isEmpty() ? violation.getMessage() : path + ": " + violation.getMessage());
      }
    } catch (ValidationException e) {
      throw new ApiException(
          ErrorCode.INTERNAL, "rules of " + message.getDescriptorForType().getName() + ": " + e);
    }
  }

  private static String path(List<FieldPathElement> elements) {
    var path = new StringBuilder();
    for (var element : elements) {
      path.append(path.isEmpty() ? "" : ".").append(element.getFieldName());
      switch (element.getSubscriptCase()) {
        case INDEX -> path.append('[').append(element.getIndex()).append(']');
        case STRING_KEY -> path.append("[\"").append(element.getStringKey()).append("\"]");
        case BOOL_KEY -> path.append('[').append(element.getBoolKey()).append(']');
        case INT_KEY -> path.append('[').append(element.getIntKey()).append(']');
        case UINT_KEY -> path.append('[').append(element.getUintKey()).append(']');
        case SUBSCRIPT_NOT_SET -> {}
      }
    }
    return path.toString();
  }
}
