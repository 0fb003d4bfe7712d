package io.chat4all.store.jdbc.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.chat4all.core.message.Content;
import io.chat4all.core.message.ContentType;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExtrasTest {

  @Test
  void whatANewerProgramWroteIsPassedOver() {
    var extras =
        Extras.decode(
            """
            {"later":{"deep":[1,{"x":2}]},"file_id":"file","list":["a"],"metadata":{"k":"v"}}\
            """);

    assertThat(extras.metadata()).isEqualTo(Map.of("k", "v"));
    assertThat(extras.content(ContentType.IMAGE, "caption"))
        .isEqualTo(new Content.Media(ContentType.IMAGE, "file", "caption"));
  }
}
